"""Values of every kind that spreadsheets like to change, turn by turn and without chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gotgan.survey.rules.values import check_value, normal_value
from gotgan.survey.workbook.shapes import BookSheet
from gotgan.terms.questionnaire import Item, Kind, Part, Scope
from tests.survey.standard import standard
from tests.survey.workbook.books import answer, make_sheet

ITEMS = standard().of_scope(Scope.DATASET)
FILE = {"name": "안내서 (1).pdf", "sha256": "a" * 64, "size_bytes": 123}
_TEXTS = (
    "=1+1", "001234", "2026-03-01", "1/2", "1E5", "+82-2-1234", "-", "@home", "'따옴표", "a;b|c\\d", "_x0041_",
    "１２３", "TRUE", "가 나", "<b>&amp;</b>", "한글 [open]", "→ 3", "😀", "NULL", "#N/A",
)  # fmt: skip
_PLAIN: Mapping[Kind, Sequence[Any]] = {
    Kind.TEXT: _TEXTS,
    Kind.TEXT_LONG: (*(f"{text}\n둘째 줄\n  {text}" for text in _TEXTS), "긴 글 " * 900),
    Kind.INT: (0, 1, 2026, 999_999_999_999, 10**18, 45_000),
    Kind.WON: (0, 12_345_678_901_234_567, 500),
    Kind.DECIMAL: (0.1, 0, 1, 0.30000000000000004, 1e-17, 0.85),
    Kind.DATE: ("2026-03-01", "1899-12-31", "1900-02-28", "1905-06-30", "1906-01-09", "2150-01-01", "2024-02-29"),
    Kind.BOOL: ("yes", "no"),
    Kind.PERIOD: (
        {"from": "2020-01-01", "to": None},
        {"from": None, "to": "2025-12-31"},
        {"from": "1850-01-01", "to": "2100-01-01"},
    ),
    Kind.URLS: (["https://a.kr/?q=1&b=;c"], ["http://b.kr", "https://c.kr/x#y"]),
    Kind.FILES: ([FILE], [FILE, {**FILE, "sha256": "b" * 64}]),
}  # fmt: skip


def hard_value(asked: Item | Part, turn: int) -> Any:
    """A value that may stand there, another one every turn; now and then unknown or na."""
    if isinstance(asked, Item):
        if turn % 7 == 5:
            return ("unknown", "na")[turn % 2]
        value = normal_value(standard(), asked, _item_value(asked, turn))
        return value if not check_value(standard(), asked, value) else _other(asked, turn)
    return ("unknown", "na")[turn % 2] if turn % 11 == 7 else _simple(asked, turn)


def _other(item: Item, turn: int) -> Any:
    """The next one that fits: a share or a year takes few numbers."""
    values = (normal_value(standard(), item, _item_value(item, turn + step)) for step in range(1, 40))
    return next(value for value in values if value is not None and not check_value(standard(), item, value))


def _item_value(item: Item, turn: int) -> Any:
    if item.kind is Kind.GROUP:
        return _row(item, turn)
    if item.kind is Kind.TABLE:
        return [_row(item, turn + step) for step in range(1 + turn % 3)]
    return _simple(item, turn)


def _row(item: Item, turn: int) -> dict[str, Any]:
    parts = [part for place, part in enumerate(item.parts) if (turn + place) % 4 != 3] or list(item.parts[:1])
    return {part.key: hard_value(part, turn + place) for place, part in enumerate(parts)}


def _simple(asked: Item | Part, turn: int) -> Any:
    if asked.kind in (Kind.CODE, Kind.CODES):
        code_list = standard().code_lists[asked.code_list]
        codes = (
            asked.codes or tuple(code.code for code in code_list.codes if not code.excludes) or ("1741000", "0010203")
        )
        one = codes[turn % len(codes)]
        return one if asked.kind is Kind.CODE else list(dict.fromkeys([one, codes[(turn + 1) % len(codes)]]))
    values = _PLAIN[asked.kind]
    return values[turn % len(values)]


def hard_sheets(number: int) -> tuple[BookSheet, ...]:
    return tuple(
        make_sheet(turn, {item.key: answer(hard_value(item, turn + place)) for place, item in enumerate(ITEMS)})
        for turn in range(1, number + 1)
    )
