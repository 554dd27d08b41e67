"""One code of a time-versioned code table. Join by (code, date), never by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CodeRecord:
    """Dates are inclusive; None means open-ended."""

    table: str
    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
