"""Evidence files of an answer: small, of few kinds, kept by checksum in the organisation's own store."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from django.db import transaction

from gotgan.audit.actions import record
from gotgan.survey.actions.permission import check
from gotgan.survey.actions.sheets.answers import store
from gotgan.survey.actions.sheets.merging import Saved, put_answer
from gotgan.survey.actions.sheets.opening import check_writable, open_sheet
from gotgan.survey.evidence import keep_file
from gotgan.survey.queries.reach import passed_on
from gotgan.survey.rules.answering import check_item, may_answer_item
from gotgan.survey.rules.counts import is_empty
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import Kind
from gotgan.terms.role import Actor
from gotgan.terms.survey import Answer, EvidenceRef, FilledBy

MOST_FILES = 20


@transaction.atomic
def attach(*, by: Actor, sheet_id: str, item: str, name: str, content: BinaryIO) -> Saved:
    """Attach a file to an item: to a list of files as one more, to any other answer as its evidence.

    Raises: Invalid for an item that does not exist, a file too large, of another kind or too many; NoSuchSheet,
    NotYours, NotWritable. Then nothing is kept.
    """
    desk, sheet = open_sheet(by, sheet_id)
    check_writable(desk, sheet)
    check(may_answer_item(desk.viewer, desk.organisation, item, passed_on(desk.viewer, sheet)))
    asked = desk.form.find(item)
    unknown = check_item(desk.form, item, sheet.wave)
    if unknown is not None or asked is None:
        raise Invalid(unknown or Issue(item, "there is no such item"))
    file = keep_file(desk.organisation, name, content)
    before = sheet.answers.get(item)
    answer = _with_file(Answer.from_json(before) if before else None, file, is_value=asked.kind is Kind.FILES)
    sheet.revision += 1
    stamped = replace(answer, by=by.label[:254], at=desk.now.isoformat(timespec="seconds"), revision=sheet.revision)
    put_answer(desk, sheet, item, stamped)
    counts = store(desk, [sheet])
    details = {"item": item, "sha256": file["sha256"], "size_bytes": file["size_bytes"]}
    record(by=by, action="survey.attach", subject=f"sheet:{sheet_id}", details=details)
    return Saved(sheet_id, sheet.revision, (item,), counts=counts[sheet_id])


def _with_file(stored: Answer | None, file: dict[str, object], *, is_value: bool) -> Answer:
    answer = stored or Answer(None, FilledBy.OFFICER)
    if is_value:
        files = answer.value if isinstance(answer.value, list) else []
        kept = [each for each in files if each.get("sha256") != file["sha256"]]
        if len(kept) >= MOST_FILES:
            raise Invalid(Issue("file", f"there are {MOST_FILES} already", "take one away first"))
        was = None if is_empty(answer.value) else answer.value
        return replace(answer, value=[*kept, file], changed_from=was, is_confirmed=True, filled_by=FilledBy.OFFICER)
    name = str(file["name"])
    proof = EvidenceRef("document", str(file["sha256"]), note_ko=name, note_en=name)
    others = tuple(each for each in answer.evidence if each.ref != proof.ref)
    if sum(each.kind == "document" for each in others) >= MOST_FILES:
        raise Invalid(Issue("file", f"there are {MOST_FILES} already", "take one away first"))
    return replace(answer, evidence=(*others, proof))
