"""Which job runs a scan: one at a time, and a scan without one is not busy for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gotgan.inventory import actions, jobs, queries
from gotgan.inventory.models import Scan
from gotgan.terms.role import SYSTEM
from gotgan.terms.scan import ScanState
from gotgan.work.models import Job
from tests.rooms.factories import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Context:
    def __init__(self, job_id: int) -> None:
        self.job_id = job_id

    def heartbeat(self, progress: Mapping[str, Any]) -> None: ...

    def is_cancelled(self) -> bool:
        return False


def make_scan() -> str:
    code = make_organisation().code
    source = actions.add_source(by=SYSTEM, kind="upload", location="", organisation=code)
    return actions.start_scan(by=SYSTEM, source_id=source)


def make_job(scan_id: str, state: str) -> int:
    return int(Job.objects.create(name="inventory.scan", args=[scan_id], state=state).pk)


def test_scan_queued_twice_is_run_by_one_job_at_a_time() -> None:
    scan_id = make_scan()
    first, second = make_job(scan_id, "running"), make_job(scan_id, "running")
    assert actions.begin_gathering(scan_id=scan_id, job_id=first)
    jobs.scan(scan_id, context=Context(second))
    assert queries.scan(scan_id).state is ScanState.GATHERING
    jobs.scan(scan_id, context=Context(first))
    assert queries.scan(scan_id).state is ScanState.DONE


def test_scan_is_taken_over_from_a_job_that_ended() -> None:
    scan_id = make_scan()
    assert actions.begin_gathering(scan_id=scan_id, job_id=make_job(scan_id, "failed"))
    assert actions.begin_gathering(scan_id=scan_id, job_id=make_job(scan_id, "running"))


def test_scan_behind_a_long_queue_is_not_lost() -> None:
    scan_id, lost = make_scan(), make_scan()
    Job.objects.bulk_create(Job(name="catalogue.index") for _ in range(1001))
    make_job(scan_id, "queued")
    Scan.objects.update(created=timezone.now() - timedelta(hours=1))
    assert actions.fail_lost_scans() == 1
    assert queries.scan(scan_id).state is ScanState.QUEUED
    assert queries.scan(lost).state is ScanState.FAILED
