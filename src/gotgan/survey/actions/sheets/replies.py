"""Contradictions found anew at each save, and what people reply to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.survey.actions.sheets.opening import Desk, check_answers, check_text, check_writable, open_sheet
from gotgan.survey.actions.tallies import store_sheet
from gotgan.survey.models import Reply, Sheet
from gotgan.survey.queries.contexts import contexts_of, facts_of_sheet
from gotgan.survey.rules.checks import find_contradictions
from gotgan.survey.rules.counts import confirmed_values
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor

LONGEST_REPLY = 2000


def check_again(desk: Desk, sheets: Sequence[Sheet]) -> None:
    """Find the contradictions of sheets as they stand in memory; a reply holds while its facts stay the same."""
    contexts = contexts_of(sheets, desk.campaign, desk.form, timezone.localdate(desk.now))
    replies = _replies([sheet.pk for sheet in sheets if not sheet._state.adding])
    for sheet in sheets:
        found = find_contradictions(
            desk.form, confirmed_values(sheet.answers), facts_of_sheet(sheet), contexts[sheet.pk]
        )
        sheet.contradictions = [
            each.to_json() | {"reply": replies.get((sheet.pk, each.check, each.key))} for each in found
        ]


@transaction.atomic
def reply(*, by: Actor, sheet_id: str, check_id: str, key: str, text: str) -> None:
    """Explain a contradiction of a sheet. `key` is the one that the person saw: the facts may have changed since.

    Raises: NoSuchSheet, NotYours, NotWritable; Invalid when it no longer stands so, or nothing is said.
    """
    desk, sheet = open_sheet(by, sheet_id)
    check_writable(desk, sheet)
    check_answers(desk)
    said = check_text("reply", text, LONGEST_REPLY)
    check_again(desk, [sheet])
    if not any(each["check"] == check_id and each["key"] == key for each in sheet.contradictions):
        raise Invalid(Issue(check_id, "this contradiction no longer stands so", "look at the sheet again"))
    Reply.objects.create(
        sheet=sheet, check_id=check_id, key=key, text=said, by=by.label[:254], person_id=by.person_id, at=desk.now
    )
    check_again(desk, [sheet])
    store_sheet(sheet, form=desk.form)
    record(by=by, action="survey.reply", subject=f"sheet:{sheet_id}", details={"check": check_id, "key": key[:16]})


def _replies(sheets: Sequence[str]) -> Mapping[tuple[str, str, str], dict[str, Any]]:
    """The newest reply to each contradiction by its key."""
    if not sheets:
        return {}
    return {
        (row.sheet_id, row.check_id, row.key): {"text": row.text, "by": row.by, "at": row.at.isoformat()}
        for row in Reply.objects.filter(sheet__in=sheets).order_by("pk")
    }
