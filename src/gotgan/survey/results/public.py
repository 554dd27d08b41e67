"""The tables of the open-data package: what the policy lets out, identifiers in texts masked, the rest counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gotgan.survey.results import flat
from gotgan.survey.results.dcat import Catalogue
from gotgan.survey.results.flat import INTEGER, TEXT, Columns, Reader, Row
from gotgan.survey.results.tables import open_csv
from gotgan.survey.rules.counts import values_of
from gotgan.survey.rules.publication import Policy, why_item_withheld, why_sheet_withheld
from gotgan.survey.rules.values import value_to_text
from gotgan.terms.questionnaire import Item, Kind

DATASETS, ANSWERS, ORGANISATIONS, ITEMS = "datasets.csv", "answers.csv", "organisations.csv", "items.csv"
_FREE = frozenset({Kind.TEXT, Kind.TEXT_LONG, Kind.URLS, Kind.TABLE, Kind.GROUP})
_SHEET: Columns = {"sheet": TEXT, "dataset": TEXT, "title": TEXT, "wave": INTEGER, "same_as": TEXT}
_BODY: Columns = {"organisation": TEXT, "organisation_name": TEXT, "ministry": TEXT, "ministry_name": TEXT}
_ITEMS: Columns = {
    "item": TEXT, "number": TEXT, "label_ko": TEXT, "label_en": TEXT, "question_ko": TEXT, "question_en": TEXT,
    "kind": TEXT, "is_published": INTEGER, "withheld_because": TEXT, "answers_published": INTEGER,
    "answers_withheld": INTEGER,
}  # fmt: skip


@dataclass
class Published:
    """What was let out and what was not. `sheets` and `answers` count withheld ones by reason."""

    columns: dict[str, Columns] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    sheets: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    by_item: Counter[str] = field(default_factory=Counter)
    items: Counter[str] = field(default_factory=Counter)
    masked: int = 0

    def withheld(self) -> dict[str, Any]:
        return {
            "datasets": dict(sorted(self.sheets.items())), "answers": dict(sorted(self.answers.items())),
            "texts_with_identifiers_masked": self.masked,
        }  # fmt: skip


@dataclass
class Choice:
    """Which sheets are published, decided sheet by sheet in the order of the file; the others counted by reason.

    `let_out` leads the id of each to its place among all sheets, `by_body` counts them by organisation.
    """

    policy: Policy
    let_out: dict[str, int] = field(default_factory=dict)
    by_body: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    met: int = 0

    def add(self, sheet: Mapping[str, Any]) -> None:
        reason = why_sheet_withheld(self.policy, sheet["state"], values_of(sheet["answers"]))
        if reason:
            self.withheld[reason] += 1
        else:
            self.let_out[sheet["id"]] = self.met
            self.by_body[sheet["organisation"]] += 1
        self.met += 1


def write_public(
    source: Path, folder: Path, choice: Choice, mask: Callable[[str], str], catalogue: Catalogue | None = None
) -> Published:
    """Write the four tables into a folder: of a file's sheets those that were chosen, no other is decoded.

    Each is described in the catalogue, too, but a copy of what another body reported first: it is one dataset.
    """
    done = Published(sheets=choice.withheld)
    reader = Reader(source, wanted=frozenset(choice.let_out.values()))
    writer = _Writer(reader, choice.policy, mask, done, choice.let_out)
    done.columns = writer.columns
    with ExitStack() as stack:
        files = {name: open_csv(stack, folder / name, columns) for name, columns in writer.columns.items()}
        for line in reader.read():
            if line["kind"] == "organisation":
                files[ORGANISATIONS].write([writer.body_row(choice.by_body)])
            else:
                answers = writer.let_out(line["answers"])
                files[DATASETS].write([writer.sheet_row(line, answers)])
                files[ANSWERS].write(writer.answer_row(line, item, *cells) for item, cells in answers)
                if catalogue is not None and line["same_as"] not in choice.let_out:
                    said = writer.said(line["answers"], answers)
                    catalogue.add(line, mask(line["title"]), reader.body, said, reader.form)
        files[ITEMS].write(writer.item_row(item) for item in writer.items)
        done.rows = {name: file.rows for name, file in files.items()}
    return done


@dataclass
class _Writer:
    reader: Reader
    policy: Policy
    mask: Callable[[str], str]
    done: Published
    published: Container[str]

    def __post_init__(self) -> None:
        self.items = flat.asked_items(self.reader.form)
        self.reasons = {item.key: why_item_withheld(self.policy, item.key) for item in self.items}
        self.shown = [item for item in self.items if self.reasons[item.key] is None]
        first = {**_BODY, **_SHEET}
        named = {f"item_{item.key}" if item.key in first else item.key: TEXT for item in self.shown}
        counts = {"sheets": INTEGER, "published": INTEGER, "withheld": INTEGER}
        self.columns: dict[str, Columns] = {
            DATASETS: {**first, **named},
            ANSWERS: {**first, "item": TEXT, "number": TEXT, "answer": TEXT, "value": TEXT, "text_ko": TEXT},
            ORGANISATIONS: {**_BODY, "state": TEXT, **counts},
            ITEMS: _ITEMS,
        }

    def let_out(self, answers: Mapping[str, Any]) -> list[tuple[Item, tuple[str, str, str]]]:
        """Confirmed answers that may be seen, each as (answer, value, text); the others are counted."""
        found = []
        for item in self.items:
            answer = answers.get(item.key)
            kind = flat.kind_of(answer) if answer else ""
            if answer is None or kind in ("", "suggested"):
                continue
            reason = self.reasons[item.key]
            if reason:
                self.done.answers[reason] += 1
                self.done.by_item[item.key] += 1
                continue
            self.done.items[item.key] += 1
            value = answer["value"]
            found.append((item, (kind, self._clean(item, flat.plain(value)), self._text(item, value))))
        return found

    def said(self, answers: Mapping[str, Any], let_out: list[tuple[Item, tuple[str, str, str]]]) -> dict[str, Any]:
        """What was answered of those: codes and numbers as they are, texts as they are let out."""
        told = {item.key: (item, value) for item, (kind, value, _) in let_out if kind == "confirmed"}
        found = {}
        for key, (item, text) in told.items():
            value = answers[key]["value"]
            if isinstance(value, str) or item.kind not in _FREE:
                found[key] = text if isinstance(value, str) else value
        return found

    def _text(self, item: Item, value: Any) -> str:
        text = value_to_text(self.reader.named_form, item, value, "ko")
        return self.mask(text) if item.kind in _FREE else text

    def _clean(self, item: Item, text: str) -> str:
        if item.kind not in _FREE:
            return text
        masked = self.mask(text)
        self.done.masked += masked != text
        return masked

    def sheet_row(self, sheet: Mapping[str, Any], answers: list[tuple[Item, tuple[str, str, str]]]) -> Row:
        said = {item.key: value for item, (_, value, _) in answers}
        return (*self._first(sheet), *(said.get(item.key, "") for item in self.shown))

    def answer_row(self, sheet: Mapping[str, Any], item: Item, kind: str, value: str, text: str) -> Row:
        return (*self._first(sheet), item.key, item.number, kind, value, text)

    def _first(self, sheet: Mapping[str, Any]) -> Row:
        """A link to a sheet that is withheld would tell of it: it is left out."""
        same = sheet["same_as"] if sheet["same_as"] in self.published else ""
        body = flat.body_cells(self.reader.body)
        return (*body, sheet["id"], sheet["dataset"] or "", self.mask(sheet["title"]), sheet["wave"], same)

    def body_row(self, by_body: Mapping[str, int]) -> Row:
        body = self.reader.body
        let_out = by_body[body["code"]]
        return (*flat.body_cells(body), body["state"], body["sheets"], let_out, body["sheets"] - let_out)

    def item_row(self, item: Item) -> Row:
        reason, key = self.reasons[item.key], item.key
        return (
            key, item.number, item.label.ko, item.label.en, item.question.ko, item.question.en, str(item.kind),
            int(reason is None), reason or "", self.done.items[key], self.done.by_item[key],
        )  # fmt: skip
