"""What jobs on a plan share: the scanned table it means, the plan as the engine reads it, the receipts before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from gotgan.engine.deidentify.plan import Plan, read_plan
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.package.parquet import column_names
from gotgan.inventory import queries as inventory
from gotgan.refine import queries
from gotgan.refine.jobs.scratch import store
from gotgan.refine.models import WorkOrder
from gotgan.refine.rules.planning import engine_plan
from gotgan.terms.dataset import StoredFile
from gotgan.terms.errors import Invalid, Issue

VARIABLE = "GOTGAN_CUSTODY"
"""What the engine's plan calls the key; it is handed over in process and stands in no environment."""
FULL = "the disk is full; make room and run it again"


def source_of(order: WorkOrder, steps: Mapping[str, Any]) -> tuple[Source, StoredFile]:
    """The Parquet of the table that the plan means. Raises: Invalid when the version has none, or several."""
    version = inventory.version(order.dataset_id, order.version)
    tables = [file for file in version.files if file.role == "parquet"] if version else []
    wanted = steps.get("table")
    found = [file for file in tables if wanted in (None, file.table)]
    if len(found) != 1:
        names = ", ".join(file.table for file in tables) or "none"
        raise Invalid(Issue("table", f"the plan does not name one of the version's tables ({names})", "name one"))
    path = store().path_of(found[0].sha256)
    return Source(path, found[0].path, found[0].sha256, column_names(path), found[0].rows or 0, typed=True), found[0]


def plan_in(folder: Path, steps: Mapping[str, Any], project: str) -> Plan:
    """An order's plan as the engine reads it. Raises: Invalid."""
    path = folder / "plan.yaml"
    text = yaml.safe_dump(engine_plan(steps, f"env:{VARIABLE}"), allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return replace(read_plan(path), project=project)


def chain_of(order: WorkOrder, table: StoredFile, receipt: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Receipts from the original file, or from those of a combination, to what was written."""
    measured = inventory.evidence_of(order.dataset_id, order.version)
    derived = [each.receipt for each in measured if each.table == table.table and each.receipt]
    combined = queries.receipts_before(order.dataset_id, order.version)
    return [*map(dict, [*combined, *derived]), dict(receipt)]
