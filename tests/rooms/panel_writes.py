"""One POST for each address of panels that takes one: what it needs to be there, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gotgan.accounts import queries as accounts
from gotgan.assess.models import Assessor, Assignment, Stakeholder
from gotgan.assess.rules.pairwise import pairs_of, parts_of
from gotgan.assess.rules.panels import PanelState
from gotgan.organisations.actions import add_membership
from gotgan.terms.role import SYSTEM, Role
from tests.rooms.factories import make_viewer
from tests.rooms.paneled import Paneled, make_paneled

Made = tuple[dict[str, Any], Any]
"""The route's values, and the form."""


def _paneled(state: PanelState) -> Paneled:
    made = make_paneled()
    made.until(state)
    return made


def _open(person: int, folder: Path) -> Made:
    return {"version_id": make_paneled().version.pk}, {"needed": "2", "calibrated": "1", "criteria": ""}


def _act(person: int, folder: Path) -> Made:
    made = _paneled(PanelState.FORMING)
    email = accounts.get_person(make_viewer(Role.ASSESSOR).person_id or 0).email
    return {"panel_id": made.panel_id}, {"do": "name", "email": email}


def _take_place(row: Assessor, person: int) -> None:
    add_membership(by=SYSTEM, person_id=person, role=Role.ASSESSOR)
    Assessor.objects.filter(pk=row.pk).update(person_id=person)


def _rate(person: int, folder: Path) -> Made:
    """In the place of one of the assessors."""
    made = _paneled(PanelState.RATING)
    row = Assessor.objects.filter(panel=made.panel_id)[0]
    _take_place(row, person)
    dataset = Assignment.objects.filter(assessor=row, ended__isnull=True)[0].dataset
    return {"panel_id": made.panel_id, "dataset_id": dataset}, {"value-labels": "3"}


def _interests(person: int, folder: Path) -> Made:
    made = _paneled(PanelState.FORMING)
    _take_place(Assessor.objects.get(person_id=made.assessors[0].person_id), person)
    return {"panel_id": made.panel_id}, {"statement": "none"}


def _weigh(person: int, folder: Path) -> Made:
    made = _paneled(PanelState.FORMING)
    Stakeholder.objects.create(panel=made.row, person_id=person, named_by="t", named=made.row.created)
    return {"panel_id": made.panel_id}, {
        f"{part} {' '.join(pair)}": "1" for part, names in parts_of().items() for pair in pairs_of(names)
    }


PANEL_WRITES: dict[str, Callable[[int, Path], Made]] = {
    "panel_open": _open,
    "panel_act": _act,
    "panel_rate": _rate,
    "panel_interests": _interests,
    "panel_weigh": _weigh,
}
