"""A run by the real engine: tried, refused, proved; and the way from the work order to bytes without identifiers."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.inventory import queries as inventory
from gotgan.refine import actions
from gotgan.refine.models import Run
from gotgan.store.folder import FolderStore
from gotgan.terms.lineage import sources_of
from gotgan.terms.refine import OrderState, RunKind, RunState
from tests.rooms.harvested import scan_again
from tests.rooms.once import Made, Once
from tests.rooms.refined import PLAN, Refined, by, make_refined
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Refined]:
    return once(make_planned)


@pytest.fixture
def refined(first: Made[Refined], data_folder: Path) -> Refined:
    return first.again(data_folder)


def make_planned(folder: Path) -> Refined:
    made = make_refined(folder)
    made.plan()
    return made


def run(refined: Refined, kind: RunKind = RunKind.FINAL) -> Run:
    run_id = actions.start_run(by=by(refined.processor), order_id=refined.order_id, kind=kind)
    assert "refine.run done" in run_waiting_jobs()
    return Run.objects.get(pk=run_id)


def test_run_is_proved_on_the_written_file(refined: Refined, data_folder: Path) -> None:
    done = run(refined)
    assert (done.state, done.problem) == (RunState.PROVED, "")
    assert done.proof["k"] >= 5
    assert done.utility["loss"] <= 1
    assert not (data_folder / "scratch" / f"run-{done.pk}").exists()
    store = FolderStore(data_folder / "objects")
    written = b"".join(store.read(done.files[0]["sha256"]))
    for number in range(40):
        assert f"010-{2000 + number}-{3000 + number}".encode() not in written
        assert f"사람{number}".encode() not in written
    assert done.receipt["key_id"]


def test_trial_keeps_no_file_but_shows_what_it_did(refined: Refined) -> None:
    done = run(refined, RunKind.TRIAL)
    assert (done.state, done.files) == (RunState.PROVED, [])
    (evidence,) = done.evidence
    assert evidence["profile"]["rows"] == 40
    assert evidence["preview_sha256"]


def test_run_below_its_target_is_refused(refined: Refined) -> None:
    steps = {**PLAN, "privacy": {"k": 41}}
    actions.write_plan(by=by(refined.processor), order_id=refined.order_id, steps=steps)
    done = run(refined)
    assert done.state in (RunState.REFUSED, RunState.FAILED)
    assert "k" in done.problem
    assert done.files == []


def test_run_that_leaves_identifiers_is_refused(refined: Refined) -> None:
    steps = {**PLAN, "columns": {**PLAN["columns"], "연락처": {"do": "keep"}}}  # type: ignore[dict-item]
    actions.write_plan(by=by(refined.processor), order_id=refined.order_id, steps=steps)
    done = run(refined)
    assert done.state == RunState.REFUSED
    assert done.proof["released"] is False
    assert "010-" not in str(done.proof) + done.problem


def test_order_ends_in_a_version_without_identifiers(refined: Refined, tmp_path: Path) -> None:
    run(refined)
    refined.step(OrderState.PROCESSED, person=refined.processor)
    refined.step(OrderState.UNDER_REVIEW)
    for reviewer in refined.reviewers:
        refined.sign(reviewer)
    refined.step(OrderState.ADEQUATE)
    refined.write("safeguards")
    released = actions.release(by=refined.actor, order_id=refined.order_id)
    offered = inventory.latest_version(refined.order.dataset_id)
    assert offered is not None
    assert (offered.id, offered.finding_kinds) == (released, ())
    (evidence,) = inventory.evidence_of(refined.order.dataset_id, released)
    assert evidence.profile["rows"] == 40  # type: ignore[index]
    lineage = inventory.lineage_of(refined.order.dataset_id, released)
    (made,) = [file.sha256 for file in offered.files if file.role == "original"]
    scanned = inventory.scanned_version(refined.order.dataset_id)
    (original,) = [file.sha256 for file in scanned.files if file.role == "original"]  # type: ignore[union-attr]
    assert sources_of(lineage, f"sha256:{made}") == {f"sha256:{original}"}
    scan_again(refined.harvested.source_id)
    assert inventory.latest_version(refined.order.dataset_id).id == released  # type: ignore[union-attr]
