"""What was found of a work order's tables before anything is done, and of two releases of the same dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from gotgan.terms.refine import OrderRecord

CUSTODY = "custody"
"""In a work order the key of pseudonyms is named only so: it lies in custody and no plan says where."""


class InspectionState(StrEnum):
    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Suggestion:
    """What to do with one column. `entry` is the plan's own: {do: key, hierarchy: builtin:age}; `because` names the
    rule that spoke, `reason` is it in words: {ko, en}, without a value of the data."""

    column: str
    entry: Mapping[str, Any]
    because: str
    reason: Mapping[str, str]


@dataclass(frozen=True)
class InspectedTable:
    """One table as it is now. `risk` is the engine's JSON (SHAPES: risk) by the suggested keys, None when nothing
    suggests itself as a key or it could not be measured: `problem` says why."""

    table: str
    rows: int | None
    suggestions: tuple[Suggestion, ...]
    risk: Mapping[str, Any] | None = None
    problem: str = ""


@dataclass(frozen=True)
class InspectionRecord:
    """The newest inspection of an order."""

    state: InspectionState
    asked: datetime
    finished: datetime | None
    problem: str
    tables: tuple[InspectedTable, ...]


@dataclass(frozen=True)
class JointRecord:
    """Two releases of one dataset, as someone sees them who holds both.

    `k` is the smallest class in the run's own output, `earlier_k` in the earlier release, `joint_k` in the two laid
    side by side; None where that could not be measured, and `problem` says why. `joined_by`: "row order" or the
    subject column. `reason` is why it goes on all the same: "" while nobody gave one.
    """

    id: int
    run: str
    order: str
    earlier_order: str
    earlier_version: str
    k: int | None
    earlier_k: int | None
    joint_k: int | None
    joined_by: str
    risk: Mapping[str, Any]
    problem: str
    measured: datetime
    reason: str = ""
    accepted_by: str = ""
    accepted: datetime | None = None
    needs_reason: bool = False
    """Both together fall short of the k that the plan promises, or could not be measured."""


@dataclass(frozen=True)
class JointFound:
    """What the engine measured of a run's output beside an earlier release. `risk`: {k, earlier_k, joint_k, target_k,
    classes, unique_rows, joined_by}; `problem` why it could not."""

    earlier_run: str
    risk: Mapping[str, Any]
    problem: str = ""


class Due(StrEnum):
    """Aftercare that waits: a re-identification watch, or the end of the term of use."""

    WATCH = "watch"
    TERM = "term"


@dataclass(frozen=True)
class DueRecord:
    """An order whose aftercare is due; `since` is the day of the watch, or the last of the term."""

    order: OrderRecord
    why: Due
    since: date
