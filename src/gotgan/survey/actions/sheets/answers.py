"""Saving answers and confirming suggestions: item by item, so that two people at one sheet lose nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from django.db import transaction

from gotgan.audit.actions import record
from gotgan.survey.actions.permission import check
from gotgan.survey.actions.sheets.merging import Saved, merge
from gotgan.survey.actions.sheets.opening import Desk, check_answers, check_writable, open_sheet, open_target
from gotgan.survey.actions.sheets.replies import check_again
from gotgan.survey.actions.tallies import bulk_store
from gotgan.survey.evidence import keep_file
from gotgan.survey.models import AnswerChange, Delegation, Sheet
from gotgan.survey.queries.reach import NoSuchSheet, passed_on
from gotgan.survey.rules.answering import (
    may_answer_item,
)
from gotgan.survey.rules.counts import SheetCounts, is_empty
from gotgan.terms.errors import Issue
from gotgan.terms.role import Actor
from gotgan.terms.survey import TargetState


def save_answers(
    *,
    by: Actor,
    sheet_id: str,
    changes: Mapping[str, Mapping[str, Any]],
    files: Iterable[tuple[str, BinaryIO]] = (),
) -> Saved:
    """Save items of one sheet: {item: {"value", "revision", "confidence"?, "evidence"?, "confirm"?}}.

    An item changed since that revision comes back as a conflict, a wrong value as an issue; all others are stored.
    `files` are those that the values name and that are still to be kept.
    Raises: NoSuchSheet; NotYours, Invalid for a file, NotWritable when frozen, closed or handed in: then nothing is
    stored.
    """
    with transaction.atomic():
        desk, sheet = open_sheet(by, sheet_id)
        check_writable(desk, sheet)
        _check_rights(desk, sheet, changes)
        for name, content in files:
            keep_file(desk.organisation, name, content)
        return _save(desk, {sheet.pk: sheet}, {sheet.pk: changes})[0]


@transaction.atomic
def save_sheets(
    *, by: Actor, target_id: int, changes: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> tuple[Saved, ...]:
    """Save items of many sheets of one organisation: {sheet: changes}, whole or not at all.

    With a conflict or an issue anywhere nothing is stored, and every one is told.
    Raises: as save_answers; NoSuchSheet when a sheet is not of this organisation.
    """
    desk = open_target(by, target_id)
    sheets = {row.pk: row for row in Sheet.objects.filter(target=desk.target, pk__in=list(changes))}
    if strangers := changes.keys() - sheets.keys():
        raise NoSuchSheet(f"{len(strangers)} of the sheets are not of this organisation; download the workbook again")
    for sheet in sheets.values():
        sheet.target = desk.target
    return _save(desk, sheets, changes, whole=True)


def confirm(*, by: Actor, sheet_id: str, items: Collection[str], revision: int) -> Saved:
    """Confirm the suggestions of these items as they stood at that revision; others of them are left alone."""
    with transaction.atomic():
        desk, sheet = open_sheet(by, sheet_id)
        waiting = {
            key: {"value": answer["value"], "revision": revision}
            for key, answer in sheet.answers.items()
            if key in items and not answer["is_confirmed"] and not is_empty(answer["value"])
        }
        changed = {key: each for key, each in waiting.items() if sheet.answers[key]["revision"] > revision}
        saved = _save(desk, {sheet.pk: sheet}, {sheet.pk: {k: v for k, v in waiting.items() if k not in changed}})[0]
        issues = tuple(Issue(key, "the suggestion changed meanwhile", "look at it again") for key in changed)
        return Saved(
            saved.sheet, saved.revision, saved.changed, saved.conflicts, (*saved.issues, *issues), saved.counts
        )


def _save(
    desk: Desk,
    sheets: Mapping[str, Sheet],
    changes: Mapping[str, Mapping[str, Mapping[str, Any]]],
    *,
    whole: bool = False,
) -> tuple[Saved, ...]:
    for key, wanted in changes.items():
        check_writable(desk, sheets[key])
        _check_rights(desk, sheets[key], wanted)
    done = [merge(desk, sheets[key], wanted) for key, wanted in changes.items()]
    if whole and any(each.conflicts or each.issues for each in done):
        return tuple(Saved(each.sheet, 0, (), each.conflicts, each.issues) for each in done)
    touched = [sheets[each.sheet] for each in done if each.changed]
    if not touched:
        return tuple(done)
    counts = store(desk, touched)
    _audit(desk, done)
    return tuple(
        Saved(each.sheet, each.revision, each.changed, each.conflicts, each.issues, counts.get(each.sheet))
        for each in done
    )


def store(desk: Desk, sheets: Iterable[Sheet]) -> dict[str, SheetCounts]:
    """Check changed sheets anew and write them with their counts; the first answer opens the organisation."""
    touched = list(sheets)
    check_again(desk, touched)
    if desk.target.state == TargetState.WAITING:
        desk.target.state = TargetState.ANSWERING
        desk.target.save(update_fields=["state"])
    counts = bulk_store(desk.target.pk, touched, form=desk.form)
    AnswerChange.objects.bulk_create(desk.changes)
    _end_what_was_passed_on(desk, touched)
    desk.changes.clear()
    return {sheet.pk: each for sheet, each in zip(touched, counts, strict=True)}


def _end_what_was_passed_on(desk: Desk, sheets: Sequence[Sheet]) -> None:
    """A delegation to the writer is done once each of its items is confirmed."""
    mine = Delegation.objects.filter(sheet__in=list(sheets), to_person=desk.by.person_id, done__isnull=True)
    if desk.by.person_id is None:
        return
    for each in mine.select_related("sheet"):
        answers = next(sheet.answers for sheet in sheets if sheet.pk == each.sheet_id)
        if each.items and all(answers.get(item, {}).get("is_confirmed") for item in each.items):
            Delegation.objects.filter(pk=each.pk).update(done=desk.now)


def _audit(desk: Desk, done: Iterable[Saved]) -> None:
    saved = [each for each in done if each.changed]
    details = {"items": sum(len(each.changed) for each in saved), "sheets": len(saved)}
    if len(saved) == 1:
        details["revision"] = saved[0].revision
    subject = f"sheet:{saved[0].sheet}" if len(saved) == 1 else f"target:{desk.target.pk}"
    record(by=desk.by, action="survey.save_answers", subject=subject, details=details)


def _check_rights(desk: Desk, sheet: Sheet, items: Iterable[str]) -> None:
    delegated = passed_on(desk.viewer, sheet)
    if delegated is None:
        check_answers(desk)
    for item in items:
        check(may_answer_item(desk.viewer, desk.organisation, item, delegated))
