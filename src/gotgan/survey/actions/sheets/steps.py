"""The path of a sheet: handed in, taken back, signed, returned, accepted, called back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from gotgan.audit.actions import record
from gotgan.survey.actions import mails
from gotgan.survey.actions.permission import check, viewer_of
from gotgan.survey.actions.reopening import ask_to_declare_anew
from gotgan.survey.actions.sheets.opening import (
    Desk,
    NotWritable,
    check_open,
    check_text,
    open_sheet,
)
from gotgan.survey.actions.sheets.recording import follow_sheets
from gotgan.survey.actions.sheets.replies import check_again
from gotgan.survey.actions.tallies import bulk_store
from gotgan.survey.models import Delegation, Sheet, SheetStep
from gotgan.survey.queries.contexts import facts_of_sheet
from gotgan.survey.rules.answering import find_gaps
from gotgan.survey.rules.conditions import shown_items
from gotgan.survey.rules.counts import values_of
from gotgan.survey.rules.people import may_manage
from gotgan.survey.rules.stepping import (
    LONGEST_REMARK,
    may_accept,
    may_review_now,
    may_send_back,
    may_sign_sheet,
    may_submit,
    may_take_back,
)
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.survey import SheetState

MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Stepped:
    """Many sheets at once: those that went, and for each other one why not."""

    done: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def submit(*, by: Actor, sheet_id: str) -> None:
    """Hand a sheet to the department head.

    Raises: Invalid naming every item without a confirmed answer ("unknown" is one) and every blocking contradiction
    without a reply; NoSuchSheet, NotYours, NotWritable.
    """
    desk, sheet = open_sheet(by, sheet_id)
    check_open(desk)
    check(may_submit(desk.viewer, desk.organisation, SheetState(sheet.state)))
    check_again(desk, [sheet])
    shown = shown_items(desk.form, values_of(sheet.answers), facts_of_sheet(sheet), sheet.wave)
    if gaps := find_gaps(shown, sheet.answers, sheet.contradictions):
        raise Invalid(*gaps)
    Delegation.objects.filter(sheet=sheet, done__isnull=True).update(done=desk.now)
    _step(desk, sheet, SheetState.SUBMITTED)


@transaction.atomic
def take_back(*, by: Actor, sheet_id: str) -> None:
    """Take back what the head has not signed. Raises: NoSuchSheet, NotYours, NotWritable."""
    desk, sheet = open_sheet(by, sheet_id)
    check_open(desk)
    check(may_take_back(desk.viewer, desk.organisation, SheetState(sheet.state)))
    _step(desk, sheet, SheetState.DRAFT)


@transaction.atomic
def send_back(*, by: Actor, sheet_id: str, remark: str) -> None:
    """Return a sheet to the officer with a remark: the head, or the survey manager. Raises: Invalid without one;
    NoSuchSheet, NotYours, NotWritable."""
    desk, sheet = open_sheet(by, sheet_id)
    _check_reviewable(desk)
    check(may_send_back(desk.viewer, desk.organisation, SheetState(sheet.state)))
    _step(desk, sheet, SheetState.RETURNED, check_text("remark", remark, LONGEST_REMARK))


@transaction.atomic
def call_back(*, by: Actor, sheet_id: str, remark: str) -> None:
    """Return an accepted sheet; the survey manager only. Raises: as send_back."""
    desk, sheet = open_sheet(by, sheet_id)
    _check_reviewable(desk)
    check(may_manage(desk.viewer))
    if sheet.state != SheetState.ACCEPTED:
        raise NotWritable(f"the sheet is {sheet.state}; only an accepted one is called back")
    _step(desk, sheet, SheetState.RETURNED, check_text("remark", remark, LONGEST_REMARK))


@transaction.atomic
def sign(*, by: Actor, sheet_id: str) -> None:
    """Sign as the department head; never what one submitted oneself.

    Raises: Invalid when a blocking contradiction came up since; NoSuchSheet, NotYours, NotWritable.
    """
    desk, sheet = open_sheet(by, sheet_id)
    _check_reviewable(desk)
    check(may_sign_sheet(desk.viewer, desk.organisation, SheetState(sheet.state), _submitted_by(sheet)))
    check_again(desk, [sheet])
    if gaps := find_gaps((), sheet.answers, sheet.contradictions):
        raise Invalid(*gaps)
    sheet.signed_by, sheet.signed = by.label[:254], desk.now
    _step(desk, sheet, SheetState.SIGNED)


def accept(*, by: Actor, sheet_ids: Sequence[str]) -> Stepped:
    """Accept signed sheets, many at once, also of many organisations: those that may be, each organisation in one
    transaction; the others come back with the reason. Raises: NotYours unless the survey manager; Invalid for too
    many."""
    check(may_manage(viewer_of(by)))
    if len(sheet_ids) > MOST_AT_ONCE:
        raise Invalid(Issue("sheets", f"there are more than {MOST_AT_ONCE}", "accept them in parts"))
    by_target: dict[int, list[str]] = {}
    places = dict(Sheet.objects.filter(pk__in=list(sheet_ids)).values_list("pk", "target_id"))
    for key in dict.fromkeys(sheet_ids):
        if key in places:
            by_target.setdefault(places[key], []).append(key)
    refused = [(key, "there is no such sheet") for key in dict.fromkeys(sheet_ids) if key not in places]
    done: list[str] = []
    for keys in by_target.values():
        went, stayed = _accept_of_one(by, keys)
        done += went
        refused += stayed
    return Stepped(tuple(done), tuple(refused))


@transaction.atomic
def _accept_of_one(by: Actor, keys: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    desk, _ = open_sheet(by, keys[0])
    allowed = may_review_now(desk.campaign.state)
    if not allowed:
        return [], [(key, "; ".join(allowed.reasons)) for key in keys]
    sheets = list(Sheet.objects.filter(target=desk.target, pk__in=keys))
    verdicts = {sheet.pk: may_accept(desk.viewer, SheetState(sheet.state)) for sheet in sheets}
    going = [sheet for sheet in sheets if verdicts[sheet.pk]]
    if going:
        _steps(desk, going, SheetState.ACCEPTED)
    refused = [(key, "; ".join(each.reasons)) for key, each in verdicts.items() if not each]
    gone = [(key, "there is no such sheet") for key in keys if key not in verdicts]
    return [sheet.pk for sheet in going], refused + gone


def _check_reviewable(desk: Desk) -> None:
    decision = may_review_now(desk.campaign.state)
    if not decision:
        raise NotWritable("; ".join(decision.reasons))


def _submitted_by(sheet: Sheet) -> int | None:
    last = SheetStep.objects.filter(sheet=sheet, after=SheetState.SUBMITTED).order_by("pk").last()
    return last.person_id if last else None


def _step(desk: Desk, sheet: Sheet, then: SheetState, remark: str = "") -> None:
    _steps(desk, [sheet], then, remark)


def _steps(desk: Desk, sheets: Sequence[Sheet], then: SheetState, remark: str = "") -> None:
    """Put sheets into a state, with the trace and one event. The remark stays until the sheet is handed in again.

    A returned sheet takes the organisation's declaration and its signature with it.
    """
    trace = {"after": then, "remark": remark, "by": desk.by.label[:254], "person_id": desk.by.person_id, "at": desk.now}
    SheetStep.objects.bulk_create(SheetStep(sheet=sheet, before=sheet.state, **trace) for sheet in sheets)
    follow_sheets(desk, sheets, then)
    for sheet in sheets:
        sheet.state, sheet.remark = then, remark
        if then in (SheetState.RETURNED, SheetState.DRAFT):
            sheet.signed_by, sheet.signed = "", None
    bulk_store(desk.target.pk, sheets, form=desk.form)
    if then is SheetState.RETURNED:
        ask_to_declare_anew(desk.target)
        mails.write_returned(desk.target, sheets, remark)
    elif then is SheetState.ACCEPTED:
        mails.write_accepted(desk.target.pk)
    subject = f"sheet:{sheets[0].pk}" if len(sheets) == 1 else f"target:{desk.target.pk}"
    record(by=desk.by, action=f"survey.{then.value}_sheet", subject=subject, details={"sheets": len(sheets)})
