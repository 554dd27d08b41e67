"""Contradictions are found at each save, are answered or explained, and an explanation ends with its facts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from gotgan.survey.actions.permission import NotYours
from gotgan.survey.actions.sheets import NoSuchSheet, reply, save_answers, sign, submit
from gotgan.survey.actions.tallies import recount_target, store_sheet
from gotgan.survey.models import Reply, Sheet
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Role
from gotgan.terms.survey import DatasetFacts, SheetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed, by

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CHECK = "none_vs_identifiers"


def facts_with(count: int) -> DatasetFacts:
    finding = {"table": "민원.csv", "column": "민원인번호", "kind": "resident_number", "count": count, "share": 1.0}
    return DatasetFacts("d", "0000001", "a/b", "민원", findings=(finding,))


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


@pytest.fixture
def sheet(surveyed: Surveyed) -> Sheet:
    """All is answered, and that there is no personal data, against 4,210 numbers found."""
    made = surveyed.whole_sheet("민원", facts=facts_with(4210))
    change = {"personal_data": {"value": "none", "revision": 0}}
    save_answers(by=by(surveyed.officer), sheet_id=made.pk, changes=change)
    return surveyed.fresh(made)


def standing(sheet: Sheet) -> dict[str, Any]:
    (found,) = [each for each in Sheet.objects.get(pk=sheet.pk).contradictions if each["check"] == CHECK]
    return dict(found)


def test_a_contradiction_shows_at_once_with_its_evidence_and_no_value(sheet: Sheet, surveyed: Surveyed) -> None:
    found = standing(sheet)
    assert "민원인번호" in found["message_ko"]
    assert "4,210" in found["message_ko"]
    assert (found["severity"], found["reply"]) == ("block", None)
    assert (sheet.blocks, surveyed.target.blocks) == (1, 1)
    with pytest.raises(Invalid) as raised:
        submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    assert [issue.place for issue in raised.value.issues] == [CHECK]


def test_a_reply_lets_the_sheet_go_on_and_stays_beside_it(sheet: Sheet, surveyed: Surveyed) -> None:
    who = by(surveyed.officer)
    reply(by=who, sheet_id=sheet.pk, check_id=CHECK, key=standing(sheet)["key"], text=" 시험용 가짜 번호입니다. ")
    assert standing(sheet)["reply"]["text"] == "시험용 가짜 번호입니다."
    assert surveyed.fresh(sheet).blocks == surveyed.target.blocks == 0
    submit(by=who, sheet_id=sheet.pk)
    sign(by=by(surveyed.head), sheet_id=sheet.pk)
    assert recount_target(surveyed.target.pk) == {}


def test_a_correction_ends_the_contradiction(sheet: Sheet, surveyed: Surveyed) -> None:
    change = {"personal_data": {"value": "identifiable", "revision": sheet.revision}}
    save_answers(by=by(surveyed.officer), sheet_id=sheet.pk, changes=change)
    assert surveyed.fresh(sheet).contradictions == []
    assert surveyed.target.blocks == 0


def test_a_reply_is_outlived_when_the_facts_change(sheet: Sheet, surveyed: Surveyed) -> None:
    key = standing(sheet)["key"]
    reply(by=by(surveyed.officer), sheet_id=sheet.pk, check_id=CHECK, key=key, text="가짜 번호")
    changed = surveyed.fresh(sheet)
    changed.facts = facts_with(9999).to_json()
    with transaction.atomic():
        store_sheet(changed)
    with pytest.raises(Invalid):
        submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    with pytest.raises(Invalid, match="no longer"):
        reply(by=by(surveyed.officer), sheet_id=sheet.pk, check_id=CHECK, key=key, text="가짜 번호")
    assert Reply.objects.count() == 1


def test_a_contradiction_that_came_after_the_officer_stops_the_signature(sheet: Sheet, surveyed: Surveyed) -> None:
    reply(by=by(surveyed.officer), sheet_id=sheet.pk, check_id=CHECK, key=standing(sheet)["key"], text="가짜 번호")
    submit(by=by(surveyed.officer), sheet_id=sheet.pk)
    changed = surveyed.fresh(sheet)
    changed.facts = facts_with(9999).to_json()
    with transaction.atomic():
        store_sheet(changed)
    with pytest.raises(Invalid):
        sign(by=by(surveyed.head), sheet_id=sheet.pk)
    assert surveyed.fresh(sheet).state == SheetState.SUBMITTED


def test_only_who_answers_replies_and_says_something(sheet: Sheet, surveyed: Surveyed) -> None:
    key = standing(sheet)["key"]
    with pytest.raises(NotYours):
        reply(by=by(surveyed.head), sheet_id=sheet.pk, check_id=CHECK, key=key, text="x")
    with pytest.raises(Invalid):
        reply(by=by(surveyed.officer), sheet_id=sheet.pk, check_id=CHECK, key=key, text="  ")
    with pytest.raises(Invalid):
        reply(by=by(surveyed.officer), sheet_id=sheet.pk, check_id=CHECK, key=key, text="x" * 2001)
    stranger = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    with pytest.raises(NoSuchSheet):
        reply(by=by(stranger), sheet_id=sheet.pk, check_id=CHECK, key=key, text="x")
    assert standing(sheet)["reply"] is None
