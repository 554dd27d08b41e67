"""A run's output beside every earlier release of the same dataset: who holds both sees smaller classes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from gotgan.engine.deidentify.proof import Proof
from gotgan.engine.deidentify.proof_more import with_earlier
from gotgan.engine.deidentify.release import DATA, PROOF
from gotgan.refine.models import Run
from gotgan.refine.rules.ways import MEASURES, way_of
from gotgan.store.folder import FolderStore
from gotgan.terms.errors import GotganError
from gotgan.terms.inspection import JointFound
from gotgan.terms.refine import RunKind, RunState

OTHER_DATA = "it was made of another version or table of the data; rows cannot be matched, so nobody measured it"
NO_KEYS = "one of the two names no column that others may know; what both tell together is not measured by classes"
ROW_ORDER = "row order"


def measure_joint(row: Run, written: Path, proof: Mapping[str, Any], scratch: Path) -> list[JointFound]:
    """One for each order that released something of this dataset, withdrawn ones too: copies may be left.
    Noisy tables are left out: whatever else is known, they tell no more of one person than they were paid for."""
    runs = Run.objects.filter(order__dataset=row.order.dataset_id, kind=RunKind.FINAL, state=RunState.PROVED)
    released = runs.exclude(order__released="").exclude(order=row.order_id).exclude(files=[])
    newest = {each.order_id: each for each in released.select_related("order", "plan").order_by("queued")}
    return [
        _measure(row, each, written, proof, scratch / each.pk)
        for each in newest.values()
        if way_of(each.plan.steps) != MEASURES
    ]


def _measure(row: Run, earlier: Run, written: Path, proof: Mapping[str, Any], folder: Path) -> JointFound:
    base = {"k": proof.get("k"), "earlier_k": earlier.proof.get("k"), "target_k": _target_of(row)}
    is_same = (row.order.version, row.plan.steps.get("table")) == (
        earlier.order.version,
        earlier.plan.steps.get("table"),
    )
    if not is_same:
        return JointFound(earlier.pk, base, OTHER_DATA)
    if not (proof.get("keys") and earlier.proof.get("keys")):
        return JointFound(earlier.pk, base, NO_KEYS)
    try:
        _lay_out(earlier, folder)
        both = with_earlier(Proof({}, ()), written, proof["keys"], [folder]).document["composition"]
    except (GotganError, OSError) as error:
        return JointFound(earlier.pk, base, str(error))
    measured = {"joint_k": both["k"], "classes": both["classes"], "unique_rows": both["unique_rows"]}
    return JointFound(earlier.pk, {**base, **measured, "joined_by": ROW_ORDER})


def _target_of(row: Run) -> int:
    return int(row.plan.steps.get("privacy", {}).get("k", 1))


def _lay_out(earlier: Run, folder: Path) -> None:
    """The earlier release as the engine reads one; the stored bytes are not copied."""
    folder.mkdir(parents=True)
    original = next(each for each in earlier.files if each["role"] == "original")
    store = FolderStore(Path(settings.GOTGAN_DATA) / "objects")
    (folder / DATA).symlink_to(store.path_of(original["sha256"]).resolve())
    (folder / PROOF).write_text(json.dumps({"keys": earlier.proof["keys"]}), encoding="utf-8")
