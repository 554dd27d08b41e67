"""Freezing a campaign: from a moment on nothing is written, then its one file is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.inventory import actions as inventory
from gotgan.survey.actions.permission import check, check_manages, lock_campaign
from gotgan.survey.actions.tallies import lock_targets
from gotgan.survey.models import Campaign, Mail, Snapshot
from gotgan.survey.rules.letters import TOO_LATE, MailKind
from gotgan.survey.rules.states import may_turn
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.letter import LetterState
from gotgan.terms.role import SYSTEM, Actor
from gotgan.terms.survey import CampaignState
from gotgan.work.actions import enqueue


@transaction.atomic
def freeze_campaign(*, by: Actor, campaign_id: str) -> int:
    """End a closed campaign for good; its file is written in the background. Returns the job.

    Every organisation's row is locked first: who is writing ends before, and is in the file; who comes later reads
    that it is frozen, and is refused. Letters that still wait are held back: they ask for what is taken no more.
    Raises: NotYours, NoSuchCampaign.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    check(may_turn(CampaignState(campaign.state), CampaignState.FROZEN))
    targets = lock_targets(campaign_id)
    asking = Mail.objects.filter(campaign=campaign_id, state=LetterState.WAITING).exclude(kind=MailKind.ACCEPTED)
    asking.update(state=LetterState.FAILED, problem=TOO_LATE)
    job_id = enqueue("survey.freeze", campaign_id, key=f"survey.freeze:{campaign_id}").id
    Campaign.objects.filter(pk=campaign_id).update(state=CampaignState.FROZEN, frozen=timezone.now(), job_id=job_id)
    audit.record(by=by, action="survey.freeze_campaign", subject=f"campaign:{campaign_id}",
                 details={"targets": len(targets)})  # fmt: skip
    return job_id


@transaction.atomic
def write_again(*, by: Actor, campaign_id: str) -> int:
    """Write the exports of a frozen campaign anew from its file (the file too, where writing it was broken off).

    Returns the job. Raises: NotYours, NoSuchCampaign, Invalid when it is not frozen.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    if campaign.state != CampaignState.FROZEN:
        raise Invalid(Issue("campaign", f"it is {campaign.state}", "freeze it first"))
    job_id = enqueue("survey.freeze", campaign_id, key=f"survey.freeze:{campaign_id}").id
    Campaign.objects.filter(pk=campaign_id).update(job_id=job_id)
    audit.record(by=by, action="survey.write_again", subject=f"campaign:{campaign_id}")
    return job_id


@transaction.atomic
def keep_snapshot(*, campaign_id: str, sha256: str, size_bytes: int, counts: Mapping[str, Any]) -> Snapshot:
    """Name the file that was written. A campaign has one: doing it again changes nothing.

    Raises: Invalid when it is not frozen, or when another file is named already.
    """
    campaign = lock_campaign(campaign_id)
    if campaign.state != CampaignState.FROZEN:
        raise Invalid(Issue("campaign", f"it is {campaign.state}", "freeze it first"))
    row = Snapshot.objects.filter(campaign=campaign).first()
    if row is not None and row.counts.get("lines_sha256") != counts.get("lines_sha256"):
        raise Invalid(Issue("snapshot", "what is stored is no longer what was frozen", "keep the file that is named"))
    if row is None:
        row = Snapshot.objects.create(
            campaign=campaign, number=1, sha256=sha256, size_bytes=size_bytes, counts=dict(counts), by=SYSTEM.label,
            at=timezone.now(),
        )  # fmt: skip
        inventory.tie_to_snapshot(by=SYSTEM, campaign=campaign_id, snapshot=sha256)
        audit.record(by=SYSTEM, action="survey.keep_snapshot", subject=f"campaign:{campaign_id}",
                     details={"sha256": sha256, "sheets": counts["sheets"]})  # fmt: skip
    return row


@transaction.atomic
def keep_exports(*, campaign_id: str, exports: Mapping[str, Mapping[str, Any]]) -> bool:
    """Name the exports made from the file: {name: {"sha256", "size_bytes", ...}}. Returns whether they are as before.

    Another version of a library may pack them otherwise: then they are named anew, and the audit chain says so.
    """
    lock_campaign(campaign_id)
    row = Snapshot.objects.get(campaign=campaign_id)
    before = row.counts.get("exports")
    is_same = before == dict(exports)
    if not is_same:
        row.counts = {**row.counts, "exports": dict(exports)}
        row.save(update_fields=["counts"])
    audit.record(by=SYSTEM, action="survey.keep_exports", subject=f"campaign:{campaign_id}",
                 details={"exports": len(exports), "is_same": is_same, "is_first": before is None})  # fmt: skip
    return is_same
