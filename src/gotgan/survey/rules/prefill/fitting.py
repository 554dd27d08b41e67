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
    left = _left(form, item, value)
    if left is None:
        return None
    normal = normal_value(form, item, left)
    return None if check_value(form, item, normal) else normal


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
    keys = {part.key for part in item.parts}
    return {key: value for key, value in row.items() if key in keys and value is not None}


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TEXT]
