"""What taking one rating reads: little of the panel, and the same decisions as its whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from gotgan.assess.models import Conflict
from gotgan.assess.queries import panel_work
from gotgan.assess.queries.panel_facts import NoSuchPanel
from gotgan.assess.queries.panel_pages import NotForYou
from gotgan.assess.queries.panel_work import Asked, WorkLine
from gotgan.assess.rules.panels import PanelState
from gotgan.inventory import queries as inventory
from gotgan.inventory.models import Dataset
from gotgan.terms.role import Role, Viewer
from tests.rooms.factories import make_viewer
from tests.rooms.paneled import Paneled, make_paneled
from tests.rooms.test_assess_panel_pages import at, rating_form
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def calibrating(paneled: Paneled) -> None:
    paneled.until(PanelState.CALIBRATING)


def shown(paneled: Paneled) -> None:
    paneled.until(PanelState.CALIBRATING)
    paneled.rate_all()
    paneled.step("show_calibration")


def rating(paneled: Paneled) -> None:
    """Some whole, one in part, one withdrawn, one in conflict by now."""
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    held = paneled.held(who)
    paneled.rate(who, held[0])
    client_of(who).post(at(paneled, f"/rate/{held[1]}"), {"value-labels": "3", "do": "save"})
    Dataset.objects.filter(pk=held[2]).update(state="removed")
    Conflict.objects.create(
        assessor=paneled.row.assessors.get(person_id=paneled.assessors[1].person_id), kind="dataset",
        ref=paneled.held(paneled.assessors[1])[0], by="t", at=paneled.version.created,
    )  # fmt: skip


def undeclared(paneled: Paneled) -> None:
    """A dataset has come to the shortlist since everybody declared."""
    paneled.until(PanelState.RATING)
    paneled.row.assessors.update(declared_for=paneled.datasets[1:])


def thirds(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    for dataset in paneled.datasets:
        for place, who in enumerate(each for each in paneled.assessors if dataset in paneled.held(each)):
            paneled.rate(who, dataset, 2 + 2 * place if place < 2 else 3)
    paneled.step("start_resolving")


def again(paneled: Paneled) -> None:
    """A further round is under way, one dataset of it rated by somebody."""
    paneled.until_apart()
    paneled.step("open_round", criterion="labels", note="3 means half")
    who = paneled.assessors[0]
    paneled.rate_again(who, next(iter(paneled.again(who))), 3)


def called(paneled: Paneled) -> None:
    """Two are apart in a further round, and thirds were called."""
    paneled.until_apart()
    paneled.step("open_round", criterion="labels", note="3 means half")
    for dataset in paneled.datasets:
        for place, who in enumerate(each for each in paneled.assessors if dataset in paneled.again(each)):
            paneled.rate_again(who, dataset, 1 + 3 * (place % 2))
    paneled.step("call_thirds", criterion="labels")


def closed(paneled: Paneled) -> None:
    paneled.until(PanelState.CLOSED)


STAGES = (calibrating, shown, rating, undeclared, thirds, again, called, closed)


def told(read: Callable[[], Any]) -> Any:
    """What a page or form says of one dataset; why there is none."""
    try:
        found = read()
    except (NoSuchPanel, NotForYou) as error:
        return str(error)
    return _line(found.line), [_asked(each) for each in found.asked]


def _line(line: WorkLine) -> tuple[Any, ...]:
    reasons = line.may_rate.reasons
    return line.id, line.record, line.is_done, bool(line.may_rate), reasons, line.is_third, line.is_again


def _asked(asked: Asked) -> tuple[Any, ...]:
    return asked.criterion.id, asked.kept, asked.before, asked.round, asked.note


def people(paneled: Paneled) -> Iterable[Viewer]:
    return (*paneled.assessors, paneled.manager, paneled.auditor, make_viewer(Role.ASSESSOR))


@pytest.mark.parametrize("stage", STAGES, ids=[each.__name__ for each in STAGES])
def test_one_rating_is_decided_as_on_the_whole_page(stage: Callable[[Paneled], None]) -> None:
    paneled = make_paneled()
    stage(paneled)
    ends = set()
    for who in people(paneled):
        for dataset in (*paneled.datasets, "f" * 32):
            whole = told(lambda who=who, dataset=dataset: panel_work.work_page(who, paneled.panel_id, dataset))
            assert (
                told(lambda who=who, dataset=dataset: panel_work.rating_form(who, paneled.panel_id, dataset)) == whole
            )
            ends.add(isinstance(whole, str))
            if not isinstance(whole, str):
                page = panel_work.work_page(who, paneled.panel_id, dataset)
                then = page.following if page.line and page.line.is_done else None
                assert panel_work.following(who, paneled.panel_id, dataset) == then
    assert ends == {True, False}


def test_one_rating_reads_one_dataset_however_long_the_shortlist_is(monkeypatch: pytest.MonkeyPatch) -> None:
    paneled = make_paneled(how_many=24)
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    held = [each for each in paneled.held(who) if each not in paneled.held(paneled.assessors[1])]
    read: list[int] = []
    records = inventory.datasets_of

    def counted(ids: Iterable[str]) -> dict[str, Any]:
        wanted = list(ids)
        read.append(len(wanted))
        return records(wanted)

    monkeypatch.setattr(inventory, "datasets_of", counted)
    client = client_of(who)
    assert client.post(at(paneled, f"/rate/{held[0]}"), {**rating_form(), "do": "save"}).status_code == 302
    assert read
    assert max(read) == 1
    read.clear()
    answer = client.post(at(paneled, f"/rate/{held[0]}"), {**rating_form("4", **_changed()), "do": "next"})
    assert answer.status_code == 302
    assert not answer["Location"].endswith(held[0])
    assert max(read) <= panel_work.AT_ONCE


def _changed() -> dict[str, str]:
    return {f"change-{name}": "misread" for name in ("labels", "public_benefit", "beneficiaries")}


def test_thirds_of_the_stage_are_there() -> None:
    """The stages hold what they are named for."""
    paneled = make_paneled()
    called(paneled)
    pages = [panel_work.work_page(who, paneled.panel_id) for who in paneled.assessors]
    assert any(line.is_third and line.is_again for page in pages for line in page.lines)
    other = make_paneled(slug="other")
    thirds(other)
    pages = [panel_work.work_page(who, other.panel_id) for who in other.assessors]
    assert any(line.is_third for page in pages for line in page.lines)
