"""An organisation's last word in a campaign: all is reported, or nothing is held; signed by the head or returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from gotgan.accounts import queries as accounts
from gotgan.audit import actions as audit
from gotgan.survey.actions import mails
from gotgan.survey.actions.permission import check, lock_target, viewer_of
from gotgan.survey.actions.systems import LONGEST_REASON, count_again
from gotgan.survey.evidence import evidence_store
from gotgan.survey.models import Delegation, Target
from gotgan.survey.queries.forms import form_of
from gotgan.survey.queries.targets import silent_of
from gotgan.survey.rules.dates import may_write_now
from gotgan.survey.rules.declaring import (
    APPROVED_ON,
    APPROVER,
    EVIDENCE,
    REASON,
    TRAIL,
    declared_items,
    issues_of_declaration,
    issues_of_none_held,
    issues_of_signature,
    may_go,
)
from gotgan.survey.rules.evidence import LARGEST_BYTES, check_evidence
from gotgan.survey.rules.people import may_answer, may_lead, may_manage, may_sign
from gotgan.survey.rules.values import check_value, normal_value
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.survey import Answer, CampaignState, FilledBy, TargetState

MOST_TRAIL = 500
MOST_FILES = 20


@transaction.atomic
def note_first_visit(*, by: Actor, target_id: int) -> None:
    """Somebody who answers looked for the first time: the organisation is answering. Nothing for anybody else."""
    target = lock_target(by, target_id)
    if target.first_seen or not may_answer(viewer_of(by), target.organisation_id):
        return
    if not may_write_now(target.campaign, target, timezone.now()):
        return
    target.first_seen = target.updated = timezone.now()
    if target.state == TargetState.WAITING:
        target.state = TargetState.ANSWERING
    target.save(update_fields=["first_seen", "state", "updated"])
    audit.record(by=by, action="survey.note_first_visit", subject=f"target:{target_id}")


@transaction.atomic
def hold_none(*, by: Actor, target_id: int, reason: str) -> None:
    """The organisation holds nothing in scope, and why; waits for the head.

    Raises: NoSuchTarget, NotYours (also after the deadline), Invalid when data of it is known, or not looked for yet.
    """
    target = _open_for_lead(by, target_id, TargetState.NONE_HELD)
    if target.prepared is None:
        raise Invalid(Issue("sheets", "they are still being made", "look again when they are there"))
    if issues := issues_of_none_held(reason, target, LONGEST_REASON):
        raise Invalid(*issues)
    target.none_held_reason = reason.strip()
    _declare(by, target, TargetState.NONE_HELD, {REASON: reason.strip()})
    count_again(target)


@transaction.atomic
def declare(
    *, by: Actor, target_id: int, values: Mapping[str, Any], files: Sequence[tuple[str, BinaryIO]] = ()
) -> None:
    """Declare that all is reported: items of L by key, and evidence by name; waits for the head.

    Files of an earlier declaration of the campaign stay beside the new ones. Nothing is kept of a refused one.

    Raises: NoSuchTarget, NotYours (also after the deadline); Invalid with every value that does not fit, sheets that
    are not handed in, and each known system that nobody spoke of.
    """
    target = _open_for_lead(by, target_id, TargetState.DECLARED)
    form = form_of(target.campaign.form_id)
    items = {item.key: item for item in declared_items(form)}
    issues = [Issue(key, "there is no such item", "leave it out") for key in values if key not in items]
    said = {key: normal_value(form, items[key], value) for key, value in values.items() if key in items}
    for key, value in said.items():
        issues += check_value(form, items[key], value)
    contents, wrong = _read_files(files)
    issues += [*wrong, *issues_of_declaration(said, target, silent_of(target.pk), items.keys())]
    if issues:
        raise Invalid(*issues)
    if EVIDENCE in items and (kept := _keep_files(target, contents)):
        said[EVIDENCE] = kept
    target.none_held_reason = ""
    _declare(by, target, TargetState.DECLARED, {key: value for key, value in said.items() if value is not None})


def _read_files(files: Sequence[tuple[str, BinaryIO]]) -> tuple[dict[str, bytes], list[Issue]]:
    """Contents by name, and what is wrong with them."""
    contents: dict[str, bytes] = {}
    issues: list[Issue] = []
    if len(files) > MOST_FILES:
        return {}, [Issue("file", f"there are more than {MOST_FILES}", "attach those that matter")]
    for name, content in files:
        read = content.read(LARGEST_BYTES + 1)
        plain = name.replace("\\", "/").rpartition("/")[2].strip()
        issues += check_evidence(plain, len(read), read[:4096])
        contents[plain] = read
    return contents, issues


def _keep_files(target: Target, contents: Mapping[str, bytes]) -> list[dict[str, Any]]:
    store = evidence_store(target.organisation_id)
    kept = {each["sha256"]: each for each in target.declaration.get(EVIDENCE, {}).get("value") or ()}
    for name, content in contents.items():
        stored = store.put([content])
        kept[stored.sha256] = {"name": name, "sha256": stored.sha256, "size_bytes": stored.size_bytes}
    return list(kept.values())


def _open_for_lead(by: Actor, target_id: int, then: TargetState) -> Target:
    target = lock_target(by, target_id)
    check(may_lead(viewer_of(by), target.organisation_id))
    check(may_write_now(target.campaign, target, timezone.now()))
    check(may_go(TargetState(target.state), then))
    return target


def _declare(by: Actor, target: Target, then: TargetState, values: Mapping[str, Any]) -> None:
    now = timezone.now()
    target.declaration = {key: _answer(by, value, FilledBy.OFFICER) for key, value in values.items()}
    target.state, target.remark = then, ""
    target.declared_by, target.declared, target.updated = by.label[:254], now, now
    target.first_seen = target.first_seen or now
    target.save()
    audit.record(by=by, action=f"survey.{then.value}_target", subject=f"target:{target.pk}",
                 details={"organisation": target.organisation_id, "items": len(values)})  # fmt: skip


def _answer(by: Actor, value: Any, filled_by: FilledBy) -> dict[str, Any]:
    at = timezone.now().isoformat(timespec="seconds")
    return Answer(value, filled_by, is_confirmed=True, by=by.label[:254], at=at, revision=1).to_json()


@transaction.atomic
def sign_target(*, by: Actor, target_id: int, position: str = "") -> None:
    """Sign as the department head, with the position: the organisation is done. Goes on after the deadline.

    Raises: NoSuchTarget, NotYours (also for what one declared oneself); Invalid while a sheet is not signed.
    """
    target = lock_target(by, target_id)
    check(may_sign(viewer_of(by), target.organisation_id))
    _check_is_reviewed(target)
    check(may_go(TargetState(target.state), TargetState.SIGNED))
    if target.declared_by == by.label[:254]:
        raise Invalid(Issue("signature", "you declared this yourself", "another approver must sign it"))
    if issues := issues_of_signature(TargetState(target.state), target, silent_of(target.pk)):
        raise Invalid(*issues)
    now = timezone.now()
    target.declaration = {**target.declaration, **_signed_items(by, target, position)}
    target.state, target.signed_by, target.signed, target.updated = TargetState.SIGNED, by.label[:254], now, now
    target.save()
    audit.record(by=by, action="survey.sign_target", subject=f"target:{target_id}",
                 details={"organisation": target.organisation_id, "sheets": target.sheets})  # fmt: skip


def _signed_items(by: Actor, target: Target, position: str) -> dict[str, Any]:
    person = accounts.people_of([by.person_id]).get(by.person_id) if by.person_id is not None else None
    name = " ".join(f"{position.strip()} {person.name if person and person.name else by.label}".split())
    form = form_of(target.campaign.form_id)
    values: dict[str, Any] = {APPROVER: name[:500], APPROVED_ON: timezone.localdate().isoformat()}
    if trail := _trail(target):
        values[TRAIL] = trail
    return {key: _answer(by, value, FilledBy.APPROVER) for key, value in values.items() if form.find(key)}


def _trail(target: Target) -> list[dict[str, Any]]:
    """Who was asked for what, who did it, and when: the item `delegation_trail`."""
    rows = Delegation.objects.filter(sheet__target=target)[:MOST_TRAIL]
    return [
        {"item": ", ".join(row.items)[:500] or "*", "asked": row.to, "answered": row.to if row.done else None,
         "at": timezone.localtime(row.done or row.at).date().isoformat()}
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def return_target(*, by: Actor, target_id: int, remark: str) -> None:
    """Give the declaration (or "we hold none") back with a remark: the head before signing, the survey manager always.

    Raises: NoSuchTarget, NotYours, Invalid without a remark.
    """
    target = lock_target(by, target_id)
    viewer = viewer_of(by)
    is_signed = target.state == TargetState.SIGNED
    if not may_manage(viewer):
        check(may_sign(viewer, target.organisation_id) if not is_signed else may_manage(viewer))
    _check_is_reviewed(target)
    check(may_go(TargetState(target.state), TargetState.ANSWERING))
    if not remark.strip():
        raise Invalid(Issue("remark", "it is empty", "say in a sentence why"))
    if len(remark) > LONGEST_REASON:
        raise Invalid(Issue("remark", f"it is longer than {LONGEST_REASON} characters", "shorten it"))
    _reopen(target, remark.strip())
    mails.write_declaration_returned(target, remark.strip())
    audit.record(by=by, action="survey.return_target", subject=f"target:{target_id}",
                 details={"organisation": target.organisation_id})  # fmt: skip


@transaction.atomic
def take_declaration_back(*, by: Actor, target_id: int) -> None:
    """The lead takes back what the head has not signed. Raises: NoSuchTarget, NotYours."""
    target = lock_target(by, target_id)
    check(may_lead(viewer_of(by), target.organisation_id))
    check(may_write_now(target.campaign, target, timezone.now()))
    if target.state == TargetState.SIGNED:
        check(may_manage(viewer_of(by)))
    check(may_go(TargetState(target.state), TargetState.ANSWERING))
    _reopen(target, "")
    audit.record(by=by, action="survey.take_declaration_back", subject=f"target:{target_id}",
                 details={"organisation": target.organisation_id})  # fmt: skip


def _check_is_reviewed(target: Target) -> None:
    """Signing and returning go on after the deadline, until the freeze."""
    if target.campaign.state in (CampaignState.FROZEN, CampaignState.DRAFT):
        raise Invalid(Issue("campaign", f"it is {target.campaign.state}", "its answers stay as they are"))


def _reopen(target: Target, remark: str) -> None:
    target.state, target.remark = TargetState.ANSWERING, remark
    target.none_held_reason = ""
    target.declared = target.signed = None
    target.declared_by = target.signed_by = ""
    target.save()
    count_again(target)
