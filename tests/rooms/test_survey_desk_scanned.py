"""The desk over sheets that a real scan filled: every suggestion can be drawn, left alone, and confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.survey.models import Sheet
from gotgan.survey.queries.desk import get_sheet
from gotgan.terms.role import Role
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import CLEAN, WITH_PHONES, harvest
from tests.rooms.test_overlap_pages import client_of, text
from tests.rooms.test_survey_desk import at, opened
from tests.rooms.test_survey_preparing import begin, run

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]


@pytest.mark.parametrize("wave", [1, 2])
def test_suggestions_of_a_scan_are_left_alone_or_confirmed(tmp_path: Path, wave: int) -> None:
    found = harvest(tmp_path / "in", {"인구.csv": CLEAN, "연락처.csv": WITH_PHONES}, publication="draft")
    officer = make_viewer(Role.OFFICER, organisation=found.organisation)
    begin(found.organisation)
    run()
    Sheet.objects.update(wave=wave)
    client = client_of(officer, "ko")
    for sheet in Sheet.objects.all():
        client.post(at(sheet, "sheet_save"), {**opened(client, sheet), "do": "save"})
        assert Sheet.objects.get(pk=sheet.pk).revision == sheet.revision
        page = get_sheet(officer, sheet.pk)
        waiting = {key for section in page.sections for key in section.suggested}
        assert waiting
        for section in page.sections:
            sent = {**opened(client, sheet), "do": f"confirm_section:{section.section.letter}"}
            answer = client.post(at(sheet, "sheet_save"), sent)
            assert answer.status_code == 302, text(answer)
        answers = Sheet.objects.get(pk=sheet.pk).answers
        assert {key for key in waiting if not answers[key]["is_confirmed"]} == set()
        assert "datasets/" in text(client.get(at(sheet)))
