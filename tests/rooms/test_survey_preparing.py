"""Sheets made from a real scan, once each; renewed without touching what people confirmed; gone on with."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gotgan.inventory.models import Dataset
from gotgan.organisations.models import Organisation, Succession
from gotgan.survey.actions import campaigns, sheets
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.models import Campaign, Mail, Sheet, Target, TargetSystem
from gotgan.survey.rules.renewing import renew_answers
from gotgan.survey.rules.targets import Asked
from gotgan.terms.job import WorkerStopping
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.survey import Answer, CampaignState, EvidenceRef, FilledBy, SheetState, TargetState
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.harvested import CLEAN, WITH_PHONES, Harvested, harvest, scan_again
from tests.rooms.once import Made, Once
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import make_campaign
from tests.rooms.test_survey_campaigns import in_days, published_form

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def first_found(once: Once) -> Made[Harvested]:
    return once(partial(harvest, files={"인구.csv": CLEAN, "연락처.csv": WITH_PHONES}, publication="draft"))


@pytest.fixture
def found(first_found: Made[Harvested], data_folder: Path) -> Harvested:
    return first_found.again(data_folder)


def begin(*codes: str, previous: str | None = None) -> str:
    form = published_form() if previous is None else Campaign.objects.get(pk=previous).form
    made = campaigns.create_campaign(by=SYSTEM, title_ko="조사", form_id=form.pk, dates=in_days(), previous_id=previous)
    campaigns.choose_targets(by=SYSTEM, campaign_id=made, asked=Asked(codes=codes))
    campaigns.open_campaign(by=SYSTEM, campaign_id=made, whom="everyone")
    return made


def run(*names: str) -> None:
    for name in names:
        enqueue(name)
    assert all(outcome.endswith(" done") for outcome in run_waiting_jobs())


def sheet_of(campaign: str, found: Harvested, name: str = "연락처.csv") -> Sheet:
    return Sheet.objects.get(target__campaign=campaign, dataset=found.datasets[name].id)


def test_opening_makes_a_prefilled_sheet_of_each_dataset_and_invites(found: Harvested) -> None:
    officer = make_viewer(Role.OFFICER, organisation=found.organisation)
    campaign = begin(found.organisation)
    run()
    sheet = sheet_of(campaign, found)
    assert sheet.title == found.datasets["연락처.csv"].title
    assert sheet.answers["record_count"]["value"] == 30
    assert sheet.answers["record_count"]["filled_by"] == FilledBy.SCAN
    assert "phone" in sheet.answers["identifier_kinds"]["value"]
    assert not any(answer["is_confirmed"] for answer in sheet.answers.values())
    target = Target.objects.get()
    assert (target.sheets, target.confirmed) == (2, 0)
    assert target.suggested > 0
    assert target.prepared is not None
    assert recount_target(target.pk) == {}
    assert list(Mail.objects.values_list("to", flat=True)) == [officer.label]
    assert "2" in Mail.objects.get().body


def test_opening_again_makes_nothing_twice_and_changes_nothing(found: Harvested) -> None:
    campaign = begin(found.organisation)
    run()
    before = list(Sheet.objects.order_by("pk").values())
    campaigns.refresh_campaign(by=SYSTEM, campaign_id=campaign)
    run("survey.refresh")
    assert list(Sheet.objects.order_by("pk").values()) == before


def test_interrupted_opening_goes_on_where_it_stopped(found: Harvested, monkeypatch: pytest.MonkeyPatch) -> None:
    from gotgan.survey.actions import preparing

    other = make_organisation()
    campaign = begin(found.organisation, other.code)
    real, seen = preparing.prepare_rest, []

    def stopping(**named: Any) -> Any:
        if len(seen) == 1:
            raise WorkerStopping
        seen.append(named["target_id"])
        return real(**named)

    monkeypatch.setattr(preparing, "prepare_rest", stopping)
    with pytest.raises(WorkerStopping):
        run_waiting_jobs()
    assert Target.objects.filter(campaign=campaign, prepared__isnull=True).count() == 1
    again: list[int] = []
    monkeypatch.setattr(preparing, "prepare_rest", lambda **named: again.append(named["target_id"]) or real(**named))
    run_waiting_jobs()
    assert not set(again) & set(seen)
    assert Target.objects.filter(prepared__isnull=True).count() == 0
    assert Sheet.objects.count() == 2


def test_new_dataset_gets_a_sheet_and_confirmed_answers_stay(found: Harvested, first_found: Made[Harvested]) -> None:
    campaign = begin(found.organisation)
    run()
    officer = Actor.of(make_viewer(Role.OFFICER, organisation=found.organisation))
    sheet = sheet_of(campaign, found)
    saved = sheets.save_answers(
        by=officer, sheet_id=sheet.pk,
        changes={"modality": {"value": ["text"], "revision": 0}, "personal_data": {"value": "none", "revision": 0}},
    )  # fmt: skip
    assert (saved.issues, saved.conflicts) == ((), ())
    before = sheet_of(campaign, found)
    (first_found.source / "연락처.csv").write_text(WITH_PHONES + "사람30,010-2999-3999\n", encoding="utf-8")
    (first_found.source / "버스.csv").write_text("정류장,위도\n시청,37.5\n", encoding="utf-8")
    scan_again(found.source_id)
    run("survey.refresh")
    after = sheet_of(campaign, found)
    assert after.answers["modality"] == before.answers["modality"]
    assert after.facts["rows"] == 31
    assert after.revision > before.revision
    assert after.answers["size_bytes"]["value"] != before.answers["size_bytes"]["value"]
    assert after.answers["size_bytes"]["revision"] == after.revision
    assert {"none_vs_identifiers"} <= {each["check"] for each in after.contradictions}
    assert Sheet.objects.filter(target__campaign=campaign).count() == 3
    assert recount_target(Target.objects.get().pk) == {}


def test_signed_sheet_is_left_alone(found: Harvested, first_found: Made[Harvested]) -> None:
    campaign = begin(found.organisation)
    run()
    Sheet.objects.update(state=SheetState.SIGNED)
    before = sheet_of(campaign, found)
    (first_found.source / "연락처.csv").write_text(WITH_PHONES + "사람30,010-2999-3999\n", encoding="utf-8")
    scan_again(found.source_id)
    run("survey.refresh")
    assert sheet_of(campaign, found).facts == before.facts


def test_last_campaign_fills_this_one(found: Harvested) -> None:
    first = begin(found.organisation)
    run()
    officer = Actor.of(make_viewer(Role.OFFICER, organisation=found.organisation))
    target = Target.objects.get(campaign=first)
    sheets.save_answers(
        by=officer, sheet_id=sheet_of(first, found).pk, changes={"record_unit": {"value": "사람 1명", "revision": 0}}
    )
    declared = sheets.add_sheet(by=officer, target_id=target.pk, title="종이 대장", system="민원 시스템")
    campaigns.close_campaign(by=SYSTEM, campaign_id=first)
    second = begin(found.organisation, previous=first)
    run()
    carried = sheet_of(second, found).answers["record_unit"]
    assert (carried["value"], carried["filled_by"], carried["is_confirmed"]) == ("사람 1명", "last_wave", False)
    again = Sheet.objects.get(target__campaign=second, dataset__isnull=True)
    assert (again.title, again.system) == ("종이 대장", "민원 시스템")
    assert again.pk != declared
    campaigns.refresh_campaign(by=SYSTEM, campaign_id=second)
    run()
    assert Sheet.objects.filter(target__campaign=second).count() == 3


def test_systems_are_learned_from_sources_and_silent_where_nothing_was_found(found: Harvested, tmp_path: Path) -> None:
    from gotgan.inventory import actions as inventory

    (tmp_path / "empty").mkdir()
    inventory.add_source(
        by=SYSTEM, kind="folder", location=str(tmp_path / "empty"), organisation=found.organisation,
        publication="draft", title="CCTV 관제 시스템",
    )  # fmt: skip
    begin(found.organisation)
    run()
    target = Target.objects.get()
    assert "CCTV 관제 시스템" in TargetSystem.objects.values_list("name", flat=True)
    assert target.silent_systems == 1


def test_system_that_a_catalogue_names_is_known_and_spoken_of(found: Harvested) -> None:
    Dataset.objects.filter(pk=found.datasets["인구.csv"].id).update(raw_shown={"infoSysNm": "통계 시스템"})
    campaign = begin(found.organisation)
    run()
    system = TargetSystem.objects.get()
    assert (system.name, system.origin) == ("통계 시스템", "catalogue")
    assert sheet_of(campaign, found, "인구.csv").system == "통계 시스템"
    assert (Target.objects.get().systems, Target.objects.get().silent_systems) == (1, 0)


def test_successor_answers_for_datasets_of_a_body_that_ended(found: Harvested) -> None:
    heir = make_organisation()
    Organisation.objects.filter(pk=found.organisation).update(valid_to=date(2026, 1, 1))
    Succession.objects.create(predecessor_id=found.organisation, successor_id=heir.code)
    begin(found.organisation)
    run()
    target = Target.objects.get()
    assert (target.organisation_id, target.merged, target.sheets) == (heir.code, [found.organisation], 2)


def end(code: str, *heirs: str) -> None:
    Organisation.objects.filter(pk=code).update(valid_to=timezone.localdate() - timedelta(days=1))
    for heir in heirs:
        Succession.objects.create(predecessor_id=code, successor_id=heir)


def test_reorganised_body_hands_its_unsigned_sheets_over(found: Harvested) -> None:
    heir = make_organisation()
    campaign = begin(found.organisation)
    run()
    officer = Actor.of(make_viewer(Role.OFFICER, organisation=found.organisation))
    sheet = sheet_of(campaign, found)
    sheets.save_answers(by=officer, sheet_id=sheet.pk, changes={"record_unit": {"value": "1명", "revision": 0}})
    old = Target.objects.get()
    with pytest.raises(Exception, match="still exists"):
        campaigns.follow_reorganisation(by=SYSTEM, target_id=old.pk)
    end(found.organisation, heir.code)
    done = campaigns.follow_reorganisation(by=SYSTEM, target_id=old.pk)
    assert (done.moved, done.stayed, done.is_gone) == ({heir.code: 2}, 0, True)
    target = Target.objects.get()
    assert (target.organisation_id, target.sheets, target.state) == (heir.code, 2, TargetState.ANSWERING)
    moved = sheet_of(campaign, found)
    assert moved.answers["record_unit"]["value"] == "1명"
    assert moved.steps.get().remark == f"{found.organisation} -> {heir.code}"
    assert moved.changes.count() == 1
    assert recount_target(target.pk) == {}
    campaigns.refresh_campaign(by=SYSTEM, campaign_id=campaign)
    run()
    assert Sheet.objects.count() == 2


def test_signed_sheets_stay_and_the_rest_goes_where_its_dataset_went(found: Harvested) -> None:
    first, second = make_organisation(), make_organisation()
    campaign = begin(found.organisation)
    run()
    Sheet.objects.filter(dataset=found.datasets["인구.csv"].id).update(state=SheetState.SIGNED)
    old = Target.objects.get()
    recount_target(old.pk)
    end(found.organisation, first.code, second.code)
    undecided = campaigns.follow_reorganisation(by=SYSTEM, target_id=old.pk)
    assert (undecided.moved, undecided.stayed, undecided.is_gone) == ({}, 2, False)
    Dataset.objects.filter(pk=found.datasets["연락처.csv"].id).update(organisation_id=second.code)
    done = campaigns.follow_reorganisation(by=SYSTEM, target_id=old.pk)
    assert (done.moved, done.stayed, done.is_gone) == ({second.code: 1}, 1, False)
    assert {each.organisation_id: each.sheets for each in Target.objects.filter(campaign=campaign)} == {
        found.organisation: 1, second.code: 1,
    }  # fmt: skip


def test_campaign_that_was_closed_gets_no_sheets(found: Harvested) -> None:
    campaign = begin(found.organisation)
    Campaign.objects.filter(pk=campaign).update(state=CampaignState.CLOSED)
    run()
    assert not Sheet.objects.exists()
    assert not Mail.objects.exists()


def test_renewing_keeps_what_people_said_and_the_revision_of_what_is_the_same() -> None:
    def said(value: Any, by: str = "", confirmed: bool = False, filled_by: FilledBy = FilledBy.SCAN) -> dict[str, Any]:
        return Answer(value, filled_by, is_confirmed=confirmed, by=by, revision=2).to_json()

    stored = {
        "a": said(1, "o", True), "b": said(2), "c": said(3), "d": said(4),
        "e": said(None, "o", filled_by=FilledBy.OFFICER), "f": said(6),
    }  # fmt: skip
    new = {
        "a": Answer(9, FilledBy.SCAN), "b": Answer(2, FilledBy.SCAN), "c": Answer(8, FilledBy.SCAN),
        "e": Answer(5, FilledBy.SCAN), "f": Answer(6, FilledBy.SCAN, (EvidenceRef("scan"),)),
        "g": Answer(7, FilledBy.SCAN),
    }  # fmt: skip
    renewed = renew_answers(stored, new, 5)
    assert {key: (each["value"], each["revision"]) for key, each in renewed.items()} == {
        "a": (1, 2), "b": (2, 2), "c": (8, 5), "e": (None, 2), "f": (6, 5), "g": (7, 5),
    }  # fmt: skip


def test_factory_of_campaigns_is_not_opened_by_itself() -> None:
    make_campaign()
    run("survey.refresh", "survey.remind")
    assert not Sheet.objects.exists()


def test_second_wave_opens_what_passes_and_brings_back_what_was_handed_in(found: Harvested) -> None:
    campaign = begin(found.organisation)
    run()
    officer = Actor.of(make_viewer(Role.OFFICER, organisation=found.organisation))
    for name, scope in (("연락처.csv", ["columns"]), ("인구.csv", ["impossible"])):
        sheets.save_answers(
            by=officer, sheet_id=sheet_of(campaign, found, name).pk,
            changes={"possible_scope": {"value": scope, "revision": 0}, "modality": {"value": ["text"], "revision": 0}},
        )  # fmt: skip
    Sheet.objects.update(state=SheetState.SIGNED, signed=timezone.now())
    target = Target.objects.get()
    Target.objects.update(state=TargetState.SIGNED)
    recount_target(target.pk)
    campaigns.open_rest(by=SYSTEM, campaign_id=campaign, closes=timezone.now() + timedelta(days=40))
    run()
    opened, kept = sheet_of(campaign, found), sheet_of(campaign, found, "인구.csv")
    assert (opened.wave, opened.state, opened.signed) == (2, SheetState.RETURNED, None)
    assert opened.steps.get().before == SheetState.SIGNED
    assert opened.answers["possible_scope"]["value"] == ["columns"]
    assert opened.needed > kept.needed
    assert (kept.wave, kept.state) == (1, SheetState.SIGNED)
    target.refresh_from_db()
    assert (target.state, target.returned) == (TargetState.ANSWERING, 1)
    assert recount_target(target.pk) == {}


def test_what_passes_only_later_is_opened_by_the_next_look(found: Harvested) -> None:
    campaign = begin(found.organisation)
    run()
    campaigns.open_rest(by=SYSTEM, campaign_id=campaign, closes=timezone.now() + timedelta(days=40))
    run()
    assert not Sheet.objects.filter(wave=2).exists()
    officer = Actor.of(make_viewer(Role.OFFICER, organisation=found.organisation))
    sheets.save_answers(
        by=officer, sheet_id=sheet_of(campaign, found).pk,
        changes={"possible_scope": {"value": ["all"], "revision": 0}, "modality": {"value": ["text"], "revision": 0}},
    )  # fmt: skip
    run("survey.refresh")
    assert sheet_of(campaign, found).wave == 2
