"""Whoever may not see an organisation's survey learns nothing at any door of it, and changes nothing."""

from __future__ import annotations

import contextlib
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gotgan.accounts.queries import viewer_of_person
from gotgan.organisations.models import Membership
from gotgan.survey.actions.sheets import delegate, end_delegation, save_answers
from gotgan.survey.models import Campaign
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Role, Viewer
from gotgan.terms.survey import CampaignState
from tests.rooms.factories import make_organisation, make_token, make_viewer
from tests.rooms.survey_doors import SECRET, TITLE, Doors, api_tries, browser, state_of_everything, text_of, tries
from tests.rooms.surveyed import Surveyed, by

pytestmark = pytest.mark.django_db
OWN = {"GET survey_home", "GET survey_desk", "GET signing"}
"""Pages that show whoever comes their own, which may be nothing."""
OWN_WRITES = {"POST guide_put_away"}
CLOSED = (403, 404, 405)


@pytest.fixture
def doors() -> Doors:
    return Doors()


def token(viewer: Viewer) -> dict[str, str]:
    assert viewer.person_id is not None
    return {"Authorization": f"Bearer {make_token(viewer.person_id)}"}


def check_all_closed(doors: Doors, viewer: Viewer, *, knows_campaign: bool = False) -> None:
    """Every door answers 403 or 404 with nothing of the organisation in it, and nothing changes."""
    client = browser(viewer)
    before = state_of_everything()
    for tried, answer in tries(doors, client):
        said = text_of(answer)
        assert answer.status_code in CLOSED or tried in OWN or tried in OWN_WRITES, (tried, answer.status_code)
        assert SECRET not in said, tried
        assert knows_campaign or TITLE not in said, tried
    assert state_of_everything() == before
    bearer = token(viewer)
    before = state_of_everything()
    for tried, answer in api_tries(doors, bearer):
        assert answer.status_code in (403, 404), (tried, answer.status_code)
        assert SECRET not in text_of(answer), tried
    assert state_of_everything() == before


@pytest.mark.database
def test_every_address_has_a_place(doors: Doors) -> None:
    assert len(list(doors.addresses())) > 50
    assert len(list(doors.api_calls())) == 4
    client = browser(doors.body.officer)
    opened = {name for name, address in doors.addresses() if client.get(address).status_code == 200}
    assert {"sheet", "sheet_file", "sheet_history", "workbooks", "workbook", "survey_target"} <= opened


@pytest.mark.database
def test_manager_opens_every_page_on_either_database(doors: Doors) -> None:
    """What the pages of the manager say is tested on SQLite alone, that they open on both."""
    client = browser(make_viewer(Role.SURVEY_MANAGER))
    answers = {name: client.get(address).status_code for name, address in doors.addresses()}
    assert max(answers.values()) < 500
    opened = {name for name, status in answers.items() if status == 200}
    assert {"forms", "survey_campaign", "survey_triage", "survey_board", "survey_results", "survey_desk"} <= opened
    assert {"form", "form_item", "form_list", "form_changes", "survey_letters"} <= opened


def test_nobody_in_particular_signs_in_first(doors: Doors) -> None:
    before = state_of_everything()
    for tried, answer in tries(doors, Client()):
        assert answer.status_code == 302, (tried, answer.status_code)
        assert answer["Location"].startswith("/accounts/login/"), tried
    for tried, answer in api_tries(doors, {}):
        assert answer.status_code == 401, tried
        assert SECRET not in text_of(answer)
    assert state_of_everything() == before


@pytest.mark.database
def test_stranger_finds_no_door(doors: Doors) -> None:
    check_all_closed(doors, make_viewer())


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.APPROVER, Role.OBSERVER, Role.STEWARD])
def test_people_of_another_body_in_the_same_campaign_find_no_door(doors: Doors, role: Role) -> None:
    other = Surveyed(campaign=doors.body.campaign)
    check_all_closed(doors, make_viewer(role, organisation=other.organisation), knows_campaign=True)


def test_who_only_looks_on_changes_nothing(doors: Doors) -> None:
    for viewer in (doors.body.observer, make_viewer(Role.OBSERVER), make_viewer(Role.AUDITOR)):
        client, bearer = browser(viewer), token(viewer)
        before = state_of_everything()
        for tried, answer in tries(doors, client):
            assert answer.status_code < 500, tried
        for tried, answer in api_tries(doors, bearer):
            assert answer.status_code == (200 if tried.startswith("get") else 403), tried
        assert state_of_everything() == before


def test_who_was_passed_something_on_keeps_nothing_once_it_is_taken_back(doors: Doors) -> None:
    lawyer = make_viewer(Role.STEWARD, organisation=doors.body.organisation)
    sheet = doors.place["sheet_id"]
    made = delegate(by=by(doors.body.officer), sheet_id=sheet, items=["description"], to_person=lawyer.person_id or 0)
    page = browser(lawyer).get(f"/survey/sheets/{sheet}")
    assert page.status_code == 200
    assert 'href="/survey/"' in page.content.decode().partition("<main")[0], "no way there from the other pages"
    end_delegation(by=by(doors.body.officer), sheet_id=sheet, delegation_id=made)
    check_all_closed(doors, lawyer)


def test_who_left_the_organisation_keeps_nothing_of_what_was_passed_on(doors: Doors) -> None:
    lawyer = make_viewer(Role.STEWARD, organisation=doors.body.organisation)
    assert lawyer.person_id is not None
    delegate(by=by(doors.body.officer), sheet_id=doors.place["sheet_id"], items=[], to_person=lawyer.person_id)
    Membership.objects.filter(person=lawyer.person_id).update(valid_to=timezone.localdate() - timedelta(days=1))
    check_all_closed(doors, viewer_of_person(lawyer.person_id))


def test_draft_of_a_campaign_is_nobodys_business(doors: Doors) -> None:
    Campaign.objects.update(state=CampaignState.DRAFT)
    for viewer in (doors.body.officer, doors.body.lead, doors.body.head):
        for tried, answer in tries(doors, browser(viewer)):
            assert TITLE not in text_of(answer), tried


@pytest.mark.database
def test_long_and_strange_numbers_in_an_address_are_no_fault_of_ours(doors: Doors) -> None:
    manager = browser(make_viewer(Role.SURVEY_MANAGER))
    other = make_organisation()
    for address in (
        f"/survey/campaigns/first?page={'9' * 5000}",
        "/survey/campaigns/first?q=%00",
        "/survey/campaigns/first/triage?find=%00",
        f"/survey/targets/{'9' * 30}/sheets",
        f"/survey/targets/{doors.body.target.pk}/sheets?find=%00&page=%D9%A1",
        f"/survey/sheets/review?organisation={other.code}&page=٣",
        "/survey/sheets/%00",
        "/survey/workbooks/%00",
        f"/survey/targets/{doors.body.target.pk}/workbook.xlsx?part=٣",
        f"/survey/forms/{'9' * 30}",
        "/survey/campaigns/first/targets/%00",
    ):
        assert manager.get(address).status_code in (200, 400, 404), address
    for sent in ({"do": "system", "system": "9" * 5000}, {"do": "extend", "until": "0001-01-01T00:00", "text": "x"}):
        place = f"/survey/campaigns/first/targets/{doors.body.organisation}/act"
        assert manager.post(place, sent).status_code == 302
    turn = "/survey/campaigns/first/turn"
    for closes in ("0001-01-01T00:00", "9999-12-31T23:59-12:00"):
        assert manager.post(turn, {"do": "rest", "closes": closes}).status_code == 302


@pytest.mark.database
def test_no_text_with_a_nul_in_it_reaches_the_database(doors: Doors) -> None:
    officer, sheet = browser(doors.body.officer), doors.place["sheet_id"]
    typed = {"description": "가\x00나", "description.here": "1", "description.revision": "9", "do": "save"}
    assert officer.post(f"/survey/sheets/{sheet}/save", typed).status_code == 400
    for value in ("가\x00나", "\ud800", ["\x00"], {"\x00": "\x00"}):
        with contextlib.suppress(Invalid):
            save_answers(
                by=by(doors.body.officer), sheet_id=sheet, changes={"record_unit": {"value": value, "revision": 9}}
            )
    for key, field in (("id", "\x00"), ("answers", {"record_unit": "a\x00\ud800"})):
        sent = {"format": 1, "sheets": [{"id": sheet, key: field}]}
        answer = Client().put(
            f"/api/v1/survey/targets/{doors.body.target.pk}/answers?apply=true", json.dumps(sent),
            content_type="application/json", headers=token(doors.body.officer),
        )  # fmt: skip
        assert answer.status_code in (200, 422), answer.content
