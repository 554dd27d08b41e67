"""The end of a combination: key, keys, linkage and payloads destroyed, and written down."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.refine import custody
from gotgan.refine.actions.combining.finding import go_on, lock_combination
from gotgan.refine.actions.combining.handing import destroy_parcels
from gotgan.refine.actions.keys import custody_folder
from gotgan.refine.actions.permission import check
from gotgan.refine.models import Combination
from gotgan.refine.rules import combining
from gotgan.terms.combination import CombinationState
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor

LONGEST_REASON = 2000


@transaction.atomic
def close_combination(*, by: Actor, combination_id: str) -> None:
    """The key manager destroys the key and everything that could link the result. Raises: as `stop_combination`."""
    row, facts = lock_combination(by, combination_id)
    check(combining.may_close(facts, by.person_id))
    details = _destroy(row)
    go_on(by, row, CombinationState.CLOSED)
    record(by=by, action="refine.close_combination", subject=f"combination:{combination_id}", details=details)


@transaction.atomic
def stop_combination(*, by: Actor, combination_id: str, reason: str) -> None:
    """A party gives up before there is a result; everything handed over is destroyed.

    Raises: NoSuchCombination, NotYours, Invalid without a reason.
    """
    row, facts = lock_combination(by, combination_id)
    check(combining.may_stop(facts, by.person_id))
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Invalid(Issue("reason", "it is empty or too long", "say in a sentence why"))
    details = _destroy(row)
    go_on(by, row, CombinationState.STOPPED, reason.strip())
    record(by=by, action="refine.stop_combination", subject=f"combination:{combination_id}", details=details)


def _destroy(row: Combination) -> dict[str, object]:
    """The bytes go when the transaction commits: a rolled-back change leaves them."""
    destroyed = destroy_parcels(row.parcels.all())
    if row.key_id and row.key_destroyed is None:
        row.key_destroyed = timezone.now()
        transaction.on_commit(lambda key_id=row.key_id: custody.destroy_key(custody_folder(), key_id))
    return {"key": row.key_id, "files": destroyed}
