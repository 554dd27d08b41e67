"""Writes identifiers into frames: as columns of their own, or inside free text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gotgan.engine.sample.frame import Cell, Frame
from gotgan.engine.sample.identifiers import MAKERS, STYLES

SENTENCES = {
    "resident_number": " 신청인 주민번호는 {}입니다.",
    "random_tail": " 신청인 주민번호는 {}입니다.",
    "foreigner_number": " 외국인등록번호 {} 확인 바랍니다.",
    "business_number": " 업체 사업자번호 {}",
    "card_number": " 결제 카드 {}로 환불 요청.",
    "phone": " 연락처 {}로 회신 바랍니다.",
    "email": " 답변은 {} 로 보내 주세요.",
}


@dataclass(frozen=True)
class Plant:
    """`count` identifiers in `column` (0: every row). `inside` appends them to an existing text column;
    otherwise the column is added. `table` is needed when the dataset has several."""

    kind: str
    column: str
    count: int = 0
    style: str = "plain"
    inside: bool = False
    table: str = ""

    @property
    def reported_kind(self) -> str:
        """A number with a random tail is a resident number."""
        return "resident_number" if self.kind == "random_tail" else self.kind


def plant(rng: np.random.Generator, frame: Frame, wish: Plant) -> tuple[Frame, list[str]]:
    """Return the frame with the identifiers, and each of them as written, in row order.

    Values are distinct within one planting; several plantings may share a text column.
    """
    count = wish.count or frame.rows
    rows = sorted(rng.choice(frame.rows, count, replace=False).tolist())
    values = _distinct(rng, wish, count)
    if wish.inside:
        return _planted_inside(frame, wish, rows, values), values
    return _planted_column(frame, wish, rows, values), values


def _distinct(rng: np.random.Generator, wish: Plant, count: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        made[STYLES[wish.style](MAKERS[wish.kind](rng))] = None
    return list(made)


def _planted_inside(frame: Frame, wish: Plant, rows: list[int], values: list[str]) -> Frame:
    planted = frame.copied()
    cells = planted.columns[wish.column]
    for row, value in zip(rows, values, strict=True):
        cells[row] = f"{cells[row] or ''}{SENTENCES[wish.kind].format(value)}".strip()
    return planted


def _planted_column(frame: Frame, wish: Plant, rows: list[int], values: list[str]) -> Frame:
    """A new column after the first two; into an existing one, where its cells are still empty."""
    cells: list[Cell] = list(frame.columns.get(wish.column, [None] * frame.rows))
    for row, value in zip(rows, values, strict=True):
        cells[row] = value
    if wish.column in frame.columns:
        return Frame({**frame.columns, wish.column: cells})
    items = list(frame.columns.items())
    return Frame(dict([*items[:2], (wish.column, cells), *items[2:]]))
