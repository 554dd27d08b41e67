"""What changed between two versions of a dataset, and what each scan of a source brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.site import pictures
from gotgan.site.pages import dataset, sources
from gotgan.terms.change import ColumnChange, Measured, TableChange, compare_tables
from gotgan.terms.dataset import VersionRecord
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Viewer
from gotgan.terms.source import ScanView, SourceView

MOST_TABLES = 20
MOST_COLUMNS = 200
MOST_SCANS = 50
FREQUENT, SHOWN_VALUES = 10, 5


@dataclass(frozen=True)
class Strip:
    """One column: what changed in a word, with its picture before and after (empty where values are hidden)."""

    change: ColumnChange
    before: SafeString
    after: SafeString
    values: tuple[str, ...] = ()
    """Which frequent values came and went, in words."""


@dataclass(frozen=True)
class TableView:
    change: TableChange
    strips: tuple[Strip, ...]
    unchanged: int


@dataclass(frozen=True)
class ChangesPage:
    known: dataset.Known
    versions: tuple[VersionRecord, ...]
    before: VersionRecord | None
    after: VersionRecord | None
    tables: tuple[TableView, ...]

    @property
    def is_same(self) -> bool:
        return all(table.change.is_same for table in self.tables)


def changes_page(viewer: Viewer, organisation: str, name: str, *, before: str = "", after: str = "") -> ChangesPage:
    """The two newest versions, or those asked for by their ids. Raises: UnknownDataset."""
    known = dataset.get_known(viewer, organisation, name)
    versions = inventory.versions_of(known.dataset.id) if _may_compare(viewer, known) else ()
    new = _find(versions, after) or (versions[0] if versions else None)
    older = tuple(each for each in versions if new and each.created < new.created)
    old = _find(versions, before) or (older[0] if older else None)
    if new is None or old is None:
        return ChangesPage(known, versions, None, new, ())
    tables = _paired(inventory.measured_tables(known.dataset.id, old.id),
                     inventory.measured_tables(known.dataset.id, new.id))  # fmt: skip
    may_see = known.access.may_see
    return ChangesPage(known, versions, old, new, tuple(_view(*pair, may_see=may_see) for pair in tables[:MOST_TABLES]))


def _may_compare(viewer: Viewer, known: dataset.Known) -> bool:
    """Older versions were never offered to all: only to those who may see the data, and its keepers."""
    return known.access.may_see or sources.may_keep(viewer, known.dataset.organisation)


def _find(versions: tuple[VersionRecord, ...], version_id: str) -> VersionRecord | None:
    return next((each for each in versions if version_id and each.id == version_id), None)


def _paired(old: tuple[Measured, ...], new: tuple[Measured, ...]) -> list[tuple[Measured | None, Measured | None]]:
    """By name; a single table that was renamed is still the one table."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    before = {each.table: each for each in old}
    pairs: list[tuple[Measured | None, Measured | None]] = [(before.pop(each.table, None), each) for each in new]
    return pairs + [(each, None) for each in before.values()]


def _view(old: Measured | None, new: Measured | None, *, may_see: bool) -> TableView:
    change = compare_tables(old, new)
    told = [each for each in change.columns if each.kind != "same"]
    hidden = {each.get("column") for side in (old, new) if side for each in side.findings}
    strips = tuple(_strip(each, may_see=may_see, hidden=hidden) for each in told[:MOST_COLUMNS])
    return TableView(change, strips, len(change.columns) - len(told))


def _strip(change: ColumnChange, *, may_see: bool, hidden: set[str | None]) -> Strip:
    def drawn(column: object) -> SafeString:
        if not isinstance(column, dict):
            return mark_safe("")
        return mark_safe(pictures.strip(column, show_values=may_see and column["name"] not in hidden))

    shown = may_see and change.drift is not None
    return Strip(change, drawn(change.before), drawn(change.after), tuple(_values(change)) if shown else ())


def _values(change: ColumnChange) -> Iterator[str]:
    """Pictures of frequent values look alike when the values are others: say which."""
    if not change.before or not change.after or change.after.get("histogram"):
        return
    old, new = (
        [str(top["value"])[:40] for top in (side.get("top") or ())[:FREQUENT]] for side in (change.before, change.after)
    )
    came, went = [each for each in new if each not in old], [each for each in old if each not in new]
    if came:
        yield _("newly frequent: %(values)s") % {"values": ", ".join(came[:SHOWN_VALUES])}
    if went:
        yield _("no longer frequent: %(values)s") % {"values": ", ".join(went[:SHOWN_VALUES])}


@dataclass(frozen=True)
class ScanRow:
    """One scan; `bar` shows added, changed, removed and failed beside each other."""

    scan: ScanView
    told: int
    bar: SafeString


@dataclass(frozen=True)
class HistoryPage:
    source: SourceView
    organisation: Organisation
    rows: tuple[ScanRow, ...]


def history_page(viewer: Viewer, source_id: str) -> HistoryPage:
    """Raises: NotFound, NotYourSource."""
    source = sources.get_source(viewer, source_id)
    scans = inventory.scans_of(source_id, limit=MOST_SCANS)
    most = max((_told(scan) for scan in scans), default=0)
    rows = tuple(ScanRow(scan, _told(scan), mark_safe(pictures.share_bar(_told(scan), most))) for scan in scans)
    return HistoryPage(source, organisations.get(source.organisation), rows)


def _told(scan: ScanView) -> int:
    counts = scan.counts
    return counts.added + counts.changed + counts.removed + counts.failed
