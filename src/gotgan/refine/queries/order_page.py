"""One work order as its page shows it to one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gotgan.accounts import queries as accounts
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.refine import models
from gotgan.refine.queries.candidates import NAMED, Candidate, candidates_for
from gotgan.refine.queries.facts import facts_of
from gotgan.refine.queries.inspections import inspection_of, joint_risks_of
from gotgan.refine.queries.orders import get_order, runs_of
from gotgan.refine.rules import people, stepping
from gotgan.refine.rules.guideline import get_guideline
from gotgan.refine.rules.ways import way_of
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.decision import Decision
from gotgan.terms.inspection import InspectionRecord, JointRecord
from gotgan.terms.organisation import Organisation
from gotgan.terms.refine import Document, Guideline, OrderFacts, OrderState, Part, RunKind, RunRecord, RunState, Step
from gotgan.terms.role import Viewer

STOPS = (OrderState.INCIDENT, OrderState.WITHDRAWN)
BUSY = (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True)
class StepView:
    """One way on. `unwritten` are documents still to be written, `missing` all else, in the rules' words."""

    step: Step
    is_mine: bool
    unwritten: tuple[Document, ...]
    missing: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.is_mine and not self.unwritten and not self.missing

    @property
    def stops_use(self) -> bool:
        return self.step.after in STOPS


@dataclass(frozen=True)
class DocumentView:
    """A form of the guideline: the newest version of this round, how many there are, and whether it is needed now."""

    document: Document
    newest: models.OrderDocument | None
    versions: int
    is_needed: bool
    may_write: bool


@dataclass(frozen=True)
class PartView:
    """One part: who has it, and who may be named for it."""

    part: Part
    holders: tuple[tuple[int, str], ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Spent:
    """What the order took so far beside its estimate; None where nothing was estimated."""

    hours: float
    won: int
    budget_hours: float | None
    budget_won: int | None


@dataclass(frozen=True)
class OrderPage:
    """Everything of one order, already cut to what this viewer may see."""

    order: models.WorkOrder
    facts: OrderFacts
    guideline: Guideline
    parts: frozenset[Part]
    dataset: DatasetRecord
    keeper: Organisation | None
    names: Mapping[int, str]
    steps: tuple[StepView, ...]
    documents: tuple[DocumentView, ...]
    people: tuple[PartView, ...]
    signed: frozenset[int]
    declared: frozenset[int]
    runs: tuple[RunRecord, ...]
    spent: Spent
    inspection: InspectionRecord | None
    joint: tuple[JointRecord, ...]
    may_assign: Decision
    may_plan: Decision
    may_run: Decision
    may_sign: Decision
    may_look: Decision
    may_spend: Decision
    may_destroy_key: Decision
    person: int | None = None
    """Who looks."""

    @property
    def stage(self) -> int:
        """The place of the stage that the order is in, from 0."""
        return next(at for at, stage in enumerate(self.guideline.stages) if self.facts.state in stage.states)

    @property
    def first(self) -> StepView | None:
        """The way on that the guideline names first; ways back and out ask for a reason."""
        return next((each for each in self.steps if not each.step.asks_reason), None)

    @property
    def others(self) -> tuple[StepView, ...]:
        return tuple(each for each in self.steps if each is not self.first)

    @property
    def is_busy(self) -> bool:
        return any(run.state in BUSY for run in self.runs)

    @property
    def is_before_run(self) -> bool:
        """Whether method and level may still be defined."""
        return self.facts.state in stepping.BEFORE_PROCESSED

    @property
    def may_run_final(self) -> bool:
        return bool(self.may_run) and self.facts.state is OrderState.PLAN_DEFINED

    @property
    def plan(self) -> models.Plan | None:
        return self.order.plans.order_by("-revision").first()

    @property
    def way(self) -> str:
        """The way that the newest plan goes."""
        plan = self.plan
        return way_of(plan.steps if plan else {})

    @property
    def newest_final(self) -> str | None:
        """The run whose result counts: what stands beside earlier releases."""
        return next((run.id for run in self.runs if run.kind is RunKind.FINAL), None)

    @property
    def way_back(self) -> StepView | None:
        """The step back to the plan, where there is one."""
        return next((each for each in self.steps if each.step.after is OrderState.PLAN_DEFINED), None)

    @property
    def is_reviewer(self) -> bool:
        return Part.REVIEWER in self.parts


def order_page(viewer: Viewer, order_id: str) -> OrderPage:
    """Raises: NoSuchOrder, also for who may not see it."""
    order = get_order(viewer, order_id)
    facts, guideline, person = facts_of(order), get_guideline(order.guideline), viewer.person_id
    signed = frozenset(each.reviewer for each in facts.opinions)
    may_assign = people.may_assign(viewer, facts)
    steps = tuple(
        _step(guideline, facts, each, person) for each in guideline.steps if each.before == facts.state
    )  # fmt: skip
    return OrderPage(
        order=order,
        facts=facts,
        guideline=guideline,
        parts=stepping.parts_of(person, facts),
        dataset=inventory.dataset(order.dataset_id),
        keeper=organisations.find(order.organisation_id),
        names=accounts.names_of(_everyone(facts)),
        steps=steps,
        documents=_documents(order, guideline, facts, person, steps),
        people=_people(facts, may_name=bool(may_assign)),
        signed=signed,
        declared=frozenset(order.reviewers.filter(no_interest__isnull=False).values_list("person_id", flat=True)),
        runs=runs_of(order),
        spent=spent_on(order),
        inspection=inspection_of(order),
        joint=joint_risks_of(order),
        may_assign=may_assign,
        may_plan=stepping.may_plan(facts, person),
        may_run=stepping.may_run(facts, person),
        may_sign=stepping.may_sign(facts, person),
        may_look=stepping.may_look(facts, person),
        may_spend=stepping.may_spend(facts, person),
        may_destroy_key=stepping.may_destroy_key(facts, person),
        person=person,
    )


def _step(guideline: Guideline, facts: OrderFacts, step: Step, person: int | None) -> StepView:
    parts = stepping.parts_of(person, facts)
    unwritten = tuple(guideline.documents[need] for need in step.needs if need not in facts.documents)
    told = replace(facts, documents=facts.documents | set(step.needs))
    missing = stepping.may_step(guideline, told, step.after, _holder(step, facts)).reasons
    signed = {each.reviewer for each in facts.opinions}
    if facts.state is OrderState.UNDER_REVIEW and Part.REVIEWER in parts and person not in signed:
        missing = (f"{len(facts.reviewers - signed)} reviewer(s) have not signed",)  # what others found: after signing
    return StepView(step, bool(parts & set(step.by)), unwritten, missing)


def _holder(step: Step, facts: OrderFacts) -> int | None:
    """Whoever has a part that takes this step: what is missing does not depend on who looks."""
    held = {Part.REQUESTER: facts.requester, Part.HANDLER: facts.handler, Part.PROCESSOR: facts.processor}
    return next((holder for part in step.by if (holder := held.get(part)) is not None), None)


def _documents(
    order: models.WorkOrder, guideline: Guideline, facts: OrderFacts, person: int | None, steps: tuple[StepView, ...]
) -> tuple[DocumentView, ...]:
    rows = list(order.documents.order_by("id"))
    parts = stepping.parts_of(person, facts)
    needed = {need for each in steps for need in each.step.needs}
    views = []
    for key, document in guideline.documents.items():
        own = [row for row in rows if row.key == key]
        newest = next((row for row in reversed(own) if row.round == order.round), None)
        views.append(DocumentView(document, newest, len(own), key in needed, bool(parts & set(document.by))))
    return tuple(views)


def _people(facts: OrderFacts, *, may_name: bool) -> tuple[PartView, ...]:
    held = {Part.HANDLER: [facts.handler], Part.PROCESSOR: [facts.processor], Part.REVIEWER: sorted(facts.reviewers)}
    ids = {part: [each for each in holders if each is not None] for part, holders in held.items()}
    names = accounts.names_of(each for holders in ids.values() for each in holders)
    return tuple(
        PartView(
            part,
            tuple((each, names.get(each, "")) for each in ids[part]),
            candidates_for(part, facts) if may_name else (),
        )
        for part in NAMED
    )


def _everyone(facts: OrderFacts) -> set[int]:
    everyone = {facts.requester, facts.handler, facts.processor, *facts.reviewers}
    return {each for each in everyone if each is not None}


def spent_on(order: models.WorkOrder) -> Spent:
    rows = list(order.efforts.all())
    return Spent(sum(row.hours for row in rows), sum(row.won for row in rows), order.budget_hours, order.budget_won)
