"""What a download wrote down for its own return: questionnaire, campaign, revisions, and a print of every value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gotgan.survey.workbook.grid import Grid

_HEAD_ROWS = 20


@dataclass(frozen=True)
class Meta:
    """Empty where the hidden sheet was lost: then whatever was changed online since shows as a conflict.

    `sheets` leads the numbers of the rows to ids of sheets; `prints` holds those of a sheet in the order of `keys`.
    """

    form: str = ""
    form_version: int = 0
    campaign: str = ""
    target: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, int] = field(default_factory=dict)
    prints: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def print_of(self, sheet_id: str, item: str) -> str | None:
        """None where the download wrote none."""
        row, place = self.prints.get(sheet_id, ()), self.keys.get(item)
        return row[place] or None if place is not None and place < len(row) else None


def read_meta(grids: Iterable[Grid]) -> Meta:
    """Empty where no sheet is one."""
    return next((_read(grid) for grid in grids if is_meta(grid)), Meta())


def is_meta(grid: Grid) -> bool:
    """By its first cell, whatever its sheet is called now."""
    return bool(grid.rows and grid.rows[0] and grid.rows[0][0] == "gotgan")


def _read(grid: Grid) -> Meta:
    facts = {row[0]: row[1] for row in map(_texts, grid.rows[:_HEAD_ROWS]) if len(row) > 1}
    rows = map(_texts, grid.rows)
    head = next((row for row in rows if row[:3] == ["number", "sheet", "revision"]), [])
    sheets, revisions, prints = {}, {}, {}
    for row in rows:  # those below the head
        if len(row) >= 3 and row[1]:
            sheets[row[0]], revisions[row[1]], prints[row[1]] = row[1], _whole(row[2]), tuple(row[3:])
    keys = {key: place for place, key in enumerate(head[3:]) if key}
    version = _whole(facts.get("form_version", ""))
    campaign, target = facts.get("campaign", ""), facts.get("target", "")
    return Meta(facts.get("form", ""), version, campaign, target, sheets, revisions, keys, prints)


def _texts(row: Sequence[object]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
