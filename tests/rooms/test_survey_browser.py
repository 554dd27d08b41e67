"""The desk in a real browser: two sessions at one sheet, the keyboard, a server that goes away, 360 pixels."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from gotgan.survey.models import Campaign, Sheet
from gotgan.terms.role import Role
from gotgan.terms.survey import CampaignState, SheetState
from tests.rooms.factories import make_viewer
from tests.rooms.surveyed import Surveyed, suggested
from tests.rooms.test_survey_replies import facts_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


@pytest.fixture
def sheet(surveyed: Surveyed) -> Sheet:
    answers = {
        "title_ko": suggested("버스 정류장"),
        "record_unit": suggested("정류장 1곳"),
        "modality": suggested(["table", "geospatial"]),
        "period_covered": suggested({"from": "2019-01-01", "to": "2025-12-31"}),
    }
    surveyed.sheet("민원 상담 기록")
    return surveyed.sheet(answers=answers, facts=facts_with(4210))


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_attribute("data-is", "saved", timeout=15_000)


def test_two_sessions_at_one_sheet_lose_nothing(surveyed: Surveyed, sheet: Sheet, open_as: Any) -> None:
    first, second = open_as(surveyed.officer), open_as(surveyed.colleague)
    for page in (first, second):
        page.goto(f"/survey/sheets/{sheet.pk}")
    first.locator("[name=description]").fill("첫째가 쓴 설명")
    first.locator("[name=original_purpose]").focus()
    saved(first)
    second.locator("[name=original_purpose]").fill("둘째가 쓴 목적")
    second.locator("[name=description]").fill("둘째가 쓴 설명")
    second.locator("[name=original_purpose]").focus()
    beside = second.locator("#after-description")
    expect(beside).to_contain_text("첫째가 쓴 설명")
    expect(beside).to_contain_text(surveyed.officer.label)
    expect(second.locator("[name=description]")).to_have_value("둘째가 쓴 설명")
    answers = surveyed.fresh(sheet).answers
    assert (answers["description"]["value"], answers["original_purpose"]["value"]) == (
        "첫째가 쓴 설명",
        "둘째가 쓴 목적",
    )
    second.get_by_role("button", name="Take theirs").click()
    expect(second.locator("[name=description]")).to_have_value("첫째가 쓴 설명")
    second.locator("[name=description]").fill("둘이 함께 쓴 설명")
    second.locator("[name=original_purpose]").focus()
    saved(second)
    assert surveyed.fresh(sheet).answers["description"]["value"] == "둘이 함께 쓴 설명"


def test_answers_change_what_is_asked_and_what_contradicts_at_once(
    surveyed: Surveyed, sheet: Sheet, open_as: Any
) -> None:
    page = open_as(surveyed.officer, "ko")
    page.goto(f"/survey/sheets/{sheet.pk}")
    expect(page.locator("#ask-reason_not_provided")).to_be_visible()
    page.locator("[name=possible_scope][value=all]").check()
    expect(page.locator("#ask-reason_not_provided")).to_be_hidden()
    page.locator("[name=personal_data][value=none]").check()
    expect(page.locator("#contradictions")).to_contain_text("4,210")
    page.locator("[name=personal_data][value=identifiable]").check()
    expect(page.locator("#contradictions")).not_to_contain_text("4,210")
    page.locator("#after-title_ko button.confirm").click()
    expect(page.locator("#after-title_ko")).to_contain_text("답함")
    expect(page.locator("#count-A")).to_contain_text("4개 중 1개")
    saved(page)
    assert surveyed.fresh(sheet).answers["title_ko"]["is_confirmed"]


def test_the_keyboard_goes_from_open_item_to_open_item(surveyed: Surveyed, sheet: Sheet, open_as: Any) -> None:
    page = open_as(surveyed.officer)
    page.goto(f"/survey/sheets/{sheet.pk}")
    page.keyboard.press("n")
    expect(page.locator("[name=title_ko]")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("!")
    page.keyboard.press("Tab")
    saved(page)
    page.locator("h1").click()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.name") != "title_ko"
    assert surveyed.fresh(sheet).answers["title_ko"]["value"].endswith("!")


def test_the_list_follows_what_is_saved(surveyed: Surveyed, sheet: Sheet, open_as: Any) -> None:
    page = open_as(surveyed.officer)
    page.goto(f"/survey/sheets/{sheet.pk}")
    line = page.locator(".sheet-list a[aria-current]")
    before = line.inner_text()
    assert "0 of" in before
    page.locator("[name=description]").fill("새로 쓴 것")
    page.locator("[name=record_unit]").focus()
    saved(page)
    expect(line).to_contain_text("1 of")
    told = line.inner_text()
    page.reload()
    assert line.inner_text() == told


def test_what_cannot_be_sent_stays_and_is_sent_again(surveyed: Surveyed, sheet: Sheet, open_as: Any) -> None:
    page = open_as(surveyed.officer)
    page.goto(f"/survey/sheets/{sheet.pk}")

    def drop(route: Route) -> None:
        route.abort()

    page.route("**/items/*", drop)
    page.locator("[name=description]").fill("끊긴 사이에 쓴 것")
    page.locator("[name=record_unit]").focus()
    expect(page.locator("#save-state")).to_have_attribute("data-is", "failed")
    assert surveyed.fresh(sheet).revision == 0
    page.unroute("**/items/*", drop)
    saved(page)
    assert surveyed.fresh(sheet).answers["description"]["value"] == "끊긴 사이에 쓴 것"


def test_a_freeze_while_someone_writes_says_so_and_keeps_the_text(
    surveyed: Surveyed, sheet: Sheet, open_as: Any
) -> None:
    page = open_as(surveyed.officer)
    page.goto(f"/survey/sheets/{sheet.pk}")
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(state=CampaignState.FROZEN)
    page.locator("[name=description]").fill("너무 늦게 쓴 것")
    page.locator("[name=record_unit]").focus()
    expect(page.locator("#refused")).to_contain_text("Nothing was saved.")
    expect(page.locator("[name=description]")).to_have_value("너무 늦게 쓴 것")
    assert surveyed.fresh(sheet).revision == 0


def test_without_a_script_the_form_saves_all_of_it(surveyed: Surveyed, sheet: Sheet, open_as: Any) -> None:
    page = open_as(surveyed.officer, java_script_enabled=False)
    page.goto(f"/survey/sheets/{sheet.pk}")
    page.locator("[name=description]").fill("스크립트 없이 쓴 것")
    page.locator("#hand-in button[value=save]").click()
    assert surveyed.fresh(sheet).answers["description"]["value"] == "스크립트 없이 쓴 것"
    assert surveyed.fresh(sheet).confirmed == 1


ADDRESSES = ("/survey/sheets/{sheet}", "/survey/targets/{target}/sheets", "/survey/sheets/{sheet}/pass-on",
             "/survey/sheets/{sheet}/history", "/survey/targets/{target}/sheets/add")  # fmt: skip


def test_pages_fit_a_phone_and_break_no_policy(surveyed: Surveyed, sheet: Sheet, open_as: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    surveyed.sheet(state=SheetState.SUBMITTED)
    page, head = open_as(surveyed.officer, "ko", 360), open_as(surveyed.head, "ko", 360)
    manager = open_as(make_viewer(Role.SURVEY_MANAGER), "ko", 360)
    said: list[str] = []
    visits = [(page, each.format(sheet=sheet.pk, target=surveyed.target.pk)) for each in ADDRESSES]
    visits += [
        (head, "/survey/sheets/signing"),
        (head, f"/survey/sheets/{sheet.pk}"),
        (manager, "/survey/sheets/review"),
    ]
    for each in (page, head, manager):
        each.on("console", lambda message: said.append(message.text))
        each.on("pageerror", lambda error: said.append(str(error)))
    wrong: dict[str, Any] = {}
    for visitor, address in visits:
        visitor.goto(address)
        if (width := visitor.evaluate("document.documentElement.scrollWidth")) > 360:
            wrong[address] = width
        for violation in Axe().run(visitor).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                wrong.setdefault(f"{address} axe", []).append((violation["id"], violation["nodes"][0]["html"][:160]))
    assert wrong == {}
    assert said == []
