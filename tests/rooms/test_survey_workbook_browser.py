"""The pages of workbooks in a real browser: both languages, wide and narrow, nothing runs out sideways, axe content."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from gotgan.survey.actions.sheets import save_answers
from gotgan.survey.models import Sheet
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, by, suggested
from tests.rooms.test_overlap_pages import client_of
from tests.survey.workbook.edit import edited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
ADDRESS = "https://www.example.go.kr/" + "a-very-long-address-without-a-break/" * 6
FILL = {
    (0, "record_unit"): "정류장 1곳", (0, "listed_elsewhere"): ADDRESS, (0, "_confirm"): "예",
    (1, "record_unit"): "오프라인", (1, "description"): "",
}  # fmt: skip
WRONG = {(0, "personal_data"): "아마도", (0, "listed_elsewhere"): "주소 없음", (1, "period_covered"): "작년"}


@pytest.fixture
def surveyed() -> Surveyed:
    made = Surveyed()
    for title in ("버스 정류장 위치와 이용 현황", "민원 상담 기록"):
        made.sheet(title, answers={"description": suggested("제안한 설명"), "title_ko": suggested(title)})
    return made


def opened(surveyed: Surveyed, chromium: Browser, live_server: Any, language: str, width: int) -> Page:
    cookie = client_of(surveyed.officer).cookies["sessionid"].value
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale=language, base_url=live_server.url, accept_downloads=True
    )
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


@pytest.mark.parametrize(("language", "width"), [("ko", 1280), ("en", 390)])
def test_the_way_of_a_workbook_fits_and_is_accessible(
    surveyed: Surveyed, chromium: Browser, live_server: Any, tmp_path: Path, language: str, width: int
) -> None:
    page, name = opened(surveyed, chromium, live_server, language, width), f"{language}-{width}"
    address = f"/survey/targets/{surveyed.target.pk}/workbooks?lang={language}"
    page.goto(address)
    _look(page, f"workbooks-{name}")
    main = "조사표" if language == "ko" else "Answers"
    file = _download(page, tmp_path)
    _upload(page, address, edited(file, WRONG, sheet=main))
    expect(page.locator("main tbody tr")).to_have_count(3)
    _look(page, f"refused-{name}")
    record = {"record_unit": {"value": "온라인", "revision": 0}}
    save_answers(by=by(surveyed.colleague), sheet_id=_second().pk, changes=record)
    page.locator("main a.first").click()
    _upload(page, address, edited(file, FILL, sheet=main))
    assert page.locator("main fieldset").count() == 1
    _look(page, f"checked-{name}")
    page.locator("[value=mine]").first.check()
    page.locator("form[action$=apply] button.first").click()
    expect(page.locator("main a.first")).to_be_visible()
    _look(page, f"applied-{name}")
    assert _second().answers["record_unit"]["value"] == "오프라인"
    page.goto(address)
    _look(page, f"came-in-{name}")
    assert page.locator("main .first").count() == 1
    page.context.close()


def _second() -> Sheet:
    return Sheet.objects.get(title="버스 정류장 위치와 이용 현황")


def _download(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator("main a.first").click()
    file = folder / "download.xlsx"
    download.value.save_as(file)
    return file


def _upload(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    page.set_input_files("#file", file)
    page.locator("form:has(#file) button").click()
    page.wait_for_url("**/survey/workbooks/*")
    _look(page, "received")
    run_waiting_jobs()
    expect(page.locator("main [hx-get]")).to_have_count(0)  # the page looks again by itself


def _look(page: Page, name: str) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} runs {wide} px out sideways"
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
    if folder := os.environ.get("GOTGAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
