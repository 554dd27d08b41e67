"""What the catalogue shows: entries one by one, in pages, counted, and searched."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Max, Q

from gotgan.catalogue.models import Entry, PublishedVersion
from gotgan.catalogue.search.answer import search
from gotgan.terms.entry import CatalogueCounts, EntryRecord, PublishedVersionRecord, UsabilityCounts, WithdrawnRecord

__all__ = [
    "counts", "entries", "entries_of", "entry", "find_entry", "history_of", "newest", "search", "total", "usability",
    "withdrawn",
]  # fmt: skip


def entry(dataset_id: str) -> EntryRecord | None:
    """The entry of a dataset, published or withdrawn."""
    row = Entry.objects.filter(dataset_id=dataset_id).first()
    return record_of(row) if row else None


def find_entry(org_slug: str, name: str) -> EntryRecord | None:
    """The entry at an address, published or withdrawn: `is_published` says which."""
    row = Entry.objects.filter(organisation_slug=org_slug, name=name).first()
    return record_of(row) if row else None


def entries_of(dataset_ids: Iterable[str]) -> dict[str, EntryRecord]:
    """The entries of these datasets by dataset id; the unknown are absent."""
    rows = Entry.objects.filter(dataset_id__in=list(dataset_ids)).defer("title_m", "tags_m", "text_m")
    return {row.dataset_id: record_of(row) for row in rows}


def entries(page: int = 1, page_size: int = 100, *, organisation: str = "") -> tuple[EntryRecord, ...]:
    """A page of the published entries, ordered by dataset id so that a feed never skips or repeats."""
    rows = _published(organisation).order_by("dataset_id")
    start = (max(page, 1) - 1) * page_size
    return tuple(record_of(row) for row in rows[start : start + page_size])


def total(*, organisation: str = "") -> int:
    """How many entries are published."""
    return _published(organisation).count()


def newest(count: int = 10) -> tuple[EntryRecord, ...]:
    """The published entries that changed last, newest first."""
    rows = _published("").order_by("-modified", "dataset_id")[:count]
    return tuple(record_of(row) for row in rows)


def counts() -> CatalogueCounts:
    """The home page's numbers, in two queries."""
    by_organisation = dict(_grouped("organisation"))
    return CatalogueCounts(sum(by_organisation.values()), by_organisation, dict(_grouped("route")))


def usability() -> UsabilityCounts:
    """How many datasets of the hub are usable now, after processing, not at all; one query."""
    rows = Entry.objects.filter(is_live=True).order_by().values_list("is_published", "route", "usability")
    return UsabilityCounts.of(rows.annotate(number=Count("pk")))


def history_of(dataset_id: str) -> tuple[PublishedVersionRecord, ...]:
    """The versions that were public, newest first."""
    rows = PublishedVersion.objects.filter(entry__dataset_id=dataset_id).order_by("-published_at", "-pk")
    return tuple(PublishedVersionRecord(row.version_id, row.published_at, row.withdrawn_at) for row in rows)


def withdrawn() -> tuple[WithdrawnRecord, ...]:
    """The tombstones of the feeds: what was public and is not any more, newest first; one query."""
    rows = (
        PublishedVersion.objects.filter(entry__is_published=False, withdrawn_at__isnull=False)
        .values_list("entry__organisation_slug", "entry__name")
        .annotate(gone=Max("withdrawn_at"))
        .order_by("-gone")
    )
    return tuple(WithdrawnRecord(f"{slug}/{name}", gone) for slug, name, gone in rows)


def _published(organisation: str):
    chosen = Q(is_published=True, organisation=organisation) if organisation else Q(is_published=True)
    return Entry.objects.filter(chosen).defer("title_m", "tags_m", "text_m")


def _grouped(column: str) -> Iterable[tuple[str, int]]:
    rows = Entry.objects.filter(is_published=True).order_by().values_list(column)
    return rows.annotate(number=Count("pk"))


def record_of(row: Entry) -> EntryRecord:
    """A row as other rooms see it."""
    return EntryRecord(
        dataset_id=row.dataset_id,
        version_id=row.version_id or None,
        organisation=row.organisation,
        organisation_slug=row.organisation_slug,
        name=row.name,
        title=row.title,
        title_en=row.title_en,
        description=row.description,
        keywords=tuple(row.keywords),
        licence=row.licence,
        field=row.field,
        modality=tuple(row.modality),
        formats=tuple(row.formats),
        route=row.route,
        rows=row.rows,
        size_bytes=row.size_bytes,
        is_sample=row.is_sample,
        is_published=row.is_published,
        published_at=row.published_at,
        modified=row.modified,
        usability=row.usability,
    )
