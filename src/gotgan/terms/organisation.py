"""Institutions as other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gotgan.terms.role import Role


@dataclass(frozen=True)
class Organisation:
    """An institution. `code` is its seven-character institution code, text; `slug` its address part."""

    code: str
    slug: str
    name: str
    name_en: str
    kind: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True)
class Member:
    """One role of one person in an institution."""

    person_id: int
    role: Role
