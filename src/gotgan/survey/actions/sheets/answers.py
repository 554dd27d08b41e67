"""Saving answers and confirming suggestions: item by item, so that two people at one sheet lose nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from django.db import transaction

from gotgan.audit.actions import record
from gotgan.survey.actions.permission import check
from gotgan.survey.actions.sheets.opening import Desk, check_answers, check_writable, open_sheet, open_target
from gotgan.survey.actions.sheets.replies import check_again
from gotgan.survey.actions.tallies import bulk_store
from gotgan.survey.evidence import evidence_store, keep_file
from gotgan.survey.models import AnswerChange, Delegation, Sheet
from gotgan.survey.queries.reach import NoSuchSheet, passed_on
from gotgan.survey.rules.answering import (
    Change,
    Conflict,
    Stamp,
    check_item,
    may_answer_item,
    merge_change,
    read_change,
)
from gotgan.survey.rules.counts import SheetCounts, is_empty
from gotgan.survey.rules.evidence import find_files
from gotgan.survey.rules.values import check_value, normal_value
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import RESERVED
from gotgan.terms.role import Actor
from gotgan.terms.survey import Answer, TargetState


@dataclass(frozen=True)
class Saved:
    """What became of a save: items changed, items somebody else changed since, and values that do not fit.

    Conflicts and issues were not stored; all else was. `revision` is the sheet's after the save.
    """

    sheet: str
    revision: int
    changed: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    issues: tuple[Issue, ...] = ()
    counts: SheetCounts | None = None


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
    done = [_merge(desk, sheets[key], wanted) for key, wanted in changes.items()]
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


def _merge(desk: Desk, sheet: Sheet, wanted: Mapping[str, Mapping[str, Any]]) -> Saved:
    """Put what may be put into the sheet in memory; the changes wait on the desk for the write."""
    stamp = Stamp(desk.by.label[:254], desk.now.isoformat(timespec="seconds"), sheet.revision + 1)
    conflicts: list[Conflict] = []
    issues: list[Issue] = []
    changed = []
    for key, document in wanted.items():
        change, wrong = _read(desk, sheet, key, document)
        issues += wrong
        before = sheet.answers.get(key)
        stored = Answer.from_json(before) if before else None
        met = merge_change(key, stored, change, stamp) if change else None
        if isinstance(met, Conflict):
            conflicts.append(met)
        elif met is not None:
            put_answer(desk, sheet, key, met)
            changed.append(key)
    if changed:
        sheet.revision = stamp.revision
    return Saved(sheet.pk, sheet.revision, tuple(changed), tuple(conflicts), tuple(issues))


def put_answer(desk: Desk, sheet: Sheet, key: str, answer: Answer) -> None:
    """Set an answer, in memory, with the trace of the change; title and system follow theirs."""
    before, after = sheet.answers.get(key), answer.to_json()
    sheet.answers = {**sheet.answers, key: after}
    change = AnswerChange(
        sheet=sheet, item=key, before=before, after=after, revision=answer.revision, by=answer.by,
        person_id=desk.by.person_id, at=desk.now,
    )  # fmt: skip
    desk.changes.append(change)
    if answer.is_confirmed and isinstance(answer.value, str) and answer.value not in RESERVED:
        if key == "title_ko":
            sheet.title = answer.value
        elif key == "information_system":
            sheet.system = answer.value[:300]


def _read(desk: Desk, sheet: Sheet, key: str, document: Mapping[str, Any]) -> tuple[Change | None, tuple[Issue, ...]]:
    """The change with its value in normal shape; None with what is wrong of it."""
    unknown = check_item(desk.form, key, sheet.wave)
    item = desk.form.find(key)
    if unknown is not None or item is None:
        return None, (unknown,) if unknown else ()
    try:
        change = read_change(document)
    except (KeyError, TypeError, ValueError):
        return None, (Issue(key, "the change cannot be read", "send value and revision"),)
    value = normal_value(desk.form, item, None if is_empty(change.value) else change.value)
    proofs = [{"sha256": each.ref} for each in change.evidence if each.kind == "document"]
    issues = check_value(desk.form, item, value) or _check_files(desk, key, [value, proofs])
    return (None, issues) if issues else (replace(change, value=value), ())


def _check_files(desk: Desk, key: str, value: Any) -> tuple[Issue, ...]:
    """A file is named by its checksum: it must have been attached at this organisation."""
    store = evidence_store(desk.organisation)
    if all(store.has(sha256) for sha256 in find_files(value)):
        return ()
    return (Issue(key, "one of the files was not attached here", "attach it again"),)
