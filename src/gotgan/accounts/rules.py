"""What a token looks like and when it opens a door; when a letter is tried again. Plain values only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from gotgan.terms.decision import Decision

TOKEN_PREFIX = "gtg_"
_TOUCH_AFTER = timedelta(minutes=5)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60, 120, 240))
MOST_TRIES = 24
"""With the waits above some three days, then the letter has failed: a person must look."""
HANDING_OVER = timedelta(minutes=10)
"""How long a letter may be with the mail server before it counts as unclear."""


def token_text(random_part: str) -> str:
    """The whole token as it is shown once."""
    return TOKEN_PREFIX + random_part


def token_hash(plain: str) -> str:
    """What is kept of a token. Plain SHA-256 does: 32 random bytes cannot be guessed."""
    return hashlib.sha256(plain.encode()).hexdigest()


def token_hint(plain: str) -> str:
    """Its first characters, by which its owner tells it apart."""
    return plain[: len(TOKEN_PREFIX) + 4] + "…"


def token_in(headers: Mapping[str, str]) -> str | None:
    """Find a token in request headers: `Authorization: Bearer TOKEN`, `Authorization: TOKEN`,
    or CKAN's `X-CKAN-API-Key: TOKEN`. Anything that is not one of ours is none."""
    text = headers.get("Authorization") or headers.get("X-CKAN-API-Key") or ""
    scheme, _, rest = text.strip().partition(" ")
    candidate = rest.strip() if scheme.lower() == "bearer" else text.strip()
    return candidate if candidate.startswith(TOKEN_PREFIX) else None


def may_use_token(
    *, now: datetime, expires: datetime | None, revoked: datetime | None, owner_is_active: bool
) -> Decision:
    """A token opens while it is neither revoked nor expired and its owner's account is active."""
    if revoked is not None:
        return Decision.no("the token was revoked")
    if expires is not None and expires <= now:
        return Decision.no("the token has expired")
    if not owner_is_active:
        return Decision.no("the account is closed")
    return Decision.yes()


def needs_touch(last_used: datetime | None, now: datetime) -> bool:
    """Whether `last_used` is old enough to be written again: reading must not write each time."""
    return last_used is None or now - last_used >= _TOUCH_AFTER


def next_try(tries: int, now: datetime) -> datetime:
    """When a letter is tried again after its `tries`-th failure (1, 2, ...)."""
    return now + WAITS[min(tries, len(WAITS)) - 1]


def is_given_up(tries: int) -> bool:
    return tries >= MOST_TRIES
