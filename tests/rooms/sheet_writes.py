"""One POST for each address of sheets that takes one: what it needs to be there, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gotgan.organisations.actions import add_membership
from gotgan.terms.role import SYSTEM, Role
from gotgan.terms.survey import SheetState
from tests.rooms.surveyed import Surveyed

Made = tuple[dict[str, Any], Any]


def _answering(person: int) -> Surveyed:
    made = Surveyed()
    for role in (Role.OFFICER, Role.APPROVER):
        add_membership(by=SYSTEM, person_id=person, role=role, organisation=made.organisation)
    return made


def _save(person: int) -> Made:
    sheet = _answering(person).sheet()
    sent = {"description": "설명", "description.here": "1", "description.revision": "0", "do": "save"}
    return {"sheet_id": sheet.pk}, sent


def _item(person: int) -> Made:
    place, sent = _save(person)
    return {**place, "item": "description"}, sent


def _step(person: int) -> Made:
    return {"sheet_id": _answering(person).whole_sheet(state=SheetState.SUBMITTED).pk}, {"do": "sign"}


def _pass_on(person: int) -> Made:
    body = _answering(person)
    return {"sheet_id": body.sheet().pk}, {"to": str(body.colleague.person_id), "item": ["description"]}


def _add(person: int) -> Made:
    return {"target_id": _answering(person).target.pk}, {"title": "민원 녹취"}


def _review(person: int) -> Made:
    add_membership(by=SYSTEM, person_id=person, role=Role.SURVEY_MANAGER)
    return {}, {"sheet": [Surveyed().whole_sheet(state=SheetState.SIGNED).pk]}


def _guide(person: int) -> Made:
    _answering(person)
    return {}, {"guide": "desk"}


SHEET_WRITES: dict[str, Callable[[int], Made]] = {
    "sheet_save": _save,
    "sheet_item": _item,
    "sheet_step": _step,
    "sheet_pass_on": _pass_on,
    "sheet_add": _add,
    "sheet_review": _review,
    "guide_put_away": _guide,
}
