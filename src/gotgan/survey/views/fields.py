"""An item as a field of a form: what the template survey/parts/field.html draws, for every kind of answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from gotgan.survey.views.choices import Choice, choices_of, word_of
from gotgan.survey.views.posted import (
    STATES,
    Posted,
    Raw,
    has_own_choice,
    is_matrix,
    raw_of,
    read_field,
    read_fields,
    rows_in,
)  # fmt: skip
from gotgan.survey.words import said, write_value
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import CodeList, Item, Kind, Part, Questionnaire

__all__ = ["Choice", "Field", "Input", "Posted", "draw_field", "read_field", "read_fields"]

BLANK_ROWS = 2
"""Empty rows at the end of a table, so that one can go on without a script."""
FEW_CODES = 8
"""Up to so many codes are shown at once; more become a list that opens."""
_TYPES = {
    Kind.TEXT: "text", Kind.TEXT_LONG: "area", Kind.INT: "number", Kind.WON: "number", Kind.DECIMAL: "number",
    Kind.URLS: "area", Kind.FILES: "files", Kind.BOOL: "radio", Kind.CODES: "checks",
}  # fmt: skip


@dataclass(frozen=True)
class Input:
    """One control. `shape`: text, area, number, date, radio, select, checks, files, fixed."""

    name: str
    id: str
    shape: str
    label: str = ""
    text: str = ""
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    hint: str = ""
    rows: int = 3
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Field:
    """One item as a field. `rows` holds the inputs, a table's row by row; `states` the ticks beside them."""

    item: Item
    name: str
    id: str
    rows: tuple[tuple[Input, ...], ...]
    states: tuple[Choice, ...] = ()
    issues: tuple[Issue, ...] = ()
    value: Any = None
    is_locked: bool = False
    layout: str = "plain"
    text: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> Input:
        return self.rows[0][0]

    @property
    def all_issues(self) -> tuple[Issue, ...]:
        return (*self.issues, *(issue for row in self.rows for each in row for issue in each.issues))


def draw_field(
    form: Questionnaire, item: Item, value: Any = None, *, posted: Posted | None = None, prefix: str = "",
    is_locked: bool = False, blank_rows: int = BLANK_ROWS, issues: tuple[Issue, ...] = (),
) -> Field:  # fmt: skip
    """A field that shows `value`, or what was sent with its issues. `extra` is free for the page that uses it."""
    raw: Raw = posted.raw if posted else raw_of(form, item, value, prefix=prefix)
    drawing = _Drawing(form, raw, (*(posted.issues if posted else ()), *issues))
    name = f"{prefix}{item.key}"
    rows = tuple(drawing.rows_of(item, name, blank_rows))
    return Field(
        item=item,
        name=name,
        id=f"field-{name}".replace(".", "-"),
        rows=rows,
        states=tuple(drawing.states_of(item, name)),
        issues=tuple(issue for issue in drawing.issues if issue.place == item.key),
        value=posted.value if posted else value,
        is_locked=is_locked or item.is_read_only,
        layout=_layout_of(item),
        text=write_value(form, item, posted.value if posted else value),
    )


def _layout_of(item: Item) -> str:
    if item.kind is Kind.TABLE:
        return "matrix" if is_matrix(item) else "table"
    return "group" if item.kind in (Kind.GROUP, Kind.PERIOD) else "plain"


class _Drawing:
    """Draws the inputs of one field out of its texts."""

    def __init__(self, form: Questionnaire, raw: Raw, issues: tuple[Issue, ...]) -> None:
        self.form, self.raw, self.issues = form, raw, issues

    def rows_of(self, item: Item, name: str, blank_rows: int) -> Iterator[tuple[Input, ...]]:
        if item.kind is Kind.PERIOD:
            yield tuple(
                replace(self._input(item, f"{name}.{end}", item.key), label=label)
                for end, label in (("from", _("First day")), ("to", _("Last day")))
            )
        elif item.kind is Kind.GROUP:
            yield self._parts(item, name, item.key)
        elif is_matrix(item):
            yield from self._matrix(item, name)
        elif item.kind is Kind.TABLE:
            for number in range(rows_in(self.raw, name) + blank_rows):
                yield self._parts(item, f"{name}.{number}", f"{item.key}[{number + 1}]")
        else:
            yield (self._input(item, name, item.key),)

    def _matrix(self, item: Item, name: str) -> Iterator[tuple[Input, ...]]:
        """One row for each code of the first column, whatever was answered so far."""
        first, second = item.parts
        known = {self._text(f"{name}.{number}.{first.key}"): number for number in range(rows_in(self.raw, name))}
        codes = self.form.code_lists[first.code_list].codes
        for place, code in enumerate(each for each in codes if not each.is_retired or each.code in known):
            answer = self._text(f"{name}.{known[code.code]}.{second.key}") if code.code in known else ""
            row = f"{name}.{place}"
            fixed = Input(f"{row}.{first.key}", _id(f"{row}.{first.key}"), "fixed", said(code.label), code.code)
            here = _Drawing(self.form, {f"{row}.{second.key}": [answer]}, self.issues)
            choices = here._input(second, f"{row}.{second.key}", f"{item.key}[{place + 1}].{second.key}")
            yield fixed, replace(choices, label=said(second.label))

    def _parts(self, item: Item, name: str, place: str) -> tuple[Input, ...]:
        return tuple(
            replace(self._input(part, f"{name}.{part.key}", f"{place}.{part.key}"), label=said(part.label))
            for part in item.parts
        )

    def _input(self, item: Item | Part, name: str, place: str) -> Input:
        texts = self.raw.get(f"{name}.keep" if item.kind is Kind.FILES else name, [])
        code_list = self.form.code_lists.get(item.code_list)
        shape = _shape_of(item, code_list, texts)
        found = Input(
            name=name,
            id=_id(name),
            shape=shape,
            text="\n".join(texts),
            choices=tuple(choices_of(self.form, item, shape, texts)),
            unit=_("won") if item.kind is Kind.WON else "",
            hint=_names_of(code_list, texts) or _hint_of(item, code_list),
            rows=4 if item.kind is Kind.TEXT_LONG else 2,
        )
        return replace(found, issues=tuple(issue for issue in self.issues if issue.place == place and "." in place))

    def states_of(self, item: Item, name: str) -> Iterator[Choice]:
        chosen = self.raw.get(f"{name}.state", [])
        for state in STATES:
            if not has_own_choice(self.form, item, state):
                yield Choice(state, word_of(state), "", state in chosen)

    def _text(self, name: str) -> str:
        return "".join(self.raw.get(name, []))


def _id(name: str) -> str:
    return f"in-{name}".replace(".", "-")


def _shape_of(item: Item | Part, codes: CodeList | None, texts: Sequence[str]) -> str:
    if item.kind in (Kind.DATE, Kind.PERIOD):
        # a browser would drop what is no date, and with it what the person wrote
        return "date" if all(re.fullmatch(r"\d{4}-\d\d-\d\d", text) for text in texts if text) else "text"
    if codes is not None and codes.is_open:
        return "text"
    if item.kind is Kind.CODE and codes is not None:
        few = len(item.codes or codes.offered) <= FEW_CODES and isinstance(item, Item)
        return "radio" if few else "select"
    if item.kind is Kind.BOOL and isinstance(item, Part):
        return "select"
    return _TYPES.get(item.kind, "text")


def _names_of(codes: CodeList | None, texts: Sequence[str]) -> str:
    """What the codes of an open list stand for, as far as the form was given their names."""
    written = (
        [code for text in texts for code in re.split(r"[;\s]+", text)] if codes is not None and codes.is_open else []
    )
    found = [codes.find(code) for code in written] if codes else []
    return ", ".join(said(code.label) for code in found if code is not None)


def _hint_of(item: Item | Part, codes: CodeList | None) -> str:
    if codes is not None and codes.is_open:
        return _("Codes, with ; between several.") if item.kind is Kind.CODES else _("The code.")
    if item.kind is Kind.URLS:
        return _("One address a line.")
    return ""
