"""Real listings: seven agencies over HTTP, and portals that answer differently each time."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gotgan.inventory import actions, jobs, queries
from gotgan.inventory.models import Dataset
from gotgan.terms.role import SYSTEM
from gotgan.terms.scan import ScanState
from gotgan.terms.source import ScanView
from tests.rooms.factories import make_organisation
from tests.shared_data import ROOT, SHARED, needs_shared

pytestmark = [pytest.mark.django_db, needs_shared]

AGENCIES = SHARED / "data" / "catalogues" / "us-agencies"
FLAKY = SHARED / "data" / "catalogues" / "flaky"
RECORDS = {
    "dhs": 1093, "dol": 465, "energy": 482, "fcc": 59, "consumerfinance": 11, "treasury": 233, "usaid": 316,
}  # fmt: skip


class Killed(BaseException):
    """The process is gone."""


class Context:
    job_id = 1

    def __init__(self, dies_at: int | None = None) -> None:
        self.beats, self.dies_at = 0, dies_at

    def heartbeat(self, progress: Mapping[str, Any]) -> None:
        self.beats += 1
        if self.beats == self.dies_at:
            raise Killed

    def is_cancelled(self) -> bool:
        return False


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Each agency's listing at `{address}/{agency}/data.json`, from a folder that a test may change."""
    for name in RECORDS:
        (tmp_path / "web" / name).mkdir(parents=True)
        shutil.copy(AGENCIES / f"{name}.json", tmp_path / "web" / name / "data.json")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "web")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def run(source_id: str, *, dies_at: int | None = None) -> ScanView:
    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    if dies_at is not None:
        with pytest.raises(Killed):
            jobs.scan(scan_id, context=Context(dies_at))
    jobs.scan(scan_id, context=Context())
    return queries.scan(scan_id)


def check_books(scan: ScanView) -> None:
    assert scan.counts.reconciles
    assert scan.lines == scan.counts.seen + scan.counts.folded
    assert scan.live_before is not None
    assert scan.live_after == scan.live_before + scan.counts.added - scan.counts.removed
    assert scan.waiting == 0


def test_seven_agencies_are_harvested_twice(address: str) -> None:
    sources = {
        name: actions.add_source(
            by=SYSTEM, kind=None, location=f"{address}/{name}/data.json", organisation=make_organisation().code
        )
        for name in RECORDS
    }
    for name, source_id in sources.items():
        first = run(source_id, dies_at=3 if RECORDS[name] > 300 else None)
        check_books(first)
        assert (first.state, first.counts.seen) == (ScanState.DONE, RECORDS[name]), first.problem
        assert first.counts.added == RECORDS[name]
    before = queries.datasets_changed_since(None, limit=5000)
    assert len(before) == sum(RECORDS.values())
    for name, source_id in sources.items():
        second = run(source_id)
        check_books(second)
        assert second.counts.same == second.counts.seen == RECORDS[name]
    after = queries.datasets_changed_since(None, limit=5000)
    assert [record.updated_at for record in after] == [record.updated_at for record in before]


def test_catalogue_that_halves_over_night_is_held(address: str, tmp_path: Path) -> None:
    listing = tmp_path / "web" / "fcc" / "data.json"
    source_id = actions.add_source(
        by=SYSTEM, kind=None, location=f"{address}/fcc/data.json", organisation=make_organisation().code
    )
    run(source_id)
    document = json.loads(listing.read_text(encoding="utf-8-sig"))
    entries = document["dataset"]
    document["dataset"] = [*entries[:28], entries[0], "no object", {"title": "no identifier"}]
    listing.write_text(json.dumps(document))
    held = run(source_id)
    check_books(held)
    assert (held.state, held.removals_held) == (ScanState.HELD, 59 - 28)
    assert (held.counts.same, held.counts.folded, held.counts.failed) == (28, 1, 2)
    assert queries.source(source_id).datasets == 59
    assert actions.release_held(by=SYSTEM, scan_id=held.id) == 31
    assert queries.source(source_id).datasets == 28


def test_source_that_has_gone_loses_nothing(address: str, tmp_path: Path) -> None:
    source_id = actions.add_source(
        by=SYSTEM, kind="datajson", location=f"{address}/fcc/data.json", organisation=make_organisation().code
    )
    run(source_id)
    (tmp_path / "web" / "fcc" / "data.json").unlink()
    gone = run(source_id)
    assert gone.state is ScanState.FAILED
    assert "404" in gone.problem
    assert queries.source(source_id).datasets == 59


def ids_in(listing: Path) -> set[str]:
    with gzip.open(listing, "rt", encoding="utf-8") as lines:
        return {json.loads(line)["resource"]["id"] for line in lines if line.strip()}


@pytest.mark.slow
@pytest.mark.parametrize("portal", ["www.data.act.gov.au", "datacatalog.cookcountyil.gov", "data.vermont.gov"])
def test_flaky_portal_replays_without_losing_a_dataset(portal: str, tmp_path: Path) -> None:
    listing = tmp_path / "listing.jsonl.gz"
    visits = sorted((FLAKY / portal).glob("*.jsonl.gz"))
    shutil.copy(visits[0], listing)
    source_id = actions.add_source(
        by=SYSTEM, kind="socrata", location=str(listing), organisation=make_organisation().code
    )
    union: set[str] = set()
    for number, visit in enumerate(visits):
        shutil.copy(visit, listing)
        union |= ids_in(visit)
        done = run(source_id, dies_at=2 if number % 5 == 0 else None)
        check_books(done)
        assert done.state in (ScanState.DONE, ScanState.HELD), done.problem
        assert done.counts.removed == 0
        assert queries.source(source_id).datasets == len(union)
    again = run(source_id)
    assert again.counts.same == again.counts.seen
    last_seen = Dataset.objects.filter(source=source_id).values_list("remote_id", "last_seen")
    assert {remote_id for remote_id, moment in last_seen if moment >= again.started} == ids_in(visits[-1])


_CHILD = """
import os, signal, sys
import django
django.setup()
from gotgan.inventory import actions, jobs, queries
from gotgan.terms.role import SYSTEM
location, dies_at = sys.argv[1], int(sys.argv[2])

class Context:
    job_id, beats = 1, 0
    def heartbeat(self, progress):
        self.beats += 1
        if self.beats == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
    def is_cancelled(self):
        return False

if dies_at:
    from gotgan.organisations.actions import add_organisation
    code = add_organisation(by=SYSTEM, code="1234567", name="기관")
    source = actions.add_source(by=SYSTEM, kind=None, location=location, organisation=code)
    scan = actions.start_scan(by=SYSTEM, source_id=source)
else:
    scan = queries.unfinished_scans()[0].id
jobs.scan(scan, context=Context())
done = queries.scan(scan)
print(done.state, done.counts.seen, done.counts.added, done.lines, done.live_after)
"""


def _child(location: str, dies_at: int, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "GOTGAN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "gotgan.site.settings.embedded",
        "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    command = [sys.executable, "-c", _CHILD, location, str(dies_at)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.slow
def test_scan_killed_with_sigkill_resumes_in_a_new_process(address: str, fresh_hub: Path) -> None:
    location = f"{address}/energy/data.json"
    killed = _child(location, 3, fresh_hub)
    assert killed.returncode == -9, killed.stderr
    resumed = _child(location, 0, fresh_hub)
    assert resumed.stdout.split()[-5:] == ["done", "482", "482", "482", "482"], resumed.stderr
