"""Who may rate no more by what happens outside the panel: a merger, a new office, the end of the role."""

from __future__ import annotations

import pytest

from gotgan.assess.actions import panels as actions
from gotgan.assess.models import Assessor, Assignment
from gotgan.assess.queries.panel_facts import NoSuchPanel
from gotgan.assess.queries.panel_pages import NotForYou
from gotgan.assess.queries.panel_work import work_page
from gotgan.assess.queries.panels import waiting_for
from gotgan.assess.rules.conflicts import ConflictKind, Declared, conflicts_of
from gotgan.assess.rules.panels import PanelState
from gotgan.inventory.models import Dataset
from gotgan.organisations.actions import add_membership
from gotgan.organisations.models import Membership, Succession
from gotgan.terms.role import SYSTEM, Role, Viewer
from tests.rooms.factories import make_organisation
from tests.rooms.paneled import Paneled, make_paneled, refused
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]


def merged(paneled: Paneled) -> str:
    """Who lives in the place of the first institution today."""
    heir = make_organisation().code
    Succession.objects.create(predecessor_id=paneled.codes[0], successor_id=heir)
    return heir


def held_by(code: str) -> set[str]:
    return set(Dataset.objects.filter(organisation_id=code).values_list("pk", flat=True))


def barred(paneled: Paneled, who: Viewer) -> dict[str, tuple[ConflictKind, ...]]:
    facts = paneled.facts
    me = facts.assessor_of(who.person_id)
    assert me is not None
    found = {each.id: conflicts_of(me, each) for each in facts.datasets}
    return {name: why for name, why in found.items() if why}


@pytest.mark.database
def test_merger_is_a_conflict_of_who_belongs_to_the_institution_that_is_left() -> None:
    """The datasets keep the code of the institution that was merged."""
    paneled = make_paneled()
    heir, mine = merged(paneled), paneled.assessors[0]
    paneled.until(PanelState.FORMING)
    assert barred(paneled, mine) == {}
    add_membership(by=SYSTEM, person_id=mine.person_id or 0, role=Role.OFFICER, organisation=heir)
    assert barred(paneled, mine) == dict.fromkeys(held_by(paneled.codes[0]), (ConflictKind.OWN,))


def test_declared_institution_stands_for_those_merged_into_it_and_for_those_it_was_merged_into() -> None:
    paneled = make_paneled()
    heir = merged(paneled)
    paneled.until(PanelState.FORMING)
    one, other = paneled.assessors[:2]
    expected = dict.fromkeys(held_by(paneled.codes[0]), (ConflictKind.ORGANISATION,))
    paneled.declare(one, Declared(ConflictKind.ORGANISATION, heir))
    assert barred(paneled, one) == expected
    paneled.declare(other, Declared(ConflictKind.ORGANISATION, paneled.codes[0]))
    Dataset.objects.filter(organisation_id=paneled.codes[0]).update(organisation_id=heir)
    assert barred(paneled, other) == expected
    assert "organisation" not in str(barred(paneled, paneled.assessors[2]))


def become_officer(paneled: Paneled, who: Viewer, name: str) -> None:
    code = Dataset.objects.get(pk=name).organisation_id
    add_membership(by=SYSTEM, person_id=who.person_id or 0, role=Role.OFFICER, organisation=code)


def test_dataset_of_ones_own_institution_is_not_opened() -> None:
    """A membership that came after the assignment ends none: neither evidence nor form is shown."""
    paneled = make_paneled()
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    name = paneled.held(who)[0]
    address = f"/assess/panels/{paneled.panel_id}/rate/{name}"
    assert client_of(who).get(address).status_code == 200
    become_officer(paneled, who, name)
    for answer in (client_of(who).get(address), client_of(who).post(address, {"value-labels": "3"})):
        assert answer.status_code == 403
        assert "you are in conflict over this dataset" in text(answer)
        assert Dataset.objects.get(pk=name).title_en not in text(answer)
    assert "이해충돌" in text(client_of(who, "ko").get(address))
    assert name not in {each.id for each in work_page(who, paneled.panel_id).lines}


@pytest.mark.database
def test_assigning_again_takes_away_what_is_in_conflict_by_now() -> None:
    paneled = make_paneled()
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    name = next(
        each for each in paneled.held(who) if Assignment.objects.filter(dataset=each, ended__isnull=True).count() == 2
    )
    become_officer(paneled, who, name)
    paneled.step("assign_again")
    assert name not in paneled.held(who)
    ended = Assignment.objects.filter(assessor__person_id=who.person_id, dataset=name)
    assert [each.because for each in ended] == ["a conflict of interest"]
    assert Assignment.objects.filter(dataset=name, ended__isnull=True).count() == 2


def test_assigning_again_in_a_round_takes_away_what_is_in_conflict_by_now() -> None:
    paneled = make_paneled()
    paneled.until_apart()
    paneled.step("open_round", criterion="labels", note="read it so")
    who = paneled.assessors[0]
    name = next(iter(paneled.again(who)))
    become_officer(paneled, who, name)
    paneled.step("assign_again")
    assert name not in paneled.again(who)
    assert name not in paneled.held(who)
    assert all(name in paneled.again(each) for each in paneled.assessors[1:])


def lose_role(who: Viewer) -> None:
    Membership.objects.filter(person_id=who.person_id, role=Role.ASSESSOR).delete()


@pytest.mark.database
def test_who_lost_the_role_rates_no_more_and_hands_on_what_is_open() -> None:
    paneled = make_paneled(people=4)
    paneled.until(PanelState.RATING)
    who, *others = paneled.assessors
    first, *rest = paneled.held(who)
    paneled.rate(who, first)
    lose_role(who)
    with pytest.raises(actions.NotYourPanel, match="only an assessor"):
        paneled.rate(who, rest[0])
    with pytest.raises(NoSuchPanel):
        work_page(who, paneled.panel_id, rest[0])
    assert waiting_for(who) == ()
    assert "no longer holds the role" in text(client_of(paneled.manager).get(f"/assess/panels/{paneled.panel_id}"))
    paneled.rate_all(None, *others)
    assert "assign them again" in refused(paneled, "start_resolving")
    paneled.step("assign_again")
    assert paneled.held(who) == [first], "what is whole stays"
    reasons = Assignment.objects.filter(assessor__person_id=who.person_id, ended__isnull=False)
    assert {each.because for each in reasons} == {"the role of an assessor ended"}
    paneled.rate_all(None, *others)
    paneled.step("start_resolving")
    paneled.step("close_panel")


def test_who_lost_the_role_hands_on_what_is_open_in_a_round() -> None:
    paneled = make_paneled()
    paneled.until_apart()
    paneled.step("open_round", criterion="labels", note="read it so")
    who, *others = paneled.assessors
    lose_role(who)
    paneled.all_again(None, *others)
    assert "fewer than 2 assessors are left" in refused(paneled, "finish_round", criterion="labels")
    paneled.step("assign_again")
    paneled.all_again(None, *others)
    paneled.step("finish_round", criterion="labels")
    paneled.step("close_panel")


def test_role_that_came_back_lets_rate_again() -> None:
    paneled = make_paneled()
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    lose_role(who)
    add_membership(by=SYSTEM, person_id=who.person_id or 0, role=Role.ASSESSOR)
    paneled.rate(who, paneled.held(who)[0])
    assert Assessor.objects.filter(left__isnull=False).count() == 0
    assert work_page(who, paneled.panel_id).lines
    with pytest.raises(NotForYou):
        work_page(paneled.manager, paneled.panel_id)
