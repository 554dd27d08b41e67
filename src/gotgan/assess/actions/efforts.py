"""Keeping what the work on members of published lists took, as refining hands it down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from gotgan.assess.models import DatasetList, MemberCost, MemberWork
from gotgan.assess.queries.efforts import trials_of
from gotgan.assess.queries.published import published_lists
from gotgan.assess.rules.outcomes import order_origin
from gotgan.audit import actions as audit
from gotgan.terms.refine import OrderWork
from gotgan.terms.role import SYSTEM

_TOLD = ("dataset", "opened", "released", "hours", "machine_seconds", "trial")


@transaction.atomic
def note_works(*, works: Iterable[OrderWork], at: datetime) -> int:
    """Work orders as refining knows them now; kept of members of published lists, of orders opened since the list was
    begun. The same again changes nothing. Returns how many were new or had changed."""
    told, changed = tuple(works), 0
    for version in published_lists():
        owned = DatasetList.objects.get(slug=version.slug)
        members = {each.dataset for each in version.members}
        ours = [each for each in told if each.dataset in members and each.opened >= owned.created]
        trials = trials_of(version.id, {each.dataset for each in ours})
        changed += sum(_keep(owned, each, trials.get(each.dataset), at) for each in ours)
    if changed:
        audit.record(by=SYSTEM, action="assess.note_works", subject="lists", details={"orders": changed})
    return changed


def _keep(owned: DatasetList, work: OrderWork, trial: int | None, at: datetime) -> bool:
    """Whether anything of it is new."""
    is_new = _keep_won(owned, work, at)
    before = MemberWork.objects.filter(dataset_list=owned, order=work.order).values(*_TOLD).first()
    now = {name: getattr(work, name) for name in _TOLD if name != "trial"} | {"trial": trial}
    if now == before:
        return is_new
    MemberWork.objects.update_or_create(dataset_list=owned, order=work.order, defaults={**now, "seen": at})
    return True


def _keep_won(owned: DatasetList, work: OrderWork, at: datetime) -> bool:
    if work.won is None:
        return False
    key = {"dataset_list": owned, "dataset": work.dataset, "origin": order_origin(work.order)}
    if MemberCost.objects.filter(**key, won=work.won).exists():
        return False
    MemberCost.objects.update_or_create(**key, defaults={"won": work.won, "by": SYSTEM.label, "at": at})
    return True
