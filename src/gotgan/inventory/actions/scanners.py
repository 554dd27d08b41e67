"""Enrolling the scanners whose sealed results are taken as an organisation's own."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.inventory.actions.permission import check_may_manage
from gotgan.inventory.models import Scanner
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.role import Actor


class NoSuchScanner(NotFound):
    """No scanner with this key is enrolled."""


@transaction.atomic
def enrol_scanner(*, by: Actor, organisation: str, key_id: str, public_key: str, title: str = "") -> None:
    """Register the public half of a scanner's key. Again with the same organisation: its title follows.

    Raises: NotFound (organisation), NotYours, Invalid when the key is another's or was withdrawn.
    """
    organisations.get(organisation)
    check_may_manage(by, organisation)
    known = Scanner.objects.select_for_update().filter(pk=key_id).first()
    if known is not None and known.organisation_id != organisation:
        raise Invalid(Issue(f"scanner {key_id}", "it is enrolled by another organisation", "make a key of your own"))
    if known is not None and known.withdrawn_at is not None:
        raise Invalid(Issue(f"scanner {key_id}", "its key was withdrawn", "make a new one with `gotgan enrol`"))
    Scanner.objects.update_or_create(
        key_id=key_id, defaults={"public_key": public_key, "organisation_id": organisation, "title": title.strip()}
    )
    audit.record(
        by=by, action="inventory.enrol_scanner", subject=f"scanner:{key_id}", details={"organisation": organisation}
    )


@transaction.atomic
def withdraw_scanner(*, by: Actor, key_id: str) -> None:
    """From now on nothing sealed with this key is taken in; what was taken in before stays.

    Raises: NoSuchScanner, NotYours.
    """
    known = Scanner.objects.select_for_update().filter(pk=key_id).first()
    if known is None:
        raise NoSuchScanner(f"scanner {key_id}: it is not enrolled; list them with `gotgan enrol --list`")
    check_may_manage(by, known.organisation_id)
    known.withdrawn_at = known.withdrawn_at or timezone.now()
    known.save()
    audit.record(by=by, action="inventory.withdraw_scanner", subject=f"scanner:{key_id}")
