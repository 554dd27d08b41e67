"""What a run found is kept once: the newest and the best are marked, what was is history."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from gotgan.assess.actions.scoring import Looked, MayNotScore, ask_scoring, begin_run, finish_run, keep_looked
from gotgan.assess.models import KeptSheet, ScoringProblem, ScoringRun
from gotgan.assess.queries.scoring import readiness_lines
from gotgan.assess.rules.scoring import Scope
from gotgan.audit import queries as audit
from gotgan.terms.role import Role
from gotgan.work import queries as work
from tests.assess.score_sheets import sheet
from tests.rooms.assess_scored import BOOK, keep, looked
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import by, make_dataset

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def dataset() -> str:
    return make_dataset(make_organisation().code)


def newest() -> list[tuple[str, float | None, bool]]:
    rows = KeptSheet.objects.filter(is_newest=True).order_by("use")
    return list(rows.values_list("use", "total", "is_best"))


def test_same_evidence_writes_nothing(dataset: str) -> None:
    first = keep(looked(sheet(dataset)))
    again = keep(looked(sheet(dataset)))
    assert (first.written, again.written, again.same) == (1, 1, 1)
    assert KeptSheet.objects.count() == 1


def test_other_evidence_makes_another_sheet_and_keeps_the_one_before(dataset: str) -> None:
    keep(looked(sheet(dataset)))
    before = KeptSheet.objects.get()
    keep(looked(sheet(dataset, total=70.0), before=before))
    assert newest() == [("tabular", 70.0, True)]
    assert list(KeptSheet.objects.order_by("pk").values_list("total", "is_newest")) == [(50.0, False), (70.0, True)]
    assert KeptSheet.objects.get(is_newest=True).moved == [{"ko": "달라짐", "en": "moved"}]
    before.refresh_from_db()
    assert before.document["total"] == 50.0


def test_use_with_the_highest_total_is_marked_and_handed_on(dataset: str) -> None:
    keep(looked(sheet(dataset), sheet(dataset, use="vision", total=60.0)))
    assert newest() == [("tabular", 50.0, False), ("vision", 60.0, True)]
    line = readiness_lines()[dataset]
    assert (line.use, line.total, line.factors["current"], line.gates) == ("vision", 60.0, 40.0, {"lawful": "failed"})
    assert line.sheet == KeptSheet.objects.get(use="vision").pk


def test_best_mark_moves_to_a_sheet_that_stays(dataset: str) -> None:
    keep(looked(sheet(dataset), sheet(dataset, use="vision", total=60.0)))
    stays = KeptSheet.objects.get(use="tabular").pk
    keep(looked(sheet(dataset, use="vision", total=10.0), same=[stays]))
    assert newest() == [("tabular", 50.0, True), ("vision", 10.0, False)]
    keep(looked(sheet(dataset, use="vision", total=90.0), same=[stays]))
    assert newest() == [("tabular", 50.0, False), ("vision", 90.0, True)]


def test_use_that_no_longer_applies_is_history(dataset: str) -> None:
    keep(looked(sheet(dataset), sheet(dataset, use="vision", total=60.0)))
    keep(looked(sheet(dataset, total=51.0)))
    assert newest() == [("tabular", 51.0, True)]


def test_sheet_follows_its_dataset_to_another_ministry(dataset: str) -> None:
    keep(looked(sheet(dataset)))
    stays, merged = KeptSheet.objects.get(), make_organisation().code
    keep(Looked(dataset, merged, "health", ("table",), same=[stays.pk]))
    stays.refresh_from_db()
    assert (stays.organisation_id, stays.field, stays.modality) == (merged, "health", ["table"])
    assert stays.is_best


def test_dataset_that_is_gone_leaves_no_line(dataset: str) -> None:
    keep(looked(sheet(dataset)))
    keep(Looked(dataset, "x"))
    assert readiness_lines() == {}
    assert KeptSheet.objects.count() == 1


def test_dataset_that_breaks_keeps_its_sheets_and_is_named(dataset: str) -> None:
    keep(looked(sheet(dataset)))
    run = keep(Looked(dataset, "x", problem="ZeroDivisionError"))
    assert readiness_lines([dataset])[dataset].total == 50.0
    assert ScoringProblem.objects.get().dataset_id == dataset
    assert run.problems == 1


def test_other_book_has_a_best_of_its_own(dataset: str) -> None:
    keep(looked(sheet(dataset), replace(sheet(dataset, total=99.0), book="mqa", use="any")))
    assert set(KeptSheet.objects.filter(is_best=True).values_list("book", flat=True)) == {"ai_readiness", "mqa"}
    assert readiness_lines()[dataset].total == 50.0


def test_lines_of_many_are_one_query(dataset: str, django_assert_num_queries: Any) -> None:
    keep(looked(sheet(dataset)), looked(sheet(make_dataset(make_organisation().code))))
    with django_assert_num_queries(1):
        assert len(readiness_lines()) == 2
    assert list(readiness_lines([dataset])) == [dataset]


def test_number_of_statements_does_not_grow(django_assert_max_num_queries: Any) -> None:
    body = make_organisation().code
    many = [looked(sheet(make_dataset(body)), sheet(make_dataset(body), use="vision")) for _ in range(12)]
    keep()
    with django_assert_max_num_queries(22):
        keep(*many)


def test_manager_asks_once_however_often_the_button_is_pressed() -> None:
    manager = make_viewer(Role.SURVEY_MANAGER)
    assert ask_scoring(by=by(manager)) == ask_scoring(by=by(manager))
    assert [each.name for each in work.waiting()] == ["assess.score"]
    with pytest.raises(MayNotScore, match="manager"):
        ask_scoring(by=by(make_viewer(Role.AUDITOR)))


def test_run_goes_on_where_it_was_and_the_next_begins_there(dataset: str) -> None:
    books = {"ai_readiness": BOOK}
    run = begin_run(job_id=7, scope=Scope.ALL, books=books)
    assert begin_run(job_id=7, scope=Scope.ALL, books=books) == run
    run.cursor = "here"
    run.save()
    finish_run(run_id=run.pk)
    assert begin_run(job_id=8, scope=Scope.CHANGED, books=books).cursor == "here"
    assert begin_run(job_id=9, scope=Scope.CHANGED, books={"ai_readiness": BOOK | {"version": "2"}}).cursor == ""
    assert begin_run(job_id=10, scope=Scope.ALL, books=books).cursor == ""


def test_what_was_kept_is_in_the_chain(dataset: str) -> None:
    keep(looked(sheet(dataset)))
    actions = [each.action for each in audit.newest(limit=5)]
    assert actions[:2] == ["assess.keep_scores", "assess.begin_scoring"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_keep_one_sheet() -> None:
    """Writers queue: the second finds what the first one kept."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; the tests' tables in memory refuse the second at once")
    found = looked(sheet(make_dataset(make_organisation().code)))
    runs = [begin_run(job_id=job, scope=Scope.GIVEN, books={}).pk for job in (1, 2)]
    together = Barrier(2)

    def keeping(run_id: int) -> None:
        together.wait(timeout=10)
        try:
            keep_looked(run_id=run_id, looked=[found], cursor="")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(keeping, runs))
    assert KeptSheet.objects.count() == 1
    assert sorted(ScoringRun.objects.values_list("written", "same")) == [(0, 1), (1, 0)]
