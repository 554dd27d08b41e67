"""The scoreboard, a score sheet and its evidence in a real browser: axe, both languages, and without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from gotgan.assess.models import KeptSheet
from gotgan.survey.models import Sheet
from gotgan.terms.role import Role
from gotgan.terms.survey import SheetState
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import CLEAN, WITH_PHONES, harvest
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, confirmed, make_campaign
from tests.rooms.test_refine_browser import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]


@pytest.fixture
def sheet(tmp_path: Path) -> int:
    """A sheet with one before it, of one of two bodies' datasets."""
    made = harvest(tmp_path / "in", {"a.csv": CLEAN, "b.csv": WITH_PHONES})
    harvest(tmp_path / "other", {"c.csv": CLEAN + "대구광역시,\n"})
    enqueue("assess.score")
    run_waiting_jobs()
    surveyed, dataset = Surveyed(make_campaign(), made.organisation), made.datasets["a.csv"].id
    answers = {"legal_basis": confirmed("통계법"), "security_class": confirmed("general")}
    surveyed.sheet(dataset_id=dataset, state=SheetState.ACCEPTED, answers=answers)
    assert Sheet.objects.count() == 1
    enqueue("assess.score", dataset)
    run_waiting_jobs()
    return KeptSheet.objects.get(dataset=dataset, book="ai_readiness", is_best=True).pk


def test_pages_pass_axe_and_fit_their_window(sheet: int, look_as: Any) -> None:
    manager, found = make_viewer(Role.SURVEY_MANAGER), {}
    for language, width, scheme in (("ko", 390, "light"), ("en", 390, "dark")):
        page = look_as(manager, language, width, scheme)
        for address in ("/assess/scores/", f"/assess/sheets/{sheet}", f"/assess/sheets/{sheet}/evidence"):
            look(page, address, found, f"scores-{language}-{width}")
    assert found == {}


def test_every_check_opens_its_evidence_without_a_script(sheet: int, open_as: Any) -> None:
    page = open_as(make_viewer(Role.ASSESSOR), java_script_enabled=False)
    page.goto(f"/assess/sheets/{sheet}")
    page.locator(".checks details.evidence summary").first.click()
    page.locator(".checks details[open] a").first.click()
    expect(page.locator("section:target h2")).to_be_visible()
