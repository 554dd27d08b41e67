"""How long the bytes of an upload are kept: as long as they are needed, or as evidence; never longer."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.survey.actions.workbook_files import SPARED_SECONDS, workbook_store
from gotgan.survey.actions.workbooks import MOST_WAITING, apply_workbook, discard_workbook, upload_workbook
from gotgan.survey.models import Campaign, Workbook
from gotgan.terms.errors import Invalid
from gotgan.terms.survey import CampaignState
from gotgan.work import actions as work
from gotgan.work.models import Job
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, by
from tests.rooms.test_survey_workbooks import filled, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAYS = 30


@pytest.fixture(autouse=True)
def data(settings: LazySettings, tmp_path: Path) -> Path:
    settings.GOTGAN_DATA, settings.GOTGAN_WORKBOOK_DAYS = tmp_path / "data", DAYS
    return settings.GOTGAN_DATA


@pytest.fixture
def surveyed() -> Surveyed:
    made = Surveyed()
    made.sheet()
    return made


def is_there(book: Workbook) -> bool:
    return workbook_store(book.kept_under).has(book.sha256)


def clear() -> None:
    work.enqueue("survey.clear_workbooks")
    assert run_waiting_jobs() == ["survey.clear_workbooks done"]


def freeze(surveyed: Surveyed, days_ago: float) -> None:
    moment = timezone.now() - timedelta(days=days_ago)
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(state=CampaignState.FROZEN, frozen=moment)


def checked(surveyed: Surveyed, folder: Path, value: str = "정류장") -> Workbook:
    book = uploaded(surveyed, filled(surveyed, folder, {(0, "record_unit"): value}))
    assert (book.state, is_there(book)) == ("checked", True)
    return book


def test_a_discarded_one_goes_at_once_and_is_still_known(surveyed: Surveyed, tmp_path: Path) -> None:
    book = checked(surveyed, tmp_path)
    discard_workbook(by=by(surveyed.officer), workbook_id=book.pk)
    assert not is_there(book)
    after = Workbook.objects.get(pk=book.pk)
    assert after.removed is not None
    assert (after.file_name, after.sha256, after.by, after.at) == (book.file_name, book.sha256, book.by, book.at)
    assert [each.action for each in audit.newest(limit=2)] == [
        "survey.remove_workbook_file", "survey.discard_workbook",
    ]  # fmt: skip


def test_a_refused_one_goes_once_its_problems_are_listed(surveyed: Surveyed, tmp_path: Path) -> None:
    book = uploaded(surveyed, filled(surveyed, tmp_path, {(0, "personal_data"): "아마도"}))
    assert (book.state, len(book.problems), is_there(book)) == ("refused", 1, False)
    assert book.removed is not None


def test_an_applied_one_is_evidence_until_its_days_are_over(surveyed: Surveyed, tmp_path: Path) -> None:
    book = checked(surveyed, tmp_path)
    apply_workbook(by=by(surveyed.officer), workbook_id=book.pk)
    clear()
    assert is_there(book)
    freeze(surveyed, DAYS - 1)
    clear()
    assert is_there(book)
    freeze(surveyed, DAYS + 1)
    clear()
    assert not is_there(book)
    after = Workbook.objects.get(pk=book.pk)
    assert (after.state, after.sha256, after.changes) == ("applied", book.sha256, book.changes)
    assert after.removed is not None
    events = len(audit.newest(limit=100))
    clear()
    assert len(audit.newest(limit=100)) == events


def test_one_that_waits_to_be_applied_goes_when_the_campaign_is_frozen(surveyed: Surveyed, tmp_path: Path) -> None:
    book = checked(surveyed, tmp_path)
    clear()
    assert is_there(book)
    freeze(surveyed, 0)
    clear()
    assert not is_there(book)


def test_the_same_bytes_stay_for_another_upload(surveyed: Surveyed, tmp_path: Path) -> None:
    file = filled(surveyed, tmp_path, {(0, "record_unit"): "정류장"})
    first, second = uploaded(surveyed, file), uploaded(surveyed, file)
    assert first.sha256 == second.sha256
    discard_workbook(by=by(surveyed.officer), workbook_id=first.pk)
    assert is_there(second)
    discard_workbook(by=by(surveyed.officer), workbook_id=second.pk)
    assert not is_there(second)


def test_what_a_killed_writer_left_is_swept_after_a_day(surveyed: Surveyed, tmp_path: Path, data: Path) -> None:
    book = checked(surveyed, tmp_path)
    old, young = (data / "workbooks" / str(surveyed.target.pk) / "incoming" / name for name in ("old", "young"))
    for path in (old, young):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    stored = workbook_store(book.kept_under).path_of(book.sha256)
    for path in (old, stored):
        os.utime(path, times=(0, time.time() - SPARED_SECONDS - 60))
    clear()
    assert (old.exists(), young.exists(), stored.exists()) == (False, True, True)


def test_a_reorganised_body_takes_its_uploads_with_it(surveyed: Surveyed, tmp_path: Path) -> None:
    """The bytes stay where they are; the upload is read and thrown away as the heir's."""
    file = filled(surveyed, tmp_path, {(0, "record_unit"): "정류장"})
    key = upload_workbook(
        by=by(surveyed.officer), target_id=surveyed.target.pk, file_name="a.xlsx", chunks=[file.read_bytes()]
    )
    heir = Surveyed(campaign=surveyed.campaign)
    Workbook.objects.update(target=heir.target)
    assert run_waiting_jobs() == ["survey.read_workbook done"]
    book = Workbook.objects.get(pk=key)
    assert (book.state, is_there(book)) == ("refused", False)


def test_uploads_whose_reading_failed_do_not_stand_in_the_way(surveyed: Surveyed) -> None:
    def upload(content: bytes) -> str:
        return upload_workbook(
            by=by(surveyed.officer), target_id=surveyed.target.pk, file_name="a.xlsx", chunks=[content]
        )

    keys = [upload(b"%d" % number) for number in range(MOST_WAITING)]
    with pytest.raises(Invalid):
        upload(b"one more")
    Job.objects.filter(name="survey.read_workbook").update(state="failed")
    upload(b"one more")
    discard_workbook(by=by(surveyed.officer), workbook_id=keys[0])
    assert Workbook.objects.get(pk=keys[0]).state == "discarded"
