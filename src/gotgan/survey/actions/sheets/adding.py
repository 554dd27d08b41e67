"""Sheets for data that no scan found, and the link between sheets of the same data at two bodies."""

from __future__ import annotations

from django.db import transaction

from gotgan.audit.actions import record
from gotgan.survey.actions.sheets.answers import store
from gotgan.survey.actions.sheets.merging import put_answer
from gotgan.survey.actions.sheets.opening import (
    Desk,
    NotWritable,
    check_answers,
    check_open,
    check_writable,
    open_sheet,
    open_target,
)
from gotgan.survey.actions.sheets.replies import check_again
from gotgan.survey.actions.tallies import store_sheet
from gotgan.survey.models import Sheet
from gotgan.survey.queries.reach import NoSuchSheet, may_see_sheet
from gotgan.survey.queries.same import others_of
from gotgan.survey.rules.values import check_value, normal_value
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.survey import Answer, Confidence, EvidenceRef, FilledBy, TargetState

LONGEST_SYSTEM = 300


@transaction.atomic
def add_sheet(*, by: Actor, target_id: int, title: str, system: str = "") -> str:
    """Declare a dataset that no scan and no register found; returns the sheet's id.

    Raises: NoSuchSheet (a stranger), NotYours, NotWritable; Invalid for a missing title or one that is there already.
    """
    desk = open_target(by, target_id)
    check_open(desk)
    check_answers(desk)
    if desk.target.state in (TargetState.NONE_HELD, TargetState.SIGNED):
        raise NotWritable(f"your organisation is {desk.target.state}; have that returned first")
    said = {"title_ko": title, "information_system": system}
    issues, values = [], {}
    for key, text in said.items():
        item = desk.form.find(key)
        if item is not None:
            values[key] = normal_value(desk.form, item, text.strip() or None)
            issues += check_value(desk.form, item, values[key])
    title, system = values.get("title_ko") or "", values.get("information_system") or ""
    if not title:
        issues.append(Issue("title_ko", "it is empty", "name the data as people outside would understand it"))
    if len(system) > LONGEST_SYSTEM:
        issues.append(Issue("information_system", f"it is longer than {LONGEST_SYSTEM} characters", "shorten it"))
    if title and Sheet.objects.filter(target=desk.target, title=title, system=system).exists():
        issues.append(Issue("title_ko", "there is a sheet of this title already", "open that one, or name the system"))
    if issues:
        raise Invalid(*issues)
    sheet = Sheet(target=desk.target, title=title, system=system, created=desk.now, revision=1)
    for key, value in values.items():
        if value is not None:
            put_answer(desk, sheet, key, _said_by(by, value, desk.now.isoformat(timespec="seconds")))
    if desk.form.find("institution"):
        register = EvidenceRef("register", f"organisation:{desk.organisation}", "기관 목록", "Register of institutions")
        known = Answer(desk.organisation, FilledBy.CATALOGUE_IMPORT, (register,), Confidence.HIGH, revision=1)
        sheet.answers = {**sheet.answers, "institution": known.to_json()}
    store(desk, [sheet])
    record(by=by, action="survey.add_sheet", subject=f"sheet:{sheet.pk}", details={"target": target_id})
    return str(sheet.pk)


def _said_by(by: Actor, value: str, at: str) -> Answer:
    return Answer(value, FilledBy.OFFICER, is_confirmed=True, by=by.label[:254], at=at, revision=1)


@transaction.atomic
def link_same(*, by: Actor, sheet_id: str, other_id: str) -> None:
    """Say that another body's sheet is of the same data: linked, not doubled. Of a chain all point to the first.

    Raises: NoSuchSheet, also when the other one was not found to be alike and is not this person's to see;
    Invalid for itself, the own organisation or another campaign; NotYours, NotWritable.
    """
    desk, sheet = open_sheet(by, sheet_id)
    check_writable(desk, sheet)
    check_answers(desk)
    other = Sheet.objects.filter(pk=other_id, target__campaign=desk.campaign).select_related("target").first()
    alike = {each.pk for each in others_of(sheet)}
    if other is None or not (other.pk in alike or may_see_sheet(desk.viewer, other)):
        raise NoSuchSheet("the other sheet: there is no such sheet; choose from the list")
    if other.target_id == sheet.target_id:
        raise Invalid(Issue("same_as", "both sheets are of your organisation", "keep one of them"))
    first = other.same_as_id or other.pk
    if first == sheet.pk:
        raise Invalid(Issue("same_as", "the other body linked its sheet to this one already", "nothing is to be done"))
    sheet.same_as_id = first
    _store_link(desk, sheet)
    Sheet.objects.filter(same_as=sheet).update(same_as=first)
    record(by=by, action="survey.link_same", subject=f"sheet:{sheet_id}", details={"to": first})


@transaction.atomic
def unlink_same(*, by: Actor, sheet_id: str) -> None:
    """Take the link back. Raises: NoSuchSheet, NotYours, NotWritable."""
    desk, sheet = open_sheet(by, sheet_id)
    check_writable(desk, sheet)
    check_answers(desk)
    sheet.same_as = None
    _store_link(desk, sheet)
    record(by=by, action="survey.unlink_same", subject=f"sheet:{sheet_id}")


def _store_link(desk: Desk, sheet: Sheet) -> None:
    """The link is seen by the checks, so it is written before they run."""
    Sheet.objects.filter(pk=sheet.pk).update(same_as=sheet.same_as_id)
    check_again(desk, [sheet])
    store_sheet(sheet, form=desk.form)
