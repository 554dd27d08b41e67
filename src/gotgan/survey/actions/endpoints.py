"""What came of asking the addresses that answers name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.survey.models import EndpointCheck
from gotgan.terms.digest import fingerprint
from gotgan.terms.role import SYSTEM


@dataclass(frozen=True)
class Asked:
    """One address that was asked. `shown` has no password or key in it."""

    address: str
    shown: str
    is_answering: bool
    reason: str
    at: datetime


@transaction.atomic
def store_endpoints(*, asked: Sequence[Asked]) -> tuple[str, ...]:
    """Keep the last result of each address; returns those whose state is another than before."""
    keys = {fingerprint(each.address): each for each in asked}
    known = {row.pk: row for row in EndpointCheck.objects.select_for_update().filter(pk__in=list(keys))}
    changed = []
    for key, each in keys.items():
        row = known.get(key) or EndpointCheck(key=key, failures=0, is_answering=True)
        before = (row.is_answering, row.failures)
        row.shown, row.is_answering, row.reason, row.asked = each.shown, each.is_answering, each.reason, each.at
        row.failures = 0 if each.is_answering else row.failures + 1
        row.save()
        if before != (row.is_answering, row.failures):
            changed.append(each.address)
    silent = sum(not each.is_answering for each in asked)
    audit.record(
        by=SYSTEM, action="survey.store_endpoints", subject="survey:endpoints",
        details={"asked": len(keys), "silent": silent, "changed": len(changed)},
    )  # fmt: skip
    return tuple(changed)
