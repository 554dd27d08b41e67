"""How ready a dataset is for training: checks, factors, gates, and the score sheet they make.

Measures: Snowflake-Labs ai-ready-data (six factors). Shares and values are 0 to 1, factors and totals 0 to 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class CheckResult:
    """One check of a rule book. `value` None: it does not apply, and `diagnosis` says why.

    `fix` says what would raise it; `action` names what in the house does that (`repair.sentinels`, `survey.licence`).
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


@dataclass(frozen=True)
class FactorResult:
    """`value` None: none of its checks applies."""

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
    """What one rule book says of one version of a dataset. `total` None: a book without one, or nothing applies.

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

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = as_plain(self)
        return found
