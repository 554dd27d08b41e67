"""What the inventory knows of each dataset without asking anyone, for the survey's sheets: five queries a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from gotgan.inventory import models
from gotgan.inventory.queries.datasets import HELD_STATES, NoSuchDataset
from gotgan.inventory.queries.facts.files import FileTally
from gotgan.inventory.queries.facts.measured import Measured
from gotgan.inventory.queries.facts.stated import scan_time, stated
from gotgan.terms.overlap import OverlapStatus
from gotgan.terms.seal import SealMark
from gotgan.terms.survey import DatasetFacts

BATCH = 200
"""Datasets read together; what is kept of each is aggregates only."""
MOST_OVERLAPS, LEAST_SCORE = 10, 0.3
"""A pair that looks less alike is no candidate, unless a person confirmed it."""
_STATED = (
    "title", "title_en", "description", "keywords", "licence", "field", "modality", "provision_now", "rights",
    "links", "issued", "modified", "remote_id", "raw_shown",
)  # fmt: skip
_ROW = (
    "id", "organisation", "organisation__slug", "organisation__name_ko", "name", "source", "source__title",
    "source__kind", "source__location", "source__publication", "source__confirmed_by", "current", "current__manifest",
    "current__rows", "current__size_bytes", "current__created", "current__finding_kinds", "last_scan__finished",
    "downloads", *_STATED,
)  # fmt: skip
_OTHER_END = ("id", "title", "organisation_id", "organisation__name_ko", "organisation__slug", "name")


def facts_of(organisation: str, *, dataset_ids: Iterable[str] | None = None) -> Iterator[DatasetFacts]:
    """Of every dataset that the organisation holds (of those with these ids), by name; never a value of the data."""
    rows = _held().filter(organisation=organisation)
    if dataset_ids is None:
        ids = iter(list(rows.order_by("name").values_list("pk", flat=True)))
    else:
        ids = iter(list(dataset_ids))
    while batch := list(islice(ids, BATCH)):
        yield from _facts(list(rows.filter(pk__in=batch).order_by("name").values(*_ROW)))


def facts_of_dataset(dataset_id: str) -> DatasetFacts:
    """Raises: NoSuchDataset, also for one that is no longer held."""
    found = _facts(list(_held().filter(pk=dataset_id).values(*_ROW)))
    if not found:
        raise NoSuchDataset(f"dataset {dataset_id}: there is no such dataset; look it up by its address")
    return found[0]


def facts_of_many(dataset_ids: Iterable[str]) -> dict[str, DatasetFacts]:
    """The same by id, of whichever organisations; five queries a batch. Those no longer held are left out."""
    ids, found = iter(list(dataset_ids)), {}
    while batch := list(islice(ids, BATCH)):
        found.update({each.dataset: each for each in _facts(list(_held().filter(pk__in=batch).values(*_ROW)))})
    return found


def _held() -> Any:
    return models.Dataset.objects.filter(state__in=[state.value for state in HELD_STATES])


def _facts(rows: Sequence[dict[str, Any]]) -> list[DatasetFacts]:
    if not rows:
        return []
    files, measured = _files(rows), _measured(rows)
    versions, overlaps = _versions(rows), _overlaps(rows)
    return [
        _one(row, files[row["id"]], measured[row["id"]], versions.get(row["id"], 0), overlaps.get(row["id"], ()))
        for row in rows
    ]


def _by_version(rows: Sequence[dict[str, Any]]) -> dict[int, str]:
    return {row["current"]: row["id"] for row in rows if row["current"] is not None}


def _files(rows: Sequence[dict[str, Any]]) -> dict[str, FileTally]:
    """The originals of the present versions."""
    of_version, found = _by_version(rows), {row["id"]: FileTally() for row in rows}
    files = models.VersionFile.objects.filter(version__in=of_version, role="original").order_by("id")
    for version, path, size in files.values_list("version", "path", "size_bytes").iterator(chunk_size=2000):
        found[of_version[version]].add(path, size)
    return found


def _measured(rows: Sequence[dict[str, Any]]) -> dict[str, Measured]:
    """Each profile is read once and only its aggregates kept."""
    of_version, found = _by_version(rows), {row["id"]: Measured() for row in rows}
    evidence = models.Evidence.objects.filter(version__in=of_version).order_by("id")
    names = ("version", "table", "status", "profile", "findings", "media", "is_compared")
    for version, *row, is_compared in evidence.values_list(*names).iterator(chunk_size=20):
        found[of_version[version]].add(*row, is_compared=is_compared)
    return found


def _versions(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    counted = models.Version.objects.filter(dataset__in=[row["id"] for row in rows]).order_by().values("dataset")
    return dict(counted.annotate(number=Count("id")).values_list("dataset", "number"))


def _overlaps(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What each may have in common with others; pairs refused or merely joinable are left out."""
    ids = {row["id"] for row in rows}
    held = [state.value for state in HELD_STATES]
    pairs = models.Overlap.objects.filter(Q(a__in=ids) | Q(b__in=ids), a__state__in=held, b__state__in=held)
    is_alike = Q(is_found=True, status=OverlapStatus.OPEN, score__gte=LEAST_SCORE) & ~Q(relation="joinable")
    last = models.OverlapDecision.objects.filter(overlap=OuterRef("pk")).order_by("-id")
    pairs = pairs.filter(is_alike | Q(status=OverlapStatus.CONFIRMED)).annotate(
        verb=Subquery(last.values("verb")[:1]), is_reversed=Subquery(last.values("is_reversed")[:1])
    )
    names = ("relation", "score", "suggested", "status", "id", "verb", "is_reversed")
    ends = [f"{end}__{name}" for end in ("a", "b") for name in _OTHER_END]
    found: dict[str, list[dict[str, Any]]] = {}
    for pair in pairs.values(*names, "a_table", "b_table", *ends).iterator():
        for ours, other in (("a", "b"), ("b", "a")):
            kept = found.setdefault(pair[f"{ours}__id"], []) if pair[f"{ours}__id"] in ids else None
            if kept is not None and len(kept) < MOST_OVERLAPS:
                kept.append(_overlap(pair, ours, other))
    return found


def _overlap(pair: dict[str, Any], ours: str, other: str) -> dict[str, Any]:
    """`verb` says what ours is of the other, where `is_reversed` what the other is of ours."""
    is_confirmed = pair["status"] == OverlapStatus.CONFIRMED
    turned = bool(is_confirmed and pair["is_reversed"])
    return {
        "overlap": pair["id"], "dataset": pair[f"{other}__id"], "title": pair[f"{other}__title"],
        "organisation": pair[f"{other}__organisation_id"],
        "organisation_name": pair[f"{other}__organisation__name_ko"],
        "address": f"{pair[f'{other}__organisation__slug']}/{pair[f'{other}__name']}",
        "table": pair[f"{ours}_table"], "other_table": pair[f"{other}_table"],
        "relation": pair["relation"], "score": round(pair["score"], 4), "status": pair["status"],
        "verb": (pair["verb"] if is_confirmed else pair["suggested"]) or "", "is_reversed": (ours == "b") != turned,
    }  # fmt: skip


def _one(
    row: dict[str, Any], files: FileTally, measured: Measured, versions: int, overlaps: Sequence[dict[str, Any]]
) -> DatasetFacts:
    """Put together; what was carried in without its files is counted by its evidence."""
    files.complete(measured.formats, measured.kinds)
    has_version = row["current"] is not None
    return DatasetFacts(
        dataset=row["id"],
        organisation=row["organisation"],
        organisation_name=row["organisation__name_ko"],
        address=f"{row['organisation__slug']}/{row['name']}",
        title=row["title"],
        title_en=row["title_en"],
        source=row["source"],
        source_title=row["source__title"],
        source_kind=row["source__kind"],
        is_sealed=SealMark.of_record(row["raw_shown"]).is_sealed,
        scanned_at=_scanned(row) if has_version else None,
        evidence_sha256=row["current__manifest"] or "",
        rows=row["current__rows"],
        size_bytes=row["current__size_bytes"] if has_version else None,
        file_count=files.count if has_version else None,
        modality=files.modality,
        modality_shares=files.shares,
        formats=files.formats,
        splits=files.splits,
        versions=versions,
        is_opened=_is_opened(row),
        overlaps=tuple(overlaps),
        downloads=row["downloads"],
        catalogue=stated(row),
        **measured.finish(_changed(row, versions), _scanned(row)),
    )


def _is_opened(row: dict[str, Any]) -> bool:
    """Whether its source wishes it open, nothing of it is said to be withheld, and no finding stands against it."""
    may_open = bool(row["source__confirmed_by"]) or not row["current__finding_kinds"]
    return bool(row["current"] and row["source__publication"] == "open" and row["provision_now"] == "open" and may_open)


def _scanned(row: dict[str, Any]) -> datetime | None:
    """When it was looked at last: a carried scan by the scanner's clock."""
    return scan_time(row["raw_shown"]) or row["last_scan__finished"] or row["current__created"]


def _changed(row: dict[str, Any], versions: int) -> datetime | None:
    """When other bytes than before were met; None while one content alone is known."""
    return row["current__created"] if versions > 1 else None
