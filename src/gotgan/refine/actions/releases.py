"""Releasing what was proved and found adequate: the order's step and the dataset's new version, or neither."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from gotgan.audit.actions import record
from gotgan.inventory import actions as inventory
from gotgan.refine.actions.aftercare import check_composition
from gotgan.refine.actions.combining import putting as combining
from gotgan.refine.actions.permission import lock_order
from gotgan.refine.actions.steps import step_order
from gotgan.refine.models import Run, WorkOrder
from gotgan.terms.dataset import StoredFile, TableEvidence
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.lineage import prov_of
from gotgan.terms.manifest import FileEntry, Manifest
from gotgan.terms.refine import OrderState, RunKind, RunState
from gotgan.terms.role import Actor

AGENTS = combining.AGENTS | dict.fromkeys(("repair", "deidentify", "measure", "synthesise", "package"), "processor")


@transaction.atomic
def release(*, by: Actor, order_id: str) -> str:
    """Make the reviewed result a version of the dataset; returns its id. From then on only it is offered.

    Raises: NoSuchOrder, NotYours; Invalid when the result's files hold identifiers or are gone.
    """
    order, _ = lock_order(by, order_id)
    step_order(by, order, OrderState.RELEASED)
    run = _reviewed(order)
    check_composition(run.pk)
    made = _version_of(run)
    order.released = inventory.release_refined(
        by=by, dataset_id=order.dataset_id, derived_from=order.version, made=made, lineage=_lineage(run)
    )
    order.save()
    details = {"version": order.released, "run": run.pk}
    record(by=by, action="refine.release", subject=f"order:{order_id}", details=details)
    return order.released


def _reviewed(order: WorkOrder) -> Run:
    """The run that every reviewer of this round looked at."""
    run = order.runs.filter(round=order.round, kind=RunKind.FINAL, state=RunState.PROVED).order_by("-queued").first()
    seen = set(order.opinions.filter(round=order.round).values_list("run_id", flat=True))
    if run is None or seen != {run.pk} or not run.files:
        raise Invalid(Issue("run", "the result is not the one that was reviewed", "have it reviewed again"))
    return run


def _version_of(run: Run) -> inventory.NewVersion:
    files = tuple(StoredFile(**each) for each in run.files)
    originals = [each for each in files if each.role == "original"]
    manifest = Manifest(
        tuple(FileEntry(each.path, each.size_bytes, each.sha256, each.media_type) for each in originals)
    )
    evidence = tuple(TableEvidence(**{**each, "findings": tuple(each["findings"])}) for each in run.evidence)
    return inventory.NewVersion(manifest.sha256, manifest.size_bytes, files, evidence)


def _lineage(run: Run) -> dict[str, Any]:
    receipts = run.receipt.get("chain") or [run.receipt]
    return prov_of(receipts, agents=AGENTS)
