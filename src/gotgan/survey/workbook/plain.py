"""The same answers as JSON and as CSV, for programs: out, and in with the same problems as a workbook's.

JSON: {"form": {"key", "version"}, "campaign", "target", "organisation", "sheets": [{"id", "title", "revision",
"wave", "state", "answers": {item: {"value", "is_confirmed", "filled_by", "revision"}}}]}. Sent back, a sheet needs
`id`, `revision` and `answers` with `value`; `"confirm": true` at an answer or a sheet confirms what is unchanged.
CSV: one line for each item of each sheet, with the columns of `COLUMNS`; values as codes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gotgan.survey.rules.normal import normal_value
from gotgan.survey.rules.values import value_from_text, value_to_text
from gotgan.survey.workbook.shapes import Book, BookSheet, Entry, Known, Problem, Problems, Read, Sheets
from gotgan.terms.errors import Invalid
from gotgan.terms.questionnaire import Scope
from gotgan.terms.text import read_text

COLUMNS = ("sheet", "revision", "title", "item", "label", "value", "is_confirmed", "confirm")
MOST_LINES = 200_000
MOST_REVISIONS = 10**9
_LONGEST_FIELD = 1_000_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_YES = {"yes", "true", "1", "예"}


def document_of(book: Book, sheets: Sheets) -> dict[str, Any]:
    """All answers as one JSON document."""
    return {
        "form": {"key": book.form.key, "version": book.form.version},
        "campaign": book.campaign,
        "target": book.target,
        "organisation": book.organisation,
        "sheets": [_sheet_document(sheet) for sheet in sheets],
    }


def _sheet_document(sheet: BookSheet) -> dict[str, Any]:
    answers = {
        key: {
            "value": each.value, "is_confirmed": each.is_confirmed, "filled_by": str(each.filled_by),
            "revision": each.revision,
        }
        for key, each in sheet.answers.items()
    }  # fmt: skip
    return {
        "id": sheet.id, "title": sheet.title, "dataset": sheet.address, "system": sheet.system, "state": sheet.state,
        "wave": sheet.wave, "revision": sheet.revision, "answers": answers,
    }  # fmt: skip


def lines_of(book: Book, sheets: Sheets) -> Iterator[str]:
    """All answers as CSV, a line at a time; items that are asked and not answered have a line too."""
    yield _line(COLUMNS)
    for sheet in sheets:
        for item in book.form.of_scope(Scope.DATASET):
            answer = sheet.answers.get(item.key)
            if answer is None and item.key not in sheet.shown:
                continue
            text = _guarded(value_to_text(book.form, item, answer.value if answer else None, ""))
            confirmed = "yes" if answer and answer.is_confirmed else "no"
            yield _line((sheet.id, sheet.revision, _guarded(sheet.title), item.key, item.label.ko, text, confirmed, ""))


def _line(fields: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(fields)
    return written.getvalue()


def _guarded(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def _bare(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def read_lines(data: bytes, known: Known) -> Read:
    """CSV as `lines_of` writes it, columns in any order; of a problem the cell is the line."""
    if (text := read_text(data)) is None:
        return Read.refused(Problem("", "", "it is text neither in UTF-8 nor in cp949", "send it in UTF-8"))
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        head = [name.strip() for name in next(rows, [])]
        missing = [name for name in ("sheet", "item", "value") if name not in head]
        if missing:
            what = f"the column {missing[0]} is missing"
            return Read.refused(Problem("", "1", what, "keep the columns of the download"))
        return _read_rows(head, rows, known)
    except csv.Error:
        what = "it is no CSV from here on"
        return Read.refused(Problem("", str(rows.line_num), what, "keep quotes in pairs"))


def _read_rows(head: list[str], rows: Any, known: Known) -> Read:
    reading = _Reading(known)
    for row in rows:
        line = str(rows.line_num)
        if rows.line_num > MOST_LINES:
            what = f"there are more than {MOST_LINES} lines"
            reading.problems.append(Problem("", line, what, "send it in parts"))
            break
        said = dict(zip(head, row, strict=False))
        if not any(said.values()):
            continue
        place = (said.get("sheet", ""), line)
        text = _bare(said.get("value", ""))
        confirms = said.get("confirm", "").strip().casefold() in _YES
        reading.add(
            said.get("sheet", ""), said.get("item", ""), text, said.get("revision"), place, confirms, is_text=True
        )
    return reading.read()


def read_document(document: Any, known: Known) -> Read:
    """JSON as `document_of` writes it; of a problem the sheet is its id and the cell the item."""
    sheets = document.get("sheets") if isinstance(document, Mapping) else None
    if not isinstance(sheets, list):
        return Read.refused(Problem("", "", "it has no list of sheets", "send it as the API gives it"))
    reading = _Reading(known)
    reading.check_form(document.get("form"))
    for number, sheet in enumerate(sheets):
        answers = sheet.get("answers") if isinstance(sheet, Mapping) else None
        if not isinstance(answers, Mapping):
            what = "the sheet has no answers that can be read"
            reading.problems.append(Problem("", f"sheets[{number}]", what, "send it as the API gives it"))
            continue
        sheet_id = str(sheet.get("id", ""))
        for key, said in answers.items():
            place = (sheet_id[:32], str(key)[:100])
            if not isinstance(said, Mapping) or "value" not in said:
                reading.problems.append(Problem(*place, "the answer has no value", "send it as the API gives it"))
                continue
            confirms = said.get("confirm") is True or sheet.get("confirm") is True
            reading.add(sheet_id, str(key), said["value"], sheet.get("revision"), place, confirms)
    return reading.read()


class _Reading:
    """Entries and problems of one document."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.problems = Problems()
        self._entries: list[Entry] = []
        self._seen: set[tuple[str, str]] = set()
        self._strangers: set[str] = set()

    def check_form(self, form: Any) -> None:
        """The version, where one is named, is the campaign's."""
        here = {"key": self.known.form.key, "version": self.known.form.version}
        if form is not None and form != here:
            what = "the document was made with another questionnaire"
            self.problems.append(Problem("", "form", what, "fetch the answers again"))

    def add(
        self, sheet_id: str, key: str, said: Any, revision: Any, place: tuple[str, str], confirms: bool,
        *, is_text: bool = False,
    ) -> None:  # fmt: skip
        """One item of one sheet, as text or as a value."""
        item = self.known.form.find(key)
        if sheet_id not in self.known.ids:
            if sheet_id not in self._strangers:
                what = "the row is of no dataset of your organisation in this campaign"
                self._refuse(place, what, "take it out; every organisation sends its own")
            self._strangers.add(sheet_id)
        elif item is None or item.scope is not Scope.DATASET:
            self._refuse(place, "there is no such item", "use the keys of this questionnaire")
        elif (sheet_id, key) in self._seen:
            self._refuse(place, "the item stands there twice", "keep one of the two")
        elif not _is_revision(revision):
            self._refuse(place, "it has no revision", "send the revision that the download gave")
        else:
            self._seen.add((sheet_id, key))
            try:
                value = value_from_text(self.known.form, item, said) if is_text else said
                value = normal_value(self.known.form, item, value)
            except Invalid as error:
                self.problems.append(Problem.of(*place, error.issues[0], key))
                return
            entry = Entry(sheet_id, item, value, int(revision), *place, confirms=confirms)
            self._entries.append(entry)

    def _refuse(self, place: tuple[str, str], what: str, remedy: str) -> None:
        self.problems.append(Problem(*place, what, remedy))

    def read(self) -> Read:
        return Read(self._entries, self.problems, self.known.form)


def _is_revision(said: Any) -> bool:
    if isinstance(said, str):
        return said.strip().isascii() and said.strip().isdecimal() and len(said) < len(str(MOST_REVISIONS))
    return isinstance(said, int) and not isinstance(said, bool) and 0 <= said < MOST_REVISIONS
