"""An order's tables before anything is done: what to do with each column, and the risk by the suggested keys."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from gotgan.engine.deidentify.risk import Ask, measure_risk
from gotgan.engine.deidentify.suggest import keys_of, sensitive_of, suggest
from gotgan.inventory import queries as inventory
from gotgan.refine import actions
from gotgan.refine.models import WorkOrder
from gotgan.store.folder import FolderStore
from gotgan.terms.dataset import StoredFile, TableEvidence
from gotgan.terms.errors import GotganError
from gotgan.terms.inspection import InspectedTable, InspectionState
from gotgan.terms.job import JobContext

NO_TABLE = "the version has no table that was measured; look at its scan"
NO_KEYS = "no column suggests itself as one that others may know; name such columns in the plan"
NO_PARQUET = "the table has no Parquet to measure; scan its source again"


def inspect(order_id: str, *, context: JobContext) -> None:
    """Measure every table of the order's version; asked for once more meanwhile, it is done once."""
    order = WorkOrder.objects.get(pk=order_id)
    if not order.inspections.filter(state=InspectionState.ASKED).exists():
        return
    version = inventory.version(order.dataset_id, order.version)
    files = {file.table: file for file in version.files if file.role == "parquet"} if version else {}
    tables = []
    for evidence in inventory.evidence_of(order.dataset_id, order.version):
        if evidence.profile is not None:
            context.heartbeat({"table": len(tables) + 1})
            tables.append(_inspect(evidence, files.get(evidence.table)))
    actions.finish_inspection(order_id=order_id, tables=tables, problem="" if tables else NO_TABLE)


def _inspect(evidence: TableEvidence, file: StoredFile | None) -> InspectedTable:
    assert evidence.profile is not None
    suggestions = suggest(evidence.profile, evidence.findings)
    rows, keys = evidence.profile["rows"], keys_of(suggestions)
    if file is None or not keys:
        return InspectedTable(evidence.table, rows, suggestions, problem=NO_KEYS if file else NO_PARQUET)
    try:
        risk = measure_risk(_place(file), Ask(keys, sensitive_of(suggestions)))
    except GotganError as error:
        return InspectedTable(evidence.table, rows, suggestions, problem=str(error))
    return InspectedTable(evidence.table, rows, suggestions, risk=risk)


def _place(file: StoredFile) -> Path:
    return FolderStore(Path(settings.GOTGAN_DATA) / "objects").path_of(file.sha256)
