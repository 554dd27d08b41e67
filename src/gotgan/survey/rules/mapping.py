"""Answers carried from one version of a form to another: keys and codes are mapped, nothing is lost unseen.

A form's `mapping` leads keys of the version before to {"key": new or None, "codes": {old: new or None}}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

from gotgan.terms.questionnaire import RESERVED, Item, Kind, Part, Questionnaire
from gotgan.terms.survey import Answer

A = TypeVar("A", bound=Mapping[str, Any] | Answer)

_SHAPES: Mapping[tuple[Kind, Kind], str] = {
    (Kind.TEXT, Kind.TEXT_LONG): "same", (Kind.TEXT_LONG, Kind.TEXT): "same", (Kind.INT, Kind.DECIMAL): "same",
    (Kind.INT, Kind.WON): "same", (Kind.WON, Kind.INT): "same", (Kind.WON, Kind.DECIMAL): "same",
    (Kind.CODE, Kind.CODES): "to_many", (Kind.CODES, Kind.CODE): "to_one", (Kind.BOOL, Kind.CODE): "same",
    (Kind.CODE, Kind.BOOL): "yes_no", (Kind.CODE, Kind.TEXT): "same", (Kind.BOOL, Kind.TEXT): "same",
}  # fmt: skip
"""Changes of kind by which a value keeps its meaning. All others need a person."""


@dataclass(frozen=True)
class Unmapped:
    """An answer, or a part of one, that the new form has no place for. `why`: retired | kind | code | unknown_item.

    `value` is the officer's own answer, so this is shown to who may see the sheet only.
    """

    item: str
    why: str
    value: Any


@dataclass(frozen=True)
class Mapped:
    """Answers under the keys and codes of the new form, and what had to stay behind."""

    answers: dict[str, Any]
    unmapped: tuple[Unmapped, ...]


def map_answers(old_form: Questionnaire, new_form: Questionnaire, answers: Mapping[str, A]) -> dict[str, A]:
    """The answers ({item: Answer, or Answer as JSON}) that the new form has a place for; see `map_sheet`."""
    return map_sheet(old_form, new_form, answers).answers


def map_sheet(old_form: Questionnaire, new_form: Questionnaire, answers: Mapping[str, A]) -> Mapped:
    """Carry a sheet's answers over; what cannot be carried is listed.

    Of a code list's codes and a table's cells what can be carried is, the rest is listed. Where two old keys lead to
    one new key, the first of the old form that was answered stays. A key that the mapping does not name stays as it
    is, for keys never change their meaning. Over more than one version: `map_through`, or what was renamed is lost.
    """
    mapping = new_form.mapping if old_form.version != new_form.version or old_form.key != new_form.key else {}
    order = {item.key: number for number, item in enumerate(old_form.items)}
    kept: dict[str, Any] = {}
    lost: list[Unmapped] = []
    for key in sorted(answers, key=lambda each: (order.get(each, len(order)), each)):
        answer, step = answers[key], mapping.get(key) or {}
        then = step.get("key", key)
        old, new = old_form.find(key), new_form.find(then) if then else None
        value = _value_of(answer)
        if new is None or then in kept:
            lost.append(Unmapped(key, "retired" if old else "unknown_item", value))
            continue
        carried = _Carrier(key, old, new, new_form, step.get("codes") or {})
        new_value = carried.carry(value)
        lost += carried.lost
        if new_value is not None or value is None:
            kept[then] = _with_value(answer, new_value)
    return Mapped(kept, tuple(lost))


def map_through(forms: Sequence[Questionnaire], answers: Mapping[str, A]) -> Mapped:
    """Carry answers over every version in `forms`, first to last; what stays behind on the way is listed together."""
    mapped = Mapped(dict(answers), ())
    for old, new in pairwise(forms):
        step = map_sheet(old, new, mapped.answers)
        mapped = Mapped(step.answers, mapped.unmapped + step.unmapped)
    return mapped


def _value_of(answer: Mapping[str, Any] | Answer) -> Any:
    return answer.value if isinstance(answer, Answer) else answer.get("value")


def _with_value(answer: A, value: Any) -> Any:
    return replace(answer, value=value) if isinstance(answer, Answer) else {**answer, "value": value}


class _Carrier:
    """Carries one answer; `lost` are the parts that stayed behind."""

    def __init__(self, key: str, old: Item | None, new: Item, form: Questionnaire, codes: Mapping[str, Any]) -> None:
        self._key, self._old, self._new, self._form, self._codes = key, old, new, form, codes
        self.lost: list[Unmapped] = []

    def carry(self, value: Any) -> Any:
        """The value in the new form, None when nothing of it can be carried."""
        if value is None or (isinstance(value, str) and value in RESERVED):
            return value
        old_kind = self._old.kind if self._old else self._new.kind
        if old_kind in (Kind.TABLE, Kind.GROUP) and self._new.kind is old_kind:
            return self._parts(value)
        return self._one(value, old_kind, self._new)

    def _parts(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return self._row(value) or None
        if not isinstance(value, list):
            return self._lost("kind", value)
        rows = [self._row(each) if isinstance(each, Mapping) else self._lost("kind", each) for each in value]
        return [row for row in rows if row] or (None if value else [])

    def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        old_parts = {part.key: part for part in (self._old.parts if self._old else self._new.parts)}
        new_parts = {part.key: part for part in self._new.parts}
        made = {}
        for name, cell in row.items():
            part = new_parts.get(name)
            if part is None:
                self._lost("retired", {name: cell})
                continue
            before = old_parts.get(name, part).kind
            is_said = cell is not None and not (isinstance(cell, str) and cell in RESERVED)
            carried = self._one(cell, before, part) if is_said else cell
            if carried is not None or cell is None:
                made[name] = carried
        return made

    def _one(self, value: Any, before: Kind, new: Item | Part) -> Any:
        shape = "same" if before is new.kind else _SHAPES.get((before, new.kind), "")
        if not shape:
            return self._lost("kind", value)
        if before in (Kind.CODE, Kind.CODES):
            many = [self._code(each, new) for each in (value if isinstance(value, list) else [value])]
            return self._shaped([each for each in many if each is not None], value, shape, new)
        if new.kind is Kind.CODE:
            return self._code(value, new)
        return value

    def _shaped(self, codes: list[str], value: Any, shape: str, new: Item | Part) -> Any:
        codes = list(dict.fromkeys(codes))
        if not codes:
            return [] if value == [] and new.kind is Kind.CODES else None
        if new.kind is Kind.CODES:
            return codes
        if len(codes) > 1 or (shape == "yes_no" and codes[0] not in ("yes", "no")):
            return self._lost("kind", value)
        return codes[0]

    def _code(self, code: Any, new: Item | Part) -> Any:
        """The code in the new list. Of an open list, or where none is named, any code is one."""
        then = self._codes.get(code, code) if isinstance(code, str) else None
        if not isinstance(then, str):
            return self._lost("code", code)
        found = self._form.code_lists.get(new.code_list)
        if found is None or found.is_open or then in RESERVED:
            return then
        is_offered = found.find(then) is not None and (not new.codes or then in new.codes)
        return then if is_offered else self._lost("code", code)

    def _lost(self, why: str, value: Any) -> Any:
        """Put it on the list; what stays in its place is nothing."""
        self.lost.append(Unmapped(self._key, why, value))
        return None
