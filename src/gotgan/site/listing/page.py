"""Published lists as one reader may see them: members with what they may know of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gotgan.assess.queries import outcomes, published
from gotgan.assess.queries.clusters import settled_clusters
from gotgan.assess.rules.cross_map import CrossMap, cross_map
from gotgan.assess.rules.people import may_manage, may_see_all
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.share import queries as share
from gotgan.terms.published import ListedDataset, ListName, ListOutcome, PublishedList
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Viewer


@dataclass(frozen=True)
class Shown:
    """One dataset of a list. Not `is_open`: the reader gets title and institution, and nothing else.

    `heirs`: who answers today where its institution was merged, split or renamed since. `address` is its page, empty
    where the reader may not open it; `is_withdrawn`: since it was chosen it has been withdrawn, or its source no
    longer has it.
    """

    listed: ListedDataset
    address: str
    is_withdrawn: bool
    heirs: tuple[Words, ...] = ()

    @property
    def is_open(self) -> bool:
        return bool(self.address)


@dataclass(frozen=True)
class ListPage:
    """`reserve` is empty where the list does not name it; `outcome` holds sums for everyone."""

    version: PublishedList
    members: tuple[Shown, ...]
    reserve: tuple[Shown, ...]
    outcome: ListOutcome
    sees_all: bool
    manages: bool
    heirs: tuple[Words, ...] = ()
    """Who answers for the list today, where its owner was merged, split or renamed since it was signed."""

    @property
    def closed(self) -> int:
        """Members of whom the reader gets title and institution only."""
        return sum(not each.is_open for each in self.members)

    @property
    def withdrawn(self) -> int:
        return sum(each.is_withdrawn for each in self.members)

    @property
    def by_acceptability(self) -> tuple[Shown, ...]:
        return tuple(sorted(self.members, key=lambda each: -each.listed.acceptability))


@dataclass(frozen=True)
class PairShown:
    a: Shown
    b: Shown
    is_copy: bool


@dataclass(frozen=True)
class ComparePage:
    """Two lists beside each other; `lists` is what may be chosen."""

    lists: tuple[ListName, ...]
    a: PublishedList | None = None
    b: PublishedList | None = None
    both: tuple[PairShown, ...] = ()
    only_a: tuple[Shown, ...] = ()
    only_b: tuple[Shown, ...] = ()

    @property
    def otherwise(self) -> int:
        """Of those in both how many the two lists provide in different ways, as far as the reader may know."""
        shown = (each for each in self.both if each.a.is_open and each.b.is_open)
        return sum(each.a.listed.mode != each.b.listed.mode for each in shown)

    @property
    def copies(self) -> int:
        return sum(each.is_copy for each in self.both)


def shown_to(viewer: Viewer, listed: Iterable[ListedDataset]) -> dict[str, Shown]:
    """By dataset: share decides what the viewer may know; two handfuls of queries for a whole list."""
    rows = {each.dataset: each for each in listed}
    records, accesses = inventory.datasets_of(rows), share.accesses(viewer, rows)
    found, heirs = {}, _heirs_of({each.organisation: each.organisation_name for each in rows.values()})
    for key, each in rows.items():
        record, access = records.get(key), accesses[key]
        address = record.address if record is not None and access.may_know else ""
        is_withdrawn = record is not None and (not record.is_live or "withdrawn" in access.reasons)
        found[key] = Shown(each, address, is_withdrawn, heirs.get(each.organisation, ()))
    return found


def _heirs_of(called: Mapping[str, str]) -> dict[str, tuple[Words, ...]]:
    """Names of those that follow an institution, or its own where it is `called` otherwise today; three queries."""
    heirs = organisations.heirs_of(called)
    named = organisations.by_codes({*called, *(each for ends in heirs.values() for each in ends)})
    renamed = {code: (code,) for code, name in called.items() if code in named and named[code].name != name}
    return {
        code: tuple(Words(named[each].name, named[each].name_en) for each in ends)
        for code, ends in (renamed | heirs).items()
    }


def get_page(viewer: Viewer, slug: str, number: int | None = None) -> ListPage:
    """Raises: NoSuchList."""
    return page_of(viewer, published.get_published(slug, number))


def page_of(viewer: Viewer, version: PublishedList) -> ListPage:
    reserve = version.reserve if version.names_reserve else ()
    shown = shown_to(viewer, (*version.members, *reserve))
    return ListPage(
        version,
        tuple(shown[each.dataset] for each in version.members),
        tuple(shown[each.dataset] for each in reserve),
        outcomes.outcome_of(version),
        may_see_all(viewer),
        may_manage(viewer),
        _heirs_of({version.owner: version.owner_name}).get(version.owner, ()),
    )


def compare(viewer: Viewer, a: str, b: str) -> ComparePage:
    """The newest versions of two lists by their slugs; without both, what may be chosen. Raises: NoSuchList."""
    lists = published.list_names()
    if not a or not b:
        return ComparePage(lists)
    first, second = published.get_published(a), published.get_published(b)
    ids = {each.dataset for each in (*first.members, *second.members)}
    mapped = cross_map(first.members, second.members, settled_clusters(ids))
    return _compared(viewer, lists, first, second, mapped)


def _compared(
    viewer: Viewer, lists: tuple[ListName, ...], a: PublishedList, b: PublishedList, mapped: CrossMap
) -> ComparePage:
    of_a, of_b = shown_to(viewer, a.members), shown_to(viewer, b.members)
    return ComparePage(
        lists, a, b,
        tuple(PairShown(of_a[each.a.dataset], of_b[each.b.dataset], each.is_copy) for each in mapped.both),
        tuple(of_a[each.dataset] for each in mapped.only_a),
        tuple(of_b[each.dataset] for each in mapped.only_b),
    )  # fmt: skip
