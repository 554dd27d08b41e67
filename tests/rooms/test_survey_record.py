"""Accepted answers become the dataset's record: with its history, called back, tied to a snapshot, before all eyes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.catalogue import actions as catalogue_actions
from gotgan.catalogue import queries as catalogue
from gotgan.inventory import actions as inventory
from gotgan.inventory import queries as known
from gotgan.inventory.actions.permission import NotYours
from gotgan.inventory.models import Dataset, Relink, Scan
from gotgan.inventory.models import SurveyRecord as Row
from gotgan.inventory.queries import NoSuchDataset
from gotgan.share import actions as share_actions
from gotgan.share import queries as share
from gotgan.survey.actions.sheets import accept, call_back
from gotgan.survey.actions.snapshots import keep_snapshot
from gotgan.survey.actions.widening import widen_batch
from gotgan.survey.models import Campaign, Sheet
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import SYSTEM, VISITOR, Role, Viewer
from gotgan.terms.scan import ScanState
from gotgan.terms.survey import CampaignState, SheetState
from gotgan.terms.usability import SurveyRecord
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import CLEAN, harvest
from tests.rooms.surveyed import Surveyed, by, confirmed, make_campaign, make_dataset, make_form, suggested

pytestmark = [pytest.mark.django_db, pytest.mark.database]
INSIDE = {
    "title_ko": "버스 정류장 현황", "provision_now": "internal", "possible_scope": ["safe_zone_only"],
    "reason_not_provided": ["art9_6_privacy"], "lifts_it": ["safe_zone"], "processing_needed": ["none"],
    "modality": ["table", "geospatial"], "description": "unknown",
}  # fmt: skip


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


@pytest.fixture
def manager() -> Viewer:
    return make_viewer(Role.SURVEY_MANAGER)


def signed(surveyed: Surveyed, dataset: str, values: dict[str, Any], **more: Any) -> Sheet:
    answers = {key: confirmed(value) for key, value in values.items()}
    return surveyed.sheet(dataset_id=dataset, answers=answers | more.pop("also", {}), state=SheetState.SIGNED, **more)


def record_of(dataset: str) -> tuple[DatasetRecord, SurveyRecord]:
    found = known.dataset(dataset)
    assert found is not None
    assert found.survey is not None
    return found, found.survey


def test_accepting_makes_the_record_and_its_words_stand_before_the_harvested(
    surveyed: Surveyed, manager: Viewer
) -> None:
    dataset = make_dataset(surveyed.organisation, "bus_stop_v3")
    before = Dataset.objects.get(pk=dataset)
    sheet = signed(surveyed, dataset, INSIDE, also={"title_en": suggested("Bus stops")})
    assert accept(by=by(manager), sheet_ids=[sheet.pk]).done == (sheet.pk,)
    found, survey = record_of(dataset)
    assert (str(survey.usability), survey.rule) == ("after_processing", "reduced_only")
    assert (survey.codes("reasons"), survey.codes("lifts")) == (("art9_6_privacy",), ("safe_zone",))
    assert (found.title, found.modality, found.provision_now) == (
        "버스 정류장 현황", ("table", "geospatial"), "internal",
    )  # fmt: skip
    assert found.harvested == {"title": "bus_stop_v3", "modality": (), "provision_now": "open"}
    assert found.title_en == ""  # suggested by a scan, confirmed by nobody
    told = survey.accepted
    assert (told.organisation, told.campaign, told.sheet) == (surveyed.organisation, surveyed.campaign.pk, sheet.pk)
    assert (told.by, told.campaign_title) == (
        manager.label,
        Words("인공지능 학습데이터 조사", "Survey of AI training data"),
    )
    assert Dataset.objects.get(pk=dataset).title == "bus_stop_v3"
    assert found.updated_at is not None
    assert found.updated_at > before.updated_at
    assert known.datasets_changed_since((before.updated_at, before.pk))[0].survey == survey
    assert [event.action for event in audit.events_of(f"dataset:{dataset}")] == ["inventory.record_survey"]


def test_what_a_condition_hides_does_not_count(surveyed: Surveyed, manager: Viewer) -> None:
    dataset = make_dataset(surveyed.organisation)
    values = INSIDE | {"possible_scope": ["all"], "provision_now": "open"}
    accept(by=by(manager), sheet_ids=[signed(surveyed, dataset, values).pk])
    _, survey = record_of(dataset)
    assert (survey.rule, survey.reasons, survey.lifts) == ("provided_open", (), ())


def test_a_record_called_back_says_so_until_other_answers_are_accepted(surveyed: Surveyed, manager: Viewer) -> None:
    dataset = make_dataset(surveyed.organisation)
    sheet = signed(surveyed, dataset, INSIDE)
    accept(by=by(manager), sheet_ids=[sheet.pk])
    call_back(by=by(manager), sheet_id=sheet.pk, remark="범위를 다시 확인해 주십시오.")
    _, survey = record_of(dataset)
    assert survey.rule == "reduced_only"
    assert survey.accepted.called_back_at is not None
    answers = {**sheet.answers, "possible_scope": confirmed(["impossible"]), "lifts_it": confirmed("unknown")}
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SIGNED, answers=answers)
    accept(by=by(manager), sheet_ids=[sheet.pk])
    _, survey = record_of(dataset)
    assert (survey.rule, survey.accepted.called_back_at) == ("blocked", None)
    past = known.survey_history(dataset)
    assert [each.rule for each in past] == ["blocked", "reduced_only"]
    assert past[0] == survey


def test_a_second_wave_marks_the_record_until_other_answers_are_accepted(surveyed: Surveyed, manager: Viewer) -> None:
    dataset = make_dataset(surveyed.organisation)
    sheet = signed(surveyed, dataset, INSIDE)
    accept(by=by(manager), sheet_ids=[sheet.pk])
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(
        rest_opened=surveyed.campaign.created, triage={"include": [sheet.pk]}
    )
    assert widen_batch(target_id=surveyed.target.pk, sheet_ids=[sheet.pk]) == 1
    _, survey = record_of(dataset)
    assert (survey.rule, survey.accepted.called_back_at is not None) == ("reduced_only", True)  # it stands until then
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SIGNED)
    accept(by=by(manager), sheet_ids=[sheet.pk])
    assert record_of(dataset)[1].accepted.called_back_at is None
    assert len(known.survey_history(dataset)) == 2


def test_the_record_is_made_in_the_transaction_of_the_acceptance(
    surveyed: Surveyed, manager: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = signed(surveyed, make_dataset(surveyed.organisation), INSIDE)
    monkeypatch.setattr("gotgan.survey.actions.sheets.steps.bulk_store", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        accept(by=by(manager), sheet_ids=[sheet.pk])
    assert not Row.objects.exists()
    assert Sheet.objects.get(pk=sheet.pk).state == SheetState.SIGNED


def test_many_are_recorded_in_a_bounded_number_of_queries(
    surveyed: Surveyed, manager: Viewer, django_assert_max_num_queries: Any
) -> None:
    sheets = [signed(surveyed, make_dataset(surveyed.organisation), INSIDE, title=f"자료 {n}") for n in range(40)]
    with django_assert_max_num_queries(60):
        accept(by=by(manager), sheet_ids=[sheet.pk for sheet in sheets])
    assert Row.objects.count() == 40
    assert Dataset.objects.filter(survey_record__isnull=True).count() == 0


def test_a_freeze_ties_the_standing_records_to_its_snapshot(surveyed: Surveyed, manager: Viewer) -> None:
    """What was called back is not what was frozen; a later freeze leaves what an earlier one holds."""
    dataset, other = make_dataset(surveyed.organisation), make_dataset(surveyed.organisation)
    sheets = [signed(surveyed, each, INSIDE, title=each) for each in (dataset, other)]
    accept(by=by(manager), sheet_ids=[sheet.pk for sheet in sheets])
    call_back(by=by(manager), sheet_id=sheets[1].pk, remark="다시 확인해 주십시오.")
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(state=CampaignState.FROZEN)
    keep_snapshot(campaign_id=surveyed.campaign.pk, sha256="a" * 64, size_bytes=1, counts={"sheets": 2})
    assert record_of(dataset)[1].accepted.snapshot == "a" * 64
    assert record_of(other)[1].accepted.snapshot == ""
    assert inventory.tie_to_snapshot(by=by(manager), campaign=surveyed.campaign.pk, snapshot="b" * 64) == 0


def test_only_who_accepts_answers_records_them(surveyed: Surveyed, manager: Viewer) -> None:
    dataset = make_dataset(surveyed.organisation)
    accept(by=by(manager), sheet_ids=[signed(surveyed, dataset, INSIDE).pk])
    _, record = record_of(dataset)
    for who in (surveyed.officer, surveyed.lead, surveyed.head):
        with pytest.raises(NotYours):
            inventory.record_survey(by=by(who), dataset_id=dataset, record=record)
        with pytest.raises(NotYours):
            inventory.call_back_surveys(by=by(who), sheets=[record.accepted.sheet])
        with pytest.raises(NotYours):
            inventory.tie_to_snapshot(by=by(who), campaign="c", snapshot="s")
    with pytest.raises(NoSuchDataset):
        inventory.record_survey(by=SYSTEM, dataset_id="gone", record=record)
    assert inventory.record_surveys(by=SYSTEM, records={}) == 0
    later = replace(record, accepted=replace(record.accepted, at=timezone.now()))
    inventory.record_survey(by=SYSTEM, dataset_id=dataset, record=later)
    assert len(known.survey_history(dataset)) == 2


def test_the_catalogue_and_share_follow_the_record(surveyed: Surveyed, manager: Viewer) -> None:
    dataset = make_dataset(surveyed.organisation, "bus_stop_v3")
    accept(by=by(manager), sheet_ids=[signed(surveyed, dataset, INSIDE).pk])
    catalogue_actions.pull(by=SYSTEM)
    catalogue_actions.publish(by=SYSTEM, dataset_id=dataset)
    share_actions.pull(by=SYSTEM)
    entry = catalogue.entry(dataset)
    assert entry is not None
    assert (entry.title, entry.usability, entry.route) == ("버스 정류장 현황", "after_processing", "safe_zone_online")
    assert entry.modality == ("table", "geospatial")
    access = share.access(VISITOR, dataset)
    assert (access.route, access.may_get, access.reasons) == ("safe_zone_online", False, ("survey_route",))
    assert share.access(VISITOR, dataset).routes[0].because.code == "zone_only"
    other = make_dataset(surveyed.organisation)
    catalogue_actions.pull(by=SYSTEM)
    assert not (entry_of := catalogue.entry(other)) or entry_of.usability == ""
    counts = catalogue.usability()
    assert (counts.now, counts.after_processing, counts.not_usable, counts.unknown, counts.surveyed) == (0, 1, 0, 1, 1)


def test_an_answer_that_it_is_open_opens_nothing(tmp_path: Path, manager: Viewer) -> None:
    """What the source calls limited stays closed; what was opened stays open; a closed answer holds back a wish."""
    found = harvest(tmp_path / "limited", {"a.csv": CLEAN, "gotgan.yaml": "provision_now: limited\n"})
    opened = harvest(tmp_path / "open", {"b.csv": CLEAN + "x,1\n"})
    drafts = harvest(tmp_path / "draft", {"c.csv": CLEAN + "y,1\n"}, publication="draft")
    is_open = INSIDE | {"provision_now": "open", "possible_scope": ["all"]}
    for held, name, values in ((found, "a.csv", is_open), (opened, "b.csv", INSIDE), (drafts, "c.csv", INSIDE)):
        surveyed = Surveyed(make_campaign(slug=name[0], form=make_form(name[0])), held.organisation)
        sheet = signed(surveyed, held.datasets[name].id, values)
        assert accept(by=by(manager), sheet_ids=[sheet.pk]).done
    inventory.set_publication(by=SYSTEM, source_id=drafts.source_id, publication="open")
    catalogue_actions.pull(by=SYSTEM)
    share_actions.pull(by=SYSTEM)
    assert record_of(found.datasets["a.csv"].id)[0].provision_now == "open"
    assert not share.access(VISITOR, found.datasets["a.csv"].id).may_get
    assert share.access(VISITOR, opened.datasets["b.csv"].id).may_get
    assert not share.access(VISITOR, drafts.datasets["c.csv"].id).may_get


def test_the_api_tells_the_record_and_never_a_person(surveyed: Surveyed, manager: Viewer, client: Client) -> None:
    dataset = make_dataset(surveyed.organisation, "bus_stop_v3")
    accept(by=by(manager), sheet_ids=[signed(surveyed, dataset, INSIDE | {"eligible_users": ["research_body"]}).pk])
    catalogue_actions.publish(by=SYSTEM, dataset_id=dataset)
    entry = catalogue.entry(dataset)
    assert entry is not None
    answer = client.get(f"/api/v1/datasets/{entry.address}", headers={"accept-language": "en"})
    told = answer.json()
    assert (told["title"], told["usability"], told["route"]) == (
        "버스 정류장 현황", "after_processing", "safe_zone_online",
    )  # fmt: skip
    survey = told["survey"]
    assert (survey["rule"], survey["stated_by"], survey["harvested"]["title"]) == (
        "reduced_only", surveyed.organisation, "bus_stop_v3",
    )  # fmt: skip
    assert survey["lifts_it"] == [{"code": "safe_zone", "ko": "안심구역 제공", "en": "Safe zone"}]
    assert {each["route"]: each["verdict"] for each in told["routes"]}["download"] == "never"
    assert manager.label not in answer.content.decode()
    page = client.get(f"/datasets/{entry.address}", headers={"accept-language": "en"}).content.decode()
    assert "Stated in the survey, by" in page
    assert manager.label not in page


def test_a_relinked_dataset_keeps_the_newest_record_of_either(surveyed: Surveyed, manager: Viewer) -> None:
    old, new = make_dataset(surveyed.organisation, "옛것"), make_dataset(surveyed.organisation, "새것")
    accept(by=by(manager), sheet_ids=[signed(surveyed, old, INSIDE).pk])
    ready = INSIDE | {"possible_scope": ["all"]}
    accept(by=by(manager), sheet_ids=[signed(surveyed, new, ready, title="새것").pk])
    scan = Scan.objects.create(source=Dataset.objects.get(pk=new).source, state=ScanState.DONE)
    relink = Relink.objects.create(scan=scan, old_id=old, new_id=new)
    assert inventory.accept_relink(by=SYSTEM, relink_id=relink.pk) == old
    found, survey = record_of(old)
    assert (survey.rule, found.title) == ("ready_not_opened", "버스 정류장 현황")
    assert [each.rule for each in known.survey_history(old)] == ["ready_not_opened", "reduced_only"]
    assert known.survey_history(new) == ()
    gone = known.dataset(new)
    assert gone is not None
    assert gone.survey is None
