"""Work orders of refining as other rooms and pages see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class OrderState(StrEnum):
    """Where a work order stands. Source: PIPC guideline on processing pseudonymous data, five stages."""

    DRAFTED = "drafted"
    PREPARED = "prepared"
    RISK_REVIEWED = "risk_reviewed"
    PLAN_DEFINED = "plan_defined"
    PROCESSED = "processed"
    UNDER_REVIEW = "under_review"
    ADEQUATE = "adequate"
    INADEQUATE = "inadequate"
    RELEASED = "released"
    MONITORED = "monitored"
    INCIDENT = "incident"
    WITHDRAWN = "withdrawn"
    DESTROYED = "destroyed"


class Part(StrEnum):
    """A person's part in one work order. Handler, processor and reviewers are different people."""

    REQUESTER = "requester"
    HANDLER = "handler"
    PROCESSOR = "processor"
    REVIEWER = "reviewer"


class RunKind(StrEnum):
    """A trial shows loss and protection and is thrown away; the output of a final run is what is reviewed."""

    TRIAL = "trial"
    FINAL = "final"


class RunState(StrEnum):
    """`refused`: the engine ran, and the proof on the written file failed."""

    QUEUED = "queued"
    RUNNING = "running"
    PROVED = "proved"
    REFUSED = "refused"
    FAILED = "failed"


class Verdict(StrEnum):
    ADEQUATE = "adequate"
    INADEQUATE = "inadequate"


@dataclass(frozen=True)
class Guideline:
    """One version of the procedure: its states, steps, documents and review questions. `title` is {ko, en}."""

    key: str
    title: Mapping[str, str]
    source: str
    least_reviewers: int
    watch_days: int
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    documents: Mapping[str, Document]
    questions: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Stage:
    """A numbered stage of the guideline and the states that belong to it."""

    title: Mapping[str, str]
    states: tuple[OrderState, ...]


@dataclass(frozen=True)
class Step:
    """From one state to another: by which part, with which documents of this round written."""

    before: OrderState
    after: OrderState
    title: Mapping[str, str]
    by: tuple[Part, ...]
    needs: tuple[str, ...] = ()
    asks_reason: bool = False


@dataclass(frozen=True)
class Field:
    """One field of a document. `kind`: text, date, number, choice, choices or yes_no; `options` {code: {ko, en}}."""

    key: str
    title: Mapping[str, str]
    kind: str = "text"
    is_required: bool = True
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """A form of the procedure: who writes it and what it asks."""

    key: str
    title: Mapping[str, str]
    by: tuple[Part, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class OpinionFacts:
    """What one reviewer signed in one round: {question: yes or no}, the verdict, and why."""

    reviewer: int
    answers: Mapping[str, bool]
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class OrderFacts:
    """Everything a rule needs to know of a work order. People are ids; `documents` those written in this round;
    `run_state` is of this round's newest final run of the newest plan, None without
    one."""

    state: OrderState
    organisation: str
    requester: int | None = None
    handler: int | None = None
    processor: int | None = None
    reviewers: frozenset[int] = frozenset()
    documents: frozenset[str] = frozenset()
    opinions: tuple[OpinionFacts, ...] = ()
    has_plan: bool = False
    run_state: RunState | None = None


@dataclass(frozen=True)
class RunRecord:
    """One run of the engine. `proof`, `utility` and `receipt` are the engine's JSON (SHAPES: deidentify)."""

    id: str
    kind: RunKind
    state: RunState
    plan: int
    queued: datetime
    finished: datetime | None
    problem: str
    proof: Mapping[str, Any]
    utility: Mapping[str, Any]
    receipt: Mapping[str, Any]
    files: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class OrderRecord:
    """A work order in a list. `dataset` and `version` name what is refined, `released` the version that came of it."""

    id: str
    title: str
    organisation: str
    dataset: str
    version: str
    state: OrderState
    round: int
    handler: int | None
    processor: int | None
    term: date | None
    updated: datetime
    released: str = ""
    next_watch: date | None = None
    holders_told: int | None = None
    anonymous_downloads: int | None = None
    """Of what was withdrawn: people who were told, and downloads without signing in, whom nobody can tell."""


@dataclass(frozen=True)
class OrderWork:
    """What one work order took so far. `hours` and `won`: as its people wrote them down, None where nobody did;
    `machine_seconds`: of the engine's runs by their receipts; `released`: when a new version first came of it."""

    order: str
    dataset: str
    opened: datetime
    released: datetime | None = None
    hours: float | None = None
    won: int | None = None
    machine_seconds: float = 0.0
