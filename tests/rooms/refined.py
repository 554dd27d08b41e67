"""A work order with all its people, on a dataset that was harvested by the real engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gotgan.organisations.actions import add_membership
from gotgan.refine import actions
from gotgan.refine.models import WorkOrder
from gotgan.refine.rules.guideline import STANDARD, get_guideline
from gotgan.terms.dataset import StoredFile
from gotgan.terms.refine import Field, OpinionFacts, OrderState, Part, RunKind, RunState, Verdict
from gotgan.terms.role import SYSTEM, Actor, Role, Viewer
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import Harvested, harvest

PEOPLE = "이름,나이,시도,연락처\n" + "".join(
    f"사람{n},{20 + n % 4},{('서울', '부산')[n % 2]},010-{2000 + n}-{3000 + n}\n" for n in range(40)
)
PLAN = {
    "columns": {
        "이름": {"do": "suppress"}, "연락처": {"do": "pseudonymise", "key": "custody"},
        "나이": {"do": "key", "hierarchy": "builtin:age"}, "시도": {"do": "sensitive"},
    },
    "privacy": {"k": 5},
}  # fmt: skip
MADE = StoredFile("data.parquet", 9, "c" * 64, "application/vnd.apache.parquet", "original", rows=40)
GUIDELINE = get_guideline(STANDARD)


def by(viewer: Viewer) -> Actor:
    return Actor.of(viewer)


def answer(each: Field) -> object:
    return {
        "text": "확인함", "date": "2026-12-31", "number": 1, "choice": next(iter(each.options), ""),
        "choices": list(each.options)[:1], "yes_no": True,
    }[each.kind]  # fmt: skip


def content_of(key: str) -> dict[str, object]:
    """A document with every field filled in."""
    return {each.key: answer(each) for each in GUIDELINE.documents[key].fields}


@dataclass
class Refined:
    """Steward, handler and three reviewers of one order."""

    harvested: Harvested
    handler: Viewer
    processor: Viewer
    reviewers: tuple[Viewer, ...]
    order_id: str
    documents: list[str] = field(default_factory=list)

    @property
    def order(self) -> WorkOrder:
        return WorkOrder.objects.get(pk=self.order_id)

    @property
    def actor(self) -> Actor:
        return by(self.handler)

    @property
    def state(self) -> OrderState:
        return OrderState(self.order.state)

    def write(self, *keys: str) -> None:
        for key in keys:
            actions.write_document(by=by(self.handler), order_id=self.order_id, key=key, content=content_of(key))

    def step(self, after: OrderState, *, person: Viewer | None = None, reason: str = "") -> None:
        actions.take_step(by=by(person or self.handler), order_id=self.order_id, after=after, reason=reason)

    def plan(self) -> None:
        """Up to a settled plan."""
        self.write("purpose")
        self.step(OrderState.PREPARED)
        self.write("items", "risk")
        self.step(OrderState.RISK_REVIEWED)
        actions.write_plan(by=by(self.processor), order_id=self.order_id, steps=PLAN)
        self.write("method")
        self.step(OrderState.PLAN_DEFINED)

    def run(self, state: RunState = RunState.PROVED, kind: RunKind = RunKind.FINAL) -> str:
        """A run that ends as told, without the engine."""
        run_id = actions.start_run(by=by(self.processor), order_id=self.order_id, kind=kind)
        actions.begin_run(run_id=run_id)
        is_kept = kind is RunKind.FINAL and state is RunState.PROVED
        result = actions.RunResult(
            state, proof={"k": 5, "released": True}, receipt=self.receipt, files=[MADE] if is_kept else []
        )
        actions.finish_run(run_id=run_id, result=result)
        return run_id

    @property
    def receipt(self) -> dict[str, Any]:
        return {
            "activity": "deidentify", "started": "2026-11-26T01:00:00+00:00", "finished": "2026-11-26T01:00:05+00:00",
            "inputs": [{"path": "people.parquet", "sha256": "a" * 64, "rows": 40}],
            "outputs": [{"path": MADE.path, "sha256": MADE.sha256, "rows": 40}],
        }  # fmt: skip

    def release(self) -> str:
        """Reviewed by all, and released; returns the version's id."""
        self.review()
        for reviewer in self.reviewers:
            self.sign(reviewer)
        self.step(OrderState.ADEQUATE)
        self.write("safeguards")
        return actions.release(by=by(self.handler), order_id=self.order_id)

    def review(self) -> None:
        """Up to an order under review."""
        self.plan()
        self.run()
        self.step(OrderState.PROCESSED, person=self.processor)
        self.step(OrderState.UNDER_REVIEW)

    def sign(self, reviewer: Viewer, verdict: Verdict = Verdict.ADEQUATE, reason: str = "") -> None:
        answers = dict.fromkeys(GUIDELINE.questions, verdict is Verdict.ADEQUATE)
        opinion = OpinionFacts(reviewer.person_id or 0, answers, verdict, reason)
        actions.declare_no_interest(by=by(reviewer), order_id=self.order_id)
        actions.sign_opinion(by=by(reviewer), order_id=self.order_id, opinion=opinion)


def make_refined(folder: Path, files: dict[str, str] | None = None) -> Refined:
    """An order that was just opened, with its people named; on `people.csv`."""
    harvested = harvest(folder, files or {"people.csv": PEOPLE}, publication="draft")
    code = harvested.organisation
    handler = make_viewer(Role.OFFICER, organisation=code)
    processor = make_viewer(Role.STEWARD, organisation=code)
    reviewers = tuple(make_viewer(Role.REVIEWER) for _ in range(3))
    (dataset,) = harvested.datasets.values()
    order_id = actions.open_order(by=by(handler), dataset_id=dataset.id, title="민원 자료를 쓸 수 있게")
    name = {"by": by(handler), "order_id": order_id}
    actions.name_person(**name, part=Part.HANDLER, person_id=handler.person_id or 0)
    actions.name_person(**name, part=Part.PROCESSOR, person_id=processor.person_id or 0)
    for reviewer in reviewers:
        actions.name_person(**name, part=Part.REVIEWER, person_id=reviewer.person_id or 0)
    return Refined(harvested, handler, processor, reviewers, order_id)


def make_lead_of(refined: Refined) -> Viewer:
    viewer = make_viewer(Role.LEAD, organisation=refined.harvested.organisation)
    add_membership(by=SYSTEM, person_id=viewer.person_id or 0, role=Role.STEWARD, organisation=None)
    return viewer
