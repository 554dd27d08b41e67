"""A body that was reorganised in the middle of a wave: its unsigned sheets go to whoever took it over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.survey.actions.permission import check_manages, lock_campaign, lock_target
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.evidence import hand_over
from gotgan.survey.models import Mail, Sheet, SheetStep, Target, TargetSystem, Workbook
from gotgan.survey.rules.evidence import files_of
from gotgan.survey.rules.targets import lives
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.survey import CampaignState, SheetState, TargetState

UNSIGNED = (SheetState.DRAFT, SheetState.SUBMITTED, SheetState.RETURNED)
_CLOSED = (CampaignState.CLOSED, CampaignState.FROZEN)


@dataclass(frozen=True)
class Followed:
    """What moved: sheets by the code of the successor, and how many stayed because they are signed or nobody's."""

    moved: Mapping[str, int]
    stayed: int
    is_gone: bool


@transaction.atomic
def follow_reorganisation(*, by: Actor, target_id: int, to: str | None = None) -> Followed:
    """Move the unsigned sheets of a body that ended to the targets of its living successors.

    With several successors a sheet follows its dataset, where the inventory gave it to one of them; the others go to
    `to`, or stay. Sheets keep their answers, history and revision, and get a step that names both bodies. Signed
    sheets stay; a target with nothing left goes, its letters move along. Raises: NotYours, NoSuchTarget; Invalid when
    the body still lives, has no successor, or `to` is none of them.
    """
    check_manages(by)
    place = Target.objects.filter(pk=target_id).values_list("campaign", flat=True).first()
    if place is not None:
        lock_campaign(place)  # several targets are locked here: whoever does so takes the campaign first
    old = lock_target(by, target_id)
    heirs = _heirs(old, to)
    by_heir = _sorted_sheets(old, heirs, to)
    targets = {code: _target_of(old, code) for code in heirs if code in by_heir or len(heirs) == 1 or code == to}
    moved = {code: _move(by, old, targets[code], sheets) for code, sheets in by_heir.items()}
    stayed = old.answer_sheets.count()
    heir = next(iter(targets.values()), None)
    is_gone = not stayed and heir is not None and _dissolve(old, heir)
    for target in (*targets.values(), *(() if is_gone else (old,))):
        recount_target(target.pk)
    followed = Followed(moved, stayed, is_gone)
    audit.record(by=by, action="survey.follow_reorganisation", subject=f"campaign:{old.campaign_id}",
                 details={"from": old.organisation_id, "moved": moved, "stayed": stayed})  # fmt: skip
    return followed


def _heirs(old: Target, to: str | None) -> tuple[str, ...]:
    if old.campaign.state in _CLOSED:
        raise Invalid(Issue("campaign", f"it is {old.campaign.state}", "reopen it first"))
    today = timezone.localdate()
    body = organisations.get(old.organisation_id)
    if lives(body, today):
        raise Invalid(Issue("target", "the organisation still exists", "record its end and its successor first"))
    heirs = tuple(c for c in organisations.successors_of(body.code) if lives(organisations.get(c), today))
    if not heirs:
        raise Invalid(Issue("target", "nobody took the organisation over", "record its successor first"))
    if to is not None and to not in heirs:
        raise Invalid(Issue("to", "it is no successor of the organisation", f"choose {' or '.join(heirs)}"))
    return heirs


def _sorted_sheets(old: Target, heirs: Sequence[str], to: str | None) -> dict[str, list[Sheet]]:
    """Unsigned sheets by the successor that they go to."""
    sheets = list(old.answer_sheets.select_for_update().filter(state__in=UNSIGNED))
    records = inventory.datasets_of(sheet.dataset_id for sheet in sheets if sheet.dataset_id)
    found: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        record = records.get(sheet.dataset_id or "")
        holder = record.organisation if record else ""
        heir = holder if holder in heirs else (heirs[0] if len(heirs) == 1 else to)
        if heir:
            found.setdefault(heir, []).append(sheet)
    return found


def _target_of(old: Target, code: str) -> Target:
    """The successor's place in the campaign, made when there is none; it answers for the old body from now on."""
    now = timezone.now()
    target, _ = Target.objects.select_for_update(no_key=True).get_or_create(
        campaign=old.campaign, organisation_id=code,
        defaults={"is_pilot": old.is_pilot, "extended_to": old.extended_to, "updated": now,
                  "extension_reason": old.extension_reason},
    )  # fmt: skip
    target.merged = list(dict.fromkeys([*target.merged, *old.merged, old.organisation_id]))
    if old.extended_to and (target.extended_to is None or target.extended_to < old.extended_to):
        target.extended_to, target.extension_reason = old.extended_to, old.extension_reason
    if target.state != TargetState.WAITING:
        # what was declared or signed did not speak of the sheets that come now
        target.state, target.declared, target.signed = TargetState.ANSWERING, None, None
        target.declared_by = target.signed_by = target.none_held_reason = ""
    elif old.state != TargetState.WAITING:
        target.state = TargetState.ANSWERING
    target.updated = now
    target.save()
    _move_systems(old, target)
    return target


def _move_systems(old: Target, target: Target) -> None:
    known = set(target.known_systems.values_list("number", "name"))
    TargetSystem.objects.bulk_create(
        TargetSystem(target=target, number=each.number, name=each.name, origin=each.origin,
                     none_held_reason=each.none_held_reason, by=each.by, at=each.at)
        for each in old.known_systems.all()
        if (each.number, each.name) not in known
    )  # fmt: skip


def _move(by: Actor, old: Target, target: Target, sheets: Sequence[Sheet]) -> int:
    """A dataset that has a sheet there already keeps that one; ours stays where it is, as one to compare. Files that
    the answers name go along."""
    there = set(target.answer_sheets.exclude(dataset=None).values_list("dataset_id", flat=True))
    moving = [sheet for sheet in sheets if sheet.dataset_id not in there]
    now = timezone.now()
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in moving]).update(target=target, updated=now)
    files = (file for sheet in moving for file in files_of(sheet.answers))
    hand_over(files, old.organisation_id, target.organisation_id)
    remark = f"{old.organisation_id} -> {target.organisation_id}"
    SheetStep.objects.bulk_create(
        [SheetStep(sheet=sheet, before=sheet.state, after=sheet.state, remark=remark, by=by.label[:254],
                   person_id=by.person_id, at=now) for sheet in moving],
        batch_size=500,
    )  # fmt: skip
    return len(moving)


def _dissolve(old: Target, heir: Target) -> bool:
    """Nothing is left of the old one: its letters and workbooks belong to the heir now."""
    Mail.objects.filter(target=old).update(target=heir)
    Workbook.objects.filter(target=old).update(target=heir)
    old.delete()
    return True
