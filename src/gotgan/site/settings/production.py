"""Several nodes behind a proxy that ends TLS. Everything comes from the environment."""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from gotgan.site.settings.base import *  # noqa: F403
from gotgan.site.settings.secret import check_secret


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise RuntimeError(f"{name}: not set; production takes it from the environment")
    return value


_url = urlsplit(_needed("DATABASE_URL"))
SECRET_KEY = check_secret(os.environ.get("GOTGAN_SECRET_KEY", ""))
ALLOWED_HOSTS = _needed("GOTGAN_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(_url.path.lstrip("/")),
        "USER": unquote(_url.username or ""),
        "PASSWORD": unquote(_url.password or ""),
        "HOST": _url.hostname or "",
        "PORT": str(_url.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(_url.query)),
    }
}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
