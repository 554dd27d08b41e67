"""Jobs: queued with their transaction, run by name, followed by what comes next, never lost."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import ModuleType

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gotgan.terms.errors import NotFound, Unavailable
from gotgan.terms.job import JobContext, JobState, WorkerStopping
from gotgan.work import queries, reaper, runner, schedule
from gotgan.work.actions import enqueue, heartbeat, request_cancel
from gotgan.work.models import Job, LastRun
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ran: list[object] = []


@pytest.fixture(autouse=True)
def trial_room() -> Iterator[Callable[..., None]]:
    """A room `trial` whose jobs the tests write as they need them."""
    module = ModuleType("gotgan.trial.jobs")
    sys.modules["gotgan.trial"] = ModuleType("gotgan.trial")
    sys.modules["gotgan.trial.jobs"] = module
    ran.clear()

    def note(*args: object, context: JobContext) -> None:
        ran.append((*args, context.job_id))

    def follow(*, context: JobContext) -> None:
        ran.append("follow")

    def last(*, context: JobContext) -> None:
        ran.append("last")

    def refuse(*, context: JobContext) -> None:
        raise Unavailable("the source: does not answer; try again later")

    def leak(*, context: JobContext) -> None:
        raise ValueError("900101-1234567")

    def look(*, context: JobContext) -> None:
        assert context.is_cancelled() is True

    def stop(*, context: JobContext) -> None:
        context.heartbeat({"rows": 1})

    def locked(*, context: JobContext) -> None:
        raise OperationalError("database is locked")

    for function in (note, follow, last, refuse, leak, look, stop, locked):
        setattr(module, function.__name__, function)
    yield note
    del sys.modules["gotgan.trial.jobs"], sys.modules["gotgan.trial"]


def test_enqueue_runs_by_name_with_its_arguments() -> None:
    job = enqueue("trial.note", 7, "x")
    assert run_waiting_jobs() == ["trial.note done"]
    assert ran == [(7, "x", job.id)]


def test_enqueue_puts_the_id_into_the_queue_in_the_same_transaction() -> None:
    with transaction.atomic():
        enqueue("trial.note")
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()
    job = enqueue("trial.note")
    assert DBTaskResult.objects.get().args_kwargs["args"] == [job.id]


def test_then_runs_in_order_before_what_waits() -> None:
    enqueue("trial.note", 1, then=("trial.follow", "trial.last"))
    enqueue("trial.note", 2)
    run_waiting_jobs()
    assert [entry if isinstance(entry, str) else entry[0] for entry in ran] == [1, "follow", "last", 2]


def test_then_does_not_run_after_a_failure() -> None:
    enqueue("trial.refuse", then=("trial.follow",))
    assert run_waiting_jobs() == ["trial.refuse failed"]


def test_key_de_duplicates_what_waits_only() -> None:
    first = enqueue("trial.follow", key="k")
    assert enqueue("trial.follow", key="k") == first
    run_waiting_jobs()
    assert enqueue("trial.follow", key="k") != first


def test_what_goes_before_is_counted_as_it_will_run() -> None:
    later = timezone.now() + timedelta(hours=1)
    enqueue("trial.note", 1, run_after=later)
    first, second = enqueue("trial.note", 2), enqueue("trial.note", 3)
    enqueue("trial.note", 4, priority=10)
    assert [queries.count_ahead(each.id) for each in (first, second)] == [1, 2]
    run_waiting_jobs()
    assert queries.count_ahead(second.id) == 0


def test_failure_keeps_its_own_words() -> None:
    job = enqueue("trial.refuse")
    run_waiting_jobs()
    assert queries.job(job.id).error == "the source: does not answer; try again later"


def test_failure_of_unknown_kind_never_quotes_data() -> None:
    job = enqueue("trial.leak")
    run_waiting_jobs()
    assert "ValueError" in queries.job(job.id).error
    assert "900101" not in queries.job(job.id).error


def test_locked_database_is_tried_again_three_times() -> None:
    job = enqueue("trial.locked")
    runner.run(job.id, with_pulse=False)
    assert queries.job(job.id).state == JobState.QUEUED
    runner.run(job.id, with_pulse=False)
    runner.run(job.id, with_pulse=False)
    assert queries.job(job.id).state == JobState.FAILED


def test_unknown_job_name_fails_the_job_only() -> None:
    job = enqueue("trial.absent")
    run_waiting_jobs()
    assert queries.job(job.id).state == JobState.FAILED


def test_cancel_waiting_job_is_at_once() -> None:
    job = enqueue("trial.note")
    request_cancel(job.id)
    assert queries.job(job.id).state == JobState.CANCELLED
    assert run_waiting_jobs() == []


def test_cancel_running_job_is_seen_by_the_job() -> None:
    job = enqueue("trial.look")
    Job.objects.update(cancel_requested=True)
    runner.run(job.id, with_pulse=False)
    assert queries.job(job.id).state == JobState.CANCELLED


def test_cancel_unknown_job() -> None:
    with pytest.raises(NotFound):
        request_cancel(404)


def test_stopping_worker_puts_the_job_back(monkeypatch: pytest.MonkeyPatch) -> None:
    job = enqueue("trial.stop")
    monkeypatch.setattr(runner, "is_stopping", lambda: True)
    with pytest.raises(WorkerStopping):
        runner.run(job.id, with_pulse=False)
    assert queries.job(job.id).state == JobState.QUEUED
    assert queries.job(job.id).attempts == 0
    monkeypatch.setattr(runner, "is_stopping", lambda: False)
    assert run_waiting_jobs() == ["trial.stop done"]
    assert queries.job(job.id).progress == {"rows": 1}


def lose(job_id: int, **values: object) -> None:
    Job.objects.filter(pk=job_id).update(
        **{"state": "running", "worker": "elsewhere:1", "attempts": 1, "heartbeat_at": timezone.now()} | values
    )


def test_reap_leaves_living_jobs_alone() -> None:
    lose(enqueue("trial.follow").id)
    assert reaper.reap() == 0


def test_reap_silent_job_is_queued_again() -> None:
    job = enqueue("trial.follow")
    lose(job.id, heartbeat_at=timezone.now() - timedelta(seconds=31))
    assert reaper.reap() == 1
    assert run_waiting_jobs() == ["trial.follow done"]
    assert DBTaskResult.objects.count() == 2


def test_reap_third_loss_fails() -> None:
    job = enqueue("trial.follow")
    lose(job.id, heartbeat_at=None, attempts=3)
    reaper.reap()
    assert queries.job(job.id).state == JobState.FAILED


def test_reap_dead_worker_of_this_host_without_waiting() -> None:
    job = enqueue("trial.follow")
    lose(job.id, worker=runner.worker_name().rsplit(":", 1)[0] + ":999999999")
    assert reaper.reap() == 1


def test_reap_own_number_only_at_first_look() -> None:
    lose(enqueue("trial.follow").id, worker=runner.worker_name())
    assert reaper.reap() == 0
    assert reaper.reap(is_first_look=True) == 1


def test_late_finish_of_a_reaped_job_changes_nothing() -> None:
    job = enqueue("trial.follow", then=("trial.last",))
    row = Job.objects.get(pk=job.id)
    lose(job.id, worker="another:2")
    runner._finish(row, JobState.DONE)
    assert queries.job(job.id).state == JobState.RUNNING


def test_heartbeat_writes_progress_of_running_jobs_only() -> None:
    job = enqueue("trial.follow")
    heartbeat(job.id, {"rows": 5})
    assert queries.job(job.id).progress == {}
    lose(job.id)
    heartbeat(job.id, {"rows": 5})
    assert queries.job(job.id).progress == {"rows": 5}


def test_schedule_queues_what_is_due_once(settings) -> None:  # type: ignore[no-untyped-def]
    settings.GOTGAN_SCHEDULE = {"trial.follow": 15}
    assert schedule.enqueue_due() == ()
    LastRun.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert schedule.enqueue_due() == ("trial.follow",)
    LastRun.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert schedule.enqueue_due() == ()


def test_prune_forgets_old_finished_work() -> None:
    job = enqueue("trial.follow")
    run_waiting_jobs()
    Job.objects.update(finished=timezone.now() - timedelta(days=15))
    enqueue("work.prune")
    run_waiting_jobs()
    assert queries.find_job(job.id) is None
