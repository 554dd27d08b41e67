"""Reading what changed in the inventory into entries, in batches, by cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.catalogue import rules
from gotgan.catalogue.actions.versions import keep_history
from gotgan.catalogue.actions.wording import text_key, tokens_key_of
from gotgan.catalogue.models import Entry, PullCursor
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord, VersionRecord
from gotgan.terms.digest import fingerprint
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Actor

READER, BATCH = "inventory", 500
MOST_COLUMNS = 500
_SKIPPED = {"id", "dataset_id", "title_m", "tags_m", "text_m", "indexed_at", "route", "decision"}
_WRITTEN = tuple(field.attname for field in Entry._meta.concrete_fields if field.attname not in _SKIPPED)
_COMPARED = tuple(name for name in _WRITTEN if name not in ("changed_at", "published_at", "tokens_key"))


@dataclass(frozen=True)
class Pulled:
    """`read` datasets came, `changed` entries were written; `more` still wait behind the limit."""

    read: int = 0
    changed: int = 0
    published: int = 0
    withdrawn: int = 0
    more: bool = False


@dataclass(frozen=True)
class _Facts:
    """What other rooms know about a batch, asked once."""

    owners: dict[str, Organisation]
    versions: dict[str, VersionRecord]


def pull(*, by: Actor, limit: int = 100_000, beat: Callable[[int], None] = lambda _: None) -> Pulled:
    """Bring entries up to date with the inventory; a batch and its cursor are one transaction.

    Stopping between batches loses nothing. One audit event a batch that changed anything.
    """
    total, owners = Pulled(), {each.code: each for each in organisations.all_organisations()}
    while total.read < limit:
        with transaction.atomic():
            part = _pull_batch(by, min(BATCH, limit - total.read), owners)
        total = _add(total, part)
        beat(total.read)
        if not part.more:
            return total
    return total


def _pull_batch(by: Actor, size: int, owners: dict[str, Organisation]) -> Pulled:
    cursor, _ = PullCursor.objects.select_for_update().get_or_create(reader=READER)
    records = inventory.datasets_changed_since(cursor.position, size)
    if not records:
        return Pulled()
    facts = _Facts(owners, inventory.versions_of_many([each.id for each in records]))
    part = _store(by, records, facts, timezone.now())
    cursor.position = inventory.cursor_of(records[-1])
    cursor.save()
    return Pulled(len(records), part.changed, part.published, part.withdrawn, more=len(records) == size)


def _store(by: Actor, records: Sequence[DatasetRecord], facts: _Facts, now: datetime) -> Pulled:
    rows = Entry.objects.select_for_update().filter(dataset_id__in=[each.id for each in records]).order_by("pk")
    known = {row.dataset_id: row for row in rows}  # locked: what a person decides meanwhile waits, and is not undone
    changed, published, withdrawn = [], 0, 0
    for record in records:
        before = known.get(record.id)
        row = _entry(record, facts, before, now)
        if before is not None and all(getattr(row, name) == getattr(before, name) for name in _COMPARED):
            continue
        was_published = before is not None and before.is_published
        published += row.is_published and not was_published
        withdrawn += was_published and not row.is_published
        changed.append(row)
    if changed:
        _write(changed, now)
        details = {
            "changed": len(changed), "published": published, "withdrawn": withdrawn,
            "digest": fingerprint(sorted([row.dataset_id, row.version_id, row.is_published] for row in changed)),
        }  # fmt: skip
        audit.record(by=by, action="catalogue.pull", subject="catalogue", details=details)
    return Pulled(len(records), len(changed), published, withdrawn)


def _write(rows: list[Entry], now: datetime) -> None:
    Entry.objects.bulk_create(rows, update_conflicts=True, unique_fields=["dataset_id"], update_fields=_WRITTEN)
    keep_history(rows, now)


def _entry(record: DatasetRecord, facts: _Facts, before: Entry | None, now: datetime) -> Entry:
    wish = record.publication
    decision = before.decision if before else ""
    is_published = rules.is_listed(wish=wish, decision=decision, is_live=record.is_live)
    row = Entry(
        dataset_id=record.id,
        wish=wish,
        is_live=record.is_live,
        is_published=is_published,
        published_at=_published_at(before, is_published, now),
        changed_at=now,
        **_owner_fields(record, facts.owners.get(record.organisation)),
        **_described(record, now),
        **_measured(record, facts.versions.get(record.id)),
    )
    row.text_key = text_key(row)
    row.tokens_key = tokens_key_of(row, before)
    return row


def _published_at(before: Entry | None, is_published: bool, now: datetime) -> datetime | None:
    """The moment it became public; kept while it stays so."""
    kept = before.published_at if before else None
    return kept if not is_published or (before and before.is_published) else now


def _owner_fields(record: DatasetRecord, owner: Organisation | None) -> dict[str, Any]:
    return {
        "organisation": record.organisation,
        "organisation_slug": record.organisation_slug,
        "organisation_name": owner.name if owner else "",
        "organisation_name_en": owner.name_en if owner else "",
        "name": record.name,
    }


def _described(record: DatasetRecord, now: datetime) -> dict[str, Any]:
    return {
        "title": record.title,
        "title_en": record.title_en,
        "description": record.description,
        "keywords": list(record.keywords),
        "columns": list(record.columns[:MOST_COLUMNS]),
        "licence": record.licence,
        "licence_group": rules.licence_group(record.licence),
        "field": record.field[:60],
        "modality": list(record.modality),
        "usability": str(record.survey.usability) if record.survey else "",
        "is_sample": record.is_sample,
        "modified": rules.moment_of(record.modified or record.issued, record.updated_at or now, now),
    }


def _measured(record: DatasetRecord, version: VersionRecord | None) -> dict[str, Any]:
    originals = [file for file in version.files if file.role == "original"] if version else []
    named = [(file.path, file.media_type) for file in originals]
    named += [
        (str(link.get("path") or link.get("location") or ""), str(link.get("media_type") or ""))
        for link in record.links
    ]
    formats = sorted({rules.format_of(path, media_type) for path, media_type in named} - {""})
    return {
        "version_id": version.id if version else "",
        "rows": version.rows if version else None,
        "size_bytes": sum(file.size_bytes for file in originals),
        "formats": formats,
    }


def _add(one: Pulled, other: Pulled) -> Pulled:
    return Pulled(
        one.read + other.read, one.changed + other.changed, one.published + other.published,
        one.withdrawn + other.withdrawn, other.more,
    )  # fmt: skip
