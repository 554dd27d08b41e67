"""What people and later rooms decide about an entry. The index follows in a job."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.catalogue import rules
from gotgan.catalogue.actions.pull import pull
from gotgan.catalogue.actions.versions import keep_history
from gotgan.catalogue.models import Entry
from gotgan.organisations import queries as organisations
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import NotAllowed, NotFound
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work import actions as work

INDEX_JOB, REBUILD_JOB = "catalogue.index", "catalogue.rebuild"
_PER_QUERY = 500


class NotYourDataset(NotAllowed):
    """The person holds no role in that organisation that would let them."""


class UnknownEntry(NotFound):
    """The catalogue has no entry for this dataset."""


def publish(*, by: Actor, dataset_id: str) -> bool:
    """List a dataset for everyone; its files are opened by share. Returns False when nothing changed.

    Raises: UnknownEntry, NotYourDataset.
    """
    return _decide(by, dataset_id, rules.PUBLISH)


def unpublish(*, by: Actor, dataset_id: str) -> bool:
    """Take a dataset off the list, whatever its source wishes, until a person lists it again.

    Bites at once: no hit shows it, even before the index follows. Raises: UnknownEntry, NotYourDataset.
    """
    return _decide(by, dataset_id, rules.UNPUBLISH)


@transaction.atomic
def _decide(by: Actor, dataset_id: str, decision: str) -> bool:
    row = _find(dataset_id)
    _check_may_publish(by, row.organisation)
    if row.decision == decision:
        return False
    now = timezone.now()
    is_published = rules.is_listed(wish=row.wish, decision=decision, is_live=row.is_live)
    if is_published and not row.is_published:
        row.published_at = now
    row.decision, row.is_published, row.changed_at = decision, is_published, now
    row.save(update_fields=["decision", "is_published", "published_at", "changed_at"])
    keep_history([row], now)
    audit.record(
        by=by, action=f"catalogue.{decision}", subject=f"dataset:{dataset_id}", details={"version": row.version_id}
    )
    work.enqueue(INDEX_JOB, key=INDEX_JOB)
    return True


def _check_may_publish(by: Actor, organisation: str) -> None:
    allowed = rules.may_publish(organisations.viewer_of(by), organisation)
    if not allowed:
        raise NotYourDataset(f"{'; '.join(allowed.reasons)}; ask an operator for the role")


def _find(dataset_id: str) -> Entry:
    """The entry; a dataset found a moment ago may have to be read from the inventory first."""
    rows = Entry.objects.select_for_update().filter(dataset_id=dataset_id)
    row = rows.first()
    if row is None:
        pull(by=SYSTEM)
        row = rows.first()
    if row is None:
        raise UnknownEntry(f"dataset {dataset_id}: the catalogue does not know it; look it up by its address")
    return row


def set_route(*, dataset_id: str, route: str, by: Actor = SYSTEM) -> bool:
    """Write how one dataset can be had. Returns False when nothing changed or it is not known here."""
    return set_routes(by=by, routes={dataset_id: route}) == 1


@transaction.atomic
def set_routes(*, by: Actor, routes: Mapping[str, str]) -> int:
    """Write how datasets can be had (questionnaire codes, empty: not offered), decided by share.

    One audit event for all that changed; returns how many. Unknown datasets are passed over.
    """
    changed = _routes_to_change(routes)
    for route in set(changed.values()):
        ids = [dataset_id for dataset_id, new in changed.items() if new == route]
        for at in range(0, len(ids), _PER_QUERY):
            rows = Entry.objects.filter(dataset_id__in=ids[at : at + _PER_QUERY])
            rows.update(route=route, changed_at=timezone.now())
    if changed:
        one = len(changed) == 1
        subject = f"dataset:{next(iter(changed))}" if one else "catalogue"
        details = {"changed": len(changed), "digest": fingerprint(sorted(changed.items()))}
        audit.record(by=by, action="catalogue.route", subject=subject, details=details)
        work.enqueue(INDEX_JOB, key=INDEX_JOB)
    return len(changed)


def _routes_to_change(routes: Mapping[str, str]) -> dict[str, str]:
    ids, found = list(routes), {}
    for at in range(0, len(ids), _PER_QUERY):
        rows = Entry.objects.filter(dataset_id__in=ids[at : at + _PER_QUERY])
        found.update(rows.values_list("dataset_id", "route"))
    return {dataset_id: routes[dataset_id] for dataset_id, old in found.items() if old != routes[dataset_id]}


@transaction.atomic
def reindex(*, by: Actor) -> None:
    """Have the whole index built anew, beside the live one."""
    audit.record(by=by, action="catalogue.reindex", subject="catalogue")
    work.enqueue(REBUILD_JOB, key=REBUILD_JOB)
