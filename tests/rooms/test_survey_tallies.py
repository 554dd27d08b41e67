"""The counts of an organisation are those of its sheets, whatever way the sheets came."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from gotgan.audit import queries as audit
from gotgan.survey.actions.tallies import (
    NoSuchTarget,
    NotInTransaction,
    bulk_store,
    lock_target,
    lock_targets,
    recount_target,
    store_sheet,
)
from gotgan.survey.models import Sheet, Target, TargetSystem
from gotgan.terms.survey import SheetState
from gotgan.work.actions import enqueue
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, confirmed, suggested

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


def counts(target: Target) -> dict[str, Any]:
    names = ("sheets", "drafts", "submitted", "accepted", "needed", "confirmed", "suggested", "blocks", "warns")
    target.refresh_from_db()
    return {name: getattr(target, name) for name in names}


def test_many_sheets_at_once_are_counted_in_a_few_queries(
    surveyed: Surveyed, django_assert_max_num_queries: Any
) -> None:
    answers = {"title_ko": suggested("버스"), "description": confirmed("정류장 목록")}
    rows = [Sheet(target=surveyed.target, title=f"자료 {n}", answers=answers) for n in range(300)]
    with django_assert_max_num_queries(24) as seen, transaction.atomic():
        done = bulk_store(surveyed.target.pk, rows)
    assert not [query for query in seen.captured_queries if "UNNEST" in query["sql"]], "see models.Document"
    found = counts(surveyed.target)
    assert len(done) == 300
    assert (found["sheets"], found["drafts"], found["confirmed"], found["suggested"]) == (300, 300, 300, 300)
    assert surveyed.target.tally["title_ko"] == [0, 300, 0, 0, 300]
    assert recount_target(surveyed.target.pk) == {}


def test_a_change_is_counted_by_its_difference(surveyed: Surveyed) -> None:
    first, second = surveyed.sheet("가"), surveyed.sheet("나")
    before = counts(surveyed.target)
    first.answers = {"description": confirmed("unknown")}
    first.state = SheetState.SUBMITTED
    first.contradictions = [{"severity": "block"}, {"severity": "warn", "reply": {"text": "그러함"}}]
    second.answers = {"possible_scope": confirmed(["all"])}
    with transaction.atomic():
        bulk_store(surveyed.target.pk, [first, second])
    found = counts(surveyed.target)
    assert (found["drafts"], found["submitted"], found["blocks"], found["warns"]) == (1, 1, 1, 0)
    assert found["confirmed"] == 2
    assert found["needed"] < before["needed"]  # with all provided, no reason is asked
    assert surveyed.target.tally["description"][:4] == [1, 0, 1, 0]
    assert recount_target(surveyed.target.pk) == {}


def test_recount_finds_and_mends_what_was_changed_past_it(surveyed: Surveyed) -> None:
    sheet = surveyed.sheet(answers={"description": confirmed("목록")})
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.ACCEPTED, confirmed=9)
    Target.objects.filter(pk=surveyed.target.pk).update(needed=1000)
    events = audit.count_events()
    changed = recount_target(surveyed.target.pk)
    assert changed["drafts"] == (1, 0)
    assert changed["accepted"] == (0, 1)
    assert changed["needed"][0] == 1000
    assert surveyed.fresh(sheet).confirmed == 1
    assert recount_target(surveyed.target.pk) == {}
    assert audit.count_events() == events + 1


def test_the_daily_job_puts_counts_right_and_finds_none_wrong_after(surveyed: Surveyed) -> None:
    surveyed.sheet(answers={"description": confirmed("목록")})
    Target.objects.filter(pk=surveyed.target.pk).update(confirmed=7)
    for _ in range(2):
        enqueue("survey.recount")
        assert run_waiting_jobs() == ["survey.recount done"]
    assert counts(surveyed.target)["confirmed"] == 1
    assert recount_target(surveyed.target.pk) == {}


def test_known_systems_are_silent_until_a_sheet_names_them(surveyed: Surveyed) -> None:
    for name in ("버스 정보 시스템", "민원 시스템"):
        TargetSystem.objects.create(target=surveyed.target, name=name, number="", origin="register")
    surveyed.sheet(system="버스정보시스템")
    surveyed.target.refresh_from_db()
    assert (surveyed.target.systems, surveyed.target.silent_systems) == (2, 1)


def test_counts_need_a_transaction_and_a_target(surveyed: Surveyed) -> None:
    with transaction.atomic(), pytest.raises(NoSuchTarget):
        lock_target(0)
    with transaction.atomic():
        assert lock_targets(surveyed.campaign.pk) == (surveyed.target.pk,)


@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_not_stored_outside_a_transaction() -> None:
    surveyed = Surveyed()
    with pytest.raises(NotInTransaction):
        store_sheet(Sheet(target=surveyed.target, title="가"))
