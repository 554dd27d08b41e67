"""The home page: what is held, by whom, and what is new."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from gotgan.assess.queries import panels, published
from gotgan.catalogue import queries as catalogue
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.refine import queries as refine
from gotgan.share import queries as share
from gotgan.terms.dataset import Holding
from gotgan.terms.entry import EntryRecord, UsabilityCounts
from gotgan.terms.organisation import Organisation
from gotgan.terms.published import ListName
from gotgan.terms.role import Viewer
from gotgan.terms.source import ScanView

NEWEST = 8
MOST_LISTS = 6


@dataclass(frozen=True)
class Keeper:
    """One institution and what it holds."""

    organisation: Organisation
    holding: Holding


@dataclass(frozen=True)
class HomePage:
    """`scans` are under way now; `done` of `expected` records of them are finished. `orders_waiting`,
    `combinations_waiting` and `panels_waiting`: what waits for this viewer."""

    keepers: tuple[Keeper, ...]
    newest: tuple[EntryRecord, ...]
    names: dict[str, Organisation]
    datasets: int
    usable: UsabilityCounts
    rows: int
    size_bytes: int
    has_sample: bool
    is_all_sample: bool
    scans: tuple[ScanView, ...]
    done: int
    expected: int
    orders_waiting: int = 0
    combinations_waiting: int = 0
    lists: tuple[ListName, ...] = ()
    panels_waiting: int = 0

    @property
    def most(self) -> int:
        """The datasets of the institution that holds most: the full length of a bar."""
        return max((keeper.holding.datasets for keeper in self.keepers), default=0)

    @property
    def unknown(self) -> int:
        """Known, but neither to be had at once nor surveyed, or surveyed and not told."""
        told = self.usable.now + self.usable.after_processing + self.usable.not_usable
        return max(self.datasets - told, 0)


def get_page(viewer: Viewer) -> HomePage:
    """Gather the home page as this viewer may see it."""
    names = {each.code: each for each in organisations.all_organisations()}
    holdings = inventory.holdings()
    keepers = tuple(Keeper(names[each.organisation], each) for each in holdings if each.organisation in names)
    scans = inventory.unfinished_scans()
    return HomePage(
        keepers=keepers,
        newest=share.known_to(viewer, catalogue.newest(NEWEST)),
        names=names,
        datasets=sum(each.datasets for each in holdings),
        usable=catalogue.usability(),
        rows=sum(each.rows for each in holdings),
        size_bytes=sum(each.size_bytes for each in holdings),
        has_sample=any(keeper.organisation.is_sample for keeper in keepers),
        is_all_sample=all(keeper.organisation.is_sample for keeper in keepers),
        scans=scans,
        done=sum(scan.counts.seen for scan in scans),
        expected=sum(scan.counts.seen + scan.waiting for scan in scans),
        orders_waiting=refine.count_waiting(viewer, timezone.localdate()),
        combinations_waiting=refine.count_combinations_waiting(viewer),
        lists=published.list_names(MOST_LISTS),
        panels_waiting=panels.count_waiting(viewer),
    )
