"""Who measured what is shown: the hub itself, or a scanner elsewhere whose result was carried in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import Provenance
from gotgan.terms.organisation import Organisation
from gotgan.terms.scan import ScanState
from gotgan.terms.seal import SealMark
from gotgan.terms.source import SourceKind, SourceView

NOT_TAKEN = (ScanState.FAILED, ScanState.CANCELLED)


@dataclass(frozen=True)
class MeasuredBy:
    """`mark` is None for what the hub measured. `organisation`: whose scanner sealed it."""

    mark: SealMark | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True)
class CarriedIn:
    """What the source of a carried scan holds after it."""

    by: MeasuredBy
    datasets: int
    tables: int
    failed: int


def of_dataset(provenance: Provenance | None) -> MeasuredBy:
    """Only a carried scan's record says whose seal it had; the same words in another source's are its own."""
    if provenance is None or provenance.source_kind != SourceKind.SCANFILE:
        return MeasuredBy()
    return _marked(SealMark.of_record(provenance.raw))


def of_sources(sources: Iterable[SourceView]) -> Mapping[str, MeasuredBy]:
    """By source id: those carried in that hold datasets. One query, none where nothing was carried in."""
    carried = [source.id for source in sources if source.kind == SourceKind.SCANFILE]
    marks = inventory.seal_marks(carried) if carried else {}
    return {source_id: _marked(mark) for source_id, mark in marks.items()}


def of_scan(source: SourceView, scan_id: str) -> CarriedIn | None:
    """What a scan carried in, while it is the newest of its source of which anything was taken."""
    if source.kind != SourceKind.SCANFILE:
        return None
    taken = (scan for scan in inventory.scans_of(source.id) if scan.is_finished and scan.state not in NOT_TAKEN)
    newest = next(taken, None)
    by = of_sources([source]).get(source.id)
    if newest is None or newest.id != scan_id or by is None:
        return None
    tables = inventory.carried_tables(source.id)
    return CarriedIn(by, source.datasets, tables.measured, tables.failed + newest.counts.failed)


def _marked(mark: SealMark) -> MeasuredBy:
    return MeasuredBy(mark, organisations.find(mark.organisation) if mark.organisation else None)
