"""A look at a table: at most 50 rows as text, findings masked. Made by a job, shown by rooms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

MOST_ROWS = 50


@dataclass(frozen=True)
class Preview:
    """`masked` names the columns in which at least one cell was masked."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    masked: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Preview:
        return cls(
            document["table"],
            tuple(document["columns"]),
            tuple(tuple(row) for row in document["rows"]),
            tuple(document.get("masked", ())),
        )
