"""People and their tokens as other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PersonRecord:
    id: int
    email: str
    name: str
    is_active: bool
    joined_at: datetime
    has_password: bool


@dataclass(frozen=True)
class TokenRecord:
    """A token as its owner sees it again: never the token itself. `hint` is how it begins."""

    id: int
    label: str
    hint: str
    created: datetime
    last_used: datetime | None
    expires: datetime | None
    revoked: datetime | None


@dataclass(frozen=True)
class NewToken:
    """A token just issued: `plain` is shown once and kept nowhere."""

    id: int
    plain: str
