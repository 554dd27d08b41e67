"""What an assessor is shown of one dataset, beside the rubric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.assess.queries.scoring import readiness_lines
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.organisation import Organisation
from gotgan.terms.selection import ReadinessLine

MOST_OVERLAPS, MOST_TABLES = 10, 20


@dataclass(frozen=True)
class TableLine:
    """One measured table: aggregates alone. `missing` 0 to 1."""

    name: str
    rows: int | None
    columns: int
    missing: float | None


@dataclass(frozen=True)
class OverlapLine:
    """Another dataset that this one overlaps; its title only where it is published."""

    relation: str
    strength: str
    organisation: Organisation | None
    title: str
    title_en: str
    status: str


@dataclass(frozen=True)
class Pack:
    """What is known of one dataset, beside the rubric."""

    record: DatasetRecord
    organisation: Organisation | None
    readiness: ReadinessLine | None
    tables: tuple[TableLine, ...]
    findings: int
    overlaps: tuple[OverlapLine, ...]


def pack_of(record: DatasetRecord) -> Pack:
    """About eight queries."""
    bodies = organisations.by_codes([record.organisation])
    version = inventory.scanned_version(record.id)
    evidence = inventory.evidence_of(record.id, version.id) if version else ()
    return Pack(
        record=record,
        organisation=bodies.get(record.organisation),
        readiness=readiness_lines([record.id]).get(record.id),
        tables=tuple(_table(each.table, each.profile) for each in evidence[:MOST_TABLES]),
        findings=sum(len({found["column"] for found in each.findings if "column" in found}) for each in evidence),
        overlaps=_overlaps(record.id),
    )


def _table(name: str, profile: Mapping[str, Any] | None) -> TableLine:
    columns = (profile or {}).get("columns") or []
    cells = sum((each.get("count") or 0) + (each.get("nulls") or 0) for each in columns)
    gaps = sum((each.get("nulls") or 0) + (each.get("blanks") or 0) for each in columns)
    return TableLine(name, (profile or {}).get("rows"), len(columns), gaps / cells if cells else None)


def _overlaps(dataset_id: str) -> tuple[OverlapLine, ...]:
    views = inventory.overlaps(dataset_id=dataset_id, limit=MOST_OVERLAPS)
    ends = [each.b if each.a.dataset_id == dataset_id else each.a for each in views]
    records = inventory.datasets_of({each.dataset_id for each in ends})
    bodies = organisations.by_codes({each.organisation for each in ends})
    shown = {name: record for name, record in records.items() if record.publication == "open"}
    return tuple(
        OverlapLine(
            view.relation, view.strength, bodies.get(end.organisation),
            shown[end.dataset_id].title if end.dataset_id in shown else "",
            shown[end.dataset_id].title_en if end.dataset_id in shown else "", str(view.status),
        )
        for view, end in zip(views, ends, strict=True)
    )  # fmt: skip
