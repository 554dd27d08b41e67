"""What a file changes: entries held against what is stored. One way for workbooks, CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from gotgan.survey.rules.answering import check_item
from gotgan.survey.rules.evidence import find_files
from gotgan.survey.rules.mapping import map_sheet
from gotgan.survey.rules.normal import normal_value
from gotgan.survey.rules.values import check_value
from gotgan.survey.workbook.layout import print_of
from gotgan.survey.workbook.shapes import BookSheet, Change, Compared, Entry, Known, Problem, Problems, Read
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import Item, Questionnaire
from gotgan.terms.survey import Answer

SHEETS_AT_ONCE = 100


def compare(read: Read, known: Known) -> Compared:
    """Changes of each item, conflicts marked, and every problem; with a problem there is nothing to apply.

    Memory: the sheets and entries of `SHEETS_AT_ONCE` datasets, the changes, and `MOST_PROBLEMS` problems.
    """
    found, changes, rows, same = Problems(), list[Change](), 0, 0
    is_earlier = read.form is not None and read.form is not known.form
    for group in _groups(read.entries):
        sheets = known.sheets_of({entry.sheet_id for entry in group})
        rows += len(sheets)
        said: set[str] = set()
        entries = _carry(group, known, read.form, found) if is_earlier and read.form else group
        for entry in entries:
            change = _change(known.form, entry, sheets[entry.sheet_id])
            if change is None:
                same += 1
                continue
            wrong = _problems(entry, sheets[entry.sheet_id], known, change, said)
            found.extend(wrong)
            if found or read.problems:
                changes.clear()
            else:
                changes.append(change)
    told = Problems()
    told.take(read.problems)
    told.take(found)
    return Compared(tuple(changes) if not told else (), told.listed(), rows, same)


def _groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries in their order, those of a number of sheets together."""
    group: list[Entry] = []
    ids: set[str] = set()
    for entry in entries:
        if entry.sheet_id not in ids and len(ids) == SHEETS_AT_ONCE:
            yield group
            group, ids = [], set()
        group.append(entry)
        ids.add(entry.sheet_id)
    if group:
        yield group


def _change(form: Questionnaire, entry: Entry, sheet: BookSheet) -> Change | None:
    if not entry.confirms and entry.base is not None and print_of(entry.value) == entry.base:
        return None
    stored = sheet.answers.get(entry.item.key)
    before = normal_value(form, entry.item, stored.value) if stored else None
    is_suggested = stored is not None and before is not None and not stored.is_confirmed
    touched = print_of(entry.value) != (entry.base if entry.base is not None else print_of(before))
    if not touched:
        confirms = entry.confirms and is_suggested and entry.value is not None and _is_asked(entry, sheet)
        return _made(entry, sheet, stored, is_confirmation=True) if confirms else None
    if entry.value == before:
        return _made(entry, sheet, stored, is_confirmation=True) if is_suggested else None
    return _made(entry, sheet, stored)


def _is_asked(entry: Entry, sheet: BookSheet) -> bool:
    return entry.item.key in sheet.shown and not entry.item.is_read_only


def _made(entry: Entry, sheet: BookSheet, stored: Answer | None, *, is_confirmation: bool = False) -> Change:
    before = stored.value if stored else None
    theirs = None
    if stored is not None and before != entry.value and (is_confirmation or stored.revision > entry.revision):
        theirs = {"value": before, "by": stored.by, "at": stored.at, "revision": stored.revision}
    return Change(
        sheet.id, sheet.title, entry.item.key, before, entry.value, entry.revision, theirs, is_confirmation
    )  # fmt: skip


def _problems(entry: Entry, sheet: BookSheet, known: Known, change: Change, said: set[str]) -> list[Problem]:
    """What is wrong with one change. That a sheet takes nothing now is said once for its confirmations."""
    if sheet.refusal is not None:
        if change.is_confirmation and sheet.id in said:
            return []
        said.add(sheet.id)
        return [Problem.of(entry.sheet, entry.cell, sheet.refusal, entry.item.key)]
    unknown = check_item(known.form, entry.item.key, sheet.wave)
    if unknown is not None:
        return [Problem.of(entry.sheet, entry.cell, unknown, entry.item.key)]
    item = known.form.by_key[entry.item.key]
    issues = check_value(known.form, item, entry.value) or _check_files(item, entry.value, change.before)
    return [Problem.of(*entry.place_of(issue.place), issue, item.key) for issue in issues]


def _check_files(item: Item, value: Any, before: Any) -> tuple[Issue, ...]:
    """A file comes in on the page of its sheet only; here it may stay or go."""
    if set(find_files(value)) <= set(find_files(before)):
        return ()
    return (
        Issue(item.key, "it names a file that is not attached to this answer", "attach files on the page of the sheet"),
    )


def _carry(entries: Iterable[Entry], known: Known, form: Questionnaire, problems: Problems) -> list[Entry]:
    """Entries of an earlier questionnaire under the campaign's, step by step; what has no place is a problem."""
    steps = known.earlier[form.key, form.version]
    carried = []
    for entry in entries:
        if entry.base is not None and print_of(entry.value) == entry.base and not entry.confirms:
            continue
        answers: dict[str, Any] = {entry.item.key: {"value": entry.value}}
        lost = []
        for old, new in pairwise(steps):
            mapped = map_sheet(old, new, answers)
            answers, lost = mapped.answers, [*lost, *mapped.unmapped]
        if lost and entry.value is not None:
            what = "the questionnaire changed, and this answer has no place in the new one"
            remedy = "download the workbook again and answer there"
            problems.append(Problem(entry.sheet, entry.cell, what, remedy, entry.item.key))
        for key, answer in answers.items():
            untouched = entry.base is not None and print_of(entry.value) == entry.base
            base = print_of(answer["value"]) if untouched else None
            if not lost:
                carried.append(replace(entry, item=known.form.by_key[key], value=answer["value"], base=base))
    return carried
