"""The key manager has keys matched, the combining body has data joined; what came of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.inventory import actions as inventory
from gotgan.refine.actions.combining.finding import go_on, lock_combination
from gotgan.refine.actions.combining.handing import NewParcel, add_parcels
from gotgan.refine.actions.orders import open_order
from gotgan.refine.actions.permission import check
from gotgan.refine.models import Combination
from gotgan.refine.queries.combinations import receipts_of
from gotgan.refine.rules import combining
from gotgan.terms.combination import CombinationState, Party
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.lineage import prov_of
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work import actions as work

WAYS = ("inner", "left", "outer")
ALLOWED = ("whole", "crossed")
FOLLOWING = ("catalogue.pull", "share.pull", "catalogue.index")
"""Later rooms look at the new dataset."""
AGENTS = {"combine.prepare": "provider", "combine.match": "key_manager", "combine.join": "combining_body"}


@transaction.atomic
def ask_match(*, by: Actor, combination_id: str, allowed: Sequence[str] = ()) -> None:
    """Queue the matching of keys. `allowed`: what the key manager lets pass of `ALLOWED`.

    Raises: NoSuchCombination, NotYours, Invalid.
    """
    row, facts = lock_combination(by, combination_id)
    check(combining.may_match(facts, by.person_id))
    if unknown := set(allowed) - set(ALLOWED):
        raise Invalid(Issue("allowed", f"{len(unknown)} of it is unknown", f"use {', '.join(ALLOWED)}"))
    row.allowed = sorted(set(allowed))
    _ask(by, row, "refine.match_keys")
    record(by=by, action="refine.ask_match", subject=f"combination:{row.pk}", details={"allowed": row.allowed})


@transaction.atomic
def ask_combine(*, by: Actor, combination_id: str, how: str = "inner") -> None:
    """Queue the joining of data by the linkage. Raises: NoSuchCombination, NotYours, Invalid."""
    row, facts = lock_combination(by, combination_id)
    check(combining.may_combine(facts, by.person_id))
    if how not in WAYS:
        raise Invalid(Issue("how", "it is unknown", f"use one of {', '.join(WAYS)}"))
    row.how = how
    _ask(by, row, "refine.join_payloads", FOLLOWING)
    record(by=by, action="refine.ask_combine", subject=f"combination:{row.pk}", details={"how": how})


def _ask(by: Actor, row: Combination, job: str, then: Sequence[str] = ()) -> None:
    row.is_busy, row.problem, row.asked_by, row.updated = True, "", by.label[:254], timezone.now()
    row.job_id = work.enqueue(job, row.pk, then=then).id
    row.save()


@transaction.atomic
def keep_linkage(*, combination_id: str, parcel: NewParcel) -> None:
    """The linkage is made: into custody with it, for the combining body."""
    row = _busy(combination_id)
    add_parcels(row, row.parties.get(party=Party.KEY_MANAGER).organisation_id, [parcel])
    row.is_busy, row.linkage = False, dict(parcel.receipt)
    go_on(SYSTEM, row, CombinationState.MATCHED)
    details = {"sha256": parcel.sha256, "matched": parcel.receipt["parameters"]["matched"]}
    record(by=SYSTEM, action="refine.keep_linkage", subject=f"combination:{row.pk}", details=details)


@transaction.atomic
def keep_combination(*, combination_id: str, made: inventory.NewVersion, receipt: Mapping[str, Any]) -> None:
    """The combined table is made: a dataset of the combining body, inside only, with an ordinary work order on it.

    Raises: NotYours when the person lost the role meanwhile.
    """
    row = _busy(combination_id)
    party = row.parties.get(party=Party.COMBINING_BODY)
    by = Actor(party.person_id, row.asked_by)
    row.is_busy, row.result, row.version = False, dict(receipt), made.manifest
    row.save()
    row.dataset_id = inventory.keep_combined(
        by=by, organisation=party.organisation_id, key=f"combination:{row.pk}", title=row.title, made=made,
        lineage=prov_of([*receipts_of(row), receipt], agents=AGENTS),
    )  # fmt: skip
    row.order_id = open_order(by=by, dataset_id=row.dataset_id, title=row.title)
    go_on(SYSTEM, row, CombinationState.COMBINED)
    details = {"dataset": row.dataset_id, "version": made.manifest, "order": row.order_id}
    record(by=SYSTEM, action="refine.keep_combination", subject=f"combination:{row.pk}", details=details)


@transaction.atomic
def refuse_combination(*, combination_id: str, problem: str) -> None:
    """The engine refused to match or to join; its reason stands on the page of who asked."""
    row = _busy(combination_id)
    row.is_busy, row.problem, row.updated = False, problem, timezone.now()
    row.save()
    record(by=SYSTEM, action="refine.refuse_combination", subject=f"combination:{row.pk}", details={"state": row.state})


def _busy(combination_id: str) -> Combination:
    row, _ = lock_combination(SYSTEM, combination_id)
    if not row.is_busy:
        raise Invalid(Issue(f"combination {combination_id}", "nothing was asked for", "ask again on its page"))
    return row
