"""People who write at the same moment, on real connections: nothing is lost, and the write's own moment counts."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gotgan.survey.actions.campaigns import extend_target
from gotgan.survey.actions.sheets import NotWritable, Saved, save_answers, submit
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.models import AnswerChange, Campaign, Sheet
from gotgan.terms.role import SYSTEM, Viewer
from tests.rooms.meeting import WAIT_SECONDS, needs_row_locks, on_a_connection_of_its_own, while_it_waits
from tests.rooms.surveyed import Surveyed, by

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
TIMES = 15


@pytest.fixture
def surveyed() -> Surveyed:
    needs_row_locks()
    return Surveyed()


def save(who: Viewer, sheet: Sheet, revision: int = 0, **values: Any) -> Saved:
    changes = {key: {"value": value, "revision": revision} for key, value in values.items()}
    return save_answers(by=by(who), sheet_id=sheet.pk, changes=changes)


def test_two_editors_of_one_sheet_lose_nothing(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    told: list[Any] = []

    def write(who: Viewer, item: str) -> None:
        revision = 0
        for number in range(TIMES):
            saved = save(who, sheet, revision, **{item: f"{item} {number}"})
            assert saved.changed == (item,), saved
            revision = saved.revision

    pairs = ((surveyed.officer, "description"), (surveyed.colleague, "record_unit"))
    threads = [on_a_connection_of_its_own(lambda pair=pair: write(*pair), told) for pair in pairs]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS * 3)
    assert told == [None, None]
    answers = surveyed.fresh(sheet).answers
    assert {key: each["value"] for key, each in answers.items()} == {
        item: f"{item} {TIMES - 1}" for item in ("description", "record_unit")
    }
    assert AnswerChange.objects.filter(sheet=sheet).count() == 2 * TIMES
    assert surveyed.fresh(sheet).revision == 2 * TIMES
    assert recount_target(surveyed.target.pk) == {}


def test_one_item_written_by_two_at_once_is_a_conflict_for_the_second(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    told = while_it_waits(
        surveyed.target.pk,
        lambda: save(surveyed.colleague, sheet, description="둘째", record_unit="1건"),
        lambda: save(surveyed.officer, sheet, description="첫째"),
    )
    (conflict,) = told.conflicts
    assert (conflict.item, conflict.yours, conflict.theirs) == ("description", "둘째", "첫째")
    assert told.changed == ("record_unit",)
    assert surveyed.fresh(sheet).answers["description"]["value"] == "첫째"


def test_more_time_given_while_a_save_waits_lets_it_in(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    Campaign.objects.update(closes=timezone.now() - timedelta(seconds=1))
    later = timezone.now() + timedelta(days=2)
    told = while_it_waits(
        surveyed.target.pk,
        lambda: save(surveyed.officer, sheet, description="제때"),
        lambda: extend_target(by=SYSTEM, target_id=surveyed.target.pk, until=later, reason="정전"),
    )
    assert isinstance(told, Saved), told
    assert told.changed == ("description",)


def test_deadline_that_passes_while_a_save_waits_refuses_it(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet()
    closes = timezone.now() + timedelta(seconds=1)
    Campaign.objects.update(closes=closes)

    def hold() -> None:
        time.sleep(max(0.0, (closes - timezone.now()).total_seconds()) + 0.05)

    told = while_it_waits(surveyed.target.pk, lambda: save(surveyed.officer, sheet, description="늦음"), hold)
    assert isinstance(told, NotWritable), told
    assert surveyed.fresh(sheet).answers == {}


def test_sheet_handed_in_while_a_save_waits_keeps_what_was_handed_in(surveyed: Surveyed) -> None:
    sheet = surveyed.whole_sheet()
    told = while_it_waits(
        surveyed.target.pk,
        lambda: save(surveyed.colleague, sheet, description="늦음"),
        lambda: submit(by=by(surveyed.officer), sheet_id=sheet.pk),
    )
    assert isinstance(told, NotWritable), told
    assert surveyed.fresh(sheet).answers["description"]["value"] == "unknown"
