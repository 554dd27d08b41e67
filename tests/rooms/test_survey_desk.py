"""The pages of the desk: what is typed is kept, what is not touched is left alone, nobody sees another's sheets."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gotgan.organisations import queries as organisations
from gotgan.survey.actions.sheets import save_answers, submit
from gotgan.survey.models import Campaign, Delegation, Sheet
from gotgan.survey.queries.desk import get_sheet
from gotgan.survey.views.sheet_form import print_of, untouched
from gotgan.terms.role import Role, Viewer
from gotgan.terms.survey import CampaignState, SheetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed, by, confirmed, suggested
from tests.rooms.test_overlap_pages import client_of, text
from tests.rooms.test_survey_replies import CHECK, facts_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


@pytest.fixture
def sheet(surveyed: Surveyed) -> Sheet:
    answers = {
        "title_ko": suggested("버스 정류장"),
        "record_unit": suggested("정류장 1곳"),
        "modality": suggested(["table"]),
    }
    return surveyed.sheet(answers=answers, facts=facts_with(4210))


def at(sheet: Sheet, name: str = "sheet", *more: str) -> str:
    return reverse(name, args=[sheet.pk, *more])


def form_of_page(page: str) -> dict[str, list[str]]:
    """What the page's form sends when nothing is touched."""
    found: dict[str, list[str]] = {}
    form = page[page.index('id="sheet"') : page.index('id="hand-in"')]
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        is_sent = kind and kind[1] != "file" and (kind[1] not in ("checkbox", "radio") or " checked" in tag)
        if name and is_sent:
            found.setdefault(name[1], []).append(unescape(value[1] if value else ""))
    for name_, content in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        found.setdefault(name_, []).append(unescape(content))
    for name_, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found.setdefault(name_, []).append(chosen[1] if chosen else "")
    return found


def opened(client: Client, sheet: Sheet) -> dict[str, list[str]]:
    answer = client.get(at(sheet))
    assert answer.status_code == 200
    return form_of_page(text(answer))


def test_the_whole_form_saves_what_was_touched_and_confirms_nothing(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    sent = opened(client, sheet)
    answer = client.post(at(sheet, "sheet_save"), {**sent, "description": "정류장의 위치와 이름", "do": "save"})
    assert answer.status_code == 302
    answers = surveyed.fresh(sheet).answers
    assert answers["description"]["value"] == "정류장의 위치와 이름"
    assert not answers["title_ko"]["is_confirmed"]
    assert set(answers) == {"title_ko", "record_unit", "modality", "description"}


def test_an_institution_is_shown_by_its_name_with_its_code_behind(surveyed: Surveyed) -> None:
    other = make_organisation("6110000", name="서울특별시", name_en="Seoul").code
    answers = {"institution": suggested(surveyed.organisation),
               "reported_by_other_body": suggested([{"institution": other, "title": "사본"}])}  # fmt: skip
    sheet = surveyed.sheet(answers=answers, wave=2)
    page = text(client_of(surveyed.officer).get(at(sheet)))
    name = organisations.get(surveyed.organisation)
    assert f"{name.name_en or name.name} ({surveyed.organisation})" in page
    assert f"Seoul ({other})" in page
    client = client_of(surveyed.officer)
    client.post(at(sheet, "sheet_save"), {**opened(client, sheet), "do": "save"})
    assert Sheet.objects.get(pk=sheet.pk).answers["institution"]["value"] == surveyed.organisation


def test_an_untouched_form_changes_nothing(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    client.post(at(sheet, "sheet_save"), {**opened(client, sheet), "do": "save"})
    assert surveyed.fresh(sheet).revision == 0


def test_one_suggestion_and_a_section_are_confirmed(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    client.post(at(sheet, "sheet_save"), {**opened(client, sheet), "do": "confirm:title_ko"})
    assert surveyed.fresh(sheet).answers["title_ko"]["is_confirmed"]
    client.post(at(sheet, "sheet_save"), {**opened(client, sheet), "do": "confirm_section:B"})
    assert surveyed.fresh(sheet).confirmed == 3


def test_a_suggestion_that_changed_meanwhile_is_not_confirmed_unseen(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    sent = opened(client, sheet)
    better = {**sheet.answers["title_ko"], "value": "버스 정류장 목록", "revision": 1}
    Sheet.objects.filter(pk=sheet.pk).update(answers={**sheet.answers, "title_ko": better}, revision=1)
    answer = client.post(at(sheet, "sheet_save"), {**sent, "do": "confirm:title_ko"})
    assert answer.status_code == 422
    assert "the suggestion changed meanwhile" in text(answer)
    part = client.post(at(sheet, "sheet_item", "title_ko"), {**sent, "do": "confirm"})
    assert part["X-Gotgan-Saved"] == "no"
    assert not surveyed.fresh(sheet).answers["title_ko"]["is_confirmed"]


def test_a_conflict_is_shown_side_by_side_and_the_rest_is_kept(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.colleague)
    sent = opened(client, sheet)
    save_answers(
        by=by(surveyed.officer), sheet_id=sheet.pk, changes={"description": {"value": "첫째가 쓴 것", "revision": 0}}
    )
    mine = {**sent, "description": "둘째가 쓴 것", "original_purpose": "둘째의 목적"}
    answer = client.post(at(sheet, "sheet_save"), {**mine, "do": "save"})
    page = text(answer)
    assert answer.status_code == 409
    assert "첫째가 쓴 것" in page
    assert "둘째가 쓴 것</textarea>" in page
    assert surveyed.officer.label in page
    answers = surveyed.fresh(sheet).answers
    assert (answers["description"]["value"], answers["original_purpose"]["value"]) == ("첫째가 쓴 것", "둘째의 목적")
    again = form_of_page(page)
    assert client.post(at(sheet, "sheet_save"), {**again, "do": "save"}).status_code == 409
    assert client.post(at(sheet, "sheet_save"), {**again, "do": "mine:description"}).status_code == 302
    assert surveyed.fresh(sheet).answers["description"]["value"] == "둘째가 쓴 것"


def test_taking_theirs_leaves_what_they_wrote(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.colleague)
    sent = opened(client, sheet)
    save_answers(
        by=by(surveyed.officer), sheet_id=sheet.pk, changes={"description": {"value": "첫째가 쓴 것", "revision": 0}}
    )
    page = text(client.post(at(sheet, "sheet_save"), {**sent, "description": "둘째", "do": "save"}))
    assert client.post(at(sheet, "sheet_save"), {**form_of_page(page), "do": "theirs:description"}).status_code == 302
    assert surveyed.fresh(sheet).answers["description"]["value"] == "첫째가 쓴 것"


def test_a_freeze_in_between_keeps_what_was_typed_on_the_page(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    sent = opened(client, sheet)
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(state=CampaignState.FROZEN)
    answer = client.post(at(sheet, "sheet_save"), {**sent, "description": "늦게 쓴 설명", "do": "save"})
    assert answer.status_code == 409
    assert "늦게 쓴 설명" in text(answer)
    assert "Nothing was saved." in text(answer)
    part = client.post(at(sheet, "sheet_item", "description"), {**sent, "description": "늦게 쓴 설명"})
    assert (part.status_code, part["X-Gotgan-Saved"]) == (409, "no")
    assert surveyed.fresh(sheet).revision == 0


def test_an_item_saved_by_the_script_answers_with_what_changed(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    sent = {**opened(client, sheet), "do": "save"}
    answer = client.post(at(sheet, "sheet_item", "personal_data"), {**sent, "personal_data": "none"})
    part = text(answer)
    assert answer["X-Gotgan-Saved"] == "yes"
    assert "4,210" in part
    assert 'name="personal_data.revision" value="1"' in part
    assert 'id="sheet-state"' in part
    hidden = client.post(at(sheet, "sheet_item", "possible_scope"), {**sent, "possible_scope": "all"})
    assert re.search(r'id="ask-reason_not_provided"[^>]* hidden', text(hidden))
    theirs = client.post(at(sheet, "sheet_item", "personal_data"), {**sent, "personal_data": "identifiable"})
    assert theirs["X-Gotgan-Saved"] == "no"
    assert "Take theirs" in text(theirs)
    confirmed_one = client.post(at(sheet, "sheet_item", "title_ko"), {**sent, "do": "confirm"})
    assert confirmed_one["X-Gotgan-Saved"] == "yes"
    assert surveyed.fresh(sheet).answers["title_ko"]["is_confirmed"]


def test_a_value_that_does_not_fit_comes_back_as_typed(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    sent = opened(client, sheet)
    wrong = {**sent, "period_covered.from": "2026-13-45", "description": "설명"}
    answer = client.post(at(sheet, "sheet_save"), {**wrong, "do": "save"})
    assert answer.status_code == 422
    assert "2026-13-45" in text(answer)
    assert surveyed.fresh(sheet).answers["description"]["value"] == "설명"


def test_handing_in_names_what_is_missing_with_links(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    answer = client.post(at(sheet, "sheet_save"), {**opened(client, sheet), "do": "submit"})
    assert answer.status_code == 422
    assert 'href="#field-description"' in text(answer)
    whole = surveyed.whole_sheet("다 됨")
    client.post(at(whole, "sheet_save"), {**opened(client, whole), "do": "submit"})
    assert surveyed.fresh(whole).state == SheetState.SUBMITTED


def test_contradictions_stand_on_top_and_are_explained_there(surveyed: Surveyed) -> None:
    sheet = surveyed.whole_sheet(facts=facts_with(4210))
    save_answers(
        by=by(surveyed.officer), sheet_id=sheet.pk, changes={"personal_data": {"value": "none", "revision": 0}}
    )
    client = client_of(surveyed.officer, "ko")
    page = text(client.get(at(sheet)))
    assert page.index("민원인번호") < page.index("field-title_ko")
    sent = form_of_page(page)
    assert f"reply.{CHECK}.key" in sent
    client.post(at(sheet, "sheet_save"), {**sent, f"reply.{CHECK}": "시험용 번호입니다.", "do": "reply"})
    assert surveyed.fresh(sheet).blocks == 0
    assert "시험용 번호입니다." in text(client.get(at(sheet)))


def test_files_are_taken_with_the_form_and_given_only_to_who_sees_the_sheet(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    sent = opened(client, sheet)
    proof = SimpleUploadedFile("근거.txt", b"because")
    client.post(at(sheet, "sheet_save"), {**sent, "description.proof": proof, "do": "save"})
    (evidence,) = surveyed.fresh(sheet).answers["description"]["evidence"]
    place = at(sheet, "sheet_file", evidence["ref"])
    answer = client.get(place)
    assert b"".join(answer.streaming_content) == b"because"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    stranger = client_of(make_viewer(Role.OFFICER, organisation=make_organisation().code))
    assert stranger.get(place).status_code == 404
    assert client.get(at(sheet, "sheet_file", "0" * 64)).status_code == 404
    wrong = SimpleUploadedFile("근거.exe", b"MZ")
    refused = client.post(at(sheet, "sheet_save"), {**opened(client, sheet), "description.proof": wrong})
    assert refused.status_code == 422
    assert "this kind of file is not taken" in text(refused)


ALL_DOORS = ("sheet", "sheet_save", "sheet_step", "sheet_pass_on", "sheet_history")


def test_another_organisation_is_shown_nothing_by_any_door(surveyed: Surveyed, sheet: Sheet) -> None:
    roles = (Role.OFFICER, Role.LEAD, Role.APPROVER, Role.OBSERVER)
    stranger = client_of(make_viewer(*roles, organisation=make_organisation().code))
    for name in ALL_DOORS:
        assert stranger.get(at(sheet, name)).status_code in (404, 405)
        assert stranger.post(at(sheet, name), {"do": "save"}).status_code in (404, 405)
    assert stranger.post(at(sheet, "sheet_item", "description"), {"description": "x"}).status_code == 404
    for name in ("sheets", "sheet_add"):
        assert stranger.get(reverse(name, args=[surveyed.target.pk])).status_code == 404
        assert stranger.post(reverse(name, args=[surveyed.target.pk]), {"title": "x"}).status_code in (404, 405)
    for name in ("survey_desk", "signing"):
        assert sheet.title not in text(stranger.get(reverse(name), follow=True))
    assert stranger.get(reverse("sheet_review")).status_code == 403
    assert Client().get(at(sheet)).status_code == 302
    assert surveyed.fresh(sheet).revision == 0


def test_members_without_the_right_see_and_do_not_write(surveyed: Surveyed, sheet: Sheet) -> None:
    for who in (surveyed.head, surveyed.observer, make_viewer(Role.SURVEY_MANAGER), make_viewer(Role.OBSERVER)):
        client = client_of(who)
        page = text(client.get(at(sheet)))
        assert "버스 정류장" in page
        assert "That is right" not in page
        sent = {"description": "x", "description.here": "1", "do": "save"}
        assert client.post(at(sheet, "sheet_save"), sent).status_code == 403
        assert client.post(reverse("sheet_add", args=[surveyed.target.pk]), {"title": "x"}).status_code == 403
    assert surveyed.fresh(sheet).revision == 0


def test_the_desk_leads_to_the_first_sheet_that_lacks_something(surveyed: Surveyed, sheet: Sheet) -> None:
    surveyed.whole_sheet("가 다 쓴 것")
    listed = reverse("sheets", args=[surveyed.target.pk])
    assert f'class="button first" href="{at(sheet)}"' in text(client_of(surveyed.officer).get(listed))
    assert 'class="button first"' not in text(client_of(surveyed.observer).get(listed))
    Sheet.objects.filter(pk=sheet.pk).update(state="submitted")
    assert 'class="button first"' not in text(client_of(surveyed.officer).get(listed))


def test_a_guide_put_away_on_a_sheet_leads_back_to_it(surveyed: Surveyed, sheet: Sheet) -> None:
    answer = client_of(surveyed.officer).post(reverse("guide_put_away"), {"guide": "desk", "sheet": sheet.pk})
    assert answer.headers["Location"] == at(sheet)


def test_a_colleague_finds_what_was_passed_on_and_only_that(surveyed: Surveyed, sheet: Sheet) -> None:
    surveyed.sheet("남의 일")
    lawyer = make_viewer(Role.STEWARD, organisation=surveyed.organisation)
    client = client_of(surveyed.officer)
    form = {"to": str(lawyer.person_id), "item": ["description"], "note": "부탁드립니다"}
    assert client.post(at(sheet, "sheet_pass_on"), {**form, "to": ""}).status_code == 422
    assert client.post(at(sheet, "sheet_pass_on"), form).status_code == 302
    theirs = client_of(lawyer)
    home = text(theirs.get(reverse("survey_home")))
    assert "A colleague passed items of 1 sheet on to you" in home
    assert f"{reverse('sheets', args=[surveyed.target.pk])}?only=mine" in home
    assert "passed items" not in text(client.get(reverse("survey_home")))
    listed = text(theirs.get(reverse("survey_desk"), follow=True))
    assert "버스 정류장" in listed
    assert "남의 일" not in listed
    page = text(theirs.get(at(sheet)))
    assert 'name="description.here"' in page
    assert 'name="title_ko.here"' not in page
    theirs.post(at(sheet, "sheet_save"), {**form_of_page(page), "description": "법무의 설명", "do": "save"})
    assert surveyed.fresh(sheet).answers["description"]["value"] == "법무의 설명"
    made = Delegation.objects.get()
    assert made.done is not None
    assert "passed items" not in text(theirs.get(reverse("survey_home")))
    client.post(at(sheet, "sheet_pass_on"), {"end": str(made.pk)})
    assert theirs.get(at(sheet)).status_code == 404


def test_head_and_manager_go_through_what_waits(surveyed: Surveyed) -> None:
    sheets = [surveyed.whole_sheet(f"자료 {number}") for number in range(3)]
    for each in sheets:
        submit(by=by(surveyed.officer), sheet_id=each.pk)
    head, manager = client_of(surveyed.head), client_of(make_viewer(Role.SURVEY_MANAGER))
    assert "3 sheets wait for your signature" in text(head.get(reverse("signing")))
    for each in sheets:
        assert head.post(at(each, "sheet_step"), {"do": "sign", "then": "list"}).headers["Location"] == reverse(
            "signing"
        )
    waiting = text(manager.get(reverse("sheet_review")))
    assert "3 signed sheets wait for you" in waiting
    manager.post(reverse("sheet_review"), {"sheet": [sheets[0].pk, sheets[1].pk]})
    assert surveyed.fresh(sheets[0]).state == surveyed.fresh(sheets[1]).state == SheetState.ACCEPTED
    assert manager.post(at(sheets[2], "sheet_step"), {"do": "send_back", "remark": ""}).status_code == 422
    manager.post(at(sheets[2], "sheet_step"), {"do": "send_back", "remark": "설명을 더 적어 주십시오."})
    assert "설명을 더 적어 주십시오." in text(client_of(surveyed.officer).get(at(sheets[2])))
    assert manager.post(at(sheets[2], "sheet_step"), {"do": "dance"}).status_code == 400


def test_the_guide_is_shown_until_it_is_put_away(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    place = reverse("sheets", args=[surveyed.target.pk])
    assert "Your first visit" in text(client.get(place))
    client.post(reverse("guide_put_away"), {"guide": "desk", "target": str(surveyed.target.pk)})
    assert "Your first visit" not in text(client.get(place))
    assert "Your first visit" in text(client_of(surveyed.colleague).get(place))
    assert "Your first visit" not in text(client_of(surveyed.observer).get(place))


def test_lists_are_narrowed(surveyed: Surveyed, sheet: Sheet) -> None:
    surveyed.sheet("민원 기록", state=SheetState.SUBMITTED)
    client, place = client_of(surveyed.officer), reverse("sheets", args=[surveyed.target.pk])
    assert "민원 기록" not in text(client.get(f"{place}?find=버스"))
    assert "버스 정류장" not in text(client.get(f"{place}?state=submitted"))
    assert "민원 기록" not in text(client.get(f"{place}?only=suggested"))
    for only in ("open", "contradictions", "mine", "declared", "nonsense"):
        assert client.get(f"{place}?only={only}&page=99999").status_code == 200


def test_pages_ask_the_database_a_bounded_number_of_times(
    surveyed: Surveyed, sheet: Sheet, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        surveyed.sheet(f"자료 {number}")
    client = client_of(surveyed.officer)
    client.get(at(sheet))
    with django_assert_max_num_queries(35):
        client.get(at(sheet))
    with django_assert_max_num_queries(20):
        client.get(reverse("sheets", args=[surveyed.target.pk]))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_speak_one_language(surveyed: Surveyed, sheet: Sheet, language: str) -> None:
    officer, head = client_of(surveyed.officer, language), client_of(surveyed.head, language)
    manager = client_of(make_viewer(Role.SURVEY_MANAGER), language)
    surveyed.sheet(state=SheetState.SUBMITTED)
    surveyed.sheet(state=SheetState.SIGNED)
    pages = [officer.get(at(sheet, name)) for name in ("sheet", "sheet_pass_on", "sheet_history")]
    pages += [officer.get(reverse(name, args=[surveyed.target.pk])) for name in ("sheets", "sheet_add")]
    pages += [head.get(reverse("signing")), manager.get(reverse("sheet_review")), manager.get(reverse("survey_desk"))]
    for page in pages:
        assert page.status_code == 200
        main = re.sub(r"<[^>]+>", " ", text(page).split("<main")[1].split("</main>")[0])
        leftovers = [word for word in ("sheet", "Sheet", "answered", "Show") if word in main]
        assert bool(leftovers) == (language == "en") or language == "en", leftovers


def test_what_an_untouched_field_sends_is_known_for_every_kind(surveyed: Surveyed) -> None:
    """Each kind of value, drawn and read back, has the fingerprint that the page was given."""
    sheet = surveyed.sheet(
        wave=2,
        answers={
            "title_ko": confirmed("버스"), "modality": confirmed(["table", "text"]), "size_bytes": confirmed(1200.0),
            "period_covered": confirmed({"from": "2020-01-01", "to": None}), "licence": confirmed("unknown"),
            "listed_elsewhere": confirmed(["https://example.org/a;b"]),
            "permitted_purposes": confirmed([{"purpose": "pretrain", "answer": "yes"}]),
            "label_share": confirmed(0.25), "build_cost": confirmed(1000),
        },
    )  # fmt: skip
    viewer: Viewer = surveyed.officer
    page = get_sheet(viewer, sheet.pk)
    client = client_of(viewer)
    client.post(at(sheet, "sheet_save"), {**opened(client, sheet), "do": "save"})
    assert surveyed.fresh(sheet).revision == 0
    for section in page.sections:
        for view in section.items:
            assert print_of(untouched(page.form, view.item, view.value))
