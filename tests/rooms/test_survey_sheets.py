"""Answering a sheet: two people lose nothing, nobody writes where they may not, and what was said keeps its trace."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.survey.actions.permission import NotYours
from gotgan.survey.actions.sheets import (
    NoSuchSheet,
    NotWritable,
    add_sheet,
    attach,
    confirm,
    delegate,
    end_delegation,
    link_same,
    save_answers,
    save_sheets,
    unlink_same,
)
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.evidence import evidence_store
from gotgan.survey.models import AnswerChange, Campaign, Delegation, Sheet, Target
from gotgan.survey.queries.desk import get_sheet
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Role, Viewer
from gotgan.terms.survey import CampaignState, DatasetFacts, SheetState, TargetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed, by, confirmed, make_campaign, make_dataset, suggested

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


def save(who: Viewer, sheet: Sheet, revision: int = 0, **values: Any) -> Any:
    changes = {key: {"value": value, "revision": revision} for key, value in values.items()}
    return save_answers(by=by(who), sheet_id=sheet.pk, changes=changes)


def test_an_answer_keeps_who_when_and_what_it_was(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet(answers={"description": suggested("점검이 제안한 설명")})
    saved = save(surveyed.officer, sheet, description="사람이 고친 설명")
    answer = surveyed.fresh(sheet).answers["description"]
    assert (saved.changed, saved.revision) == (("description",), 1)
    assert answer["value"] == "사람이 고친 설명"
    assert answer["changed_from"] == "점검이 제안한 설명"
    assert (answer["filled_by"], answer["is_confirmed"], answer["revision"]) == ("officer", True, 1)
    assert answer["by"] == surveyed.officer.label
    (change,) = AnswerChange.objects.filter(sheet=sheet)
    assert change.before["evidence"][0]["kind"] == "scan"
    assert change.after["value"] == "사람이 고친 설명"
    assert change.person_id == surveyed.officer.person_id


def test_a_confirmed_suggestion_keeps_its_source(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet(answers={"description": suggested("제안"), "title_ko": suggested("버스")})
    saved = confirm(by=by(surveyed.officer), sheet_id=sheet.pk, items=["description", "record_unit"], revision=0)
    answers = surveyed.fresh(sheet).answers
    assert saved.changed == ("description",)
    assert (answers["description"]["filled_by"], answers["description"]["is_confirmed"]) == ("scan", True)
    assert answers["description"]["evidence"]
    assert answers["description"]["changed_from"] is None
    assert not answers["title_ko"]["is_confirmed"]
    assert surveyed.target.confirmed == 1
    again = confirm(by=by(surveyed.officer), sheet_id=sheet.pk, items=["description"], revision=1)
    assert again.changed == ()


def test_two_people_at_one_sheet_lose_nothing(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    save(surveyed.officer, sheet, 0, description="첫째가 쓴 것", title_ko="버스")
    met = save(surveyed.colleague, sheet, 0, description="둘째가 쓴 것", record_unit="정류장 1곳")
    answers = surveyed.fresh(sheet).answers
    assert met.changed == ("record_unit",)
    assert answers["description"]["value"] == "첫째가 쓴 것"
    (conflict,) = met.conflicts
    assert (conflict.yours, conflict.theirs) == ("둘째가 쓴 것", "첫째가 쓴 것")
    assert (conflict.by, conflict.revision) == (surveyed.officer.label, 1)
    wanted = save(surveyed.colleague, sheet, conflict.revision, description="둘째가 쓴 것")
    assert wanted.changed == ("description",)
    assert surveyed.fresh(sheet).answers["description"]["changed_from"] == "첫째가 쓴 것"


def test_the_same_words_from_two_people_are_no_conflict(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    save(surveyed.officer, sheet, 0, description="같은 말")
    met = save(surveyed.colleague, sheet, 0, description="같은 말")
    assert (met.changed, met.conflicts) == ((), ())


def test_an_emptied_answer_is_known_to_the_other_and_remembers(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet(answers={"description": confirmed("설명")})
    save(surveyed.officer, sheet, 0, description="")
    answer = surveyed.fresh(sheet).answers["description"]
    assert (answer["value"], answer["is_confirmed"], answer["changed_from"]) == (None, False, "설명")
    assert save(surveyed.colleague, sheet, 0, description="다른 설명").conflicts[0].theirs is None
    save(surveyed.colleague, sheet, 1, description="다른 설명")
    assert surveyed.fresh(sheet).answers["description"]["changed_from"] == "설명"
    assert surveyed.target.confirmed == 1


def test_a_value_that_does_not_fit_is_told_and_the_others_are_kept(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    wanted = {
        "title_ko": {"value": 3, "revision": 0},
        "no_such_item": {"value": "x", "revision": 0},
        "dataset_id": {"value": "x", "revision": 0},
        "price": {"value": "x", "revision": 0},
        "record_unit": {"value": "x", "revision": "seven"},
        "description": {"value": "설명", "revision": 0, "confidence": "low"},
    }
    saved = save_answers(by=by(surveyed.officer), sheet_id=sheet.pk, changes=wanted)
    assert saved.changed == ("description",)
    assert {issue.place for issue in saved.issues} == wanted.keys() - {"description"}
    assert surveyed.fresh(sheet).answers["description"]["confidence"] == "low"


def test_title_and_system_follow_their_answers(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet("옛 이름", answers={"information_system": suggested("버스 시스템")})
    save(surveyed.officer, sheet, title_ko="버스 정류장 목록", information_system="버스 시스템")
    fresh = surveyed.fresh(sheet)
    assert (fresh.title, fresh.system) == ("버스 정류장 목록", "버스 시스템")
    save(surveyed.officer, sheet, 1, title_ko="unknown")
    assert surveyed.fresh(sheet).title == "버스 정류장 목록"


def test_many_sheets_are_saved_whole_or_not_at_all(surveyed: Surveyed, django_assert_max_num_queries: Any) -> None:
    sheets = [surveyed.sheet(f"자료 {number}") for number in range(5)]
    wanted = {sheet.pk: {"description": {"value": "설명", "revision": 0}} for sheet in sheets}
    bad = {**wanted, sheets[0].pk: {"title_ko": {"value": 3, "revision": 0}}}
    told = save_sheets(by=by(surveyed.officer), target_id=surveyed.target.pk, changes=bad)
    assert [len(each.issues) for each in told] == [1, 0, 0, 0, 0]
    assert not AnswerChange.objects.exists()
    assert not Sheet.objects.filter(revision__gt=0).exists()
    events = audit.count_events()
    with django_assert_max_num_queries(45):
        done = save_sheets(by=by(surveyed.officer), target_id=surveyed.target.pk, changes=wanted)
    assert all(each.changed == ("description",) for each in done)
    assert audit.count_events() == events + 1
    assert recount_target(surveyed.target.pk) == {}
    with pytest.raises(NoSuchSheet):
        save_sheets(by=by(surveyed.officer), target_id=surveyed.target.pk, changes={"0" * 32: {}})


def test_first_answer_opens_the_organisation(surveyed: Surveyed) -> None:
    Target.objects.filter(pk=surveyed.target.pk).update(state=TargetState.WAITING)
    sheet = surveyed.sheet()
    save(surveyed.officer, sheet, description="설명")
    surveyed.target.refresh_from_db()
    assert surveyed.target.state == TargetState.ANSWERING


# -- who may, and when


def test_another_organisation_finds_no_sheet_by_any_door(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet(answers={"description": suggested("제안")})
    stranger = make_viewer(Role.OFFICER, Role.LEAD, Role.APPROVER, organisation=make_organisation().code)
    who = by(stranger)
    doors = [
        lambda: save(stranger, sheet, description="x"),
        lambda: save_sheets(by=who, target_id=surveyed.target.pk, changes={}),
        lambda: confirm(by=who, sheet_id=sheet.pk, items=["description"], revision=0),
        lambda: attach(by=who, sheet_id=sheet.pk, item="description", name="a.txt", content=io.BytesIO(b"a")),
        lambda: delegate(by=who, sheet_id=sheet.pk, items=[], to_person=stranger.person_id or 0),
        lambda: end_delegation(by=who, sheet_id=sheet.pk, delegation_id=1),
        lambda: add_sheet(by=who, target_id=surveyed.target.pk, title="x"),
        lambda: link_same(by=who, sheet_id=sheet.pk, other_id=sheet.pk),
        lambda: unlink_same(by=who, sheet_id=sheet.pk),
    ]
    for door in doors:
        with pytest.raises(NoSuchSheet):
            door()
    assert surveyed.fresh(sheet).revision == 0


def test_members_without_the_right_are_told_so(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    for who in (surveyed.head, surveyed.observer, make_viewer(Role.SURVEY_MANAGER)):
        with pytest.raises(NotYours):
            save(who, sheet, description="x")
        with pytest.raises(NotYours):
            add_sheet(by=by(who), target_id=surveyed.target.pk, title="x")
    save(surveyed.lead, sheet, description="단장이 쓴 것")


@pytest.mark.parametrize(
    ("state", "said"),
    [(CampaignState.FROZEN, "frozen"), (CampaignState.CLOSED, "closed"), (CampaignState.DRAFT, "not open")],
)
def test_a_campaign_that_takes_nothing_stores_nothing(surveyed: Surveyed, state: CampaignState, said: str) -> None:
    sheet = surveyed.sheet()
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(state=state)
    with pytest.raises(NotWritable, match=said):
        save(surveyed.officer, sheet, description="x", title_ko="y")
    with pytest.raises(NotWritable, match=said):
        add_sheet(by=by(surveyed.officer), target_id=surveyed.target.pk, title="x")
    assert surveyed.fresh(sheet).answers == {}


def test_after_the_deadline_only_an_extension_helps(surveyed: Surveyed) -> None:
    sheet, now = surveyed.sheet(), timezone.now()
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(closes=now - timedelta(hours=1))
    with pytest.raises(NotWritable, match="extension"):
        save(surveyed.officer, sheet, description="x")
    Target.objects.filter(pk=surveyed.target.pk).update(extended_to=now + timedelta(days=1))
    assert save(surveyed.officer, sheet, description="x").changed


@pytest.mark.parametrize("state", [SheetState.SUBMITTED, SheetState.SIGNED, SheetState.ACCEPTED])
def test_a_sheet_that_was_handed_in_is_not_written(surveyed: Surveyed, state: SheetState) -> None:
    sheet = surveyed.sheet(state=state)
    with pytest.raises(NotWritable, match="take it back"):
        save(surveyed.officer, sheet, description="x")


# -- passing on


def test_a_colleague_answers_only_what_was_passed_on(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    lawyer = make_viewer(Role.STEWARD, organisation=surveyed.organisation)
    with pytest.raises(NoSuchSheet):
        save(lawyer, sheet, description="x")
    assert lawyer.person_id is not None
    made = delegate(by=by(surveyed.officer), sheet_id=sheet.pk, items=["description"], to_person=lawyer.person_id)
    with pytest.raises(NotYours, match="passed on"):
        save(lawyer, sheet, description="x", title_ko="y")
    assert surveyed.fresh(sheet).answers == {}
    save(lawyer, sheet, description="법무가 쓴 것")
    assert Delegation.objects.get(pk=made).done is not None
    end_delegation(by=by(surveyed.officer), sheet_id=sheet.pk, delegation_id=made)
    with pytest.raises(NoSuchSheet):
        save(lawyer, sheet, 1, description="y")


def test_nothing_is_passed_on_outside_the_organisation(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    stranger = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    with pytest.raises(Invalid) as raised:
        delegate(by=by(surveyed.officer), sheet_id=sheet.pk, items=["nothing"], to_person=stranger.person_id or 0)
    assert [issue.place for issue in raised.value.issues] == ["nothing", "to"]
    with pytest.raises(NotYours):
        delegate(by=by(surveyed.head), sheet_id=sheet.pk, items=[], to_person=surveyed.officer.person_id or 0)


def test_rights_by_delegation_end_with_the_membership(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    stranger = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    Delegation.objects.create(
        sheet=sheet, items=[], to_person=stranger.person_id or 0, to="x", by="t", at=timezone.now()
    )
    with pytest.raises(NoSuchSheet):
        save(stranger, sheet, description="x")


# -- files


def test_evidence_files_are_kept_at_the_organisation(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet(answers={"description": suggested("제안")})
    saved = attach(
        by=by(surveyed.officer),
        sheet_id=sheet.pk,
        item="description",
        name="근거\\설명.txt",
        content=io.BytesIO(b"why"),
    )
    proof = surveyed.fresh(sheet).answers["description"]["evidence"][-1]
    assert (proof["kind"], proof["note_ko"], saved.revision) == ("document", "설명.txt", 1)
    assert b"".join(evidence_store(surveyed.organisation).read(proof["ref"])) == b"why"
    other = Surveyed(campaign=surveyed.campaign)
    assert not evidence_store(other.organisation).has(proof["ref"])
    assert not surveyed.fresh(sheet).answers["description"]["is_confirmed"]


def test_nobody_brings_a_file_that_was_not_attached_or_a_scan_that_was_not_made(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet(wave=2)
    foreign = {"name": "a.txt", "sha256": "0" * 64, "size_bytes": 1}
    wanted = {
        "data_dictionary": {"value": [foreign], "revision": 0},
        "description": {"value": "x", "revision": 0, "evidence": [{"kind": "document", "ref": "0" * 64}]},
        "record_unit": {"value": "x", "revision": 0, "evidence": [{"kind": "scan"}]},
    }
    saved = save_answers(by=by(surveyed.officer), sheet_id=sheet.pk, changes=wanted)
    assert (saved.changed, {issue.place for issue in saved.issues}) == ((), wanted.keys())


@pytest.mark.parametrize(
    ("name", "content"), [("a.exe", b"MZ"), ("a.pdf", b"<html>"), ("a.txt", b"\x00\x01"), ("a.csv", b""), ("", b"a")]
)
def test_a_file_of_another_kind_is_not_taken(surveyed: Surveyed, name: str, content: bytes) -> None:
    sheet = surveyed.sheet()
    with pytest.raises(Invalid):
        attach(by=by(surveyed.officer), sheet_id=sheet.pk, item="description", name=name, content=io.BytesIO(content))
    assert surveyed.fresh(sheet).revision == 0


# -- sheets of their own, and of two bodies


def test_data_that_no_scan_found_gets_a_sheet(surveyed: Surveyed) -> None:
    made = add_sheet(
        by=by(surveyed.officer), target_id=surveyed.target.pk, title=" 민원 상담 녹취 ", system="민원 시스템"
    )
    sheet = Sheet.objects.get(pk=made)
    assert (sheet.title, sheet.system, sheet.dataset_id) == ("민원 상담 녹취", "민원 시스템", None)
    assert sheet.answers["title_ko"]["is_confirmed"]
    assert AnswerChange.objects.filter(sheet=sheet).count() == 2
    assert recount_target(surveyed.target.pk) == {}
    for title in ("민원 상담 녹취", " "):
        with pytest.raises(Invalid):
            add_sheet(by=by(surveyed.officer), target_id=surveyed.target.pk, title=title, system="민원 시스템")


def test_what_was_not_found_alike_is_not_linked(surveyed: Surveyed) -> None:
    other = Surveyed(campaign=surveyed.campaign)
    theirs, ours, own = other.sheet("같은 것"), surveyed.sheet("같은 것"), surveyed.sheet("내 것")
    with pytest.raises(NoSuchSheet):
        link_same(by=by(surveyed.officer), sheet_id=ours.pk, other_id=theirs.pk)
    with pytest.raises(NotYours):
        link_same(by=by(make_viewer(Role.SURVEY_MANAGER)), sheet_id=ours.pk, other_id=theirs.pk)
    with pytest.raises(Invalid):
        link_same(by=by(surveyed.officer), sheet_id=ours.pk, other_id=own.pk)


@pytest.fixture
def pair(surveyed: Surveyed) -> tuple[Sheet, Sheet]:
    """Ours, and another body's of which the inventory found that the content is the same."""
    other = Surveyed(campaign=surveyed.campaign)
    dataset = make_dataset(other.organisation)
    alike = {"dataset": dataset, "relation": "same_content", "score": 1.0, "status": "open", "verb": "identical"}
    facts = DatasetFacts("d", surveyed.organisation, "a/b", "같은 것", overlaps=(alike,))
    theirs = other.sheet("같은 것", dataset_id=dataset)
    ours = surveyed.sheet("같은 것", facts=facts, dataset_id=make_dataset(surveyed.organisation))
    return ours, theirs


def test_overlapping_data_may_be_linked_and_unlinked(surveyed: Surveyed, pair: tuple[Sheet, Sheet]) -> None:
    ours, theirs = pair
    seen = get_sheet(surveyed.officer, ours.pk)
    assert [key for key, _ in seen.others] == [theirs.pk]
    link_same(by=by(surveyed.officer), sheet_id=ours.pk, other_id=theirs.pk)
    assert surveyed.fresh(ours).same_as_id == theirs.pk
    assert get_sheet(surveyed.officer, ours.pk).others == ()
    unlink_same(by=by(surveyed.officer), sheet_id=ours.pk)
    assert surveyed.fresh(ours).same_as_id is None


def test_opposite_answers_on_linked_sheets_are_told_to_both(surveyed: Surveyed, pair: tuple[Sheet, Sheet]) -> None:
    ours, theirs = pair
    Sheet.objects.filter(pk=theirs.pk).update(answers={"personal_data": confirmed("none")})
    save(surveyed.officer, ours, personal_data="identifiable")
    assert not any(each["check"] == "sibling_differs" for each in surveyed.fresh(ours).contradictions)
    link_same(by=by(surveyed.officer), sheet_id=ours.pk, other_id=theirs.pk)
    assert any(each["check"] == "sibling_differs" for each in surveyed.fresh(ours).contradictions)


def test_a_sheet_is_held_against_the_last_wave(surveyed: Surveyed) -> None:
    earlier = make_campaign(slug="before", form=surveyed.campaign.form)
    before = Surveyed(campaign=earlier, organisation=surveyed.organisation)
    dataset = make_dataset(surveyed.organisation)
    before.sheet(dataset_id=dataset, answers={"possible_scope": confirmed(["all"])})
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(previous=before.campaign)
    now = surveyed.sheet(dataset_id=dataset)
    save(surveyed.officer, now, possible_scope=["impossible"])
    assert "wave_jump" in {each["check"] for each in surveyed.fresh(now).contradictions}
