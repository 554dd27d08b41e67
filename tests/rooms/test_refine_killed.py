"""A worker killed outright in the middle of a run: the retry leaves one result and one version, and the key stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from gotgan.refine import actions
from gotgan.refine.models import Inspection, Run
from gotgan.terms.inspection import InspectionState
from gotgan.terms.refine import RunKind, RunState
from gotgan.work import reaper
from gotgan.work.actions import enqueue
from gotgan.work.models import Job
from tests.full_disk import PRIVATE_MOUNTS, need_small_disk
from tests.rooms.refined import Refined, by, make_refined
from tests.rooms.running import run_waiting_jobs
from tests.shared_data import ROOT

_CHILD = """
import json, os, signal, subprocess, sys
from importlib import import_module
from pathlib import Path
import django
django.setup()
folder, dies_in = Path(sys.argv[1]), sys.argv[2]

from django.conf import settings
from gotgan.inventory.models import Version
from gotgan.refine import actions
from gotgan.refine.models import CustodyKey, Run, WorkOrder
from gotgan.terms.refine import OrderState, RunKind
from gotgan.work import reaper
from tests.rooms.refined import Refined, by, make_refined
from tests.rooms.running import run_waiting_jobs

if not (folder / "source").exists():
    made = make_refined(folder / "source")
    made.plan()
    actions.start_run(by=by(made.processor), order_id=made.order_id, kind=RunKind.FINAL)
if dies_in == "full":
    scratch = Path(settings.GOTGAN_DATA) / "scratch"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(scratch)], check=True)
elif dies_in:
    module, name = dies_in.rsplit(".", 1)
    setattr(import_module(module), name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
reaper.reap(is_first_look=True)
ran = run_waiting_jobs()
data = Path(settings.GOTGAN_DATA)
run = Run.objects.latest("queued")
(key,) = CustodyKey.objects.all()
print(json.dumps({
    "ran": [name for name in ran if name.startswith("refine.run")],
    "state": run.state, "files": [each["sha256"] for each in run.files], "k": run.proof.get("k"),
    "problem": run.problem,
    "key": run.receipt.get("key_id") == key.key_id, "keys": [path.name for path in (data / "keys").iterdir()],
    "scratch": [path.name for path in (data / "scratch").glob("run-*")],
    "half": [path.name for path in (data / "objects" / "incoming").iterdir()],
    "versions": Version.objects.filter(dataset=run.order.dataset_id).count(),
}))
"""
MOMENTS = ("gotgan.engine.deidentify.release.prove", "gotgan.refine.actions.finish_run")
"""The file is written and not yet proved; the file is in the store and not yet written down."""


def child(folder: Path, dies_in: str, *before: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "GOTGAN_DATA": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "gotgan.site.settings.embedded",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }  # fmt: skip
    return subprocess.run(
        [*before, sys.executable, "-c", _CHILD, str(folder), dies_in], env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_hub")
def test_run_killed_twice_leaves_one_result_and_its_key(tmp_path: Path) -> None:
    for moment in MOMENTS:
        died = child(tmp_path, moment)
        assert died.returncode == -signal.SIGKILL, died.stderr
        scratch = tmp_path / "data" / "scratch"
        is_written = any(scratch.glob("run-*/.out.*.part/data.parquet"))
        assert is_written == (moment == MOMENTS[0]), "it died in the middle"
    done = child(tmp_path, "")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["ran"] == ["refine.run done"]
    assert (told["state"], len(set(told["files"])), told["key"], len(told["keys"])) == ("proved", 1, True, 1)
    assert told["k"] >= 5
    assert (told["scratch"], told["half"], told["versions"]) == ([], [], 1)


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_hub")
def test_run_on_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    need_small_disk()
    done = child(tmp_path, "full", *PRIVATE_MOUNTS)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["state"], told["files"], told["problem"]) == (
        "failed", [], "the disk is full; make room and run it again"
    )  # fmt: skip
    assert (told["scratch"], told["half"], told["versions"], len(told["keys"])) == ([], [], 1, 1)


@pytest.fixture
def planned(tmp_path: Path) -> Refined:
    made = make_refined(tmp_path / "source")
    run_waiting_jobs()
    made.plan()
    return made


@pytest.mark.django_db
@pytest.mark.database
def test_run_lost_too_often_ends_with_its_reason_and_another_may_begin(planned: Refined) -> None:
    named = {"by": by(planned.processor), "order_id": planned.order_id}
    first = actions.start_run(**named, kind=RunKind.TRIAL)
    actions.begin_run(run_id=first)
    assert actions.fail_lost_work() == 0, "its job waits"
    Job.objects.filter(name="refine.run").update(state="running", worker="elsewhere:1", attempts=3, heartbeat_at=None)
    reaper.reap()
    enqueue("refine.tend")
    assert run_waiting_jobs() == ["refine.tend done"]
    lost = Run.objects.get(pk=first)
    assert (lost.state, lost.problem.split(";")[0]) == (RunState.FAILED, "its worker died 3 times")
    again = actions.start_run(**named, kind=RunKind.TRIAL)
    run_waiting_jobs()
    assert Run.objects.get(pk=again).state == RunState.PROVED
    assert actions.fail_lost_work() == 0


@pytest.mark.django_db
@pytest.mark.database
def test_inspection_whose_job_is_gone_ends_and_may_be_asked_again(planned: Refined) -> None:
    actions.ask_inspection(by=planned.actor, order_id=planned.order_id)
    Job.objects.filter(name="refine.inspect").update(state="failed", finished=timezone.now() - timedelta(days=1))
    assert actions.fail_lost_work() == 1
    row = Inspection.objects.latest("id")
    assert (row.state, row.problem.split(";")[0]) == (
        InspectionState.FAILED, "the job that ran it was lost too often or stopped"
    )  # fmt: skip
    actions.ask_inspection(by=planned.actor, order_id=planned.order_id)
    run_waiting_jobs()
    assert Inspection.objects.latest("id").state == InspectionState.DONE
