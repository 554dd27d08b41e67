"""Institutions as other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
