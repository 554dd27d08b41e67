"""A providing institution says which table, and the worker makes its two files: parcels in custody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.inventory import queries as inventory
from gotgan.refine.actions.combining.finding import go_on, lock_combination
from gotgan.refine.actions.permission import check
from gotgan.refine.models import Combination, CombinationParty, Parcel
from gotgan.refine.queries.combinations import facts_of
from gotgan.refine.rules import combining
from gotgan.store.folder import FolderStore
from gotgan.terms.combination import CombinationState, ParcelKind, Party, TaskState
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work import actions as work


@dataclass(frozen=True)
class NewParcel:
    """What the engine made, stored already."""

    kind: ParcelKind
    sha256: str
    size_bytes: int
    rows: int
    receipt: Mapping[str, Any]


@transaction.atomic
def hand_over(
    *, by: Actor, combination_id: str, dataset_id: str, table: str, columns: Mapping[str, str],
    leave_out: Sequence[str] = (),
) -> None:  # fmt: skip
    """Have keys and data of a table separated. `columns`: the column for each of the combination's fields.

    Handing over again takes the earlier files back. Raises: NoSuchCombination, NotYours, Invalid.
    """
    row, facts = lock_combination(by, combination_id)
    check(combining.may_prepare(facts, by.person_id))
    party = row.parties.select_for_update().get(party=Party.PROVIDER, person_id=by.person_id)
    dataset = inventory.dataset(dataset_id)
    version = inventory.scanned_version(dataset_id)
    if dataset is None or dataset.organisation != party.organisation_id or version is None:
        raise Invalid(Issue("dataset", "it is none of your organisation with tables", "choose one of the list"))
    if table not in {file.table for file in version.files if file.role == "parquet"}:
        raise Invalid(Issue("table", "the dataset has no such table", "choose one of the list"))
    if missing := [each for each in row.fields if not columns.get(each)]:
        raise Invalid(
            *(Issue(each, "no column is chosen for it", "choose the column that holds it") for each in missing)
        )
    if len(set(columns.values())) < len(row.fields) or set(columns) != set(row.fields):
        raise Invalid(Issue("columns", "one is chosen twice, or for what nobody agreed on", "choose one for each"))
    party.dataset_id, party.version, party.table = dataset_id, version.id, table
    party.columns, party.leave_out = dict(columns), list(leave_out)
    party.task, party.problem = TaskState.WAITING, ""
    party.job_id = work.enqueue("refine.prepare_part", party.pk).id
    party.save()
    destroy_parcels(row.parcels.filter(maker=party.organisation_id))
    if row.state == CombinationState.PREPARED:
        go_on(by, row, CombinationState.KEYED)
    details = {"organisation": party.organisation_id, "dataset": dataset_id, "version": version.id}
    record(by=by, action="refine.hand_over", subject=f"combination:{combination_id}", details=details)


@transaction.atomic
def keep_parcels(*, party_id: int, parcels: Sequence[NewParcel]) -> None:
    """The files of an institution are made: into custody with them. The last one makes the combination prepared."""
    row, party = _working(party_id)
    add_parcels(row, party.organisation_id, parcels)
    party.task = TaskState.DONE
    party.save()
    if row.state == CombinationState.KEYED and combining.is_all_ready(facts_of(row)):
        go_on(SYSTEM, row, CombinationState.PREPARED)
    details = {"organisation": party.organisation_id, "files": {each.kind.value: each.sha256 for each in parcels}}
    record(by=SYSTEM, action="refine.keep_parcels", subject=f"combination:{row.pk}", details=details)


@transaction.atomic
def refuse_table(*, party_id: int, problem: str) -> None:
    """The engine refused the table; its reason stands on the institution's page. Nothing of it is kept."""
    row, party = _working(party_id)
    party.task, party.problem = TaskState.REFUSED, problem
    party.save()
    details = {"organisation": party.organisation_id}
    record(by=SYSTEM, action="refine.refuse_table", subject=f"combination:{row.pk}", details=details)


def _working(party_id: int) -> tuple[Combination, CombinationParty]:
    found = CombinationParty.objects.get(pk=party_id)
    row, _ = lock_combination(SYSTEM, found.combination_id)
    return row, row.parties.select_for_update().get(pk=party_id, task=TaskState.WAITING)


def add_parcels(row: Combination, maker: str, parcels: Sequence[NewParcel]) -> None:
    """In the caller's transaction; those of the same maker and kind before are destroyed."""
    destroy_parcels(row.parcels.filter(maker=maker, kind__in=[each.kind for each in parcels]))
    now = timezone.now()
    Parcel.objects.bulk_create(
        Parcel(
            combination=row, kind=each.kind, maker_id=maker, sha256=each.sha256, size_bytes=each.size_bytes,
            rows=each.rows, receipt=dict(each.receipt), made=now,
        )
        for each in parcels
    )  # fmt: skip


def destroy_parcels(rows: Any) -> int:
    """Mark them destroyed and take the bytes out of the store when the transaction commits; returns how many."""
    living = list(rows.filter(destroyed__isnull=True))
    now = timezone.now()
    for parcel in living:
        parcel.destroyed = now
        parcel.save()
        transaction.on_commit(lambda sha256=parcel.sha256: _store().delete(sha256))
    return len(living)


def _store() -> FolderStore:
    return FolderStore(Path(settings.GOTGAN_DATA) / "objects")
