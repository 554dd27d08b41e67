"""Each bad workbook, through the job: its whole list is kept, and the database stands as it stood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import serializers

from gotgan.survey.actions.workbooks import upload_workbook
from gotgan.survey.models import AnswerChange, Sheet, SheetStep, Target, Workbook
from gotgan.survey.queries.workbooks import book_of
from gotgan.survey.workbook.write import write_workbook
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, by, confirmed, suggested
from tests.survey.workbook.bad import BAD, Bad, resolved

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROW = {"contractor": "한국데이터", "quantity": 100, "unit": "건", "year": 2024}


def stored() -> str:
    rows: list[Any] = []
    for model in (Target, Sheet, AnswerChange, SheetStep):
        rows += model.objects.order_by("pk")
    return str(serializers.serialize("json", rows))


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_workbook_changes_nothing(bad: Bad, tmp_path: Path) -> None:
    surveyed = Surveyed()
    first = {"title_ko": confirmed("버스"), "description": suggested("설명"), "contractor": confirmed([ROW])}
    surveyed.sheet("가", answers=first, wave=2)
    surveyed.sheet("나", answers={"modality": suggested(["table"])}, wave=2)
    surveyed.sheet("다", wave=2)
    book, sheets = book_of(surveyed.officer, surveyed.target.pk)
    file = tmp_path / "book.xlsx"
    write_workbook(file, book, sheets)
    made, before = bad.make(file), stored()
    key = upload_workbook(
        by=by(surveyed.officer), target_id=surveyed.target.pk, file_name="a.xlsx", chunks=[made.read_bytes()]
    )
    assert run_waiting_jobs() == ["survey.read_workbook done"]
    kept = Workbook.objects.get(pk=key)
    told = sorted((each["sheet"], each["cell"], each["what"], each["remedy"]) for each in kept.problems)
    assert told == sorted(resolved(bad, made))
    assert (kept.state, kept.changes, stored()) == ("refused", [], before)
