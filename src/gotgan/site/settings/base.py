"""What every way of running shares. Each setting of ours is documented in docs/reference/settings.md."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from gotgan.site.log import logging_config

PACKAGE = Path(__file__).resolve().parent.parent.parent
GOTGAN_DATA = Path(os.environ.get("GOTGAN_DATA", "data")).resolve()
GOTGAN_SETUP = Path(sys.prefix) / "share" / "gotgan"
"""What set-up made out of installed packages: compiled translations, the Vega bundle."""

GOTGAN_KEYS = os.environ.get("GOTGAN_KEYS", "")
"""Custody of the keys of pseudonyms, apart from the data; empty: `keys` in the data folder, which a backup skips."""

GOTGAN_DESK = "gotgan.desk.client.desk_of"
"""Who makes the desk out of GOTGAN_DESK_URL and GOTGAN_DATA: the process, or a stand-in of a test."""

GOTGAN_DESK_URL = os.environ.get("GOTGAN_DESK_URL", "")
"""Where the desk process listens; empty: read from the data folder's run/desk.url."""

GOTGAN_ROLES_OF = "gotgan.organisations.queries.roles_of"
"""Who holds which role: accounts asks the organisations room, which stands above it, through this name."""

GOTGAN_SCHEDULE: dict[str, float] = {
    "catalogue.pull": 15, "share.pull": 15, "catalogue.index": 15,
    "accounts.send": 1, "share.tell": 1,
    "survey.send": 1, "survey.remind": 60, "survey.refresh": 60, "survey.ask_endpoints": 60,
    "assess.score_changed": 60,
    "inventory.sweep": 24 * 60, "work.prune": 24 * 60, "survey.recount": 24 * 60,
    "survey.clear_workbooks": 24 * 60, "site.hand_down": 24 * 60, "refine.watch": 12 * 60, "refine.tend": 5,
    "assess.cluster": 15,
    "assess.weigh_effects": 15, "assess.excerpt_lists": 15,
    "assess.tend_trials": 5,
}  # fmt: skip
"""Periodic jobs: name -> minutes between two runs."""

GOTGAN_PUBLIC_ADDRESS = os.environ.get(
    "GOTGAN_PUBLIC_ADDRESS", os.environ.get("GOTGAN_ADDRESS", "http://127.0.0.1:8000")
).rstrip("/")
"""Where people find this hub; letters name it."""

GOTGAN_PUBLISHER = os.environ.get("GOTGAN_PUBLISHER", "")
"""The body that publishes the results of surveys, by its name; kept with a campaign when it is frozen."""

GOTGAN_SMTP_HOST = os.environ.get("GOTGAN_SMTP_HOST", "")
"""The mail server; empty: letters wait."""
GOTGAN_SMTP_PORT = int(os.environ.get("GOTGAN_SMTP_PORT", "587"))
GOTGAN_SMTP_USER = os.environ.get("GOTGAN_SMTP_USER", "")
GOTGAN_SMTP_PASSWORD = os.environ.get("GOTGAN_SMTP_PASSWORD", "")
GOTGAN_SMTP_STARTTLS = os.environ.get("GOTGAN_SMTP_STARTTLS", "yes")
"""`yes`: no letter and no password without it. `direct`: TLS from the first byte. `no`: plain."""
GOTGAN_SMTP_FROM = os.environ.get("GOTGAN_SMTP_FROM", "")
"""Whom letters come from: an address, or a name with one."""

GOTGAN_WORKBOOK_DAYS = int(os.environ.get("GOTGAN_WORKBOOK_DAYS", "365"))
"""How long after its campaign was frozen an applied workbook is kept as evidence."""

GOTGAN_RATES = os.environ.get("GOTGAN_RATES", "")
"""The file of rates by which a trial's effort is estimated; empty: the package's own assumptions."""

GOTGAN_OPEN_SIGN_UP = os.environ.get("GOTGAN_OPEN_SIGN_UP", "") == "yes"
"""Whether strangers may open accounts. Off: accounts come from `gotgan user add`."""

DEBUG = False
INSTALLED_APPS = [
    "gotgan.site",
    "gotgan.share",
    "gotgan.catalogue",
    "gotgan.survey",
    "gotgan.refine",
    "gotgan.assess",
    "gotgan.inventory",
    "gotgan.organisations",
    "gotgan.accounts",
    "gotgan.audit",
    "gotgan.work",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gotgan.site.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gotgan.accounts.middleware.ViewerMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "gotgan.site.urls"
WSGI_APPLICATION = "gotgan.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 << 20  # one part of a resumable upload

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# -- language
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "lang"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [GOTGAN_SETUP / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

# -- static files: served by the web process from the packages' own folders, nothing to collect
STATIC_URL = "/static/"
STATICFILES_DIRS = [folder for folder in [GOTGAN_SETUP / "static"] if folder.is_dir()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# -- jobs
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- sign-in
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses before a password is looked at
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # a password link
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing here needs mail
ACCOUNT_ADAPTER = "gotgan.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "120/m/ip"}  # the lock below counts failures, in the database
MFA_ADAPTER = "gotgan.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "gotgan"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True

# -- brute force: five failures lock an account for half an hour, wherever they come from
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # an account is locked whatever address the attempts come from
AXES_USERNAME_CALLABLE = "gotgan.accounts.lock.account_of"
AXES_LOCKOUT_CALLABLE = "gotgan.accounts.lock.locked_response"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# -- what a browser may load and send
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = logging_config()

# scrypt: as strong as Django's default, and quick enough for an account a role in the sample
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
