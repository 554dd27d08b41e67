"""Passing items on to a colleague of the same organisation."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from gotgan.accounts import queries as accounts
from gotgan.audit.actions import record
from gotgan.organisations import queries as organisations
from gotgan.survey.actions import mails
from gotgan.survey.actions.sheets.opening import check_answers, check_writable, open_sheet
from gotgan.survey.models import Delegation
from gotgan.survey.queries.reach import NoSuchSheet
from gotgan.survey.rules.answering import check_item
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor

LONGEST_NOTE = 500


@transaction.atomic
def delegate(*, by: Actor, sheet_id: str, items: Sequence[str], to_person: int, note: str = "") -> int:
    """Ask a colleague to answer items (none named: all of the sheet); returns the delegation's id.

    Raises: Invalid for an unknown item, or a person who is not of this organisation; NoSuchSheet, NotYours,
    NotWritable.
    """
    desk, sheet = open_sheet(by, sheet_id)
    check_writable(desk, sheet)
    check_answers(desk)
    issues = [issue for key in items if (issue := check_item(desk.form, key, sheet.wave))]
    colleagues = {each.person_id for each in organisations.members_of([desk.organisation]).get(desk.organisation, ())}
    if to_person not in colleagues:
        issues.append(Issue("to", "this person is not of your organisation", "choose a colleague from the list"))
    if len(note) > LONGEST_NOTE:
        issues.append(Issue("note", f"it is longer than {LONGEST_NOTE} characters", "shorten it"))
    if issues:
        raise Invalid(*issues)
    made = Delegation.objects.create(
        sheet=sheet, items=list(dict.fromkeys(items)), to_person=to_person,
        to=accounts.get_person(to_person).email, note=note.strip(), by=by.label[:254], at=desk.now,
    )  # fmt: skip
    mails.write_delegation(sheet, made.pk, to_person, asker=by.label, note=made.note)
    details = {"items": len(made.items), "to": to_person}
    record(by=by, action="survey.delegate", subject=f"sheet:{sheet_id}", details=details)
    return made.pk


@transaction.atomic
def end_delegation(*, by: Actor, sheet_id: str, delegation_id: int) -> None:
    """Take back what was passed on; what the colleague answered stays. Raises: NoSuchSheet, NotYours."""
    desk, _ = open_sheet(by, sheet_id)
    check_answers(desk)
    if not Delegation.objects.filter(pk=delegation_id, sheet=sheet_id).delete()[0]:
        raise NoSuchSheet(f"delegation {delegation_id}: there is none; look at the sheet again")
    record(by=by, action="survey.end_delegation", subject=f"sheet:{sheet_id}", details={"delegation": delegation_id})
