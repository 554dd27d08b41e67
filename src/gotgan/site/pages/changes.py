"""What changed between two versions of a dataset, and what each scan of a source brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.share import queries as share
from gotgan.site import pictures
from gotgan.site.pages import dataset, sources
from gotgan.terms.change import ColumnChange, Measured, TableChange, compare_tables
from gotgan.terms.dataset import VersionRecord
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Viewer
from gotgan.terms.source import ScanView, SourceView

MOST_TABLES = 20
MOST_VERSIONS = 100
"""Versions to choose from; one that is asked for by its id is there as well."""
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
    left_out: int
    """Columns that changed and are not among the strips."""


@dataclass(frozen=True)
class ChangesPage:
    known: dataset.Known
    versions: tuple[VersionRecord, ...]
    before: VersionRecord | None
    after: VersionRecord | None
    tables: tuple[TableView, ...]
    """Those that changed come first."""
    left_out: int = 0
    """Tables behind them."""

    @property
    def is_same(self) -> bool:
        return all(table.change.is_same for table in self.tables)


def changes_page(viewer: Viewer, organisation: str, name: str, *, before: str = "", after: str = "") -> ChangesPage:
    """The two newest versions, or those asked for by their ids. Raises: UnknownDataset."""
    known = dataset.get_known(viewer, organisation, name)
    versions = _to_choose(viewer, known.dataset.id, before, after)
    new = _find(versions, after) or (versions[0] if versions else None)
    old = _find(versions, before) or (_one_before(viewer, known.dataset.id, new, versions) if new else None)
    if old is not None and old not in versions:
        versions = (*versions, old)
    if new is None or old is None:
        return ChangesPage(known, versions, None, new, ())
    tables = _paired(inventory.measured_tables(known.dataset.id, old.id),
                     inventory.measured_tables(known.dataset.id, new.id))  # fmt: skip
    told = sorted((_view(*pair) for pair in tables), key=lambda view: view.change.is_same)
    return ChangesPage(known, versions, old, new, tuple(told[:MOST_TABLES]), len(told[MOST_TABLES:]))


def _to_choose(viewer: Viewer, dataset_id: str, *asked: str) -> tuple[VersionRecord, ...]:
    """The newest ones and those asked for, newest first."""
    newest = inventory.versions_of(dataset_id, limit=MOST_VERSIONS)
    known = {each.id for each in newest}
    other = [inventory.version(dataset_id, each) for each in dict.fromkeys(asked) if each and each not in known]
    found = {each.id: each for each in (*newest, *other) if each is not None}
    return _seen_by(viewer, tuple(sorted(found.values(), key=lambda each: each.created, reverse=True)))


def _one_before(
    viewer: Viewer, dataset_id: str, new: VersionRecord, versions: tuple[VersionRecord, ...]
) -> VersionRecord | None:
    if len(versions) < MOST_VERSIONS:
        return next((each for each in versions if each.created < new.created), None)
    older = inventory.versions_of(dataset_id, limit=MOST_VERSIONS, older_than=new.created)
    return next(iter(_seen_by(viewer, older)), None)


def _seen_by(viewer: Viewer, versions: tuple[VersionRecord, ...]) -> tuple[VersionRecord, ...]:
    """Those whose values the viewer may see: an older one does not become open with the newest."""
    accesses = share.accesses_to(viewer, versions)
    return tuple(version for version in versions if accesses[version.id].may_see)


def _find(versions: tuple[VersionRecord, ...], version_id: str) -> VersionRecord | None:
    return next((each for each in versions if version_id and each.id == version_id), None)


def _paired(old: tuple[Measured, ...], new: tuple[Measured, ...]) -> list[tuple[Measured | None, Measured | None]]:
    """By name; a single table that was renamed is still the one table."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    before = {each.table: each for each in old}
    pairs: list[tuple[Measured | None, Measured | None]] = [(before.pop(each.table, None), each) for each in new]
    return pairs + [(each, None) for each in before.values()]


def _view(old: Measured | None, new: Measured | None) -> TableView:
    change = compare_tables(old, new)
    told = [each for each in change.columns if each.kind != "same"]
    hidden = {each.get("column") for side in (old, new) if side for each in side.findings}
    strips = tuple(_strip(each, hidden) for each in told[:MOST_COLUMNS])
    return TableView(change, strips, len(change.columns) - len(told), len(told[MOST_COLUMNS:]))


def _strip(change: ColumnChange, hidden: set[str | None]) -> Strip:
    def drawn(column: object) -> SafeString:
        if not isinstance(column, dict):
            return mark_safe("")
        return mark_safe(pictures.strip(column, show_values=column["name"] not in hidden))

    values = tuple(_values(change)) if change.drift is not None else ()
    return Strip(change, drawn(change.before), drawn(change.after), values)


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
    """One scan; `told` counts what was added, changed, removed or failed, `bar` draws it beside the scan with most."""

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
