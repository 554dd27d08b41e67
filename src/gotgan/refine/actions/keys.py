"""Keys of pseudonyms: made when a work order first needs one, destroyed with it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.refine import custody
from gotgan.refine.actions.permission import check, lock_order
from gotgan.refine.models import CustodyKey, WorkOrder
from gotgan.refine.rules import stepping
from gotgan.terms.role import SYSTEM, Actor


def custody_folder() -> Path:
    """GOTGAN_KEYS, else `keys` in the data folder."""
    return Path(settings.GOTGAN_KEYS or Path(settings.GOTGAN_DATA) / "keys")


@transaction.atomic
def key_of(*, order_id: str) -> str:
    """The id of the order's living key; made now when there is none. Raises: Unavailable."""
    order = WorkOrder.objects.select_for_update().get(pk=order_id)
    living = order.keys.filter(destroyed__isnull=True).first()
    if living is None:
        living = CustodyKey.objects.create(key_id=custody.make_key(custody_folder()), order=order, made=timezone.now())
        record(by=SYSTEM, action="refine.make_key", subject=f"order:{order_id}", details={"key": living.key_id})
    return living.key_id


@transaction.atomic
def rotate_key(*, by: Actor, order_id: str) -> None:
    """Destroy the living key, so that the next run makes other pseudonyms. Raises: NoSuchOrder, NotYours."""
    order, facts = lock_order(by, order_id)
    check(stepping.may_destroy_key(facts, by.person_id))
    destroy_keys(by, order)


def destroy_keys(by: Actor, order: WorkOrder) -> int:
    """Destroy every living key of a locked order, in the caller's transaction; returns how many.

    The bytes go when the transaction commits: a rolled-back change leaves the key.
    """
    living = list(order.keys.filter(destroyed__isnull=True))
    now = timezone.now()
    for key in living:
        key.destroyed, key.destroyed_by = now, by.label[:254]
        key.save()
        record(by=by, action="refine.destroy_key", subject=f"order:{order.pk}", details={"key": key.key_id})
        transaction.on_commit(lambda key_id=key.key_id: custody.destroy_key(custody_folder(), key_id))
    return len(living)
