"""What is known when an item is suggested, and how a suggestion is written down with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from gotgan.terms.questionnaire import NA, Questionnaire, Words
from gotgan.terms.survey import Answer, Confidence, DatasetFacts, EvidenceRef, FilledBy
from gotgan.terms.text import title_tight

_LOWER = {Confidence.HIGH: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.LOW}


class Origin(StrEnum):
    """`guess`: inferred for an item that only a person can answer; counted apart from what is taken over."""

    SCAN = "scan"
    REGISTER = "register"
    GUESS = "guess"


@dataclass(frozen=True)
class Known:
    """`found`: what was suggested before, for items that follow from others."""

    form: Questionnaire
    facts: DatasetFacts
    found: Mapping[str, Answer] = field(default_factory=dict)
    worked_out: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What one item made of the facts, for the others that need the same."""

    @cached_property
    def scanned_at(self) -> str:
        """ISO 8601; empty where nothing was scanned."""
        return self.facts.scanned_at.isoformat() if self.facts.scanned_at else ""

    def stated(self, name: str) -> str:
        """A text of the source's record; the first of several, empty where it states none."""
        value = self.facts.catalogue.get(name)
        if isinstance(value, list):
            value = value[0] if value else ""
        return str(value).strip() if value is not None else ""

    def label(self, code_list: str, code: str) -> Words:
        """The words of a code of the form; the code itself where the form does not know it."""
        known = self.form.code_lists.get(code_list)
        found = known.find(code) if known else None
        return found.label if found else Words(code, code)

    def labels(self, code_list: str, codes: Iterable[str]) -> Words:
        """Of several, with commas."""
        found = [self.label(code_list, code) for code in codes]
        return Words(", ".join(each.ko for each in found), ", ".join(each.en for each in found))

    @property
    def body(self) -> str:
        """The institution by its name in the registry; its code where the facts were kept without one."""
        return self.facts.organisation_name or self.facts.organisation

    def is_own_name(self, name: str) -> bool:
        """Whether a name is the institution itself, however it is spaced."""
        return title_tight(name) in {title_tight(each) for each in (self.body, self.facts.organisation)}

    @property
    def is_scanned(self) -> bool:
        """Whether its content was measured, not only its description read."""
        return self.facts.scanned_at is not None

    @property
    def is_read_whole(self) -> bool:
        """Whether there was something to read, and all of it could be read."""
        return bool(self.facts.tables or self.facts.media) and not self.facts.unread

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of identifiers that were found."""
        return frozenset(finding["kind"] for finding in self.facts.findings)


Filler = Callable[[Known], Answer | None]
FILLERS: dict[Origin, dict[str, Filler]] = {origin: {} for origin in Origin}
"""One small function an item and origin, in the order in which the modules name them."""


def fills(item: str, origin: Origin) -> Callable[[Filler], Filler]:
    """Register the function that suggests `item` from `origin`; it returns None where nothing can be said."""

    def keep(filler: Filler) -> Filler:
        assert item not in FILLERS[origin], item
        FILLERS[origin][item] = filler
        return filler

    return keep


def scanned(known: Known, value: Any, ko: str, en: str, confidence: Confidence = Confidence.HIGH) -> Answer:
    """From measures; a carried scan that nobody sealed is believed one step less."""
    facts = known.facts
    if facts.source_kind == "scanfile" and not facts.is_sealed:
        confidence = lowered(confidence)
        ko, en = f"{ko} 봉인되지 않은 점검 파일입니다.", f"{en} The scan file was not sealed."
    evidence = EvidenceRef("scan", f"/datasets/{facts.address}", ko, en, known.scanned_at)
    return Answer(value, FilledBy.SCAN, (evidence,), confidence)


def absent(known: Known, ko: str, en: str, confidence: Confidence = Confidence.MEDIUM) -> Answer:
    """What was looked for and not met: the item does not apply, as far as the scan can tell."""
    return scanned(known, NA, ko, en, confidence)


def registered(known: Known, value: Any, ko: str, en: str, confidence: Confidence = Confidence.MEDIUM) -> Answer:
    """From the source's own record, or from the hub's registers."""
    evidence = EvidenceRef("register", f"/datasets/{known.facts.address}/record", ko, en)
    return Answer(value, FilledBy.CATALOGUE_IMPORT, (evidence,), confidence)


def stated_as(known: Known, value: Any, word_ko: str, word_en: str, confidence: Confidence | None = None) -> Answer:
    """The usual sentence for what a record states under a name."""
    ko, en = f"목록 기록의 {word_ko}입니다.", f"The record's {word_en}."
    return registered(known, value, ko, en, confidence or Confidence.MEDIUM)


def lowered(confidence: Confidence) -> Confidence:
    return _LOWER.get(confidence, confidence)


def number(value: float) -> str:
    return f"{value:,}"


def percent(share: float) -> str:
    """0.2506 as `25 %`; what is less than one stays visible."""
    return f"{100 * share:.0f} %" if share >= 0.01 or not share else f"{100 * share:.2g} %"
