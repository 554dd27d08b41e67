"""Every address of selection for who has no part in it, and every button for who only reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.actions.spending import keep_spending
from gotgan.assess.models import Cluster, ClusterMember, KeptSheet, Trial
from gotgan.assess.rules.potential import TrialState
from gotgan.assess.urls import urlpatterns
from gotgan.audit.models import Event
from gotgan.terms.role import Actor, Role, Viewer
from tests.assess.score_sheets import sheet
from tests.rooms.assess_run import Run
from tests.rooms.assess_scored import keep, looked
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.paneled import make_paneled
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
Places = dict[str, dict[str, Any]]
NAMED = re.compile(r"Data \d|자료 ?\d")
"""Titles of the datasets of `Run` and `Paneled`."""
FOR_ALL = {"assess_home"}
"""What a visitor opens: a page that lists nothing."""
OF_A_BODY = FOR_ALL | {"scoreboard", "clusters", "assess_trials"}
"""What an officer opens: lists of what the own institution holds."""
PRESSED = {
    "assess_version_act": ("collect", "solve", "without", "relax", "publish", "withdraw", "renew"),
    "panel_act": ("name", "stake", "dismiss", "calibrate", "show", "rate", "assign", "resolve", "close"),
    "cluster_act": ("settle", "take_out", "dismiss", "take_back", "remark", "object"),
    "assess_trials_act": ("promising", "stop"),
    "assess_objections": ("answer", "object"),
}
TYPED = {
    "reason": "why", "text": "why", "minutes": "who met", "until": "2099-01-01", "name": "The hundred", "won": "1",
    "most": "1", "revision": "0", "slug": "another", "name_ko": "목록", "name_en": "List", "email": "a@example.org",
    "needed": "2", "calibrated": "1", "asked": "1", "choose": "3", "side": "in", "effect": "none", "answer": "so",
}  # fmt: skip
"""What any form of the room may hold."""


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Places:
    """{name of an address: its values}: a proposed list, a panel that rates, sheets, a cluster, a trial, a report."""
    run = Run(monkeypatch)
    run.make()
    run.collect()
    run.solve()
    run.propose()
    keep(looked(sheet(run.datasets[0])))
    version = {"slug": "hundred", "number": run.version.number}
    paneled = make_paneled(slug="rated")
    paneled.open()
    paneled.name()
    dataset, panel = {"dataset_id": run.datasets[0]}, {"panel_id": paneled.panel_id}
    here = {
        "score_sheet": {"sheet_id": _sheet_of(run.datasets[0])}, "cluster": {"cluster_id": _cluster(run)},
        "assess_potential_document": {**dataset, "trial_id": _trial(run.datasets[0])},
        "spending_kept": {"sha256": keep_spending(by=Actor.of(run.manager))},
        "panel_open": {"version_id": paneled.version.pk},
        "panel_rate": {**panel, "dataset_id": paneled.datasets[0]},
        "panel_dataset": {**panel, "dataset_id": paneled.datasets[0]},
        "assess_line": {**version, **dataset}, "assess_list": {"slug": "hundred"},
        "assess_outcome": {"slug": "hundred"}, "assess_cost": {"slug": "hundred"},
    }  # fmt: skip
    kinds = {"sheet_id": "score_sheet", "cluster_id": "cluster"}
    found = {}
    for each in urlpatterns:
        asked = set(each.pattern.converters)
        found[str(each.name)] = here.get(str(each.name)) or next(
            (here[kind] for key, kind in kinds.items() if key in asked),
            panel if asked == {"panel_id"} else dataset if asked == {"dataset_id"} else version if asked else {},
        )
    return found


def _sheet_of(dataset: str) -> int:
    return KeptSheet.objects.get(dataset=dataset).pk


def _cluster(run: Run) -> str:
    now = timezone.now()
    made = Cluster.objects.create(size=2, bodies=2, representative_id=run.datasets[0], created=now, updated=now)
    for place in (0, 1):
        ClusterMember.objects.create(
            cluster=made, dataset_id=run.datasets[place], organisation_id=run.bodies[place % 3], since=now
        )
    return made.pk


def _trial(dataset: str) -> int:
    return Trial.objects.create(
        dataset_id=dataset, version="1" * 64, batch="b", seed=1, sample_rows=10, by="t", queued=timezone.now(),
        state=TrialState.DONE, document=kept.keep_json({"modes": []}), finished=timezone.now(),
    ).pk  # fmt: skip


def opened(client: Client, places: Places) -> dict[str, str]:
    """{address: what it shows} of those that answer with a page."""
    answers = {name: client.get(reverse(name, kwargs=values)) for name, values in places.items()}
    assert {answer.status_code for answer in answers.values()} <= {200, 302, 403, 404, 405}
    told = {name: answer["Location"] for name, answer in answers.items() if answer.status_code == 302}
    assert all("login" in place for place in told.values()), f"leads on to what is not theirs: {told}"
    return {name: text(answer) for name, answer in answers.items() if answer.status_code == 200}


def test_visitor_opens_nothing(places: Places) -> None:
    found = opened(Client(headers={"accept-language": "en"}), places)
    assert set(found) <= FOR_ALL
    assert not [name for name, said in found.items() if NAMED.search(said)]


def test_officer_of_an_institution_without_candidates_learns_nothing(places: Places) -> None:
    stranger = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    found = opened(client_of(stranger), places)
    assert set(found) <= OF_A_BODY
    assert not [name for name, said in found.items() if NAMED.search(said) or "hundred" in said]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.USER, Role.ASSESSOR])
def test_who_only_reads_presses_no_button(places: Places, role: Role) -> None:
    viewer: Viewer = make_viewer(role)
    client, before = client_of(viewer), Event.objects.count()
    for name, values in places.items():
        for do in PRESSED.get(name, ("",)):
            answer = client.post(reverse(name, kwargs=values), {**TYPED, "do": do})
            assert answer.status_code in (302, 403, 404, 405, 422), f"{name} {do}: {answer.status_code}"
    assert [event.action for event in Event.objects.order_by("pk")[before:]] == []
