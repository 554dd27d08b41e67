"""What the survey manager does with the rules: by hand into the second wave, links confirmed, the call list."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.survey.actions.permission import NoSuchCampaign, NotYours
from gotgan.survey.actions.same import link_confirmed
from gotgan.survey.actions.triage import NoSheetHere, decide_by_hand
from gotgan.survey.models import Campaign, Form, Sheet, Target, TargetSystem
from gotgan.survey.queries.declared import contradictions_of_declaration
from gotgan.survey.queries.followup import call_list, sheets_to_ask_about
from gotgan.survey.queries.forms import form_of
from gotgan.survey.queries.same import reported_in
from gotgan.survey.queries.versions import forms_between
from gotgan.survey.rules.form import standard_document
from gotgan.survey.rules.same import find_same
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Actor, Role
from gotgan.terms.survey import DatasetFacts, SheetState, TargetState
from gotgan.work import queries as work
from tests.rooms.factories import make_viewer
from tests.rooms.surveyed import Surveyed, confirmed, make_dataset, make_form
from tests.rooms.test_survey_campaign_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def manager() -> Actor:
    return Actor.of(make_viewer(Role.SURVEY_MANAGER))


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


def test_by_hand_is_kept_on_the_campaign_and_taken_back(manager: Actor, surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    chosen = {"by": manager, "campaign_id": surveyed.campaign.pk, "sheet_id": sheet.pk}
    for choice, kept in (("include", ([sheet.pk], [])), ("exclude", ([], [sheet.pk])), ("", ([], []))):
        decide_by_hand(**chosen, choice=choice)
        triage = Campaign.objects.get().triage
        assert (triage["include"], triage["exclude"]) == kept
    assert [each.details for each in audit.events_of(f"sheet:{sheet.pk}")][-1] == {"choice": "include"}
    assert not work.waiting()


def test_by_hand_into_a_second_wave_that_runs_has_it_opened(manager: Actor, surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    Campaign.objects.update(rest_opened=timezone.now())
    decide_by_hand(by=manager, campaign_id=surveyed.campaign.pk, sheet_id=sheet.pk, choice="include")
    assert [job.name for job in work.waiting()] == ["survey.rest"]


def test_by_hand_refuses_strangers_wrong_sheets_and_what_is_over(manager: Actor, surveyed: Surveyed) -> None:
    sheet = surveyed.sheet(wave=2)
    here = {"campaign_id": surveyed.campaign.pk, "sheet_id": sheet.pk}
    with pytest.raises(NotYours):
        decide_by_hand(by=Actor.of(surveyed.lead), choice="include", **here)
    with pytest.raises(NoSheetHere):
        decide_by_hand(by=manager, choice="include", campaign_id=surveyed.campaign.pk, sheet_id="elsewhere")
    with pytest.raises(NoSuchCampaign):
        decide_by_hand(by=manager, choice="include", campaign_id="none", sheet_id=sheet.pk)
    Campaign.objects.update(state="frozen")
    with pytest.raises(Invalid) as refused:
        decide_by_hand(by=manager, choice="exclude", **here)
    assert [issue.place for issue in refused.value.issues] == ["campaign", "sheet"]
    with pytest.raises(Invalid, match="choice"):
        decide_by_hand(by=manager, choice="perhaps", **here)


def overlap(dataset: str, **values: Any) -> dict[str, Any]:
    return {
        "dataset": dataset, "relation": "same_content", "score": 1.0, "status": "confirmed", "verb": "identical",
        "overlap": 3, **values,
    }  # fmt: skip


def two_bodies(**values: Any) -> tuple[Sheet, Sheet]:
    first = Surveyed()
    second = Surveyed(first.campaign)
    datasets = [make_dataset(each.organisation) for each in (first, second)]
    made = []
    for number, body in enumerate((first, second)):
        facts = DatasetFacts(datasets[number], body.organisation, "x/y", "자료",
                             overlaps=(overlap(datasets[1 - number], **values),))  # fmt: skip
        says = confirmed("none" if number else "identifiable")
        made.append(body.sheet(dataset_id=datasets[number], facts=facts, answers={"personal_data": says}))
    return made[0], made[1]


def test_confirmed_pairs_are_linked_and_opposite_answers_show(manager: Actor) -> None:
    first, second = two_bodies()
    campaign = first.target.campaign_id
    assert [(each.sheet, each.first) for each in find_same(reported_in(campaign))] == [(second.pk, first.pk)]
    assert link_confirmed(by=manager, campaign_id=campaign) == 1
    for sheet in (first, second):
        sheet.refresh_from_db()
        assert [each["check"] for each in sheet.contradictions] == ["sibling_differs"]
    assert (first.same_as_id, second.same_as_id) == (None, first.pk)
    assert find_same(reported_in(campaign)) == ()
    assert link_confirmed(by=manager, campaign_id=campaign) == 0
    assert audit.events_of(f"campaign:{campaign}")[0].details == {"sheets": 0}


def test_manager_links_them_from_the_list_of_doubles(manager: Actor) -> None:
    first, second = two_bodies()
    page = "/survey/campaigns/first/board/duplicates"
    client, watching = client_of(make_viewer(Role.SURVEY_MANAGER)), client_of(make_viewer(Role.OBSERVER))
    assert 'value="link"' in client.get(page).content.decode()
    assert 'value="link"' not in watching.get(page).content.decode()
    assert client.post("/survey/campaigns/first/turn", {"do": "link"}).status_code == 302
    second.refresh_from_db()
    assert second.same_as_id == first.pk
    assert 'value="link"' not in client.get(page).content.decode()


def test_strong_pairs_wait_for_a_person(manager: Actor) -> None:
    first, _ = two_bodies(status="open")
    campaign = first.target.campaign_id
    assert [each.strength for each in find_same(reported_in(campaign))] == ["strong"]
    assert link_confirmed(by=manager, campaign_id=campaign) == 0


def test_linking_is_the_managers_and_ends_with_the_freeze(manager: Actor, surveyed: Surveyed) -> None:
    with pytest.raises(NotYours):
        link_confirmed(by=Actor.of(surveyed.lead), campaign_id=surveyed.campaign.pk)
    Campaign.objects.update(state="frozen")
    with pytest.raises(Invalid, match="frozen"):
        link_confirmed(by=manager, campaign_id=surveyed.campaign.pk)


def test_call_list_in_a_bounded_number_of_queries(django_assert_max_num_queries: Any) -> None:
    first = Surveyed()
    bodies = [first, *(Surveyed(first.campaign) for _ in range(4))]
    Target.objects.update(invited=timezone.now())
    held = bodies[1]
    make_dataset(held.organisation)
    Target.objects.filter(pk=held.target.pk).update(state=TargetState.NONE_HELD)
    returned = bodies[2].sheet(state=SheetState.RETURNED)
    Sheet.objects.filter(pk=returned.pk).update(updated=timezone.now() - timedelta(days=9))
    Target.objects.filter(pk=bodies[3].target.pk).update(state=TargetState.WAITING, reminders=2)
    with django_assert_max_num_queries(6):
        calls = call_list(first.campaign.pk, timezone.now())
    assert [(call.subject, call.reasons[0][0]) for call in calls] == [
        (held.target.pk, "none_held_but_found"), (bodies[3].target.pk, "never_seen"),
        (bodies[2].target.pk, "returned_untouched"),
    ]  # fmt: skip
    assert call_list("none", timezone.now()) == ()
    (call,) = sheets_to_ask_about(bodies[2].target.pk, timezone.now())
    assert (call.subject, call.reasons[0][1].ko) == (returned.pk, "돌려보낸 뒤 9일 동안 손대지 않았습니다.")
    assert sheets_to_ask_about(0, timezone.now()) == ()
    page = f"/survey/campaigns/first/targets/{bodies[2].organisation}"
    sentence = call.reasons[0][1].en
    assert sentence in client_of(make_viewer(Role.SURVEY_MANAGER)).get(page).content.decode()
    assert sentence not in client_of(bodies[2].lead).get(page).content.decode()


def test_datasets_of_bodies_taken_over_count_as_found() -> None:
    body = Surveyed()
    gone = Surveyed(body.campaign)
    make_dataset(gone.organisation)
    Target.objects.filter(pk=body.target.pk).update(
        state=TargetState.NONE_HELD, invited=timezone.now(), merged=[gone.organisation]
    )
    (call,) = call_list(body.campaign.pk, timezone.now())
    assert "데이터 1개가" in call.reasons[0][1].ko


def published(version: int, mapping: dict[str, Any], key: str = "standard", **more: Any) -> Form:
    now = timezone.now()
    document = {**deepcopy(standard_document()), "version": version, "mapping": mapping, "key": key}
    return Form.objects.create(key=key, version=version, title_ko="가", document=document, sha256=str(version),
                               created_by="t", created=now, updated=now, **{"published": now, **more})  # fmt: skip


def test_every_published_version_lies_on_the_way_to_the_newest() -> None:
    forms = [
        make_form(),
        published(2, {}),
        published(3, {}, published=None),
        published(4, {}),
        published(4, {}, "other"),
    ]

    def versions(old: Form, new: Form) -> list[tuple[str, int]]:
        return [(each.key, each.version) for each in forms_between(old.pk, form_of(new.pk), new.pk)]

    assert versions(forms[0], forms[3]) == [("standard", 1), ("standard", 2), ("standard", 4)]
    assert versions(forms[3], forms[0]) == [("standard", 4), ("standard", 1)]
    assert versions(forms[3], forms[3]) == [("standard", 4)]
    assert versions(forms[0], forms[4]) == [("standard", 1), ("other", 4)]


def test_system_that_a_register_names_after_the_declaration_contradicts_it() -> None:
    body = Surveyed()
    today = timezone.localdate()
    body.sheet(system="통계시스템")
    Target.objects.filter(pk=body.target.pk).update(declaration={"completeness_statement": confirmed("yes")})
    for name, reason in (("통계시스템", ""), ("폐기시스템", "2024년 폐기")):
        TargetSystem.objects.create(target=body.target, name=name, origin="register", none_held_reason=reason)
    assert contradictions_of_declaration(body.target.pk, today) == ()
    TargetSystem.objects.create(target=body.target, number="S-9", name="민원시스템", origin="register")
    (raised,) = contradictions_of_declaration(body.target.pk, today)
    assert (raised.check, raised.severity) == ("declared_vs_known_system", "block")
    assert "시스템 1개에" in raised.message_ko
    assert raised.evidence[0].ref == "S-9"
    page = client_of(body.lead).get(f"/survey/campaigns/first/targets/{body.organisation}").content.decode()
    assert raised.message_en in page
    assert contradictions_of_declaration(0, today) == ()
