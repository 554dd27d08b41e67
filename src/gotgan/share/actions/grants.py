"""Grants: opening to everyone, closing, granting one person or organisation, revoking."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.catalogue import actions as catalogue
from gotgan.catalogue import queries as entries
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.share import queries, rules
from gotgan.share.models import Grant
from gotgan.terms.access import Mode, Origin
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.errors import NotAllowed, NotFound
from gotgan.terms.role import Actor


class UnknownDataset(NotFound):
    """There is no dataset with this id."""


class NotYourDataset(NotAllowed):
    """The person holds no role in that organisation that would let them."""


class FindingsUnconfirmed(NotAllowed):
    """Identifiers were found, and nobody confirmed them."""


@transaction.atomic
def open_to_everyone(*, by: Actor, dataset_id: str, confirmed_by: str = "") -> None:
    """Give everyone the direct mode; an earlier open grant is replaced.

    `confirmed_by` is the person who confirmed what was found; needed when anything was.
    Raises: UnknownDataset, NotYourDataset, FindingsUnconfirmed.
    """
    record = _opened_by(by, dataset_id)
    kinds = kinds_of(record)
    verdict = rules.may_open_with_findings(kinds, confirmed_by)
    if not verdict:
        raise FindingsUnconfirmed(
            f"{record.title}: {verdict.reasons[0]}; look at the findings and confirm them by name"
        )
    in_force = Grant.objects.filter(dataset=dataset_id, origin=Origin.OPEN, revoked_at__isnull=True)
    in_force.update(revoked_at=timezone.now())
    Grant.objects.filter(dataset=dataset_id, origin=Origin.OPEN).update(revoked_by="")
    open_grant(by, dataset_id, kinds, confirmed_by).save()
    details = {"version": record.version_id, "findings": list(kinds), "confirmed_by": confirmed_by}
    audit.record(by=by, action="share.open", subject=f"dataset:{dataset_id}", details=details)
    _show_route(by, dataset_id)


def open_grant(by: Actor, dataset_id: str, kinds: tuple[str, ...], confirmed_by: str) -> Grant:
    """An open grant, not yet saved; it covers the kinds that were confirmed and no other."""
    return Grant(
        dataset=dataset_id,
        mode=Mode.DIRECT,
        origin=Origin.OPEN,
        granted_by=by.label,
        granted_at=timezone.now(),
        confirmed_by=confirmed_by if kinds else "",
        confirmed_kinds=list(kinds),
    )


@transaction.atomic
def close(*, by: Actor, dataset_id: str) -> bool:
    """Take back the open grant; bites on the next request. Returns False when there was none.

    Raises: UnknownDataset, NotYourDataset.
    """
    _opened_by(by, dataset_id)
    in_force = Grant.objects.filter(dataset=dataset_id, origin=Origin.OPEN, revoked_at__isnull=True)
    revoked = in_force.update(revoked_at=timezone.now(), revoked_by=by.label)
    if revoked:
        audit.record(by=by, action="share.close", subject=f"dataset:{dataset_id}")
        _show_route(by, dataset_id)
    return bool(revoked)


@transaction.atomic
def grant(
    *,
    by: Actor,
    dataset_id: str,
    person_id: int | None = None,
    organisation: str = "",
    mode: Mode = Mode.DIRECT,
    origin: Origin = Origin.REQUEST,
    version: str = "",
    expires_at: datetime | None = None,
) -> int:
    """Grant one person or one organisation; returns the grant's id.

    Raises: UnknownDataset, NotYourDataset; NotAllowed when it names neither (that would be everyone).
    """
    _opened_by(by, dataset_id)
    if person_id is None and not organisation:
        raise NotAllowed("a grant names a person or an organisation; to open it to everyone, open it")
    row = Grant.objects.create(
        dataset=dataset_id,
        person_id=person_id,
        organisation=organisation,
        mode=mode,
        origin=origin,
        version=version,
        expires_at=expires_at,
        granted_by=by.label,
        granted_at=timezone.now(),
    )
    details = {"grant": row.pk, "person": person_id, "organisation": organisation, "mode": str(mode)}
    audit.record(by=by, action="share.grant", subject=f"dataset:{dataset_id}", details=details)
    return int(row.pk)


@transaction.atomic
def revoke(*, by: Actor, grant_id: int) -> None:
    """End a grant now. Raises: NotFound, NotYourDataset."""
    row = Grant.objects.filter(pk=grant_id, revoked_at__isnull=True).first()
    if row is None:
        raise NotFound(f"grant {grant_id}: there is none in force")
    _opened_by(by, row.dataset)
    row.revoked_at, row.revoked_by = timezone.now(), by.label
    row.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(by=by, action="share.revoke", subject=f"dataset:{row.dataset}", details={"grant": grant_id})


def kinds_of(record: DatasetRecord) -> tuple[str, ...]:
    """What was found in the dataset's current version."""
    version = inventory.version(record.id, record.version_id) if record.version_id else None
    return version.finding_kinds if version else ()


def _opened_by(by: Actor, dataset_id: str) -> DatasetRecord:
    """The dataset that this actor may open. Raises: UnknownDataset, NotYourDataset."""
    record = inventory.dataset(dataset_id)
    if record is None:
        raise UnknownDataset(f"dataset {dataset_id}: not known here; look it up with `gotgan search`")
    allowed = rules.may_open(organisations.viewer_of(by), record.organisation)
    if not allowed:
        raise NotYourDataset(f"{'; '.join(allowed.reasons)}; ask an operator for the role")
    return record


def _show_route(by: Actor, dataset_id: str) -> None:
    """Write the route that everyone is told into the catalogue's entry."""
    record = inventory.dataset(dataset_id)
    facts = queries.facts_of(entries.entry(dataset_id), record, kinds_of(record) if record else ())
    if facts is not None:
        is_open = dataset_id in queries.open_ids([dataset_id])
        catalogue.set_routes(by=by, routes={dataset_id: rules.route_for_everyone(facts, is_open=is_open)})
