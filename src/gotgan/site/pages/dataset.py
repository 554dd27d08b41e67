"""The dataset page: what is this, may I have it, what do I do next, how do you know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gotgan.catalogue import queries as catalogue
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.refine import queries as refine
from gotgan.refine.queries import Made
from gotgan.share import queries as share
from gotgan.site.licences import Licence, explain
from gotgan.site.pages import answer, citation, columns, history, jsonld, measured, media, notices, stated
from gotgan.site.pages.narrowed import Narrowed, narrow
from gotgan.terms.access import Access
from gotgan.terms.dataset import DatasetRecord, Provenance, StoredFile, TableEvidence, VersionRecord
from gotgan.terms.desk import RowFilter
from gotgan.terms.entry import EntryRecord
from gotgan.terms.errors import NotFound
from gotgan.terms.organisation import Organisation
from gotgan.terms.preview import Preview
from gotgan.terms.refine import OrderRecord
from gotgan.terms.role import KEEPERS, Viewer

SHOWN_FILES = 200
"""Files of each role on the page; the template cuts at the same number."""


@dataclass(frozen=True)
class DatasetPage:
    """Everything the dataset page shows, already cut to what this viewer may see. `orders` are work orders on it,
    `way` how a refined version came to be."""

    entry: EntryRecord | None
    dataset: DatasetRecord
    access: Access
    answer: answer.Answer
    keeper: Organisation | None
    licence: Licence
    version: VersionRecord | None
    history: tuple[history.Past, ...]
    tables: tuple[TableEvidence, ...]
    table: TableEvidence | None
    columns: tuple[columns.ColumnView, ...]
    preview: Preview | None
    findings: tuple[dict[str, Any], ...]
    provenance: Provenance | None
    originals: tuple[StoredFile, ...]
    derived: tuple[StoredFile, ...]
    snippets: citation.Snippets
    jsonld: dict[str, Any]
    may_manage: bool
    may_see_origin: bool
    is_open: bool
    deliveries: int
    unread: tuple[TableEvidence, ...] = field(default=())
    narrowed: Narrowed | None = None
    media: tuple[media.MediaView, ...] = field(default=())
    media_hidden: int = 0
    stated: stated.StatedView | None = None
    told: tuple[notices.Told, ...] = field(default=())
    measured_by: measured.MeasuredBy = field(default_factory=measured.MeasuredBy)
    orders: tuple[OrderRecord, ...] = field(default=())
    way: tuple[Made, ...] = field(default=())

    @property
    def is_published(self) -> bool:
        return self.entry is not None and self.entry.is_published

    @property
    def many_files(self) -> int:
        """How many files there are when the page cannot show all; 0 when it can."""
        most = max(len(self.originals), len(self.derived))
        return len(self.originals) + len(self.derived) if most > SHOWN_FILES else 0


@dataclass(frozen=True)
class Known:
    """A dataset this viewer may know of; without an entry it was never published."""

    entry: EntryRecord | None
    dataset: DatasetRecord
    access: Access


def may_see_origin(viewer: Viewer, record: DatasetRecord) -> bool:
    """Whether the source's own words may be shown: where only a refined version is offered, they stay inside too, as
    names of files and descriptions may tell what was taken out."""
    return not record.is_inside_only or viewer.holds(*KEEPERS, organisation=record.organisation)


class UnknownDataset(NotFound):
    """No dataset at this address, or its existence is secret: the same answer for both."""


def get_known(viewer: Viewer, organisation: str, name: str) -> Known:
    """Raises: UnknownDataset, also when the viewer may not know of it."""
    dataset = inventory.dataset_by_address(organisation, name)
    if dataset is None:
        raise UnknownDataset(f"{organisation}/{name}")
    access = share.access(viewer, dataset.id)
    if not access.may_know:
        raise UnknownDataset(f"{organisation}/{name}")
    return Known(catalogue.entry(dataset.id), dataset, access)


def get_page(
    viewer: Viewer, organisation: str, name: str, *, table: str = "", root: str = "", asked: RowFilter | None = None
) -> DatasetPage:
    """Gather the page. `table` chooses one of several tables, `asked` narrows its preview. Raises: UnknownDataset."""
    known = get_known(viewer, organisation, name)
    dataset, access = known.dataset, known.access
    version = _version(known)
    evidence = inventory.evidence_of(dataset.id, version.id) if version else ()
    read = tuple(each for each in evidence if each.profile is not None)
    chosen = _choose(read, table)
    keeper = organisations.find(dataset.organisation)
    originals = _files(version, "original")
    named = chosen.table if chosen and len(read) > 1 else ""
    address = f"{root}/datasets/{dataset.address}"
    provenance = inventory.provenance_of(dataset.id)
    may_manage = viewer.holds(*KEEPERS, organisation=dataset.organisation)
    return DatasetPage(
        entry=known.entry,
        dataset=dataset,
        access=access,
        answer=answer.answer(access, dataset, originals),
        keeper=keeper,
        licence=explain(dataset.licence),
        version=version,
        history=_history(dataset.id),
        tables=read,
        table=chosen,
        columns=columns.view_columns(chosen, may_see=access.may_see) if chosen else (),
        preview=_preview(access, version, chosen),
        findings=_findings(evidence),
        provenance=provenance,
        stated=stated.view_stated(dataset, access),
        measured_by=measured.of_dataset(provenance),
        originals=originals,
        derived=_files(version, "parquet"),
        snippets=citation.snippets(
            dataset, version, keeper.name if keeper else dataset.organisation, address, table=named
        ),
        orders=refine.orders_shown(viewer, dataset.id),
        way=refine.way_of(inventory.lineage_of(dataset.id, version.id))
        if version and version.derived_from and access.may_see
        else (),
        jsonld=jsonld.describe(dataset, version, keeper, read, access, root),
        may_manage=may_manage,
        may_see_origin=may_see_origin(viewer, dataset),
        told=notices.told_of(dataset.id) if may_manage else (),
        is_open=may_manage and dataset.id in share.open_ids([dataset.id]),
        deliveries=share.deliveries_of(dataset.id),
        unread=tuple(each for each in evidence if each.profile is None),
        media=media.view_media(evidence) if access.may_see else (),
        media_hidden=media.count_hidden(evidence) if access.may_see else 0,
        narrowed=narrow(version, chosen, asked) if access.may_see and version and chosen else None,
    )


def version_id_of(known: Known) -> str | None:
    """The published version; before anything is published, the newest one."""
    published = known.entry.version_id if known.entry and known.entry.is_published else None
    return published or known.dataset.version_id


def _version(known: Known) -> VersionRecord | None:
    version_id = version_id_of(known)
    return inventory.version(known.dataset.id, version_id) if version_id else None


def _history(dataset_id: str) -> tuple[history.Past, ...]:
    versions = inventory.versions_of(dataset_id, limit=history.LISTED + 1)
    return history.tell(versions, lambda past: inventory.evidence_of(dataset_id, past.id))


def _choose(tables: tuple[TableEvidence, ...], wanted: str) -> TableEvidence | None:
    for each in tables:
        if each.table == wanted:
            return each
    return tables[0] if tables else None


def _preview(access: Access, version: VersionRecord | None, table: TableEvidence | None) -> Preview | None:
    if not access.may_see or version is None or table is None:
        return None
    return inventory.preview(version.dataset_id, version.id, table.table)


def _findings(evidence: tuple[TableEvidence, ...]) -> tuple[dict[str, Any], ...]:
    """Every finding of the version with the table it stands in."""
    return tuple({"table": each.table, **finding} for each in evidence for finding in each.findings)


def _files(version: VersionRecord | None, role: str) -> tuple[StoredFile, ...]:
    return tuple(file for file in version.files if file.role == role) if version else ()
