"""The pages of campaigns in a real browser: made and opened without a script, axe, 360 pixels, the content policy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from gotgan.survey.models import Campaign, Mail, Target, TargetSystem
from gotgan.terms.role import Role, Viewer
from gotgan.terms.survey import CampaignState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
FIRST = "/survey/campaigns/first"
PAGES = [
    "/survey/", "/survey/campaigns/new", FIRST, f"{FIRST}/dates", f"{FIRST}/choose", f"{FIRST}/pilot",
    f"{FIRST}/register", f"{FIRST}/letters",
]  # fmt: skip


@pytest.fixture
def body() -> Surveyed:
    """A campaign with a little of everything that its pages show."""
    made, now = Surveyed(), timezone.now()
    made.sheet()
    TargetSystem.objects.create(target=made.target, number="S-1", name="민원 시스템", origin="register")
    Mail.objects.create(
        campaign=made.campaign, target=made.target, key="k", kind="invitation", to="a-rather-long-name@haewon.go.kr",
        subject="s", body="b", state="unclear", problem="the server ended the connection", created=now, next_try=now,
    )  # fmt: skip
    Campaign.objects.filter(pk=made.campaign.pk).update(
        pilot_opens=now - timedelta(days=5), rest_opens=now + timedelta(days=25), rest_closes=now + timedelta(days=50)
    )
    return made


def test_campaign_is_made_and_opened_without_a_script(body: Surveyed, open_as: Any) -> None:
    other = make_organisation(name_en="Raon District")
    page = open_as(make_viewer(Role.SURVEY_MANAGER), java_script_enabled=False)
    page.goto("/survey/")
    page.get_by_role("link", name="Make a campaign").click()
    page.get_by_label("Korean name").fill("둘째 조사")
    page.get_by_label("English name").fill("Second survey")
    page.get_by_role("button", name="Keep the draft").click()
    page.get_by_label("A list of codes").fill(f"{other.code}\nZZZZZZZ")
    page.get_by_role("button", name="Show who would be added").click()
    expect(page.get_by_role("alert")).to_contain_text("ZZZZZZZ")
    page.get_by_label("A list of codes").fill(other.code)
    page.get_by_role("button", name="Show who would be added").click()
    expect(page.get_by_role("heading", name="1 organisation would be added")).to_be_visible()
    page.get_by_role("button", name="Add them").click()
    page.get_by_role("button", name="Open for everyone now").click()
    expect(page.get_by_role("status").first).to_contain_text("Everyone may answer from now on")
    made = Campaign.objects.get(slug="second-survey")
    assert made.state == CampaignState.OPEN
    assert Target.objects.get(campaign=made).organisation_id == other.code


def _visits(body: Surveyed) -> list[tuple[Viewer, list[str]]]:
    target = f"{FIRST}/targets/{body.organisation}"
    manager = make_viewer(Role.SURVEY_MANAGER)
    return [(manager, [*PAGES, target]), (body.lead, ["/survey/", target]), (body.head, [target])]


def test_axe_finds_nothing_serious_and_the_policy_is_kept(body: Surveyed, look_as: Any) -> None:
    found: dict[str, Any] = {}
    said: list[str] = []
    look_as(body.head, "ko", 1280).on("console", lambda message: said.append(message.text))
    for viewer, addresses in _visits(body):
        page = look_as(viewer, "ko", 1280)
        for address in addresses:
            page.goto(address)
            for each in Axe().run(page).response["violations"]:
                if each["impact"] in ("serious", "critical"):
                    found[f"{viewer.label} {address} {each['id']}"] = each["nodes"][0]["html"][:200]
    assert found == {}
    assert said == []


def test_narrow_pages_do_not_scroll_sideways(body: Surveyed, look_as: Any) -> None:
    too_wide = {}
    for viewer, addresses in _visits(body):
        page = look_as(viewer, "en", 360, "dark")
        for address in addresses:
            page.goto(address)
            if (width := page.evaluate("document.documentElement.scrollWidth")) > 360:
                too_wide[address] = width
    assert too_wide == {}
