"""Follow withdrawals: whoever got a version that was taken back is told, in a notice and by letter."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gotgan.accounts import actions as accounts
from gotgan.audit import actions as audit
from gotgan.inventory import queries as inventory
from gotgan.refine import actions as refine
from gotgan.share import queries
from gotgan.share.models import Notice, PullCursor
from gotgan.share.rules.letters import write_withdrawal
from gotgan.terms.dataset import DatasetRecord, Withdrawn
from gotgan.terms.errors import NotFound
from gotgan.terms.letter import NewLetter
from gotgan.terms.role import Actor

WITHDRAWN = "withdrawn"


class NoSuchNotice(NotFound):
    """The person has no such notice."""


@dataclass(frozen=True)
class Told:
    """One batch: versions that were withdrawn, notices made, letters written, downloads that nobody can be told of."""

    versions: int = 0
    notices: int = 0
    letters: int = 0
    anonymous: int = 0


@transaction.atomic
def tell_withdrawals(*, by: Actor, limit: int = 20) -> Told:
    """Tell everyone who got one of the next withdrawn versions. `versions` is 0 when nothing is left."""
    cursor, _ = PullCursor.objects.select_for_update().get_or_create(name=WITHDRAWN, defaults={"value": ""})
    found = inventory.withdrawn_since(cursor.value, limit)
    if not found:
        return Told()
    records = inventory.datasets_of([each.dataset_id for each in found])
    parts = [_tell(by, each, records[each.dataset_id]) for each in found]
    cursor.value = found[-1].cursor
    cursor.save(update_fields=["value"])
    told = Told(
        len(found), *(sum(getattr(part, name) for part in parts) for name in ("notices", "letters", "anonymous"))
    )
    details = {"versions": told.versions, "notices": told.notices, "letters": told.letters, "anonymous": told.anonymous}
    audit.record(by=by, action="share.tell_withdrawals", subject="datasets", details=details)
    return told


def _tell(by: Actor, gone: Withdrawn, record: DatasetRecord) -> Told:
    people, anonymous = queries.holders_of(gone.dataset_id, gone.version_id)
    known = set(
        Notice.objects.filter(dataset=gone.dataset_id, version=gone.version_id).values_list("person", flat=True)
    )
    now = timezone.now()
    rows = [
        Notice(person_id=person, dataset=gone.dataset_id, version=gone.version_id, because=gone.because, made=now)
        for person in sorted(people - known)
    ]
    Notice.objects.bulk_create(rows, batch_size=500)
    letters = accounts.write_letters(letters=_letters(gone, record, sorted(people)))
    refine.note_told(
        by=by, dataset_id=gone.dataset_id, version_id=gone.version_id, people=len(people), anonymous=anonymous
    )
    return Told(1, len(rows), letters, anonymous)


def _letters(gone: Withdrawn, record: DatasetRecord, people: list[int]) -> list[NewLetter]:
    root = settings.GOTGAN_PUBLIC_ADDRESS
    said = write_withdrawal(
        {
            "title_ko": record.title, "title_en": record.title_en or record.title, "version": gone.version_id[:12],
            "because": gone.because, "page": f"{root}/datasets/{record.address}", "notices": f"{root}/notices",
        }
    )  # fmt: skip
    key = f"withdrawn:{gone.dataset_id}:{gone.version_id[:40]}"
    return [NewLetter(f"{key}:{person}", WITHDRAWN, person, said.subject, said.body) for person in people]


@transaction.atomic
def read_notice(*, by: Actor, notice_id: int) -> None:
    """The person says to have read it; saying so again changes nothing. Raises: NoSuchNotice."""
    row = Notice.objects.select_for_update().filter(pk=notice_id, person=by.person_id).first()
    if row is None or by.person_id is None:
        raise NoSuchNotice(f"notice {notice_id}: you have no such notice; see /notices")
    if row.read is not None:
        return
    row.read = timezone.now()
    row.save(update_fields=["read"])
    details = {"dataset": row.dataset, "version": row.version}
    audit.record(by=by, action="share.read_notice", subject=f"notice:{notice_id}", details=details)
