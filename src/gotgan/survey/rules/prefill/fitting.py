"""Whether a suggested value has the shape that the form asks for; made to fit, or dropped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gotgan.terms.questionnaire import RESERVED, Item, Kind, Questionnaire

_TYPES: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str, Kind.TEXT_LONG: str, Kind.INT: int, Kind.WON: int, Kind.DECIMAL: (int, float), Kind.DATE: str,
    Kind.BOOL: str, Kind.PERIOD: dict, Kind.URLS: list, Kind.FILES: list, Kind.CODE: str, Kind.CODES: list,
    Kind.TABLE: list, Kind.GROUP: dict,
}  # fmt: skip


def fitted(form: Questionnaire, item: Item, value: Any) -> Any:
    """The value with only codes and parts that this version of the form knows; None where nothing of it is left."""
    if isinstance(value, str) and value in RESERVED:
        return value
    if not isinstance(value, _TYPES[item.kind]) or isinstance(value, bool):
        return None
    if item.kind is Kind.CODE:
        return next(iter(_known(form, item, [value])), None)
    if item.kind is Kind.CODES:
        return _known(form, item, value) or None
    if item.kind is Kind.TABLE:
        return [row for row in (_parts(item, each) for each in value) if row] or None
    if item.kind is Kind.GROUP:
        return _parts(item, value) or None
    return value if value != "" and value != [] else None


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
