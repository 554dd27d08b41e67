"""What a download wrote down for its own return: questionnaire, campaign, revisions, and a print of every value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gotgan.survey.workbook.grid import Grid

_HEAD_ROWS = 20


@dataclass(frozen=True)
class Meta:
    """Empty where the hidden sheet was lost: then whatever was changed online since shows as a conflict.

    `sheets` leads the numbers of the rows to ids of sheets.
    """

    form: str = ""
    form_version: int = 0
    campaign: str = ""
    target: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)
    prints: Mapping[tuple[str, str], str] = field(default_factory=dict)


def read_meta(grids: Iterable[Grid]) -> Meta:
    """Empty where no sheet is one."""
    return next((_read(grid) for grid in grids if is_meta(grid)), Meta())


def is_meta(grid: Grid) -> bool:
    """By its first cell, whatever its sheet is called now."""
    return bool(grid.rows and grid.rows[0] and grid.rows[0][0] == "gotgan")


def _read(grid: Grid) -> Meta:
    texts = [[_text(cell) for cell in row] for row in grid.rows]
    facts = {row[0]: row[1] for row in texts[:_HEAD_ROWS] if len(row) > 1}
    head = next((number for number, row in enumerate(texts) if row[:3] == ["number", "sheet", "revision"]), len(texts))
    sheets, revisions, prints = {}, {}, {}
    for row in texts[head + 1 :]:
        if len(row) < 3 or not row[1]:
            continue
        sheets[row[0]], revisions[row[1]] = row[1], _whole(row[2])
        for key, print_ in zip(texts[head][3:], row[3:], strict=False):
            if key and print_:
                prints[row[1], key] = print_
    version = _whole(facts.get("form_version", ""))
    campaign, target = facts.get("campaign", ""), facts.get("target", "")
    return Meta(facts.get("form", ""), version, campaign, target, sheets, revisions, prints)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
