"""The link by which an empty hub gets its first operator: signed, dated, useless once there is an account."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

_SALT = "gotgan.set-up"
_SECONDS = 7 * 24 * 3600


def make_setup_link(base_url: str) -> str:
    """A link that works for a week, until the first account is opened."""
    key = signing.dumps("operator", salt=_SALT)
    return base_url.rstrip("/") + reverse("set_up", kwargs={"key": key})


def is_setup_key(key: str) -> bool:
    try:
        return bool(signing.loads(key, salt=_SALT, max_age=_SECONDS) == "operator")
    except signing.BadSignature:
        return False
