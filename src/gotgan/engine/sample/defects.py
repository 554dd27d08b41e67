"""Defects as real files have them, planted where the truth says and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from gotgan.engine.sample.frame import Cell, Frame
from gotgan.engine.sample.layout import Layout


@dataclass(frozen=True)
class Defect:
    """`count` cells of `column` (rows, when the kind is about rows); `value` is the sentinel written."""

    kind: str
    count: int
    column: str = ""
    value: str = ""


@dataclass
class Spoiler:
    """Plants defects one after another and never twice in one cell."""

    rng: np.random.Generator
    touched: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def spoil(self, frame: Frame, layout: Layout, defect: Defect) -> Frame:
        """Return the frame with the defect; defects of lines go to the layout."""
        if defect.kind in _CELL_CHANGES:
            return self._change_cells(frame, defect)
        return _ROW_CHANGES[defect.kind](self, frame, layout, defect)

    def rows_for(self, frame: Frame, defect: Defect, suits: Callable[[Cell], bool]) -> list[int]:
        taken = self.touched[defect.column]
        cells = frame.columns[defect.column] if defect.column else [""] * frame.rows
        free = [row for row, cell in enumerate(cells) if row not in taken and suits(cell)]
        chosen = sorted(self.rng.choice(free, defect.count, replace=False).tolist())
        taken.update(chosen)
        return chosen

    def _change_cells(self, frame: Frame, defect: Defect) -> Frame:
        suits, change = _CELL_CHANGES[defect.kind]
        changed = frame.copied()
        cells = changed.columns[defect.column]
        for order, row in enumerate(self.rows_for(frame, defect, suits)):
            cells[row] = change(cells[row], order, defect)
        return changed


DATE_FORMS = ("{y}.{m}.{d}", "{y}{m}{d}", "{y}/{m}/{d}", "{y}년 {month}월 {day}일")


def _redated(cell: Cell, order: int, _defect: Defect) -> Cell:
    year, month, day = str(cell).split("-")
    form = DATE_FORMS[order % len(DATE_FORMS)]
    return form.format(y=year, m=month, d=day, month=int(month), day=int(day))


def _filled(cell: Cell) -> bool:
    return cell is not None and cell != ""


_CELL_CHANGES: dict[str, tuple[Callable[[Cell], bool], Callable[[Cell, int, Defect], Cell]]] = {
    "missing": (_filled, lambda _cell, _order, _defect: None),
    "sentinel": (_filled, lambda _cell, _order, defect: defect.value),
    "mixed_dates": (lambda cell: str(cell).count("-") == 2, _redated),
    "zeros_lost": (
        lambda cell: str(cell).startswith("0"),
        lambda cell, _order, _defect: str(cell).lstrip("0"),
    ),
    "wrong_unit": (
        lambda cell: isinstance(cell, int | float) and cell > 0,
        lambda cell, _order, _defect: cell * 1000 if isinstance(cell, int | float) else cell,
    ),
    "padded": (
        lambda cell: isinstance(cell, str) and cell != "",
        lambda cell, _order, _defect: f" {cell} ",
    ),
}


def _duplicate(spoiler: Spoiler, frame: Frame, _layout: Layout, defect: Defect) -> Frame:
    """Only untouched rows are repeated, or the counts of other defects would be untrue."""
    free = sorted(set(range(frame.rows)).difference(*spoiler.touched.values()))
    chosen = spoiler.rng.choice(free, defect.count, replace=False).tolist()
    return frame.taken([*range(frame.rows), *chosen])


def _subtotal(_spoiler: Spoiler, frame: Frame, _layout: Layout, defect: Defect) -> Frame:
    """`count` rows: 소계 after each piece and one 합계 at the end."""
    edges = [frame.rows * piece // (defect.count - 1) for piece in range(defect.count)]
    columns: dict[str, list[Cell]] = {}
    for position, (name, cells) in enumerate(frame.columns.items()):
        column: list[Cell] = []
        for low, high in pairwise(edges):
            column += [*cells[low:high], _total(cells[low:high], position, "소계")]
        columns[name] = [*column, _total(cells, position, "합계")]
    return Frame(columns)


def _total(cells: list[Cell], position: int, word: str) -> Cell:
    if position == 0:
        return word
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    return round(sum(numbers), 1) if numbers else None


def _ragged(spoiler: Spoiler, frame: Frame, layout: Layout, defect: Defect) -> Frame:
    for order, row in enumerate(spoiler.rows_for(frame, defect, lambda _: True)):
        layout.ragged[row] = 1 if order % 2 else -1
    return frame


def _mixed_encoding(spoiler: Spoiler, frame: Frame, layout: Layout, defect: Defect) -> Frame:
    layout.foreign.update(spoiler.rows_for(frame, defect, lambda cell: not str(cell).isascii()))
    return frame


def _header_missing(_spoiler: Spoiler, frame: Frame, layout: Layout, _defect: Defect) -> Frame:
    layout.header = False
    return frame


def _as_is(_spoiler: Spoiler, frame: Frame, _layout: Layout, _defect: Defect) -> Frame:
    return frame


_ROW_CHANGES: dict[str, Callable[[Spoiler, Frame, Layout, Defect], Frame]] = {
    "duplicate_rows": _duplicate,
    "subtotal_rows": _subtotal,
    "ragged_rows": _ragged,
    "mixed_encoding": _mixed_encoding,
    "header_missing": _header_missing,
    "truncated_zip": _as_is,
    "empty_file": _as_is,
    "header_only": _as_is,
}
