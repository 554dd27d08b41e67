"""Datasets: one, many, those that changed, and what each organisation holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from gotgan.inventory.models import Dataset, NameRedirect
from gotgan.inventory.queries.location import shown_location
from gotgan.inventory.queries.surveyed import record_of, words_of
from gotgan.inventory.rules import DatasetState
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord, Holding, Provenance
from gotgan.terms.errors import NotFound
from gotgan.terms.organisation import Organisation
from gotgan.terms.questionnaire import Words

HELD_STATES = (DatasetState.LIVE, DatasetState.ABSENT)
_HEAVY = ("raw_shown",)


class NoSuchDataset(NotFound):
    """There is no dataset with this id."""


def dataset(dataset_id: str) -> DatasetRecord | None:
    """A dataset, removed or not (`is_live` tells); None when it never was."""
    return datasets_of([dataset_id]).get(dataset_id)


def datasets_of(dataset_ids: Iterable[str]) -> dict[str, DatasetRecord]:
    """The same for many, in two queries; unknown ids are left out."""
    rows = Dataset.objects.filter(pk__in=list(dataset_ids))
    return {record.id: record for record in _records(rows)}


def live_among(dataset_ids: Iterable[str]) -> frozenset[str]:
    """Those of the datasets that are not removed, by id alone; one query."""
    rows = Dataset.objects.filter(pk__in=list(dataset_ids)).exclude(state=DatasetState.REMOVED)
    return frozenset(rows.values_list("pk", flat=True))


def datasets_in(source_id: str) -> tuple[DatasetRecord, ...]:
    """The datasets that a source has now."""
    return _records(Dataset.objects.filter(source=source_id, state__in=HELD_STATES))


def datasets_with_tables(organisation: str, limit: int = 500) -> tuple[DatasetRecord, ...]:
    """The datasets of an institution whose scanned version has tables as Parquet, by title."""
    rows = Dataset.objects.filter(organisation=organisation, state__in=HELD_STATES, current__files__role="parquet")
    return _records(rows.order_by("title", "pk").distinct()[:limit])


def dataset_by_address(org_slug: str, name: str) -> DatasetRecord | None:
    """The dataset at `{org}/{name}`."""
    rows = Dataset.objects.filter(organisation__slug=org_slug, name=name)
    return next(iter(_records(rows)), None)


def new_address(org_slug: str, name: str) -> str | None:
    """Where an old address leads now, as `{org}/{name}`; None when it leads nowhere."""
    found = (
        NameRedirect.objects.filter(organisation__slug=org_slug, name=name)
        .values_list("dataset__organisation__slug", "dataset__name")
        .first()
    )
    return "/".join(found) if found else None


def datasets_changed_since(cursor: tuple[datetime, str] | str | None, limit: int = 500) -> tuple[DatasetRecord, ...]:
    """The next changed datasets, removed ones too, in the order of (updated_at, id).

    `cursor` is that pair of the last record seen, or `cursor_of(record)`; empty starts from the
    beginning. Changes become visible in the order of `updated_at`, so a cursor skips none.
    """
    return _records(_changed_since(cursor).order_by("updated_at", "id")[:limit])


def count_changed_since(cursor: str) -> int:
    """How many `datasets_changed_since` has after the cursor; one query."""
    return _changed_since(cursor).count()


def _changed_since(cursor: tuple[datetime, str] | str | None) -> QuerySet[Dataset]:
    if not cursor:
        return Dataset.objects.all()
    moment, last_id = _parsed(cursor) if isinstance(cursor, str) else cursor
    return Dataset.objects.filter(Q(updated_at__gt=moment) | Q(updated_at=moment, id__gt=last_id))


def cursor_of(record: DatasetRecord) -> str:
    """The cursor after this record, as text to keep."""
    return f"{record.updated_at.isoformat() if record.updated_at else ''}|{record.id}"


def _parsed(cursor: str) -> tuple[datetime, str]:
    moment, _, last_id = cursor.partition("|")
    return datetime.fromisoformat(moment), last_id


def provenance_of(dataset_id: str) -> Provenance:
    """Where it was found, and the source's own record with identifiers masked. Raises: NoSuchDataset."""
    row = Dataset.objects.select_related("source").filter(pk=dataset_id).first()
    if row is None:
        raise NoSuchDataset(f"dataset {dataset_id}: there is no such dataset; look it up by its address")
    return Provenance(
        source_title=row.source.title,
        source_kind=row.source.kind,
        location=shown_location(row.source.location),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        scan_id=row.last_scan_id or "",
        raw=row.raw_shown,
    )


def own_records(dataset_ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """{dataset: the source's own record, identifiers masked}; one query."""
    return dict(Dataset.objects.filter(pk__in=list(dataset_ids)).values_list("pk", "raw_shown"))


def holdings() -> tuple[Holding, ...]:
    """What each organisation holds, most datasets first; two queries."""
    rows = (
        Dataset.objects.filter(state__in=HELD_STATES)
        .order_by()
        .values("organisation_id")
        .annotate(datasets=Count("id"))
    )
    sizes = _sizes()
    found = [Holding(row["organisation_id"], row["datasets"], *sizes[row["organisation_id"]]) for row in rows]
    return tuple(sorted(found, key=lambda holding: (-holding.datasets, holding.organisation)))


def held_counts(organisations: Collection[str]) -> dict[str, int]:
    """How many datasets each of the organisations holds; one query, none of nobody. One without any is left out."""
    if not organisations:
        return {}
    rows = Dataset.objects.filter(state__in=HELD_STATES, organisation__in=organisations)
    return dict(rows.order_by().values_list("organisation_id").annotate(Count("id")))


def _sizes() -> dict[str, tuple[int, int]]:
    rows = (
        Dataset.objects.filter(state__in=HELD_STATES)
        .order_by()
        .values_list("organisation_id")
        .annotate(Sum("current__rows", default=0), Sum("current__size_bytes", default=0))
    )
    return {code: (rows_sum, size) for code, rows_sum, size in rows}


def _records(rows: QuerySet[Dataset]) -> tuple[DatasetRecord, ...]:
    found = list(rows.defer(*_HEAVY).select_related("current", "refined", "source", "survey_record"))
    if not found:
        return ()
    codes = {row.organisation_id for row in found}
    codes |= {row.survey_record.organisation_id for row in found if row.survey_record is not None}
    bodies = organisations.by_codes(codes)
    return tuple(_record(row, bodies) for row in found)


def _record(row: Dataset, bodies: Mapping[str, Organisation]) -> DatasetRecord:
    survey = None
    if row.survey_record is not None:
        body = bodies[row.survey_record.organisation_id]
        survey = record_of(row.survey_record, Words(body.name, body.name_en))
    words, replaced = words_of(row, survey)
    offered = row.refined if row.is_inside_only else row.current
    return DatasetRecord(
        id=row.id,
        organisation=row.organisation_id,
        organisation_slug=bodies[row.organisation_id].slug,
        name=row.name,
        source_id=row.source_id,
        remote_id=row.remote_id,
        **words,
        survey=survey,
        harvested=replaced,
        rights=row.rights,
        columns=tuple(row.columns),
        links=tuple(row.links),
        is_sample=row.is_sample,
        is_live=row.state != DatasetState.REMOVED,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        issued=row.issued,
        modified=row.modified,
        version_id=offered.manifest if offered else None,
        updated_at=row.updated_at,
        publication=row.source.publication,
        confirmed_by=row.source.confirmed_by,
        is_inside_only=row.is_inside_only,
    )
