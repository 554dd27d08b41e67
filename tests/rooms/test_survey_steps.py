"""The path of a sheet: who hands in, signs, returns, accepts; what holds it up, and what stays known of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gotgan.audit import queries as audit
from gotgan.organisations.actions import add_membership
from gotgan.survey.actions.declarations import declare, sign_target
from gotgan.survey.actions.permission import NotYours
from gotgan.survey.actions.sheets import (
    NoSuchSheet,
    NotWritable,
    accept,
    call_back,
    save_answers,
    send_back,
    sign,
    submit,
    take_back,
)
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.models import Campaign, Sheet, SheetStep, Target
from gotgan.terms.errors import Invalid
from gotgan.terms.role import SYSTEM, Role, Viewer
from gotgan.terms.survey import CampaignState, SheetState, TargetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed, by, confirmed, suggested

DECLARED = {"completeness_statement": "yes"}

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


@pytest.fixture
def manager() -> Viewer:
    return make_viewer(Role.SURVEY_MANAGER)


def test_an_unfinished_sheet_names_every_item_it_lacks(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet(answers={"title_ko": suggested("버스"), "description": confirmed("unknown")})
    with pytest.raises(Invalid) as raised:
        submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    told = {issue.place: issue.what for issue in raised.value.issues}
    assert told["title_ko"] == "is suggested but not confirmed"
    assert told["record_unit"] == "is not answered"
    assert "description" not in told
    assert surveyed.fresh(sheet).state == SheetState.DRAFT


def test_a_sheet_goes_its_whole_path_and_leaves_its_trace(surveyed: Surveyed, manager: Viewer) -> None:
    sheet = surveyed.whole_sheet()
    events = audit.count_events()
    submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    take_back(by=by(surveyed.officer), sheet_id=sheet.pk)
    submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    send_back(by=by(surveyed.head), sheet_id=sheet.pk, remark=" 설명을 더 적어 주십시오. ")
    assert surveyed.fresh(sheet).remark == "설명을 더 적어 주십시오."
    save_answers(
        by=by(surveyed.officer), sheet_id=sheet.pk, changes={"description": {"value": "더 적음", "revision": 0}}
    )
    submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    sign(by=by(surveyed.head), sheet_id=sheet.pk)
    assert (surveyed.fresh(sheet).signed_by, surveyed.target.signed_sheets) == (surveyed.head.label, 1)
    assert accept(by=by(manager), sheet_ids=[sheet.pk]).done == (sheet.pk,)
    call_back(by=by(manager), sheet_id=sheet.pk, remark="다시 확인해 주십시오.")
    fresh = surveyed.fresh(sheet)
    assert (fresh.state, fresh.signed_by, surveyed.target.returned) == (SheetState.RETURNED, "", 1)
    path = [(step.before, step.after) for step in SheetStep.objects.filter(sheet=sheet)]
    assert path[:3] == [("draft", "submitted"), ("submitted", "draft"), ("draft", "submitted")]
    assert path[-2:] == [("signed", "accepted"), ("accepted", "returned")]
    told = [event.action for event in audit.newest(limit=audit.count_events() - events)]
    assert len([action for action in told if action.startswith("survey.")]) == 9
    assert recount_target(surveyed.target.pk) == {}


def test_nobody_signs_what_they_submitted(surveyed: Surveyed) -> None:
    sheet = surveyed.whole_sheet()
    person = surveyed.officer.person_id
    assert person is not None
    add_membership(by=SYSTEM, person_id=person, role=Role.APPROVER, organisation=surveyed.organisation)
    submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    with pytest.raises(NotYours, match="another approver"):
        sign(by=by(surveyed.officer), sheet_id=sheet.pk)
    sign(by=by(surveyed.head), sheet_id=sheet.pk)


def test_a_returned_sheet_takes_the_declaration_and_its_signature_with_it(surveyed: Surveyed, manager: Viewer) -> None:
    sheet = surveyed.whole_sheet()
    submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    sign(by=by(surveyed.head), sheet_id=sheet.pk)
    declare(by=by(surveyed.lead), target_id=surveyed.target.pk, values=DECLARED)
    sign_target(by=by(surveyed.head), target_id=surveyed.target.pk)
    accept(by=by(manager), sheet_ids=[sheet.pk])
    assert Target.objects.get(pk=surveyed.target.pk).state == TargetState.SIGNED
    call_back(by=by(manager), sheet_id=sheet.pk, remark="다시 확인해 주십시오.")
    back = Target.objects.get(pk=surveyed.target.pk)
    assert (back.state, back.signed, back.signed_by, back.declared_by) == (TargetState.ANSWERING, None, "", "")
    with pytest.raises(Invalid, match="not handed in yet"):
        declare(by=by(surveyed.lead), target_id=surveyed.target.pk, values=DECLARED)


def test_each_step_is_for_one_role(surveyed: Surveyed, manager: Viewer) -> None:
    sheet = surveyed.whole_sheet()
    for who in (surveyed.head, surveyed.observer, manager):
        with pytest.raises(NotYours):
            submit(by=by(who), sheet_id=sheet.pk)
    submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    for who in (surveyed.officer, surveyed.lead, surveyed.observer, manager):
        with pytest.raises(NotYours):
            sign(by=by(who), sheet_id=sheet.pk)
    for who in (surveyed.officer, surveyed.observer):
        with pytest.raises(NotYours):
            send_back(by=by(who), sheet_id=sheet.pk, remark="x")
    for who in (surveyed.officer, surveyed.head, surveyed.lead):
        with pytest.raises(NotYours):
            accept(by=by(who), sheet_ids=[sheet.pk])
        with pytest.raises(NotYours):
            call_back(by=by(who), sheet_id=sheet.pk, remark="x")
    with pytest.raises(Invalid):
        send_back(by=by(surveyed.head), sheet_id=sheet.pk, remark="  ")


def test_strangers_find_no_step(surveyed: Surveyed) -> None:
    sheet = surveyed.whole_sheet()
    stranger = by(make_viewer(Role.OFFICER, Role.LEAD, Role.APPROVER, organisation=make_organisation().code))
    steps: list[Callable[..., Any]] = [submit, take_back, sign]
    for step in steps:
        with pytest.raises(NoSuchSheet):
            step(by=stranger, sheet_id=sheet.pk)
    for step in (send_back, call_back):
        with pytest.raises(NoSuchSheet):
            step(by=stranger, sheet_id=sheet.pk, remark="x")
    with pytest.raises(NotYours):
        accept(by=stranger, sheet_ids=[sheet.pk])


def test_many_are_accepted_at_once_and_the_others_say_why(surveyed: Surveyed, manager: Viewer) -> None:
    other = Surveyed(campaign=surveyed.campaign)
    signed = [surveyed.whole_sheet(f"가{n}", state=SheetState.SIGNED) for n in range(3)]
    signed += [other.whole_sheet("나", state=SheetState.SIGNED)]
    draft = surveyed.whole_sheet("아직")
    done = accept(by=by(manager), sheet_ids=[*(sheet.pk for sheet in signed), draft.pk, "gone"])
    assert set(done.done) == {sheet.pk for sheet in signed}
    assert dict(done.refused).keys() == {draft.pk, "gone"}
    surveyed.target.refresh_from_db()
    assert (surveyed.target.accepted, surveyed.target.drafts) == (3, 1)
    assert recount_target(surveyed.target.pk) == recount_target(other.target.pk) == {}
    with pytest.raises(Invalid):
        accept(by=by(manager), sheet_ids=["x"] * 1001)


def test_review_goes_on_after_the_close_and_ends_with_the_freeze(surveyed: Surveyed, manager: Viewer) -> None:
    sheet = surveyed.whole_sheet()
    submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(state=CampaignState.CLOSED)
    with pytest.raises(NotWritable):
        take_back(by=by(surveyed.officer), sheet_id=sheet.pk)
    sign(by=by(surveyed.head), sheet_id=sheet.pk)
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(state=CampaignState.FROZEN)
    with pytest.raises(NotWritable, match="frozen"):
        send_back(by=by(manager), sheet_id=sheet.pk, remark="x")
    assert accept(by=by(manager), sheet_ids=[sheet.pk]).refused[0][0] == sheet.pk
    assert Sheet.objects.get(pk=sheet.pk).state == SheetState.SIGNED
