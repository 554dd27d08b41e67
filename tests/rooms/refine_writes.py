"""One POST for each address of refining that takes one: what it needs to be there, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from gotgan.organisations.actions import add_membership
from gotgan.refine import actions
from gotgan.refine.models import CombinationParty, Reviewer, WorkOrder
from gotgan.terms.combination import CombinationState, Party
from gotgan.terms.inspection import CUSTODY
from gotgan.terms.refine import OrderState
from gotgan.terms.role import SYSTEM, Role
from tests.rooms.combined import make_combined
from tests.rooms.factories import make_organisation
from tests.rooms.refined import PLAN, Refined, by, make_refined

Made = tuple[dict[str, Any], Any]
"""The route's values, and the form."""
_PLAN = f"""
columns:
  이름: {{do: suppress}}
  연락처: {{do: pseudonymise, key: {CUSTODY}}}
  나이: {{do: key, hierarchy: 'builtin:age'}}
  시도: {{do: sensitive}}
privacy: {{k: 5}}
"""


def _handled_by(person: int, folder: Path) -> Refined:
    """An order whose handler is this person."""
    made = make_refined(folder)
    WorkOrder.objects.filter(pk=made.order_id).update(handler=person)
    return made


def _open(person: int, folder: Path) -> Made:
    made = make_refined(folder)
    return {"dataset_id": made.order.dataset_id}, {"title": "통계로 쓰기"}


def _act(person: int, folder: Path) -> Made:
    made = _handled_by(person, folder)
    return {"order_id": made.order_id}, {"do": "effort", "what": "준비", "hours": "1"}


def _document(person: int, folder: Path) -> Made:
    made = _handled_by(person, folder)
    return {"order_id": made.order_id, "key": "purpose"}, {"purpose": "statistics", "use": "x", "handing": "own_use"}


def _plan(person: int, folder: Path) -> Made:
    made = _handled_by(person, folder)
    WorkOrder.objects.filter(pk=made.order_id).update(state=OrderState.RISK_REVIEWED)
    return {"order_id": made.order_id}, {"view": "yaml", "yaml": _PLAN}


def _measures(person: int, folder: Path) -> Made:
    made = _handled_by(person, folder)
    WorkOrder.objects.filter(pk=made.order_id).update(state=OrderState.RISK_REVIEWED)
    return {"order_id": made.order_id}, {"do": "keep", "ask-0": "count", "epsilon-0": "0.1"}


def _synthetic(person: int, folder: Path) -> Made:
    made = _handled_by(person, folder)
    WorkOrder.objects.filter(pk=made.order_id).update(state=OrderState.RISK_REVIEWED)
    return {"order_id": made.order_id}, {"order": ["나이", "시도"], "k": "3"}


def _weigh(person: int, folder: Path) -> Made:
    made = _handled_by(person, folder)
    WorkOrder.objects.filter(pk=made.order_id).update(state=OrderState.RISK_REVIEWED)
    actions.write_plan(by=by(made.processor), order_id=made.order_id, steps=PLAN)
    return {"order_id": made.order_id}, {"target": ""}


def _review(person: int, folder: Path) -> Made:
    made = make_refined(folder)
    Reviewer.objects.create(order=made.order, person_id=person, named_by="t", named=timezone.now())
    return {"order_id": made.order_id}, {"do": "declare"}


def _new_combination(person: int, folder: Path) -> Made:
    code = make_organisation().code
    add_membership(by=SYSTEM, person_id=person, role=Role.OFFICER, organisation=code)
    return {}, {"organisation": code, "title": "결합", "purpose": "통계", "fields_agreed": "name"}


def _combination(person: int, folder: Path) -> Made:
    """One whose applicant is this person."""
    made = make_combined(folder)
    CombinationParty.objects.filter(party=Party.APPLICANT).update(person_id=person)
    return {"combination_id": made.combination_id}, {"do": "stop", "reason": "철회"}


def _part(person: int, folder: Path) -> Made:
    """One in which this person hands a table over."""
    made = make_combined(folder)
    made.until(CombinationState.KEYED)
    CombinationParty.objects.filter(person_id=made.providers[0].person_id).update(person_id=person)
    columns = {"column-0": "is-0", "column-1": "is-1", "column-2": "keep", "column-3": "out"}
    typed = {"dataset": made.dataset(0), "table": "tax.csv", **columns}
    return {"combination_id": made.combination_id}, typed


REFINE_WRITES: dict[str, Callable[[int, Path], Made]] = {
    "combination_open": _new_combination,
    "combination_act": _combination,
    "combination_part": _part,
    "refine_open": _open,
    "refine_act": _act,
    "refine_document": _document,
    "refine_plan": _plan,
    "refine_measures": _measures,
    "refine_synthetic": _synthetic,
    "refine_tries": _weigh,
    "refine_review": _review,
}
