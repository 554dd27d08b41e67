"""Changes put into a sheet in memory, item by item: what fits, what is in conflict, and the trace of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gotgan.survey.actions.sheets.opening import Desk
from gotgan.survey.evidence import evidence_store
from gotgan.survey.models import AnswerChange, Sheet
from gotgan.survey.rules.answering import (
    Change,
    Conflict,
    Stamp,
    check_item,
    merge_change,
    read_change,
)
from gotgan.survey.rules.counts import SheetCounts, is_empty
from gotgan.survey.rules.evidence import find_files
from gotgan.survey.rules.values import check_value, normal_value
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import RESERVED
from gotgan.terms.survey import Answer


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


def merge(desk: Desk, sheet: Sheet, wanted: Mapping[str, Mapping[str, Any]]) -> Saved:
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
