"""Follow the inventory: open what its source wishes open, and show each dataset's route."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.catalogue import actions as catalogue
from gotgan.catalogue import queries as entries
from gotgan.inventory import queries as inventory
from gotgan.share import queries, rules
from gotgan.share.actions.grants import open_grant
from gotgan.share.models import Grant, PullCursor
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.digest import fingerprint
from gotgan.terms.role import Actor

CURSOR = "inventory"


@dataclass(frozen=True)
class Pulled:
    """One batch: how many datasets changed, were opened, and wait for a person's confirmation."""

    seen: int
    opened: int
    waiting: int


@transaction.atomic
def pull(*, by: Actor, limit: int = 500) -> Pulled:
    """Read one batch of changes. `seen` is 0 when nothing is left."""
    cursor, _ = PullCursor.objects.select_for_update().get_or_create(name=CURSOR, defaults={"value": ""})
    records = inventory.datasets_changed_since(cursor.value or None, limit)
    if not records:
        return Pulled(0, 0, 0)
    opened, waiting = _open_wished(by, records)
    _show_routes(by, records)
    cursor.value = inventory.cursor_of(records[-1])
    cursor.save(update_fields=["value"])
    if opened:
        details = {"opened": len(opened), "waiting": len(waiting), "digest": fingerprint(sorted(opened))}
        audit.record(by=by, action="share.open_as_wished", subject="datasets", details=details)
    return Pulled(len(records), len(opened), len(waiting))


def _open_wished(by: Actor, records: tuple[DatasetRecord, ...]) -> tuple[list[str], list[str]]:
    """Grant what may be opened; returns the ids opened and those that wait for a confirmation."""
    wished = {record.id: record for record in records if wishes_open(record)}
    shut = queries.closed_by_a_person(wished)
    already = queries.open_ids(wished)
    kinds = {key: version.finding_kinds for key, version in inventory.versions_of_many(wished).items()}
    opened, waiting = [], []
    for record in wished.values():
        if record.id in shut or record.id in already:
            continue
        may = rules.may_open_with_findings(kinds.get(record.id, ()), record.confirmed_by)
        (opened if may else waiting).append(record.id)
    replaced = Grant.objects.filter(dataset__in=opened, origin="open", revoked_at__isnull=True)
    replaced.update(revoked_at=timezone.now())
    Grant.objects.bulk_create(open_grant(by, key, kinds.get(key, ()), wished[key].confirmed_by) for key in opened)
    return opened, waiting


def wishes_open(record: DatasetRecord) -> bool:
    """Its source wishes its datasets open, and neither the source nor the survey says that this one is not open.

    An answer "open" opens nothing: where the source says otherwise, a person opens it here.
    """
    provided = {record.provision_now, record.harvested.get("provision_now", record.provision_now)}
    return record.publication == "open" and provided == {"open"} and record.version_id is not None


def _show_routes(by: Actor, records: tuple[DatasetRecord, ...]) -> None:
    ids = [record.id for record in records]
    known = entries.entries_of(ids)
    by_id = {record.id: record for record in records}
    kinds = queries.finding_kinds_of(known, by_id)
    open_now = queries.open_ids(ids)
    routes = {}
    for record in records:
        facts = queries.facts_of(known.get(record.id), record, kinds.get(record.id, ()))
        if facts is not None:
            routes[record.id] = rules.route_for_everyone(facts, is_open=record.id in open_now)
    catalogue.set_routes(by=by, routes=routes)
