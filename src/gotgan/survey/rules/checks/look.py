"""What one check holds in its hands, and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gotgan.survey.rules.checks import shapes
from gotgan.survey.rules.checks.context import CheckContext
from gotgan.survey.rules.checks.settings import Settings
from gotgan.terms.questionnaire import Item, Kind, Questionnaire, Words
from gotgan.terms.survey import DatasetFacts, EvidenceRef


@dataclass(frozen=True)
class Raised:
    """A contradiction. `places` fill the message, `rests_on` is what a reply rests on (JSON).

    In `places` a number is a count, Words a text in both languages; nothing is ever a value of the data.
    """

    places: Mapping[str, Any]
    rests_on: Any
    items: tuple[str, ...]
    evidence: tuple[EvidenceRef, ...] = ()


@dataclass(frozen=True)
class Look(Settings):
    """The answers through the eyes of one check. `answer` is what people said, `seen` also what the scan knows."""

    form: Questionnaire
    values: Mapping[str, Any]
    facts: DatasetFacts | None
    context: CheckContext

    def item(self, key: str) -> Item | None:
        return self.form.find(key)

    def answer(self, key: str) -> Any:
        """What was confirmed; None when it says nothing."""
        value = self.values.get(key)
        return value if shapes.is_known(value) else None

    def seen(self, key: str) -> Any:
        """The confirmed answer, or where there is none what the scan says. "Unknown" and "na" are not overruled."""
        if not shapes.is_bare(self.values.get(key)):
            return self.answer(key)
        value = self.context.scanned.get(key)
        return value if shapes.is_known(value) else _fact(self.facts, key)

    def lacks(self, *keys: str) -> bool:
        """Whether all of them are empty or not applicable, at least one is asked, and no suggestion waits."""
        asked = self.context.asked
        return (
            (asked is None or not asked.isdisjoint(keys))
            and self.context.waiting.isdisjoint(keys)
            and all(shapes.says_nothing_there(self.values.get(key)) for key in keys)
        )

    def text(self, key: str) -> str | None:
        return shapes.as_text(self.answer(key))

    def code(self, key: str) -> str | None:
        found = shapes.as_codes(shapes.member(self.item(key), self.answer(key), Kind.CODE))
        return found[0] if found else None

    def codes(self, key: str) -> tuple[str, ...]:
        return shapes.as_codes(shapes.member(self.item(key), self.answer(key), Kind.CODES, Kind.CODE))

    def addresses(self, key: str) -> tuple[str, ...]:
        return shapes.as_codes(shapes.member(self.item(key), self.answer(key), Kind.URLS))

    def yes_no(self, key: str) -> bool | None:
        return shapes.as_yes_no(shapes.member(self.item(key), self.answer(key), Kind.BOOL))

    def number(self, key: str) -> int | float | None:
        return shapes.as_number(shapes.member(self.item(key), self.seen(key), Kind.INT, Kind.DECIMAL, Kind.WON))

    def rows(self, key: str) -> tuple[Mapping[str, Any], ...]:
        return shapes.as_rows(self.seen(key))

    def day(self, key: str) -> date | None:
        return shapes.as_day(self.seen(key))

    def period(self, key: str) -> tuple[date | None, date | None]:
        return shapes.as_period(self.seen(key))

    def purposes(self) -> dict[str, str]:
        """`permitted_purposes` as {purpose: yes | no | ask}."""
        item, value = self.item("permitted_purposes"), self.answer("permitted_purposes")
        if isinstance(value, Mapping):
            return {key: said for key, said in value.items() if isinstance(said, str)}
        purpose = shapes.part_of(item, Kind.CODE, code_list="purpose_of_use")
        said = next((p for p in (item.parts if item else ()) if p is not purpose and p.kind in _SAID), None)
        if purpose is None or said is None:
            return {}
        pairs = [(row.get(purpose.key), row.get(said.key)) for row in shapes.as_rows(value)]
        return {key: word for key, word in pairs if isinstance(key, str) and isinstance(word, str)}

    def other(self, values: Mapping[str, Any]) -> Look:
        """The same eyes on other answers: of the last wave, or of another body. No scan stands behind those."""
        return replace(self, values=values, facts=None, context=replace(self.context, scanned={}))

    def label(self, code_list: str, code: str) -> Words:
        found = self.form.code_lists.get(code_list)
        known = found.find(code) if found else None
        return known.label if known else Words(code, code)

    def item_label(self, key: str) -> Words:
        item = self.item(key)
        return item.label if item else Words(key, key)

    def code_label(self, key: str, code: str) -> Words:
        """The label of a code in the list of this item."""
        item = self.item(key)
        part = shapes.part_of(item, Kind.CODE, Kind.CODES)
        return self.label((item.code_list if item else "") or (part.code_list if part else ""), code)

    def scan_evidence(self) -> tuple[EvidenceRef, ...]:
        """The scan that the facts come from."""
        if self.facts is None:
            return ()
        at = self.facts.scanned_at.isoformat() if self.facts.scanned_at else ""
        return (EvidenceRef("scan", self.facts.evidence_sha256 or self.facts.dataset, at=at),)


_SAID = (Kind.CODE, Kind.BOOL)


def _fact(facts: DatasetFacts | None, key: str) -> Any:
    """The scan's own word on a scan item that nobody answered."""
    if facts is None:
        return None
    first, last = facts.period or (None, None)
    known: dict[str, Any] = {
        "record_count": facts.rows,
        "size_bytes": facts.size_bytes,
        "file_count": facts.file_count,
        "last_real_change": facts.last_real_change or None,
        "period_covered": {"from": first, "to": last},
    }
    return known.get(key)
