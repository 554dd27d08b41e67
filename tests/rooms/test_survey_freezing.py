"""Freezing: one file that holds exactly what was answered, and exports that never change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.organisations.models import Organisation
from gotgan.survey.actions.campaigns import close_campaign
from gotgan.survey.actions.permission import NotYours
from gotgan.survey.actions.sheets import NotWritable, save_answers, send_back
from gotgan.survey.actions.snapshots import freeze_campaign, keep_snapshot, write_again
from gotgan.survey.frozen import snapshot_store
from gotgan.survey.models import Campaign, Mail, Sheet, Snapshot, Target
from gotgan.survey.results.lines import Packer, SnapshotBroken, read_lines
from gotgan.survey.rules.letters import MailKind
from gotgan.terms.errors import Invalid, NotAllowed
from gotgan.terms.role import SYSTEM, Role
from gotgan.terms.survey import CampaignState, SheetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.freeze_race import race
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, by, confirmed, suggested

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROOT = Path(__file__).resolve().parents[2]


def freeze(campaign: Campaign) -> Snapshot:
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.CLOSED)
    freeze_campaign(by=SYSTEM, campaign_id=campaign.pk)
    assert "survey.freeze done" in run_waiting_jobs()
    return Snapshot.objects.get(campaign=campaign)


def lines_of(snapshot: Snapshot) -> list[dict[str, Any]]:
    return list(read_lines(snapshot_store().path_of(snapshot.sha256)))


@pytest.fixture
def surveyed() -> Surveyed:
    """Two organisations, the later code first made."""
    later = Surveyed(organisation=make_organisation("7000002", name="나 기관").code)
    first = Surveyed(campaign=later.campaign, organisation=make_organisation("7000001", name="가 기관").code)
    for number in range(3):
        first.sheet(
            f"자료 {number}", answers={"title_ko": confirmed(f"자료 {number}"), "record_unit": suggested("1건")}
        )
    original = later.whole_sheet("버스", state=SheetState.ACCEPTED)
    first.sheet("버스 사본", same_as=original, answers={"description": confirmed("사본\n둘째 줄")})
    return first


def test_the_file_holds_every_organisation_and_sheet_in_order(surveyed: Surveyed) -> None:
    snapshot = freeze(surveyed.campaign)
    lines = lines_of(snapshot)
    kinds = [line["kind"] for line in lines]
    assert kinds == ["campaign", "form", "organisation", *["sheet"] * 4, "organisation", "sheet", "end"]
    assert [line["code"] for line in lines if line["kind"] == "organisation"] == ["7000001", "7000002"]
    ids = [line["id"] for line in lines if line["kind"] == "sheet" and line["organisation"] == "7000001"]
    assert ids == sorted(ids)
    stored = {sheet.pk: sheet.answers for sheet in Sheet.objects.all()}
    assert {line["id"]: line["answers"] for line in lines if line["kind"] == "sheet"} == stored
    assert lines[1]["document"]["key"] == "standard"
    assert (snapshot.counts["sheets"], snapshot.counts["datasets"], snapshot.counts["organisations"]) == (5, 4, 2)
    assert lines[-1]["states"] == {"accepted": 1, "draft": 4}
    assert snapshot.size_bytes == snapshot_store().path_of(snapshot.sha256).stat().st_size


def test_only_a_manager_freezes_and_only_a_closed_campaign(surveyed: Surveyed) -> None:
    with pytest.raises(NotYours):
        freeze_campaign(by=by(surveyed.lead), campaign_id=surveyed.campaign.pk)
    with pytest.raises(NotAllowed, match="open cannot become frozen"):
        freeze_campaign(by=SYSTEM, campaign_id=surveyed.campaign.pk)
    with pytest.raises(Invalid, match="freeze it first"):
        write_again(by=SYSTEM, campaign_id=surveyed.campaign.pk)
    manager = make_viewer(Role.SURVEY_MANAGER)
    close_campaign(by=by(manager), campaign_id=surveyed.campaign.pk)
    freeze_campaign(by=by(manager), campaign_id=surveyed.campaign.pk)
    with pytest.raises(NotAllowed, match="frozen cannot become"):
        freeze_campaign(by=by(manager), campaign_id=surveyed.campaign.pk)
    assert any(event.action == "survey.freeze_campaign" for event in audit.newest(limit=20))


def test_nothing_is_written_once_it_is_frozen(surveyed: Surveyed) -> None:
    sheet = Sheet.objects.filter(target=surveyed.target).first()
    assert sheet is not None
    freeze(surveyed.campaign)
    with pytest.raises(NotWritable, match="frozen"):
        save_answers(
            by=by(surveyed.officer), sheet_id=sheet.pk, changes={"description": {"value": "늦음", "revision": 9}}
        )
    with pytest.raises(NotWritable, match="frozen"):
        send_back(by=by(make_viewer(Role.SURVEY_MANAGER)), sheet_id=sheet.pk, remark="다시")


def test_letters_that_ask_for_something_are_held_back(surveyed: Surveyed) -> None:
    now = timezone.now()
    for kind in MailKind:
        Mail.objects.create(
            campaign=surveyed.campaign, target=surveyed.target, key=kind, kind=kind, to="p@h.kr", subject="s", body="b",
            state="waiting", created=now, next_try=now,
        )  # fmt: skip
    freeze(surveyed.campaign)
    assert set(Mail.objects.exclude(state="failed").values_list("kind", flat=True)) == {MailKind.ACCEPTED}


def test_exports_are_the_same_bytes_after_everything_else_changed(surveyed: Surveyed) -> None:
    snapshot = freeze(surveyed.campaign)
    before = exported(snapshot)
    assert set(before) >= {"answers.csv", "sheets.csv", "organisations.csv", "items.csv"}
    Sheet.objects.update(title="바뀐 제목", answers={}, state=SheetState.DRAFT)
    Target.objects.update(tally={}, sheets=0, declaration={"x": 1})
    Organisation.objects.update(name_ko="바뀐 이름")
    Campaign.objects.update(title_ko="바뀐 조사")
    snapshot.counts.pop("exports")
    snapshot.save()
    for path in snapshot_store().root.rglob("*"):
        if path.is_file() and path.name != snapshot.sha256:
            path.unlink()
    write_again(by=SYSTEM, campaign_id=surveyed.campaign.pk)
    assert run_waiting_jobs() == ["survey.freeze done"]
    assert exported(Snapshot.objects.get()) == before


def exported(snapshot: Snapshot) -> dict[str, bytes]:
    store = snapshot_store()
    return {name: b"".join(store.read(each["sha256"])) for name, each in snapshot.counts["exports"].items()}


def test_a_job_that_was_broken_off_gives_the_same_file_when_run_again(surveyed: Surveyed) -> None:
    snapshot = freeze(surveyed.campaign)
    whole = snapshot_store().path_of(snapshot.sha256)
    whole.unlink()
    write_again(by=SYSTEM, campaign_id=surveyed.campaign.pk)
    assert run_waiting_jobs() == ["survey.freeze done"]
    assert whole.is_file()
    assert Snapshot.objects.count() == 1
    assert Campaign.objects.get(pk=surveyed.campaign.pk).state == CampaignState.FROZEN


def test_another_file_never_takes_the_place_of_the_frozen_one(surveyed: Surveyed) -> None:
    snapshot = freeze(surveyed.campaign)
    with pytest.raises(Invalid, match="no longer what was frozen"):
        keep_snapshot(campaign_id=surveyed.campaign.pk, sha256="1" * 64, size_bytes=1,
                      counts={**snapshot.counts, "lines_sha256": "2" * 64})  # fmt: skip
    assert Snapshot.objects.get().sha256 == snapshot.sha256


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    lines = [{"kind": "campaign", "format": 1}, {"kind": "end"}]
    whole = b"".join(Packer().pack(lines))
    (tmp_path / "whole").write_bytes(whole)
    assert list(read_lines(tmp_path / "whole")) == lines
    (tmp_path / "cut").write_bytes(whole[:-9])
    (tmp_path / "short").write_bytes(b"".join(Packer().pack(lines[:1])))
    (tmp_path / "other").write_bytes(b"".join(Packer().pack([{"kind": "campaign", "format": 9}])))
    for name in ("cut", "short", "other"):
        with pytest.raises(SnapshotBroken):
            list(read_lines(tmp_path / name))


def test_only_the_wanted_sheets_are_decoded_and_the_rest_of_the_file_stays(surveyed: Surveyed) -> None:
    path = snapshot_store().path_of(freeze(surveyed.campaign).sha256)
    lines = list(read_lines(path))
    sheets = [line for line in lines if line["kind"] == "sheet"]
    assert len(sheets) > 1
    places: tuple[set[int], ...] = (set(), {1}, set(range(len(sheets))))
    for wanted in places:
        kept = [sheets[place] for place in sorted(wanted)]
        assert list(read_lines(path, wanted)) == [line for line in lines if line["kind"] != "sheet" or line in kept]


@pytest.mark.django_db(transaction=True)
def test_a_save_that_meets_the_freeze_is_in_the_file_or_was_refused(request: pytest.FixtureRequest) -> None:
    if connection.vendor == "postgresql":
        met = race()
    else:
        met = _race_of_an_embedded_hub(request.getfixturevalue("fresh_hub"))
    assert met["frozen_answer"] == met["saved"][-1]
    assert met["frozen_accepted"] == met["accepted"]
    assert met["is_as_live"]
    assert met["refused"].keys() == {"save", "accept"}
    assert "frozen" in met["refused"]["accept"]


def _race_of_an_embedded_hub(folder: Path) -> dict[str, Any]:
    environment = {
        **os.environ, "GOTGAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "gotgan.site.settings.embedded",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.rooms.freeze_race"]
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(ended.stdout.splitlines()[-1])
