"""What a viewer sees of an overlap: their own side whole; of a dataset they may not know only what a scan discloses
(whose it is, its column names, how many rows it has)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.share import queries
from gotgan.share.deciders import Decider, see_deciders
from gotgan.terms.organisation import Organisation
from gotgan.terms.overlap import OverlapEnd, OverlapView
from gotgan.terms.role import KEEPERS, Viewer


@dataclass(frozen=True)
class SeenEnd:
    """`title`, `address` and `table` are empty where the dataset is not the viewer's to know."""

    end: OverlapEnd
    organisation: Organisation
    is_mine: bool
    title: str = ""
    title_en: str = ""
    address: str = ""
    table: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.address)


@dataclass(frozen=True)
class SeenOverlap:
    """`deciders`: of each decision of the pair, in their order."""

    pair: OverlapView
    a: SeenEnd
    b: SeenEnd
    deciders: tuple[Decider, ...] = ()


def kept_by(viewer: Viewer) -> tuple[str, ...] | None:
    """The organisations whose overlaps the viewer looks after; None: those of all."""
    if any(held.role in KEEPERS and held.organisation is None for held in viewer.roles):
        return None
    return tuple(sorted({held.organisation for held in viewer.roles if held.role in KEEPERS and held.organisation}))


def list_overlaps(viewer: Viewer, **chosen: Any) -> tuple[SeenOverlap, ...]:
    """As `inventory.queries.overlaps`; a bounded number of queries."""
    kept = kept_by(viewer)
    return () if kept == () else see(viewer, inventory.overlaps(kept, **chosen))


def get_overlap(viewer: Viewer, overlap_id: int) -> SeenOverlap:
    """Raises: NoSuchOverlap, also where the viewer keeps neither side."""
    pair, kept = inventory.overlap(overlap_id), kept_by(viewer)
    if kept is not None and not {pair.a.organisation, pair.b.organisation} & set(kept):
        raise inventory.NoSuchOverlap(f"overlap {overlap_id}: there is no such pair; see the list of overlaps")
    return see(viewer, [pair])[0]


def see(viewer: Viewer, pairs: Iterable[OverlapView]) -> tuple[SeenOverlap, ...]:
    """Cut to what the viewer may know of either side."""
    found = tuple(pairs)
    if not found:
        return ()
    ids = {end.dataset_id for pair in found for end in (pair.a, pair.b)}
    accesses, records = queries.accesses(viewer, ids), inventory.datasets_of(ids)
    bodies = organisations.by_codes(end.organisation for pair in found for end in (pair.a, pair.b))
    deciders = see_deciders(viewer, found)

    def seen(end: OverlapEnd) -> SeenEnd:
        mine = viewer.holds(*KEEPERS, organisation=end.organisation)
        if not mine and not accesses[end.dataset_id].may_know:
            return SeenEnd(end, bodies[end.organisation], False)
        record = records[end.dataset_id]
        return SeenEnd(
            end, bodies[end.organisation], mine, record.title, record.title_en, record.address, end.table
        )  # fmt: skip

    return tuple(SeenOverlap(pair, seen(pair.a), seen(pair.b), deciders[pair.id]) for pair in found)
