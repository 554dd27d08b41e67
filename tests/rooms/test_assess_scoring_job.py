"""Datasets scored by the real books: every one, those that changed, and one that breaks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gotgan.assess.jobs import scoring
from gotgan.assess.models import KeptSheet, ScoringProblem, ScoringRun
from gotgan.assess.queries.scoring import readiness_lines
from gotgan.engine import quality
from gotgan.inventory.models import Dataset
from gotgan.terms.readiness import Subject
from gotgan.work import queries as work
from gotgan.work.actions import enqueue
from gotgan.work.context import RunningJob
from tests.rooms.harvested import CLEAN, Harvested, harvest, scan_again
from tests.rooms.once import Made, Once
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def first_held(once: Once) -> Made[Harvested]:
    return once(partial(harvest, files={f"{name}.csv": CLEAN + f"{name},1\n" for name in "abc"}))


@pytest.fixture
def held(first_held: Made[Harvested], data_folder: Path) -> Harvested:
    return first_held.again(data_folder)


def run(name: str = "assess.score", *args: str) -> ScoringRun:
    enqueue(name, *args)
    assert run_waiting_jobs() == [f"{name} done"]
    made = ScoringRun.objects.first()
    assert made is not None
    return made


def test_every_dataset_is_scored_by_every_book(held: Harvested) -> None:
    made = run()
    assert (made.datasets, made.problems) == (3, 0)
    assert made.finished is not None
    assert set(made.books) == set(quality.book_names())
    lines = readiness_lines()
    assert set(lines) == {each.id for each in held.datasets.values()}
    for record in held.datasets.values():
        books = KeptSheet.objects.filter(dataset=record.id).values_list("book", flat=True)
        assert set(books) == set(quality.book_names())
        assert lines[record.id].version == record.version_id
        assert set(lines[record.id].gates) >= {"lawful", "not_classified", "provenance"}


def test_run_tells_how_many_of_how_many(held: Harvested) -> None:
    told: list[dict[str, int]] = []

    class Listening:
        job_id = 1

        def heartbeat(self, progress: dict[str, int]) -> None:
            told.append(dict(progress))

        def is_cancelled(self) -> bool:
            return len(told) == 2

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "BATCH", 2)
        scoring.score(context=Listening())
        scoring.score(context=Listening())
    whole = {"of": 3, "began": 0}
    assert told[:2] == [{"datasets": 0, **whole}, {"datasets": 2, **whole}], "and then it was stopped"
    resumed = {"of": 3, "began": 2}
    assert told[2:] == [{"datasets": 2, **resumed}, {"datasets": 3, **resumed}]
    assert ScoringRun.objects.get().finished is not None
    told.clear()
    scoring.score(next(iter(held.datasets.values())).id, context=Listening())
    assert told == [{"datasets": 0, "of": 1, "began": 0}, {"datasets": 1, "of": 1, "began": 0}]


def test_scoring_again_writes_nothing(held: Harvested) -> None:
    first, again = run(), run()
    assert (again.written, again.same) == (0, first.written)


def test_other_bytes_make_another_sheet_and_say_what_moved(held: Harvested, first_held: Made[Harvested]) -> None:
    run()
    (first_held.source / "a.csv").write_text(CLEAN + "대구광역시,\n인천광역시,\n", encoding="utf-8")
    scan_again(held.source_id)
    made = run("assess.score_changed")
    assert 1 <= made.datasets <= 3
    dataset = held.datasets["a.csv"].id
    newest = KeptSheet.objects.get(dataset=dataset, book="ai_readiness", is_best=True)
    assert {change["what"] for change in newest.moved} >= {"data", "check"}
    assert any("판" in change["ko"] for change in newest.moved)
    assert run("assess.score_changed") == made  # nothing changed since: no run


def test_named_datasets_alone_are_scored(held: Harvested) -> None:
    made = run("assess.score", held.datasets["b.csv"].id)
    assert (made.datasets, made.scope) == (1, "given")


def test_removed_dataset_loses_its_line(held: Harvested) -> None:
    run()
    Dataset.objects.filter(pk=held.datasets["c.csv"].id).update(state="removed")
    run()
    assert held.datasets["c.csv"].id not in readiness_lines()


def test_dataset_that_breaks_is_named_and_does_not_stop_the_others(
    held: Harvested, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = held.datasets["b.csv"].id, quality.sheets_of

    def breaking(subject: Subject, wanted: Any) -> Any:
        if subject.record.id == broken:
            raise ZeroDivisionError("서울특별시")
        return whole(subject, wanted)

    monkeypatch.setattr(scoring.quality, "sheets_of", breaking)
    made = run()
    assert (made.datasets, made.problems) == (3, 1)
    problem = ScoringProblem.objects.get()
    assert (problem.dataset_id, problem.what) == (broken, "ZeroDivisionError")
    assert len(readiness_lines()) == 2


def test_number_of_queries_does_not_grow_with_datasets(held: Harvested, django_assert_max_num_queries: Any) -> None:
    enqueue("assess.score")
    job = work.waiting(limit=1)[0].id
    with django_assert_max_num_queries(60):
        scoring.score(context=RunningJob(job))
