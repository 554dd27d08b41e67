"""A whole wave in the browser: four roles at once, a refusal, a return, from the campaign to the frozen snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import chromium
from tests.journey.conftest import SampleHub
from tests.journey.people import add_institution, add_person, sample_password, session_of
from tests.journey.survey_steps import (
    buttons_of,
    confirm_suggestions,
    follow,
    press,
    saved,
    say_unknown,
    says,
    wait_for_work,
)

pytestmark = pytest.mark.browser
WEATHER, EMPTY, EMPTY_NAME = "1990310", "7654321", "새벽연구원"
CAMPAIGN = "2026년 AI 학습용 데이터 현황조사"
PERSONAL = "교육과정 신청 내역"
REMARK = "어느 업무에서 쓰는지 한 문장 더 적어 주십시오."
REASON = "올해 세워진 기관으로, 아직 업무 시스템이 없습니다."


@dataclass
class People:
    """Everybody of the wave, each in a session of their own."""

    manager: Page
    observer: Page
    lead: Page
    head: Page
    stranger: Page
    empty_lead: Page
    empty_head: Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def people(hub: SampleHub, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> People:
    add_institution(hub, tmp_path_factory.mktemp("register"), EMPTY, EMPTY_NAME)
    who = [sample_password(hub, "survey_manager"), sample_password(hub, "observer")]
    who += [add_person(hub, browser, role, WEATHER) for role in ("lead", "approver")]
    who += [sample_password(hub, "officer")]
    who += [add_person(hub, browser, role, EMPTY) for role in ("lead", "approver")]
    return People(*(session_of(hub, browser, each) for each in who))


def test_a_wave_from_the_campaign_to_the_frozen_snapshot(people: People) -> None:
    campaign = open_campaign(people.manager)
    watch(people.observer, campaign)
    sheet = answer_with_a_refusal(people.lead)
    cannot_see(people.stranger, sheet)
    answer_the_rest(people.lead)
    return_one(people.head, sheet)
    correct(people.lead, sheet)
    sign_all(people.head)
    watch(people.observer, sheet)
    declare(people.lead, people.head)
    hold_none(people.empty_lead, people.empty_head)
    accept_all(people.manager)
    recorded(people.manager, sheet)
    freeze(people.manager, campaign)
    watch(people.observer, campaign)


def open_campaign(page: Page) -> str:
    """The standard questionnaire, a draft, three organisations, opened; returns the campaign's address."""
    page.goto("/survey/")
    follow(page, "/survey/forms/")
    if page.locator("main ul.rows").count() == 0:
        press(page, "main button.first")
    page.goto("/survey/campaigns/new")
    page.fill("[name=title_ko]", CAMPAIGN)
    press(page, "main button.first")
    page.fill("[name=codes]", f"{WEATHER} {EMPTY}")
    press(page, "main button.first")
    says(page, "하늘기상청", EMPTY_NAME)
    press(page, "#preview ~ form button.first")
    address = page.url
    press(page, "everyone")
    wait_for_work(page)
    says(page, "진행 중", "하늘기상청")
    return address


def watch(page: Page, address: str) -> None:
    """Whoever observes sees it, and is offered nothing to press."""
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    assert buttons_of(page) == []


def answer_with_a_refusal(page: Page) -> str:
    """Says "none" against what was found, is refused with the list, corrects, hands in; returns the sheet's address."""
    page.goto("/survey/")
    follow(page, CAMPAIGN)
    follow(page, "/sheets")
    says(page, "처음 오셨습니까?")
    press(page, "form[action$=guide] button")
    follow(page, PERSONAL)
    address = page.url
    page.locator("[name=personal_data][value=none]").check()
    expect(page.locator("#contradictions")).to_contain_text("발견되었습니다")
    saved(page)
    press(page, "submit")
    says(page, "아직 제출할 수 없습니다", "이 모순에 대한 소명이 없습니다")
    page.goto(address)
    page.locator("[name=personal_data][value=identifiable]").check()
    expect(page.locator("#contradictions")).not_to_contain_text("발견되었습니다")
    page.locator("[name=original_purpose]").fill("교육과정 운영과 수료 관리")
    page.locator("[name=possible_scope][value=columns]").check()
    page.locator("[name=reason_not_provided][value=art9_6_privacy]").check()
    page.locator("[name=lifts_it][value=deidentify]").check()
    saved(page)
    hand_in(page)
    return address


def hand_in(page: Page) -> None:
    confirm_suggestions(page)
    say_unknown(page)
    press(page, "submit")
    says(page, "제출했습니다")


def cannot_see(page: Page, address: str) -> None:
    """Another organisation's officer is told what anybody is told of a sheet that is not there."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    assert PERSONAL not in page.content()


def answer_the_rest(page: Page) -> None:
    sheets = page.locator("aside .sheet-list a")
    addresses = [each.get_attribute("href") or "" for each in sheets.filter(has_text="초안").all()]
    assert len(addresses) == 3
    for address in addresses:
        page.goto(address)
        hand_in(page)


def return_one(page: Page, address: str) -> None:
    page.goto("/survey/")
    follow(page, "/survey/sheets/signing")
    expect(page.locator("h1")).to_contain_text("4")
    follow(page, PERSONAL)
    assert page.url == address
    page.fill("#remark", REMARK)
    press(page, "send_back")


def correct(page: Page, address: str) -> None:
    page.goto(address)
    says(page, REMARK)
    page.locator("[name=original_purpose]").fill("교육과정 운영과 수료 관리. 교육 업무에서 신청을 받을 때 씁니다.")
    page.locator("[name=record_unit]").focus()
    saved(page)
    press(page, "submit")
    says(page, "제출했습니다")


def sign_all(page: Page) -> None:
    for _ in range(4):
        page.goto("/survey/sheets/signing")
        page.locator("main ul.rows a").first.click()
        press(page, "sign")


def declare(lead: Page, head: Page) -> None:
    """The lead declares that all is reported, the head signs for the organisation."""
    for page in (lead, head):
        page.goto("/survey/")
        follow(page, CAMPAIGN)
    lead.locator("[name=completeness_statement]").check()
    press(lead, "declare")
    head.reload()
    head.fill("[name=position]", "기획과장")
    press(head, "sign")
    says(head, "마침")


def hold_none(lead: Page, head: Page) -> None:
    for page in (lead, head):
        page.goto("/survey/")
        follow(page, CAMPAIGN)
    lead.locator("details:has(#none) > summary").click()
    lead.fill("#none", REASON)
    press(lead, "none_held")
    head.reload()
    says(head, REASON)
    press(head, "sign")


def accept_all(page: Page) -> None:
    page.goto("/survey/sheets/review")
    for box in page.locator("[name=sheet]").all():
        box.check()
    press(page, "form:has([name=sheet]) button.first")
    says(page, "4")


def recorded(page: Page, sheet: str) -> None:
    """The dataset's page says what the survey found."""
    page.goto(sheet)
    follow(page, "/datasets/")
    says(page, "가공 후 쓸 수 있음")


def freeze(page: Page, campaign: str) -> None:
    page.goto(campaign)
    page.locator("details:has(button[value=close]) > summary").click()
    press(page, "close")
    follow(page, "/results")
    press(page, "freeze")
    wait_for_work(page)
    says(page, "snapshot.jsonl")
    for link in page.locator("main table a[href*='/results/']").all():
        first, second = take(page, link), take(page, link)
        assert first == second
        assert first
    page.goto(campaign)
    says(page, "확정")


def take(page: Page, link: Locator) -> bytes:
    with page.expect_download() as download:
        link.click()
    return download.value.path().read_bytes()
