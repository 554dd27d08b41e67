"""Sources and the uploads on their way into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from gotgan.inventory import models
from gotgan.inventory.queries.datasets import HELD_STATES
from gotgan.inventory.queries.location import shown_location
from gotgan.inventory.queries.scans import view_of
from gotgan.terms.errors import NotFound
from gotgan.terms.place import PLACING_OPTIONS, one_spelling
from gotgan.terms.source import Publication, ScanView, SourceView, UploadView


class NoSuchSource(NotFound):
    """There is no source with this id."""


def sources(organisation: str | None = None, *, with_removed: bool = False) -> tuple[SourceView, ...]:
    """By organisation and age, each with its newest scan; two queries."""
    rows = models.Source.objects.all()
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if not with_removed:
        rows = rows.filter(removed_at__isnull=True)
    return _views(rows)


def source(source_id: str) -> SourceView:
    """One source, removed or not. Raises: NoSuchSource."""
    found = _views(models.Source.objects.filter(pk=source_id))
    if not found:
        raise NoSuchSource(f"source {source_id}: there is no such source; list them with `gotgan status`")
    return found[0]


def find_source_at(organisation: str, location: str, options: Mapping[str, str] | None = None) -> SourceView | None:
    """The organisation's source at this place, however it is spelt, unless removed.

    `options`: where they say which part of the place is meant (a schema, an endpoint), it is that part's source;
    None: any part's.
    """
    place = one_spelling(location)
    spelt = {location.strip(), place, f"{place}/"}  # older sources are kept as they were typed
    rows = models.Source.objects.filter(organisation=organisation, location__in=spelt, removed_at__isnull=True)
    views = _views(rows)
    if options is not None:
        views = tuple(view for view in views if _part(dict(view.options)) == _part(options))
    return next(iter(views), None)


def _part(options: Mapping[str, str]) -> dict[str, str]:
    return {name: options[name] for name in PLACING_OPTIONS if options.get(name)}


def find_upload(upload_id: str) -> UploadView | None:
    """An upload, finished or not."""
    row = models.Upload.objects.filter(pk=upload_id).first()
    return upload_view(row) if row else None


def unfinished_uploads(organisation: str) -> tuple[UploadView, ...]:
    """What can be gone on with."""
    rows = models.Upload.objects.filter(organisation=organisation, finished__isnull=True)
    return tuple(upload_view(row) for row in rows)


def uploaded_files(source_id: str) -> tuple[UploadView, ...]:
    """What an uploads source holds: of each file name the newest upload, by name."""
    rows = models.Upload.objects.filter(source=source_id, finished__isnull=False).order_by("finished", "id")
    newest = {row.file_name: upload_view(row) for row in rows}
    return tuple(newest[name] for name in sorted(newest))


def newest_upload(source_id: str) -> UploadView | None:
    """The file that was handed in last for a source."""
    row = models.Upload.objects.filter(source=source_id, finished__isnull=False).order_by("finished", "id").last()
    return upload_view(row) if row else None


def upload_view(row: models.Upload, scan_id: str | None = None) -> UploadView:
    return UploadView(
        row.id, row.organisation_id, row.file_name, row.size_bytes, row.received,
        row.finished is not None, row.source_id, scan_id, row.title, row.publication, row.sha256,
    )  # fmt: skip


@dataclass(frozen=True)
class Opening:
    """What a job needs to open a source. `kind` is "" when not known yet. `options` name secrets, and hold none;
    an address added before passwords were refused may hold one."""

    kind: str
    location: str
    may_be_private: bool
    organisation: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


def opening_of(source_id: str) -> Opening:
    names = ("kind", "location", "may_be_private", "organisation", "options")
    return Opening(*models.Source.objects.values_list(*names).get(pk=source_id))


def _views(rows: QuerySet[models.Source]) -> tuple[SourceView, ...]:
    live = Count("datasets", filter=Q(datasets__state__in=HELD_STATES))
    found = list(rows.annotate(live=live))
    scans = _newest_scans([row.id for row in found])
    return tuple(_view(row, scans.get(row.id)) for row in found)


def _newest_scans(source_ids: list[str]) -> dict[str, ScanView]:
    newest = models.Scan.objects.filter(source=OuterRef("source")).order_by("-created", "-id").values("pk")
    rows = models.Scan.objects.filter(source__in=source_ids, pk=Subquery(newest[:1]))
    return {row.source_id: view_of(row) for row in rows}


def _view(row: models.Source, last_scan: ScanView | None) -> SourceView:
    return SourceView(
        id=row.id,
        organisation=row.organisation_id,
        kind=row.kind,
        location=shown_location(row.location),
        title=row.title,
        publication=Publication(row.publication),
        confirmed_by=row.confirmed_by,
        is_sample=row.is_sample,
        created=row.created,
        removed_at=row.removed_at,
        datasets=row.live,
        last_scan=last_scan,
        options=tuple(sorted(row.options.items())),
    )
