"""Systems that something names as an organisation's, and why one of them holds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.organisations import queries as organisations
from gotgan.survey.actions.permission import NoSuchTarget, check, check_manages, lock_campaign, lock_target, viewer_of
from gotgan.survey.actions.tallies import count_systems
from gotgan.survey.models import Campaign, Target, TargetSystem
from gotgan.survey.queries.campaigns import targets_of_codes
from gotgan.survey.rules.dates import may_write_now
from gotgan.survey.rules.people import may_answer
from gotgan.survey.rules.registers import KnownSystem, RegisterRow, not_known_yet, read_register
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.survey import CampaignState, TargetState

LONGEST_REASON = 2000


@dataclass(frozen=True)
class RegisterImported:
    """What an import did. `elsewhere`: rows of organisations that are no targets."""

    rows: int
    added: int
    present: int
    elsewhere: int

    def to_json(self) -> dict[str, int]:
        return asdict(self)


@transaction.atomic
def import_register(*, by: Actor, campaign_id: str, data: bytes) -> RegisterImported:
    """Take a register of systems in, whole or not at all; the same file again adds nothing.

    A system of a body that was merged belongs to whoever answers for it.
    Raises: NotYours, NoSuchCampaign; Invalid with every problem and its line.
    """
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    known = {each.code for each in organisations.all_organisations()}
    rows, issues = read_register(data, known)
    if campaign.state not in (CampaignState.DRAFT, CampaignState.OPEN):
        issues = (Issue("campaign", f"it is {campaign.state}", "reopen it first"), *issues)
    if issues:
        raise Invalid(*issues)
    done = _store_register(campaign, rows)
    audit.record(by=by, action="survey.import_register", subject=f"campaign:{campaign_id}", details=done.to_json())
    return done


def _store_register(campaign: Campaign, rows: Sequence[RegisterRow]) -> RegisterImported:
    by_target: dict[int, list[KnownSystem]] = {}
    answering = targets_of_codes(campaign.pk)
    for row in rows:
        if row.organisation in answering:
            by_target.setdefault(answering[row.organisation], []).append(KnownSystem(row.name, row.number, "register"))
    met = sum(len(systems) for systems in by_target.values())
    added = learn_systems(by_target)
    return RegisterImported(len(rows), added, met - added, len(rows) - met)


def learn_systems(by_target: Mapping[int, Iterable[KnownSystem]]) -> int:
    """Add what is not known yet and count again; in the caller's transaction, the event is the caller's."""
    ids = list(by_target)
    targets = {
        each.pk: each for each in Target.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    }
    present: dict[int, list[tuple[str, str]]] = {}
    for pk, number, name in TargetSystem.objects.filter(target__in=ids).values_list("target", "number", "name"):
        present.setdefault(pk, []).append((number, name))
    fresh = [
        TargetSystem(target=targets[pk], number=each.number[:100], name=each.name[:300], origin=each.origin)
        for pk, systems in by_target.items()
        for each in not_known_yet(list(systems), present.get(pk, ()))
    ]
    TargetSystem.objects.bulk_create(fresh, batch_size=500)
    for pk in {row.target_id for row in fresh}:
        count_again(targets[pk])
    return len(fresh)


def count_again(target: Target) -> None:
    """The target's counts of systems, stored."""
    count_systems(target)
    target.updated = timezone.now()
    target.save(update_fields=["systems", "silent_systems", "updated"])


@transaction.atomic
def explain_system(*, by: Actor, system_id: int, reason: str) -> None:
    """Say why a known system holds nothing in scope (A13); empty takes that back.

    Raises: NoSuchTarget (also for a stranger), NotYours (also after the deadline), Invalid.
    """
    row = TargetSystem.objects.filter(pk=system_id).first()
    if row is None:
        raise NoSuchTarget(f"system {system_id}: there is no such system; see the list of your organisation")
    target = lock_target(by, row.target_id)
    check(may_answer(viewer_of(by), target.organisation_id))
    check(may_write_now(target.campaign, target, timezone.now()))
    if target.state in (TargetState.DECLARED, TargetState.SIGNED):
        raise Invalid(Issue("target", f"it is {target.state}", "have that returned first"))
    if len(reason) > LONGEST_REASON:
        raise Invalid(Issue("reason", f"it is longer than {LONGEST_REASON} characters", "shorten it"))
    row.none_held_reason, row.by = reason.strip(), by.label[:254] if reason.strip() else ""
    row.at = timezone.now() if reason.strip() else None
    row.save(update_fields=["none_held_reason", "by", "at"])
    count_again(target)
    audit.record(by=by, action="survey.explain_system", subject=f"target:{target.pk}",
                 details={"system": system_id, "explained": bool(reason.strip())})  # fmt: skip
