"""A trial from the manager's button to what the list reads; and what becomes of it when something goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.actions import trials as actions
from gotgan.assess.jobs.trial_reading import best_use_of
from gotgan.assess.models import Trial
from gotgan.assess.queries.potential import potentials
from gotgan.assess.queries.subjects import subjects_of
from gotgan.assess.rules.potential import TrialState
from gotgan.assess.rules.scoring import READINESS
from gotgan.engine import quality
from gotgan.store.folder import FolderStore
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Actor, Role
from gotgan.terms.selection import Mode
from gotgan.work import actions as work
from tests.rooms.assess_tried import Tried, make_tried, newest
from tests.rooms.factories import make_viewer
from tests.rooms.once import Made, Once
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Tried]:
    return once(make_tried)


@pytest.fixture
def tried(first: Made[Tried], data_folder: Path) -> Tried:
    return first.again(data_folder)


def test_job_keeps_what_the_trial_measured(tried: Tried, data_folder: Path, django_assert_num_queries) -> None:
    row = tried.run("people.csv", "places.csv")
    assert (row.state, row.problem, row.sampled_rows) == (TrialState.DONE, "", 200)
    assert row.receipt
    assert not (data_folder / "scratch" / f"trial-{row.pk}").exists()
    with django_assert_num_queries(1):
        found = potentials([each.id for each in tried.harvested.datasets.values()])
    as_is, processed, zone = found[tried.people.id].modes
    assert [each.mode for each in (as_is, processed, zone)] == list(Mode)
    assert [each.is_open for each in (as_is, processed, zone)] == [False, True, True]
    assert processed.readiness is not None
    assert processed.readiness.low <= processed.readiness.value <= processed.readiness.high
    places = found[tried.harvested.datasets["places.csv"].id]
    assert [each.is_open for each in places.modes] == [True, False, True]


def test_readiness_is_read_by_the_book_of_readiness(tried: Tried) -> None:
    """Before processing as any score sheet; after it the identifiers count no more."""
    (subject,) = subjects_of([tried.people])
    sheet = quality.assess(subject, READINESS, best_use_of(subject))
    readiness = kept.read_json(tried.run().document)["readiness"]
    assert readiness["now"] == pytest.approx(sheet.total)
    assert set(readiness["factors"]) == {each.id for each in sheet.factors}
    compliant = readiness["factors"]["compliant"]
    assert compliant["after"] > compliant["now"]
    moved = {each["check"]: (each["now"], each["after"]) for each in readiness["moved"]}
    assert moved["identifiers"] == (0.0, 1.0)


def test_kept_document_holds_no_value(tried: Tried, data_folder: Path) -> None:
    """Byte by byte: residents' numbers, names and incomes of everybody in the table."""
    row = tried.run()
    stored = b"".join(FolderStore(data_folder / "objects").read(row.document))
    cells = set(tried.numbers) | {number.replace("-", "") for number in tried.numbers}
    text = stored.decode()
    assert not [cell for cell in cells if cell in text]
    assert "김가" not in text
    assert "7331" not in text
    assert '"column":"주민등록번호"' in text


def test_same_seed_measures_the_same(tried: Tried) -> None:
    one, other = tried.run(), tried.run()
    assert one.modes == other.modes
    first, second = (kept.read_json(each.document) for each in (one, other))
    assert first["tables"][0]["written_sha256"] == second["tables"][0]["written_sha256"]


def test_trial_of_another_version_is_no_answer_for_this_one(tried: Tried) -> None:
    row = tried.run()
    Trial.objects.filter(pk=row.pk).update(version="f" * 64)
    assert potentials([tried.people.id]) == {}


def test_failure_is_recorded_and_stops_no_other(tried: Tried, data_folder: Path) -> None:
    """The stored Parquet of one dataset is gone: its trial says so, the other one is tried."""
    from gotgan.inventory import queries as inventory

    version = inventory.scanned_version(tried.people.id)
    assert version is not None
    (parquet,) = (file for file in version.files if file.role == "parquet")
    kept.store().path_of(parquet.sha256).unlink()
    tried.run("people.csv", "places.csv")
    row = newest(tried.people)
    assert row.state == TrialState.FAILED
    assert row.problem
    assert newest(tried.harvested.datasets["places.csv"]).state == TrialState.DONE
    assert not list((data_folder / "scratch").glob("trial-*"))


def test_full_disk_is_told_in_words(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    from gotgan.assess.jobs import trying

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(trying, "try_dataset", full)
    assert tried.run().problem == trying.FULL


def test_killed_worker_goes_on_with_what_is_left(tried: Tried) -> None:
    tried.ask("people.csv", "places.csv")
    begun = newest(tried.people)
    actions.begin_trial(trial_id=begun.pk)  # ... and the worker is gone; its job runs again
    assert run_waiting_jobs() == ["assess.try_batch done"]
    assert {each.state for each in Trial.objects.all()} == {TrialState.DONE}


def test_trial_without_a_job_is_ended(tried: Tried) -> None:
    row = Trial.objects.create(
        dataset_id=tried.people.id, version="a" * 64, batch="lost", seed=1, sample_rows=10, by="t",
        queued=timezone.now(), job_id=None,
    )  # fmt: skip
    work.enqueue("assess.tend_trials")
    run_waiting_jobs()
    row.refresh_from_db()
    assert (row.state, row.problem) == (TrialState.FAILED, actions.LOST)


def test_stopped_batch_leaves_the_rest_untried(tried: Tried) -> None:
    batch = tried.ask("people.csv", "places.csv")
    actions.stop_batch(by=tried.actor, batch=batch)
    assert run_waiting_jobs() == []
    assert {each.state for each in Trial.objects.filter(batch=batch)} == {TrialState.STOPPED}
    with pytest.raises(actions.NoSuchTrial):
        actions.stop_batch(by=tried.actor, batch=batch)


def test_only_the_manager_has_datasets_tried(tried: Tried) -> None:
    for role in (Role.ASSESSOR, Role.AUDITOR, Role.OFFICER):
        other = Actor.of(make_viewer(role))
        with pytest.raises(actions.MayNotTry):
            actions.try_datasets(by=other, dataset_ids=[tried.people.id])
        with pytest.raises(actions.MayNotTry):
            actions.try_most_promising(by=other, most=3)
    with pytest.raises(Invalid):
        actions.try_most_promising(by=tried.actor, most=0)


def test_dataset_is_tried_once_at_a_time(tried: Tried) -> None:
    tried.ask()
    with pytest.raises(Invalid):
        tried.ask()
