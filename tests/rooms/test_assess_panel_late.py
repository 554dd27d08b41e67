"""What happens to people after the ratings are in never stops a panel: it is carried on until it closes."""

from __future__ import annotations

import pytest

from gotgan.assess.actions import panels as actions
from gotgan.assess.models import Assessor, Assignment
from gotgan.assess.queries.panel_work import work_page
from gotgan.assess.queries.panels import Waits, panel_result, waiting_for
from gotgan.assess.rules.conflicts import ConflictKind, Declared
from gotgan.assess.rules.panels import AssignmentKind, PanelState
from gotgan.terms.role import Role, Viewer
from tests.rooms.factories import make_viewer
from tests.rooms.paneled import CRITERIA, Paneled, make_paneled, refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def holders(paneled: Paneled, name: str) -> list[Viewer]:
    return [who for who in paneled.assessors if name in paneled.held(who)]


def of_two(paneled: Paneled) -> str:
    """A dataset that two hold, which the calibrated one is not where there are three assessors."""
    return next(name for name in paneled.datasets if len(holders(paneled, name)) == 2)


def join(paneled: Paneled) -> Viewer:
    """Somebody more, named by the manager, who has not declared yet."""
    more = make_viewer(Role.ASSESSOR)
    paneled.name(more)
    paneled.assessors.append(more)
    return more


def apart_on(paneled: Paneled, name: str) -> None:
    """All rate alike but the two of one dataset, two points from each other; then thirds are called."""
    values = {who.person_id: value for who, value in zip(holders(paneled, name), (2, 4), strict=True)}
    for who in paneled.assessors:
        for each in paneled.held(who):
            paneled.rate(who, each, values[who.person_id] if each == name else 3)
    paneled.step("start_resolving")


def test_conflict_after_the_ratings_gives_the_dataset_to_somebody_who_may_rate_it() -> None:
    paneled = make_paneled()
    paneled.until(PanelState.RESOLVING)
    name = of_two(paneled)
    who, partner = holders(paneled, name)
    (other,) = [each for each in paneled.assessors if each not in (who, partner)]
    paneled.declare(who, Declared(ConflictKind.DATASET, name))
    row = Assignment.objects.get(assessor__person_id=other.person_id, dataset=name, ended__isnull=True)
    assert row.kind == AssignmentKind.RATING
    assert [each[1:] for each in waiting_for(other)] == [(Waits.RATE, 1)]
    assert "assigned ratings not whole yet: 1" in refused(paneled, "close_panel")
    with pytest.raises(actions.NotYourPanel, match="not taken"):
        paneled.rate(partner, name, 5)
    paneled.rate(other, name)
    with pytest.raises(actions.NotYourPanel, match="not taken"):
        paneled.rate(other, name, 5)
    paneled.step("close_panel")
    assert panel_result(paneled.version.pk).values["labels"][name]


def test_ratings_apart_with_nobody_left_wait_for_one_who_joins() -> None:
    paneled = make_paneled(people=2)
    paneled.until(PanelState.RATING)
    name = of_two(paneled)
    apart_on(paneled, name)
    assert "nobody is left to be the third; add an assessor" in refused(paneled, "close_panel")
    third = join(paneled)
    assert "not declared interests for the whole shortlist: 1" in refused(paneled, "close_panel")
    paneled.step("assign_again")
    assert paneled.held(third) == [], "nothing before they have declared"
    paneled.declare(third)
    assert paneled.held(third) == [name]
    assert "assigned ratings not whole yet: 1" in refused(paneled, "close_panel")
    paneled.rate(third, name)
    paneled.step("close_panel")


def test_third_who_leaves_is_followed_by_one_who_joins() -> None:
    paneled = make_paneled()
    paneled.until(PanelState.RATING)
    name = of_two(paneled)
    (third,) = [who for who in paneled.assessors if who not in holders(paneled, name)]
    apart_on(paneled, name)
    assert name in paneled.held(third)
    row = Assessor.objects.get(panel=paneled.panel_id, person_id=third.person_id)
    paneled.step("dismiss_assessor", assessor_id=row.pk, because="moved")
    assert "nobody is left to be the third" in refused(paneled, "close_panel")
    more = join(paneled)
    paneled.declare(more)
    paneled.rate(more, name)
    paneled.step("close_panel")


def test_dataset_that_too_few_may_rate_by_now_waits_for_one_who_joins() -> None:
    paneled = make_paneled(people=2)
    paneled.until(PanelState.RESOLVING)
    name = paneled.datasets[1]
    paneled.declare(paneled.assessors[0], Declared(ConflictKind.DATASET, name))
    assert f"dataset {name}: only 1 of the assessors may rate it" in refused(paneled, "close_panel")
    more = join(paneled)
    paneled.declare(more)
    paneled.rate(more, name)
    paneled.step("close_panel")


def test_nobody_joins_a_closed_panel() -> None:
    paneled = make_paneled(people=2)
    paneled.until(PanelState.CLOSED)
    with pytest.raises(actions.NotYourPanel, match="nobody joins"):
        join(paneled)


def begin(paneled: Paneled) -> None:
    paneled.until_apart()
    paneled.step("open_round", criterion="labels", note="read it so")


def test_round_with_nobody_left_waits_for_one_who_joins() -> None:
    paneled = make_paneled(people=2)
    begin(paneled)
    name = paneled.datasets[0]
    for who, value in zip(paneled.assessors, (2, 4), strict=True):
        paneled.all_again({name: value}, who)
    assert "nobody is left to be the third" in refused(paneled, "call_thirds", criterion="labels")
    third = join(paneled)
    assert "nobody is left to be the third" in refused(paneled, "call_thirds", criterion="labels")
    paneled.declare(third)
    paneled.step("call_thirds", criterion="labels")
    assert paneled.again(third) == {name: False}
    paneled.rate_again(third, name, 3)
    paneled.step("finish_round", criterion="labels")
    paneled.step("close_panel")
    assert panel_result(paneled.version.pk).agreement["labels"].alpha is not None


def test_conflict_within_a_round_is_rated_by_who_joins_in_both() -> None:
    """The dataset is handed on in the round and in the rating of all criteria."""
    paneled = make_paneled(people=2)
    begin(paneled)
    name = paneled.datasets[1]
    paneled.all_again()
    paneled.declare(paneled.assessors[0], Declared(ConflictKind.DATASET, name))
    assert "fewer than 2 assessors are left" in refused(paneled, "finish_round", criterion="labels")
    more = join(paneled)
    paneled.declare(more)
    assert (paneled.held(more), paneled.again(more)) == ([name], {name: False})
    assert _line(paneled, more, name) == (True, 1), "the round first"
    paneled.rate_again(more, name, 3)
    assert [each[1:] for each in waiting_for(more)] == [(Waits.RATE, 1)]
    assert _line(paneled, more, name) == (False, len(CRITERIA)), "then what is open of the rating of all criteria"
    paneled.rate(more, name, 3)
    assert _line(paneled, more, name) == (True, 1)
    paneled.step("finish_round", criterion="labels")
    paneled.step("close_panel")


def _line(paneled: Paneled, who: Viewer, name: str) -> tuple[bool, int]:
    """(is it asked again, how many criteria are asked) of the page of one dataset."""
    page = work_page(who, paneled.panel_id, name)
    assert page.line is not None
    return page.line.is_again, len(page.asked)
