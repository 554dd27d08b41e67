"""What a form sends, and the value it means: one set of named texts for every kind, there and back.

Names begin with the item's key: `key` for one input, `key.from` and `key.to`, `key.part`, `key.0.part` for the rows
of a table with `key.rows` for their number, `key.keep` and `key.new` for files, `key.state` for "unknown" and "na".
`key.here` marks that the field was on the page: a list without a tick sends nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from gotgan.survey.rules.values import check_value, normal_value, value_from_text, value_to_text
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import NA, RESERVED, UNKNOWN, Item, Kind, Part, Questionnaire

Raw = Mapping[str, Sequence[str]]
MOST_ROWS = 500
LISTED = (Kind.CODES, Kind.FILES)
STATES = (UNKNOWN, NA)


@dataclass(frozen=True)
class Posted:
    """One field as it was sent: its value, what is wrong with it, the texts to show again, and new files.

    `value` is meant only where there is no issue. `files` are those whose name, sha256 and size stand in the value;
    their content is still to be kept.
    """

    value: Any
    issues: tuple[Issue, ...] = ()
    raw: Raw = field(default_factory=dict)
    files: tuple[UploadedFile, ...] = ()


def read_fields(
    form: Questionnaire, items: Iterable[Item], data: QueryDict, files: MultiValueDict[str, UploadedFile] | None = None,
    *, prefix: str = "",
) -> dict[str, Posted]:  # fmt: skip
    """Every one of these items that was on the page, by key."""
    here = (item for item in items if f"{prefix}{item.key}.here" in data)
    return {item.key: read_field(form, item, data, files, prefix=prefix) for item in here}


def read_field(
    form: Questionnaire, item: Item, data: QueryDict, files: MultiValueDict[str, UploadedFile] | None = None,
    *, prefix: str = "",
) -> Posted:  # fmt: skip
    """The value of one field. An answer beside "unknown" or "not applicable" is an issue: nothing is lost."""
    name = f"{prefix}{item.key}"
    raw = {key: data.getlist(key) for key in data if key == name or key.startswith(f"{name}.")}
    reading = _Reading(form, raw, files or MultiValueDict())
    value = reading.value_of(item, name, item.key)
    stated = [state for state in raw.get(f"{name}.state", []) if state in RESERVED]
    if len(stated) > 1 or (stated and value is not None):
        reading.issues.append(
            Issue(item.key, "there is an answer beside unknown or not applicable", "keep one of them")
        )
    elif stated:
        value = stated[0]
    if not reading.issues:
        value = normal_value(form, item, value)
        reading.issues.extend(reading.where_it_stood(issue) for issue in check_value(form, item, value))
    return Posted(value, tuple(reading.issues), raw, tuple(reading.files))


class _Reading:
    """Reads the texts of one field, collecting what cannot be read."""

    def __init__(self, form: Questionnaire, raw: Raw, uploads: MultiValueDict[str, UploadedFile]) -> None:
        self.form, self.raw, self.uploads = form, raw, uploads
        self.issues: list[Issue] = []
        self.files: list[UploadedFile] = []
        self.rows: list[int] = []

    def where_it_stood(self, issue: Issue) -> Issue:
        """Empty rows are left out of the value; the place names the row as it stood on the page."""
        found = re.fullmatch(r"(\w+)\[(\d+)\](.*)", issue.place)
        if not found:
            return issue
        return Issue(f"{found[1]}[{self.rows[int(found[2]) - 1]}]{found[3]}", issue.what, issue.remedy)

    def value_of(self, item: Item | Part, name: str, place: str) -> Any:
        if item.kind is Kind.TABLE and isinstance(item, Item):
            return self._table(item, name, place)
        if item.kind is Kind.GROUP and isinstance(item, Item):
            return self._row(item, name, place)
        if item.kind is Kind.PERIOD:
            ends = {end: " ".join(self.raw.get(f"{name}.{end}", [])) for end in ("from", "to")}
            text = f"{ends['from']} ~ {ends['to']}" if any(map(str.strip, ends.values())) else ""
            return self._text(item, text, place)
        if item.kind is Kind.FILES:
            return self._files(item, name, place)
        texts = [text for text in self.raw.get(name, []) if text.strip()]
        return self._text(item, (";" if item.kind is Kind.CODES else "\n").join(texts), place)

    def _text(self, item: Item | Part, text: str, place: str) -> Any:
        try:
            return value_from_text(self.form, item, text)
        except Invalid as error:
            self.issues.extend(Issue(place, issue.what, issue.remedy) for issue in error.issues)
            return None

    def _row(self, item: Item, name: str, place: str) -> dict[str, Any] | None:
        found = {part.key: self.value_of(part, f"{name}.{part.key}", f"{place}.{part.key}") for part in item.parts}
        return {key: value for key, value in found.items() if value is not None} or None

    def _table(self, item: Item, name: str, place: str) -> list[dict[str, Any]] | None:
        """Rows are numbered from 0 in names and from 1 in places; empty ones do not count."""
        rows: list[dict[str, Any]] = []
        for number in range(rows_in(self.raw, name)):
            row = self._row(item, f"{name}.{number}", f"{place}[{number + 1}]")
            if row and not _is_only_fixed(item, row):
                rows.append(row)
                self.rows.append(number + 1)
        return rows or None

    def _files(self, item: Item | Part, name: str, place: str) -> Any:
        kept = self._text(item, ";".join(self.raw.get(f"{name}.keep", [])), place)
        if isinstance(kept, str):
            return kept
        new = self.uploads.getlist(f"{name}.new")
        self.files.extend(new)
        return [*(kept or []), *(_described(each) for each in new)] or None


def _is_only_fixed(item: Item, row: Mapping[str, Any]) -> bool:
    """A row of a fixed first column to which nothing was said."""
    return is_matrix(item) and set(row) == {item.parts[0].key}


def _described(upload: UploadedFile) -> dict[str, Any]:
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return {"name": upload.name, "sha256": digest.hexdigest(), "size_bytes": upload.size}


def is_matrix(item: Item) -> bool:
    """A table that says one thing of each code of a list: permitted purposes."""
    return item.kind is Kind.TABLE and [part.kind for part in item.parts] == [Kind.CODE, Kind.CODE]


def rows_in(raw: Raw, name: str) -> int:
    said = (raw.get(f"{name}.rows") or ["0"])[-1]
    return min(int(said), MOST_ROWS) if said.isdecimal() and len(said) < 9 else 0


def raw_of(form: Questionnaire, item: Item, value: Any, *, prefix: str = "") -> dict[str, list[str]]:
    """The texts that a form with this value sends: `read_field` of them gives the value again."""
    name = f"{prefix}{item.key}"
    if isinstance(value, str) and value in RESERVED and not has_own_choice(form, item, value):
        return {f"{name}.state": [value]}
    return _raw(form, item, name, value)


def has_own_choice(form: Questionnaire, item: Item | Part, state: str) -> bool:
    """Whether "unknown" or "na" is one of the choices beside the others, or a code of the list itself."""
    code_list = form.code_lists.get(item.code_list)
    is_closed = item.kind is Kind.CODE and code_list is not None and not code_list.is_open
    return is_closed or item.kind is Kind.BOOL or (code_list is not None and code_list.find(state) is not None)


def _raw(form: Questionnaire, item: Item | Part, name: str, value: Any) -> dict[str, list[str]]:
    if value is None:
        return {}
    if isinstance(value, str):
        return {name: [value]}
    if item.kind is Kind.PERIOD:
        return {f"{name}.{end}": [value[end]] for end in ("from", "to") if value[end]}
    if item.kind in LISTED:
        texts = [value_to_text(form, item, [each], "") for each in value]
        is_open = item.kind is Kind.CODES and form.code_lists[item.code_list].is_open
        return {f"{name}.keep" if item.kind is Kind.FILES else name: ["; ".join(texts)] if is_open else texts}
    if isinstance(item, Item) and item.kind is Kind.GROUP:
        return _raw_row(form, item, name, value)
    if isinstance(item, Item) and item.kind is Kind.TABLE:
        found = {f"{name}.rows": [str(len(value))]}
        for number, row in enumerate(value):
            found |= _raw_row(form, item, f"{name}.{number}", row)
        return found
    return {name: [value_to_text(form, item, value, "")]}


def _raw_row(form: Questionnaire, item: Item, name: str, row: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in item.parts:
        found |= _raw(form, part, f"{name}.{part.key}", row.get(part.key))
    return found
