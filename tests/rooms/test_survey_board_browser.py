"""The board and the result in a real browser: both languages, wide and narrow, nothing runs out sideways."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from gotgan.organisations.models import Organisation
from gotgan.survey.actions.snapshots import freeze_campaign
from gotgan.survey.models import Campaign, Sheet, Target, TargetSystem
from gotgan.terms.role import SYSTEM, Role
from gotgan.terms.survey import CampaignState, SheetState, TargetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, confirmed, suggested
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
BOARD, RESULTS = "/survey/campaigns/first/board", "/survey/campaigns/first/results"
NAMES = ("행정안전부", "국가기록원", "재난안전데이터센터", "국토교통부", "국토지리정보원", "항공교통본부")


@pytest.fixture
def campaign() -> Campaign:
    """Two ministries with two bodies each; every way of being far or not far."""
    codes = [make_organisation(f"{2_000_000 + n}", name=name).code for n, name in enumerate(NAMES)]
    for n in (1, 2, 4, 5):
        Organisation.objects.filter(pk=codes[n]).update(parent=codes[0 if n < 3 else 3])
    first = Surveyed(organisation=codes[0])
    bodies = [first, *(Surveyed(campaign=first.campaign, organisation=code) for code in codes[1:])]
    for n, body in enumerate(bodies):
        original = body.whole_sheet("민원 상담 기록", state=SheetState.ACCEPTED) if n % 3 else body.sheet("영상 자료")
        body.sheet("버스 정류장", answers={"title_ko": confirmed("버스"), "description": suggested("제안")})
        body.sheet("사본", same_as=original, answers={"state_or_trade_secret": confirmed("yes")})
        TargetSystem.objects.create(target=body.target, name=f"민원 시스템 {n}", number="", origin="register")
    Target.objects.update(invited=first.campaign.opens, silent_systems=1, systems=1)
    for code, state in ((codes[2], TargetState.SIGNED), (codes[4], TargetState.NONE_HELD)):
        Target.objects.filter(organisation=code).update(state=state)
    Target.objects.filter(organisation=codes[5]).update(call_back="담당자에게 전화", blocks=2)
    return first.campaign


def opened(chromium: Browser, live_server: Any, language: str, width: int) -> Page:
    cookie = client_of(make_viewer(Role.SURVEY_MANAGER)).cookies["sessionid"].value
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale=language, base_url=live_server.url, java_script_enabled=True
    )
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


@pytest.mark.parametrize(("language", "width"), [("ko", 1280), ("en", 390)])
def test_board_and_result_fit_and_are_accessible(
    campaign: Campaign, chromium: Browser, live_server: Any, language: str, width: int
) -> None:
    page = opened(chromium, live_server, language, width)
    for name, address in (("board", BOARD), ("calls", f"{BOARD}/calls"), ("duplicates", f"{BOARD}/duplicates")):
        _look(page, address, f"{name}-{language}-{width}")
    Campaign.objects.update(state=CampaignState.CLOSED)
    _look(page, RESULTS, f"closed-{language}-{width}")
    freeze_campaign(by=SYSTEM, campaign_id=campaign.pk)
    run_waiting_jobs()
    _look(page, RESULTS, f"results-{language}-{width}")
    assert page.get_by_role("link", name="open-data.zip").is_visible()
    assert Sheet.objects.count() == 18
    page.context.close()


def _look(page: Page, address: str, name: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{address} runs {wide} px out sideways"
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
    if folder := os.environ.get("GOTGAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
