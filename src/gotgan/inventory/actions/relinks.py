"""Datasets that came back under another id: proposed by a scan, decided by a person."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.describe import DESCRIBED
from gotgan.inventory.actions.permission import check_may_manage
from gotgan.inventory.models import Dataset, NameRedirect, Relink, Scan, SurveyRecord, Version
from gotgan.inventory.rules import UNFINISHED_STATES, DatasetState
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.role import Actor
from gotgan.terms.scan import Outcome


class NoSuchRelink(NotFound):
    """There is no proposal with this id."""


def propose_relinks(scan: Scan, absent: QuerySet[Dataset]) -> int:
    """Pair each dataset that this scan added with the absent one of the same content, if there is
    exactly one of each. Inside the caller's transaction; nothing else changes."""
    old = _unique(absent.exclude(content_key=""))
    if not old:
        return 0
    added = Dataset.objects.filter(
        content_key__in=list(old),
        pk__in=scan.records.filter(outcome=Outcome.ADDED).values("dataset_id"),
    )
    pairs = [Relink(scan=scan, old_id=old[key], new_id=new) for key, new in _unique(added).items()]
    return len(Relink.objects.bulk_create(pairs, ignore_conflicts=True))


def _unique(rows: QuerySet[Dataset]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for key, dataset_id in rows.values_list("content_key", "id"):
        found.setdefault(key, []).append(dataset_id)
    return {key: ids[0] for key, ids in found.items() if len(ids) == 1}


@transaction.atomic
def accept_relink(*, by: Actor, relink_id: int) -> str:
    """They are one: the old dataset takes over the new id, words and versions; the new address leads to it.

    Returns the id of the dataset that stays. Raises: NoSuchRelink, NotYours, Invalid.
    """
    relink = _open_relink(by, relink_id)
    old, new, moment = relink.old, relink.new, next_moment()
    remote_id, new.remote_id = new.remote_id, f"relinked:{new.id}"
    _move_versions(old, new)
    _move_survey_records(old, new)
    new.state, new.current, new.survey_record, new.updated_at = DatasetState.REMOVED, None, None, moment
    new.save()
    old.remote_id, old.source_id = remote_id, new.source_id  # of what was declared it is the first source
    for name in DESCRIBED:
        if name not in ("state", "updated_at"):
            setattr(old, name, getattr(new, name))
    old.state, old.updated_at = DatasetState.LIVE, moment
    old.save()
    NameRedirect.objects.create(organisation_id=new.organisation_id, name=new.name, dataset=old)
    _decide(relink, by, "accepted")
    return old.id


def _move_versions(old: Dataset, new: Dataset) -> None:
    current = new.current.manifest if new.current else None
    held = Version.objects.filter(dataset=old).values("manifest")
    Version.objects.filter(dataset=new).exclude(manifest__in=held).update(dataset=old)
    if current:
        old.current = Version.objects.get(dataset=old, manifest=current)


def _move_survey_records(old: Dataset, new: Dataset) -> None:
    """What was answered of either is answered of the one that stays; the newest counts."""
    SurveyRecord.objects.filter(dataset=new).update(dataset=old)
    old.survey_record = SurveyRecord.objects.filter(dataset=old).order_by("-pk").first()


@transaction.atomic
def decline_relink(*, by: Actor, relink_id: int) -> None:
    """They are two; the new one counts as changed, for whoever waited with it. Raises: NoSuchRelink, NotYours,
    Invalid."""
    relink = _open_relink(by, relink_id)
    Dataset.objects.filter(pk=relink.new_id).update(updated_at=next_moment())
    _decide(relink, by, "declined")


def _open_relink(by: Actor, relink_id: int) -> Relink:
    rows = Relink.objects.select_for_update(of=("self",)).select_related("old", "new", "scan__source")
    relink = rows.filter(pk=relink_id).first()
    if relink is None:
        raise NoSuchRelink(f"re-link {relink_id}: there is no such proposal; see the scan's page")
    source = relink.scan.source
    check_may_manage(by, source.organisation_id)
    place = f"re-link {relink_id}"
    if relink.decided:
        raise Invalid(Issue(place, f"it was {relink.decided} before", "nothing is left to do"))
    if Scan.objects.filter(source=source, state__in=[state.value for state in UNFINISHED_STATES]).exists():
        raise Invalid(Issue(place, "its source is being scanned", "decide when the scan is done"))
    return relink


def _decide(relink: Relink, by: Actor, decided: str) -> None:
    relink.decided, relink.decided_at = decided, timezone.now()
    relink.save()
    audit.record(
        by=by,
        action=f"inventory.relink_{decided}",
        subject=f"dataset:{relink.old_id}",
        details={"new": relink.new_id, "scan": relink.scan_id},
    )
