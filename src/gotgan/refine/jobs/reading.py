"""The table that a run reads, and the receipts of how it came to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.package.parquet import column_names
from gotgan.inventory import queries as inventory
from gotgan.refine.models import Run
from gotgan.store.folder import FolderStore
from gotgan.terms.dataset import StoredFile
from gotgan.terms.errors import Invalid, Issue


def source_of(row: Run) -> tuple[Source, StoredFile]:
    """The Parquet of the table that the plan means. Raises: Invalid when the version has none, or several."""
    version = inventory.version(row.order.dataset_id, row.order.version)
    tables = [file for file in version.files if file.role == "parquet"] if version else []
    wanted = row.plan.steps.get("table")
    found = [file for file in tables if wanted in (None, file.table)]
    if len(found) != 1:
        names = ", ".join(file.table for file in tables) or "none"
        raise Invalid(Issue("table", f"the plan does not name one of the version's tables ({names})", "name one"))
    path = FolderStore(Path(settings.GOTGAN_DATA) / "objects").path_of(found[0].sha256)
    return Source(path, found[0].path, found[0].sha256, column_names(path), found[0].rows or 0, typed=True), found[0]


def chain_of(row: Run, table: StoredFile, receipt: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Receipts from the original file to what was written."""
    measured = inventory.evidence_of(row.order.dataset_id, row.order.version)
    derived = [each.receipt for each in measured if each.table == table.table and each.receipt]
    return [*map(dict, derived), dict(receipt)]


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
