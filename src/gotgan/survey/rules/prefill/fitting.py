"""Whether a suggested value has the shape that the form asks for; made to fit, or dropped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gotgan.survey.rules.values import check_value, normal_value
from gotgan.terms.questionnaire import RESERVED, Item, Kind, Questionnaire

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str, Kind.TEXT_LONG: str, Kind.INT: int, Kind.WON: int, Kind.DECIMAL: (int, float), Kind.DATE: str,
    Kind.BOOL: str, Kind.PERIOD: dict, Kind.URLS: list, Kind.FILES: list, Kind.CODE: str, Kind.CODES: list,
    Kind.TABLE: list, Kind.GROUP: dict,
}  # fmt: skip


LONGEST_TEXT = 500


def fitted(form: Questionnaire, item: Item, value: Any) -> Any:
    """The value with only codes and parts that this version of the form knows, in its normal writing.

    None where nothing of it is left, or where it would not be taken from a person either.
    """
    short = _short(item, value)
    if short is not None and short in _known_of(form):
        return value
    left = _left(form, item, value)
    normal = normal_value(form, item, left) if left is not None else None
    if normal is None or check_value(form, item, normal):
        return None
    if short is not None and normal == value:
        _known_of(form).add(short)
        return value
    return normal


_fitting: list[tuple[Questionnaire, set[tuple[Any, ...]]]] = []
_MOST_KNOWN, _LONGEST_KNOWN, _MOST_CODES = 20_000, 80, 20


def _known_of(form: Questionnaire) -> set[tuple[Any, ...]]:
    """Short values that were found to fit as they are, of the form used last: codes come again by the thousand."""
    if not (_fitting and _fitting[0][0] is form) or len(_fitting[0][1]) > _MOST_KNOWN:
        _fitting[:] = [(form, set())]
    return _fitting[0][1]


def _short(item: Item, value: Any) -> tuple[Any, ...] | None:
    """What tells a short text, a number or a few codes from every other value of the item; None for the rest."""
    if isinstance(value, str):
        return (item.key, value) if len(value) <= _LONGEST_KNOWN else None
    if isinstance(value, list):
        is_short = len(value) <= _MOST_CODES and all(isinstance(e, str) and len(e) <= _LONGEST_KNOWN for e in value)
        return (item.key, list, *value) if is_short else None
    return (item.key, type(value), value) if isinstance(value, int | float) else None


def _left(form: Questionnaire, item: Item, value: Any) -> Any:
    if isinstance(value, str) and value in RESERVED:
        return value
    if isinstance(value, bool) or not isinstance(value, _TYPES[item.kind]):
        return None
    if item.kind is Kind.TEXT:
        return _line(value) or None
    if item.kind is Kind.CODE:
        return next(iter(_known(form, item, [value])), None)
    if item.kind is Kind.CODES:
        return _known(form, item, value) or None
    if item.kind is Kind.TABLE:
        return [row for row in (_parts(item, each) for each in value) if row] or None
    if item.kind is Kind.GROUP:
        return _parts(item, value) or None
    return value


def _known(form: Questionnaire, item: Item, values: Iterable[Any]) -> list[Any]:
    """In the order of the list; those of an open list, or of one that is not there, as they are."""
    codes, wanted = form.code_lists.get(item.code_list), list(values)
    if codes is None or codes.is_open:
        return wanted
    allowed = [code.code for code in codes.codes if not item.codes or code.code in item.codes]
    return [code for code in allowed if code in wanted]


def _parts(item: Item, row: Any) -> dict[str, Any]:
    parts = item.parts_by_key
    return {key: value for key, value in row.items() if key in parts and value is not None}


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TEXT]
