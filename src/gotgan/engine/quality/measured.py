"""What a measure finds of a dataset, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method
from gotgan.terms.survey import EvidenceRef

MOST_NAMED = 5


@dataclass(frozen=True)
class Measured:
    """`value` in the measure's own unit (a share, days, rows); None: it does not apply, and `says` tells why.

    `says`: the finding in words, with columns and numbers, never a value of the data. `confidence` 0 to 1.
    `fields`: columns behind it, the worst first. `sample`: records looked at. `errors` of `checked` cells, where the
    measure counts cells. `target`: what was contracted or promised, where an answer says so. `is_unknown`: nobody
    measured or said it; a value beside it is what silence counts.
    """

    value: float | None
    says: Words
    method: Method = Method.MEASURED
    confidence: float = 1.0
    evidence: tuple[EvidenceRef, ...] = ()
    fields: tuple[str, ...] = ()
    sample: int | None = None
    verifier: str = "scan"
    errors: int | None = None
    checked: int | None = None
    target: float | None = None
    is_unknown: bool = False


def not_asked(ko: str, en: str) -> Measured:
    """It does not apply, or there is nothing to look at."""
    return Measured(None, Words(ko, en), confidence=0.0, verifier="")


def not_known(ko: str, en: str) -> Measured:
    """It may well apply, but nobody has looked."""
    return replace(not_asked(ko, en), is_unknown=True)


def percent(share: float) -> str:
    """`0.9312` as `93.1%`; what is not quite all is never written as all, nor a little as nothing."""
    if 0 < share < 0.001:
        return "< 0.1%"
    return "> 99.9%" if 0.999 < share < 1 else f"{share * 100:.1f}%"


def listed(names: Sequence[str]) -> Words:
    """The first five, and how many more."""
    shown = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return Words(f"{shown} 외 {more}개", f"{shown} and {more} more") if more > 0 else Words(shown, shown)


def with_names(said: Words, names: Sequence[str], ko: str = "항목", en: str = "columns") -> Words:
    """The sentence with the columns behind it."""
    if not names:
        return said
    found = listed(names)
    return Words(f"{said.ko} ({ko}: {found.ko})", f"{said.en} ({en}: {found.en})")
