"""How ready a dataset is for training: checks, factors, gates, and the score sheet they make.

Measures: Snowflake-Labs ai-ready-data (six factors). Shares and values are 0 to 1, factors and totals 0 to 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.plain import as_plain
from gotgan.terms.questionnaire import Words
from gotgan.terms.survey import Answer, DatasetFacts, EvidenceRef
from gotgan.terms.usability import SurveyRecord

DECLARED_CAP = 0.6
"""What nothing but somebody's word speaks for is worth at most so much."""


class Method(StrEnum):
    """`measured` on all of the data, `sampled` on a part of it, `declared` by a person or a source's record."""

    MEASURED = "measured"
    SAMPLED = "sampled"
    DECLARED = "declared"


class Use(StrEnum):
    """What a dataset is to train."""

    TABULAR = "tabular"
    LANGUAGE = "language"
    VISION = "vision"
    SPEECH = "speech"
    TIME_SERIES = "time_series"


class GateState(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Subject:
    """Everything known of one dataset that a rule book may look at: aggregates, answers and records, never a row.

    `profiles`: one per table of the version (SHAPES.md, profile). `answers`: confirmed answers of its newest accepted
    sheet, by item of the questionnaire.
    """

    record: DatasetRecord
    facts: DatasetFacts
    profiles: tuple[Mapping[str, Any], ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    survey: SurveyRecord | None = None


class Combine(StrEnum):
    """How checks make a total.

    `geometric`: weighted means of checks, times 100, under a weighted geometric mean. `mean`: the same under a weighted
    mean. `points`: each check earns its weight times its value. `pooled`: 1 - errors / checked cells, times 100.
    `none`: no total; each indicator stands for itself.
    """

    GEOMETRIC = "geometric"
    MEAN = "mean"
    POINTS = "points"
    POOLED = "pooled"
    NONE = "none"


@dataclass(frozen=True)
class CheckResult:
    """One check of a rule book. `value` None: it does not apply, and `diagnosis` says why.

    `fix` says what would raise it; `action` names what in the house does that (`repair.sentinels`, `survey.licence`).
    `measured` is what `measure` found before the curve, `fields` the columns it names, `sample` the records looked at,
    `verifier` who stands for the figure (`scan`, `register`, `person`); `target` what the book asks for.
    `is_capped`: only words speak for it, and they count for no more than DECLARED_CAP. `is_unknown`: nobody measured or
    said it, so that its value, where it has one, is that of silence and says nothing bad.
    """

    id: str
    title: Words
    value: float | None
    method: Method
    confidence: float
    evidence: tuple[EvidenceRef, ...]
    diagnosis: Words
    fix: Words | None = None
    action: str = ""
    weight: float = 1.0
    measure: str = ""
    measured: float | None = None
    fields: tuple[str, ...] = ()
    sample: int | None = None
    verifier: str = ""
    target: float | None = None
    is_capped: bool = False
    errors: int | None = None
    checked: int | None = None
    is_unknown: bool = False


@dataclass(frozen=True)
class FactorResult:
    """`value` None: none of its checks applies, or nothing is known of it."""

    id: str
    title: Words
    weight: float
    value: float | None
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True)
class GateResult:
    """Passed or failed, never points."""

    id: str
    title: Words
    state: GateState
    because: Words
    evidence: tuple[EvidenceRef, ...] = ()


@dataclass(frozen=True)
class ScoreSheet:
    """What one rule book says of one version of a dataset. `total` None: a book without one, or
    `no_total` says why.

    `method` of the whole is the weakest of its checks weighted by factor; it holds no clock time, so that the same
    evidence gives the same bytes.
    """

    book: str
    book_version: str
    use: str
    dataset: str
    version: str
    total: float | None
    most: float
    factors: tuple[FactorResult, ...]
    gates: tuple[GateResult, ...] = ()
    notes: tuple[Words, ...] = ()
    method: Method = Method.DECLARED
    confidence: float = 0.0
    """Of its checks, weighted as they count."""
    coverage: float = 0.0
    """The share of the book's weight that could be looked at."""
    rating: Words | None = None
    adjusted: float | None = None
    """The total without what cannot be asked of this dataset, out of `adjusted_most`."""
    adjusted_most: float | None = None
    adjusted_rating: Words | None = None
    no_total: Words | None = None
    """Why there is no total in a book that makes one: what is not known is never told as bad."""
    combine: Combine | None = None
    """How its checks make the total; None on a sheet of before, which does not say, and is not of points."""

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = as_plain(self)
        return found

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ScoreSheet:
        """Keys of a later version are left out. On a sheet without `combine` an adjusted total tells points."""
        given = _known(cls, document)
        told = given.get("combine") or (Combine.POINTS if given.get("adjusted") is not None else None)
        lists = {
            "factors": tuple(_factor(each) for each in given.get("factors", ())),
            "gates": tuple(_gate(each) for each in given.get("gates", ())),
            "notes": tuple(Words(**each) for each in given.get("notes", ())),
        }
        words = {name: _words(given.get(name)) for name in ("rating", "adjusted_rating", "no_total")}
        codes = {"method": Method(given.get("method", Method.DECLARED)), "combine": Combine(told) if told else None}
        return cls(**given | lists | words | codes)


def _known(kind: type[Any], document: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in document.items() if name in names}


def _words(document: Mapping[str, str] | None) -> Words | None:
    return Words(**document) if document else None


def _evidence(document: Mapping[str, Any]) -> tuple[EvidenceRef, ...]:
    return tuple(EvidenceRef(**each) for each in document.get("evidence", ()))


def _check(document: Mapping[str, Any]) -> CheckResult:
    given = _known(CheckResult, document)
    words = {
        "title": Words(**given["title"]),
        "diagnosis": Words(**given["diagnosis"]),
        "fix": _words(given.get("fix")),
    }
    named = {"evidence": _evidence(given), "fields": tuple(given.get("fields", ())), "method": Method(given["method"])}
    return CheckResult(**given | words | named)


def _factor(document: Mapping[str, Any]) -> FactorResult:
    given = _known(FactorResult, document)
    checks = tuple(_check(each) for each in given["checks"])
    return FactorResult(**given | {"title": Words(**given["title"]), "checks": checks})


def _gate(document: Mapping[str, Any]) -> GateResult:
    given = _known(GateResult, document)
    words = {"title": Words(**given["title"]), "because": Words(**given["because"])}
    return GateResult(**given | words | {"state": GateState(given["state"]), "evidence": _evidence(given)})
