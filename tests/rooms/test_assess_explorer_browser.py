"""The explorer in a real browser: a slider is moved and a leaver is seen; axe, width, no script refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from gotgan.assess.models import ListVersion
from gotgan.desk.server import DeskServer
from gotgan.terms.role import Role
from gotgan.terms.selection import CRITERIA
from tests.rooms.assess_lists import solved_version
from tests.rooms.factories import make_viewer
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_assess_explorer import PAGE, desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
__all__ = ["desk"]
MOVED = ("demand", "readiness", "scale")


@pytest.fixture
def version(tmp_path: Path) -> ListVersion:
    return solved_version(tmp_path / "made")


def errors_of(page: Page) -> list[str]:
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def check(page: Page) -> None:
    broken = Axe().run(page).response["violations"]
    assert [f"{each['id']}: {each['nodes'][0]['target']}" for each in broken] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_slider_moves_and_a_leaver_is_seen(desk: DeskServer, version: ListVersion, open_as: Any) -> None:
    page = open_as(make_viewer(Role.SURVEY_MANAGER))
    errors = errors_of(page)
    page.goto(PAGE)
    check(page)
    for name in MOVED:
        slider = page.locator(f'input[type="range"][aria-label="Slider: {_title(name)}"]')
        slider.evaluate("(it) => { it.value = '0'; it.dispatchEvent(new Event('input', { bubbles: true })); }")
        expect(page.locator(f'input[name="weight.{name}"]')).to_have_value("0")
    expect(page.locator("#answer .chip.bad").first).to_have_text("leaves")
    expect(page.locator("#members .chip.live.bad").first).to_have_text("leaves")
    leaver = page.locator("#members tr:has(.chip.live.bad)").first.get_attribute("data-id")
    expect(page.locator(f'#answer li[data-id="{leaver}"]')).to_be_visible()
    assert "asked=1" in page.url
    check(page)
    page.get_by_role("button", name="Make these the settings").click()
    expect(page.get_by_text("These are the settings now")).to_be_visible()
    assert ListVersion.objects.get().settings["weights"]["demand"] == 0
    assert errors == []


def test_on_a_phone_in_korean_with_everything_worked_out(desk: DeskServer, version: ListVersion, open_as: Any) -> None:
    page = open_as(make_viewer(Role.SURVEY_MANAGER), "ko", 390)
    page.goto(PAGE)
    page.get_by_role("button", name="계산하기").click()
    run_waiting_jobs()
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="예산에 따른 목록의 값")).to_be_visible()
    check(page)


def _title(name: str) -> str:
    return next(each.title.en for each in CRITERIA if each.id == name)
