"""Institutions: the list, and the page of one with what it holds."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.catalogue import queries as catalogue
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.share import queries as share
from gotgan.terms.dataset import Holding
from gotgan.terms.entry import EntryRecord
from gotgan.terms.errors import NotFound
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Viewer

PAGE_SIZE = 50


class UnknownOrganisation(NotFound):
    """No institution at this address."""


@dataclass(frozen=True)
class KeeperRow:
    organisation: Organisation
    holding: Holding | None
    parent: Organisation | None
    published: int


@dataclass(frozen=True)
class KeeperPage:
    """`entries` are the published datasets of this page of the list."""

    organisation: Organisation
    parent: Organisation | None
    successors: tuple[Organisation, ...]
    holding: Holding | None
    entries: tuple[EntryRecord, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def list_keepers() -> tuple[KeeperRow, ...]:
    """Every institution, those that hold most first."""
    known = {each.code: each for each in organisations.all_organisations()}
    held = {each.organisation: each for each in inventory.holdings()}
    published = catalogue.counts().by_organisation
    rows = (
        KeeperRow(each, held.get(code), known.get(each.parent or ""), published.get(code, 0))
        for code, each in known.items()
    )
    return tuple(sorted(rows, key=lambda row: (-(row.holding.datasets if row.holding else 0), row.organisation.name)))


def get_page(viewer: Viewer, slug: str, page: int) -> KeeperPage:
    """Raises: UnknownOrganisation."""
    organisation = organisations.by_slug(slug)
    if organisation is None:
        raise UnknownOrganisation(slug)
    held = {each.organisation: each for each in inventory.holdings()}
    entries = catalogue.entries(page, PAGE_SIZE, organisation=organisation.code)
    access = share.accesses(viewer, [entry.dataset_id for entry in entries])
    found = (organisations.find(code) for code in organisation.successors)
    return KeeperPage(
        organisation=organisation,
        parent=organisations.find(organisation.parent) if organisation.parent else None,
        successors=tuple(each for each in found if each is not None),
        holding=held.get(organisation.code),
        entries=tuple(entry for entry in entries if access[entry.dataset_id].may_know),
        total=catalogue.total(organisation=organisation.code),
        page=page,
    )
