"""A frozen campaign as flat tables: one line an answer, one line a sheet, one an organisation, one an item."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from gotgan.survey.results.lines import read_lines
from gotgan.survey.rules.counts import is_empty
from gotgan.survey.rules.form import read_form
from gotgan.survey.rules.naming import with_institutions
from gotgan.survey.rules.values import value_to_text
from gotgan.terms.questionnaire import NA, UNKNOWN, Item, Questionnaire, Scope, Words

TEXT, INTEGER = "text", "integer"
Columns = Mapping[str, str]
"""Columns in their order, with the type of each."""
Row = tuple[Any, ...]
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
SUGGESTED = "suggested"

_BODY: Columns = {"organisation": TEXT, "organisation_name": TEXT, "ministry": TEXT, "ministry_name": TEXT}
_SHEET: Columns = {
    "sheet": TEXT, "dataset": TEXT, "title": TEXT, "system": TEXT, "wave": INTEGER, "sheet_state": TEXT,
    "same_as": TEXT,
}  # fmt: skip
ANSWERS: Columns = {
    **_BODY, **_SHEET, "item": TEXT, "number": TEXT, "answer": TEXT, "value": TEXT, "text_ko": TEXT,
    "filled_by": TEXT, "confidence": TEXT, "evidence": TEXT, "is_corrected": INTEGER,
}  # fmt: skip
_COUNTS = ("needed", "confirmed", "suggested", "blocks", "warns")
_BODY_COUNTS = (
    "sheets", "drafts", "submitted", "signed_sheets", "returned", "accepted", *_COUNTS, "systems", "silent_systems",
)  # fmt: skip
ITEMS: Columns = {
    "item": TEXT, "number": TEXT, "label_ko": TEXT, "label_en": TEXT, "needed": INTEGER, "answered": INTEGER,
    "unknown": INTEGER, "na": INTEGER, "suggested": INTEGER, "empty": INTEGER,
}  # fmt: skip


@dataclass
class Reader:
    """One frozen file: the campaign and its questionnaire first, then organisations, each before its sheets.

    `body` is the organisation that was read last, whose name `named_form` knows; `tally` adds up answers by item.
    """

    path: Path
    campaign: dict[str, Any] = field(default_factory=dict)
    form: Questionnaire = field(init=False)
    named_form: Questionnaire = field(init=False)
    form_sha256: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    end: dict[str, Any] = field(default_factory=dict)
    tally: dict[str, list[int]] = field(default_factory=dict)

    wanted: Container[int] | None = None
    """Places of the sheets to be read, in the order of the file; None: all. The others cost little."""

    def __post_init__(self) -> None:
        self._lines = read_lines(self.path, self.wanted)
        self.campaign = next(self._lines)
        document = next(self._lines)
        self.form, self.form_sha256 = read_form(document["document"]), document["sha256"]
        self.named_form = self.form

    def read(self) -> Iterator[dict[str, Any]]:
        """Lines of organisations and of sheets, in their order."""
        for line in self._lines:
            if line["kind"] == "end":
                self.end = line
                continue
            if line["kind"] == "organisation":
                self.body = line
                name = Words(line["name"], line["name_en"])
                self.named_form = with_institutions(self.form, {line["code"]: name})
                self._add(line["tally"])
            yield line

    def _add(self, tally: Mapping[str, Sequence[int]]) -> None:
        for key, counts in tally.items():
            before = self.tally.get(key, [0] * len(counts))
            self.tally[key] = [old + new for old, new in zip(before, counts, strict=True)]


class Said(NamedTuple):
    """One answer that is not empty. `kind` as kind_of tells it, `text` its value for people, in Korean."""

    item: Item
    kind: str
    answer: Mapping[str, Any]
    plain: str
    text: str

    @property
    def is_said(self) -> bool:
        """Whether a person stands behind it."""
        return self.kind != SUGGESTED


def said_in(form: Questionnaire, items: Iterable[Item], answers: Mapping[str, Mapping[str, Any]]) -> list[Said]:
    """The answers of one sheet in the order of the items, each written out once for every table it stands in."""
    found = []
    for item in items:
        answer = answers.get(item.key)
        kind = kind_of(answer) if answer else ""
        if answer is not None and kind:
            value = answer["value"]
            found.append(Said(item, kind, answer, plain(value), value_to_text(form, item, value, "ko")))
    return found


def asked_items(form: Questionnaire) -> tuple[Item, ...]:
    return form.of_scope(Scope.DATASET)


def sheet_columns(items: Iterable[Item]) -> Columns:
    """One line a sheet: what it is, its counts, and each item's confirmed answer."""
    first = {**_BODY, **_SHEET, **dict.fromkeys(_COUNTS, INTEGER)}
    return {**first, **_item_columns(items, first)}


def organisation_columns(items: Iterable[Item]) -> Columns:
    """One line an organisation: its state, its counts, and what it declared of itself."""
    first = {**_BODY, "state": TEXT, "merged": TEXT, "none_held_reason": TEXT, **dict.fromkeys(_BODY_COUNTS, INTEGER)}
    return {**first, **_item_columns(items, first)}


def _item_columns(items: Iterable[Item], taken: Columns) -> Columns:
    return {f"item_{item.key}" if item.key in taken else item.key: TEXT for item in items}


def body_cells(body: Mapping[str, Any]) -> Row:
    return body["code"], body["name"], body["ministry"], body["ministry_name"]


def sheet_cells(sheet: Mapping[str, Any]) -> Row:
    return (
        sheet["id"], sheet["dataset"] or "", sheet["title"], sheet["system"], sheet["wave"], sheet["state"],
        sheet["same_as"] or "",
    )  # fmt: skip


def count_cells(sheet: Mapping[str, Any]) -> Row:
    return tuple(sheet[name] for name in _COUNTS)


def body_counts(body: Mapping[str, Any]) -> Row:
    return tuple(body[name] for name in _BODY_COUNTS)


def kind_of(answer: Mapping[str, Any]) -> str:
    """confirmed, unknown, na: what a person said; suggested: nobody confirmed it; "" for an empty one."""
    value = answer.get("value")
    if is_empty(value):
        return ""
    if not answer.get("is_confirmed"):
        return SUGGESTED
    return str(value) if value in (UNKNOWN, NA) else "confirmed"


def plain(value: Any) -> str:
    """A value in one cell: a text as it is, numbers as digits, everything else as JSON; codes stay codes."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    return _ENCODE(value)


def item_rows(form: Questionnaire, tally: Mapping[str, Sequence[int]]) -> Iterator[Row]:
    """How complete each item is; unknown and na are told apart from answers that say something."""
    for item in asked_items(form):
        confirmed, suggested, unknown, na, needed = tally.get(item.key, (0, 0, 0, 0, 0))
        yield (
            item.key, item.number, item.label.ko, item.label.en, needed, confirmed - unknown - na, unknown, na,
            suggested, needed - confirmed - suggested,
        )  # fmt: skip
