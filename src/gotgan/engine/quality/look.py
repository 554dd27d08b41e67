"""One subject as the measures look at it: its columns together, its answers, its record; each computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from gotgan.engine.quality.measured import Measured
from gotgan.engine.quality.options import Options
from gotgan.terms.profile import has_only_sample
from gotgan.terms.questionnaire import RESERVED
from gotgan.terms.readiness import Method, Subject
from gotgan.terms.survey import Answer, EvidenceRef, FilledBy

PROSE_TOKENS = 20
"""On average in a value, from which a column is running text."""
Measure = Callable[..., Measured]
"""Of a Look, and of its options where it takes some."""
VERIFIERS = {FilledBy.SCAN: "scan", FilledBy.CATALOGUE_IMPORT: "register"}


class Column(NamedTuple):
    """A column of a profile with the table it stands in. `missing` cells: null, blank, or standing for none."""

    table: str
    rows: int
    name: str
    told: Mapping[str, Any]
    missing: int
    disguised: int

    @property
    def filled(self) -> int:
        return max(0, self.rows - self.missing)


class Look:
    """Everything is read through here, so that a third party's measure needs no knowledge of where it lies."""

    def __init__(self, subject: Subject, measures: Mapping[str, Measure] | None = None) -> None:
        """`measures`: those that may be asked for, by name."""
        self.subject, self.record, self.facts = subject, subject.record, subject.facts
        self.tables = tuple(table for table in subject.profiles if table.get("columns"))
        self._measures = measures or {}
        self._found: dict[str, Measured] = {}

    def measure(self, name: str, options: Options | None = None) -> Measured:
        """What the measure of this name finds with these options, else with its own; asked once."""
        asked = f"{name} {options!r}" if options else name
        if asked not in self._found:
            function = self._measures[name]
            self._found[asked] = function(self, options) if options else function(self)
        return self._found[asked]

    @cached_property
    def unanswered(self) -> Look:
        """The same without what people answered: what record and scan tell alone."""
        return Look(replace(self.subject, answers={}), self._measures)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self._columns())

    def _columns(self) -> Iterator[Column]:
        for table in self.tables:
            rows, path = int(table.get("rows") or 0), str(table.get("path") or "")
            for told in table["columns"]:
                stand_ins = sum(
                    each["count"] for each in told.get("sentinels") or () if each.get("means", "missing") == "missing"
                )
                disguised = (told.get("blanks") or 0) + stand_ins
                missing = min(rows, (told.get("nulls") or 0) + disguised)
                yield Column(path, rows, told["name"], told, missing, disguised)

    @cached_property
    def prose(self) -> tuple[Column, ...]:
        """Columns of running text: addresses and names of things are shorter; so may be the questions of a corpus."""
        least = 0 if self.modality & {"text", "document"} else PROSE_TOKENS
        told = ((column, column.told.get("text_use")) for column in self.columns)
        return tuple(column for column, use in told if use and (use.get("mean_tokens") or 0) >= least)

    @cached_property
    def rows(self) -> int:
        return sum(int(table.get("rows") or 0) for table in self.tables)

    @cached_property
    def cells(self) -> int:
        return sum(column.rows for column in self.columns)

    @cached_property
    def method(self) -> Method:
        """Of figures of every row: a table of which only a sample was read makes them a sample's."""
        return Method.SAMPLED if any(map(has_only_sample, self.tables)) else Method.MEASURED

    @cached_property
    def close_method(self) -> Method:
        """Of figures of the close look (docs/reference/profile.md)."""
        partly = any(
            (seen := table.get("examined")) and seen["value_rows"] < (seen.get("of") or table.get("rows") or 0)
            for table in self.tables
        )
        return Method.SAMPLED if partly else self.method

    @cached_property
    def looked_at(self) -> int:
        """Rows of the close look."""
        return sum((table.get("examined") or {}).get("value_rows") or 0 for table in self.tables)

    @cached_property
    def scans(self) -> tuple[EvidenceRef, ...]:
        """The profiles, as evidence; the first five."""
        at = self.facts.scanned_at.isoformat() if self.facts.scanned_at else ""
        return tuple(
            EvidenceRef("scan", f"profile:{table.get('path') or ''}", "표 진단 결과", "Profile of the table", at)
            for table in self.tables[:5]
        )

    @property
    def scan(self) -> tuple[EvidenceRef, ...]:
        """What the scan tells of the dataset as a whole."""
        at = self.facts.scanned_at.isoformat() if self.facts.scanned_at else ""
        return (EvidenceRef("scan", f"facts:{self.facts.dataset}", "점검 결과", "Result of the scan", at),)

    @property
    def was_scanned(self) -> bool:
        return bool(self.tables) or self.facts.scanned_at is not None

    @cached_property
    def is_empty(self) -> bool:
        """It was scanned, and holds neither a row nor a file that is data without rows."""
        has_files = bool(self.facts.media or self.facts.documents)
        is_counted = bool(self.tables) or self.facts.rows is not None
        return is_counted and not (self.rows or self.facts.rows or has_files)

    @cached_property
    def today(self) -> date | None:
        """The day of the scan: what is recent is recent as of then, so that a sheet can be made again."""
        moment = self.facts.scanned_at or self.record.last_seen
        return moment.date() if moment else None

    @cached_property
    def modality(self) -> frozenset[str]:
        told = self.answer("modality")
        said = told if isinstance(told, list | tuple) else ()
        return frozenset([*self.facts.modality, *self.record.modality, *said])

    def answered(self, key: str) -> Answer | None:
        """A confirmed answer that says something: not empty, not unknown, not "does not apply"."""
        answer = self.subject.answers.get(key)
        if answer is None or not answer.is_confirmed or _is_silent(answer.value):
            return None
        return answer

    def answer(self, key: str) -> Any:
        found = self.answered(key)
        return None if found is None else found.value

    def method_of(self, key: str) -> Method:
        """Of an answer: measured where a scan filled it and a person confirmed that; else declared."""
        answer = self.answered(key)
        return Method.MEASURED if answer and answer.filled_by is FilledBy.SCAN else Method.DECLARED

    def part(self, key: str, name: str) -> Any:
        """One member of a group's answer."""
        value = self.answer(key)
        found = value.get(name) if isinstance(value, Mapping) else None
        return None if _is_silent(found) else found

    def lines(self, key: str) -> tuple[Mapping[str, Any], ...]:
        """The rows of a table's answer."""
        value = self.answer(key)
        return tuple(each for each in value if isinstance(each, Mapping)) if isinstance(value, list | tuple) else ()

    def stated(self, key: str) -> Any:
        """What the source's own record states; None where it is silent."""
        value = self.facts.catalogue.get(key)
        return None if _is_silent(value) else value

    def by_answer(self, *keys: str) -> tuple[EvidenceRef, ...]:
        """The answers of these items, with what they stand on."""
        found: list[EvidenceRef] = []
        for key in keys:
            if answer := self.answered(key):
                found.append(EvidenceRef("person", f"survey:{key}", "조사 응답", "Answer of the survey", answer.at))
                found.extend(answer.evidence[:3])
        return tuple(found)

    def by_record(self, *keys: str) -> tuple[EvidenceRef, ...]:
        return tuple(
            EvidenceRef("register", f"record:{key}", "출처의 목록 기록", "Record of the source")
            for key in keys
            if self.stated(key) is not None
        )

    def verifier(self, key: str) -> str:
        answer = self.answered(key)
        return VERIFIERS.get(answer.filled_by, "person") if answer else "register"


def _is_silent(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip() or value in RESERVED
    if isinstance(value, Mapping):
        return all(_is_silent(each) for each in value.values())
    return value is None or (isinstance(value, list | tuple) and not value)
