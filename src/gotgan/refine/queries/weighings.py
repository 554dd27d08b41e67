"""Plans weighed around an order's own, and every run of it, as points of risk against utility."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import Any

from gotgan.refine import models
from gotgan.refine.queries.inspections import inspection_of
from gotgan.refine.queries.orders import NoSuchOrder, run_record
from gotgan.refine.queries.result_pages import source_table
from gotgan.refine.rules.weighing import begin_plan, changed_columns
from gotgan.terms.inspection import Suggestion
from gotgan.terms.job import JobRecord, JobState
from gotgan.terms.refine import RunRecord, RunState
from gotgan.terms.weighing import WeighingState
from gotgan.work import queries as work

OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
PROPOSED, PROVED, REFUSED, SAMPLED = "proposed", "proved", "refused", "sampled"


@dataclass(frozen=True)
class Point:
    """One plan on the picture. `mark`: a number for a proposal, a letter for a run, nothing on the sample.

    `risk` is the highest of one row, `average` of all; `learnt` the accuracy of a model, None where none was asked.
    `on_frontier`: no other plan measured on all rows has both less risk and less loss.
    """

    kind: str
    mark: str
    risk: float
    average: float | None
    loss: float
    k: int | None
    l: int | None  # noqa: E741 - the field's name
    t: float | None
    left_out: int
    learnt: float | None = None
    on_frontier: bool = False
    run: RunRecord | None = None


@dataclass(frozen=True)
class ColumnWords:
    """One column of a proposed plan: its entry, what comes of it, and whether the order's plan says otherwise."""

    name: str
    entry: Mapping[str, Any]
    drift: float | None
    level: int | None
    is_changed: bool


@dataclass(frozen=True)
class Proposal:
    """`number` from 1; `address` is how the editor asks for it; `figures` and `reasons` are the engine's."""

    number: int
    address: str
    asked: Mapping[str, Any]
    figures: Mapping[str, Any]
    reasons: Sequence[Mapping[str, str]]
    columns: tuple[ColumnWords, ...]
    point: Point


@dataclass(frozen=True)
class WeighingView:
    """The newest weighing; `job` while it waits or runs, `is_lost` when it ended without an answer."""

    row: models.Weighing
    job: JobRecord | None

    @property
    def is_waiting(self) -> bool:
        return self.row.state == WeighingState.ASKED and self.job is not None and self.job.state not in OVER

    @property
    def is_lost(self) -> bool:
        return self.row.state == WeighingState.ASKED and not self.is_waiting


@dataclass(frozen=True)
class RiskUtility:
    """Everything that the page of risk against utility shows. `sampled` are plans tried on the sample only.

    `answered` is the newest weighing that has an answer, whose proposals these are.
    """

    weighing: WeighingView | None
    answered: models.Weighing | None
    proposals: tuple[Proposal, ...]
    runs: tuple[Point, ...]
    sampled: tuple[Point, ...]

    @property
    def measured(self) -> tuple[Point, ...]:
        """On all rows: proposals, then runs."""
        return (*(each.point for each in self.proposals), *self.runs)

    @property
    def points(self) -> tuple[Point, ...]:
        return (*self.sampled, *self.measured)

    @property
    def frontier(self) -> tuple[Point, ...]:
        """By risk."""
        return tuple(sorted((each for each in self.measured if each.on_frontier), key=lambda each: each.risk))

    @property
    def least_lossy(self) -> Point | None:
        """Of those that reach what their plan asks for."""
        reached = [each for each in self.measured if each.kind != REFUSED]
        return min(reached, key=lambda each: (each.loss, each.risk), default=None)

    @property
    def safest(self) -> Point | None:
        reached = [each for each in self.measured if each.kind != REFUSED]
        return min(reached, key=lambda each: (each.risk, each.loss), default=None)

    @property
    def has_target(self) -> bool:
        return any(each.learnt is not None for each in self.measured)

    def to_json(self) -> dict[str, Any]:
        """Points by kind and mark, and the proposed plans with figures and reasons; no value of the data."""
        points = [{**vars(each), "run": each.run.id if each.run else None} for each in self.points]
        found = dict(self.answered.found) if self.answered else {}
        told = {
            name: found.get(name)
            for name in ("rows", "measured_rows", "sample", "target", "grid", "not_reached", "complete")
        }
        return {"kind": "risk_utility", **told, "points": points, "plans": self.answered.plans if self.answered else []}


def suggestions_of(order: models.WorkOrder, table: str) -> tuple[Suggestion, ...]:
    """What the newest inspection suggests for a table's columns."""
    found = inspection_of(order)
    return tuple(each for seen in found.tables if seen.table == table for each in seen.suggestions) if found else ()


def steps_begun(order: models.WorkOrder, table: str | None = None) -> dict[str, Any]:
    """The newest plan, or the one that is suggested for a table while nobody wrote any; nothing without either."""
    plan = order.plans.order_by("-revision").first()
    if plan is not None:
        return dict(plan.steps)
    source = source_table(order, table)
    return begin_plan(suggestions_of(order, source.table)) if source else {}


def is_weighing(order: models.WorkOrder) -> bool:
    """Whether a weighing of the order waits or runs."""
    rows = order.weighings.filter(state=WeighingState.ASKED).exclude(job_id=None)
    jobs = (work.find_job(row.job_id) for row in rows)
    return any(job is not None and job.state not in OVER for job in jobs)


def proposed_steps(order: models.WorkOrder, address: str) -> tuple[str, dict[str, Any]]:
    """(number, plan) of a proposal, by its `address`. Raises: NoSuchOrder when there is none."""
    weighing, _, number = address.partition("-")
    if all(part.isascii() and part.isdigit() and len(part) < 18 for part in (weighing, number)):
        row = order.weighings.filter(pk=int(weighing)).first()
        if row is not None and 1 <= int(number) <= len(row.plans):
            return number, dict(row.plans[int(number) - 1]["steps"])
    raise NoSuchOrder(f"proposal {address[:40]}: the order has no such one; see its page of risk against utility")


def risk_utility_of(order: models.WorkOrder) -> RiskUtility:
    """The newest weighing that has an answer, the newest of all, and every run that was measured."""
    newest = order.weighings.order_by("-id").first()
    done = order.weighings.filter(state=WeighingState.DONE).order_by("-id").first()
    base = steps_begun(order)
    proposals = tuple(_proposal(done, at, base) for at in range(len(done.plans))) if done else ()
    runs = _runs(order)
    best = _frontier([*(each.point for each in proposals), *(each for each in runs if each.kind != REFUSED)])
    proposals = tuple(replace(each, point=_marked(each.point, best)) for each in proposals)
    view = WeighingView(newest, work.find_job(newest.job_id) if newest.job_id else None) if newest else None
    sampled = tuple(_point(SAMPLED, "", each) for each in done.found.get("tried", ())) if done else ()
    return RiskUtility(view, done, proposals, tuple(_marked(each, best) for each in runs), sampled)


def _proposal(row: models.Weighing, at: int, base: Mapping[str, Any]) -> Proposal:
    kept = row.plans[at]
    steps, figures = kept["steps"], kept["figures"]
    changed, drift, node = changed_columns(steps, base), figures.get("drift") or {}, figures.get("node") or {}
    columns = tuple(
        ColumnWords(name, entry, drift.get(name), node.get(name), name in changed)
        for name, entry in steps["columns"].items()
    )
    asked = {name: kept[name] for name in ("mode", "k", "weights", "suppression_limit", "techniques")}
    point = _point(PROPOSED, str(at + 1), kept)
    return Proposal(at + 1, f"{row.pk}-{at + 1}", asked, figures, kept["reasons"], columns, point)


def _point(kind: str, mark: str, figures: Mapping[str, Any]) -> Point:
    reached = figures["reached"]
    return Point(
        kind, mark, figures["prosecutor_max"], figures["marketer_average"], figures["loss"], reached["k"],
        reached["l"], reached["t"], figures["suppressed_rows"], figures["accuracy"],
    )  # fmt: skip


def _runs(order: models.WorkOrder) -> tuple[Point, ...]:
    """Every run that was measured, the oldest first."""
    rows = order.runs.select_related("plan").order_by("queued", "id")
    measured = [row for row in rows if row.proof.get("k") and row.utility.get("loss") is not None]
    return tuple(_run(row, mark) for row, mark in zip(measured, _letters(len(measured)), strict=True))


def _run(row: models.Run, mark: str) -> Point:
    proof, utility = row.proof, row.utility
    return Point(
        PROVED if row.state == RunState.PROVED else REFUSED, mark, proof.get("prosecutor_max") or 1 / proof["k"],
        proof.get("marketer_average"), utility["loss"], proof["k"], (proof.get("l") or {}).get("distinct"),
        proof.get("t"), utility.get("suppressed_rows", 0), run=run_record(row),
    )  # fmt: skip


def _letters(count: int) -> Iterable[str]:
    """A, B, ... Z, A2, B2, ..."""
    return [ascii_uppercase[at % 26] + (str(at // 26 + 1) if at >= 26 else "") for at in range(count)]


def _frontier(points: Sequence[Point]) -> frozenset[str]:
    """The marks of points that none beats in risk and loss; of equal ones the first."""
    kept = set()
    for at, point in enumerate(points):
        place = (point.risk, point.loss)
        beaten = any(
            other.risk <= point.risk and other.loss <= point.loss and ((other.risk, other.loss) != place or number < at)
            for number, other in enumerate(points)
            if number != at
        )
        if not beaten:
            kept.add(point.mark)
    return frozenset(kept)


def _marked(point: Point, best: frozenset[str]) -> Point:
    return replace(point, on_frontier=point.mark in best)
