"""A work order in the browser: steward, handler and three reviewers from opening to the released version, on a sample
dataset with planted identifiers. A plan below its target is refused on the way; everything that is handed out in the
end is searched for what was planted, byte by byte; and its withdrawal reaches everyone who downloaded it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import chromium
from tests.journey.conftest import SampleHub
from tests.journey.people import add_person, session_of
from tests.journey.refine_after import (
    add_downloader,
    download_twice,
    holds_nothing_planted,
    loads_as_croissant,
    open_to_everyone,
    reaches_everyone,
    withdraw,
)
from tests.journey.survey_steps import follow, look_again, press, says, wait_for_work

pytestmark = pytest.mark.browser
BODY, TITLE = "9920000", "복지급여 지급 내역"
OTHERS = ("9910000", "9920000", "9930000")
QUASI = {"결정일자": "date", "관할동": "flat", "가구원수": "flat"}
LEFT_OUT = re.compile(r"번호|연락처|신청인|코드")


@dataclass
class People:
    """Everybody of the order, each in a session of their own."""

    handler: Page
    processor: Page
    reviewers: list[Page]
    stranger: Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def people(hub: SampleHub, browser: Browser) -> People:
    who = [add_person(hub, browser, role, BODY) for role in ("officer", "steward")]
    who += [add_person(hub, browser, "reviewer", body) for body in OTHERS]
    who += [add_person(hub, browser, "steward", "9940000")]
    handler, processor, first, second, third, stranger = (session_of(hub, browser, each) for each in who)
    return People(handler, processor, [first, second, third], stranger)


def test_an_order_from_opening_to_the_withdrawn_version(
    hub: SampleHub, people: People, browser: Browser, tmp_path: Path
) -> None:
    order = open_order(people.handler)
    name_people(people.handler)
    cannot_see(people.stranger, order)
    prepare(people.handler, order)
    plan(people.processor, order, leaves="주민")
    settle(people.handler, order)
    refused(people, order)
    plan(people.processor, order)
    process(people.processor, order)
    review(people, order)
    dataset, version = release(people.handler, order)
    shown(people.handler, dataset, version)
    open_to_everyone(people.handler, dataset)
    downloader = add_downloader(hub, browser)
    folder = download_twice(hub, downloader, dataset, tmp_path)
    holds_nothing_planted(hub, people.handler, (order, dataset), folder, f"{BODY}/", "복지급여")
    loads_as_croissant(hub, dataset, folder)
    watch(people.handler, order)
    withdraw(people.handler, order)
    reaches_everyone(hub, people.handler, downloader, (order, dataset, version), tmp_path)


def open_order(page: Page) -> str:
    """From the dataset's own page; returns the order's address."""
    page.goto(dataset_of(page))
    follow(page, "/refine/open/")
    page.fill("[name=title]", "복지급여를 정책 통계로")
    page.fill("[name=budget_hours]", "16")
    press(page, "main button.first")
    says(page, "의뢰를 열었습니다")
    return page.url


def dataset_of(page: Page) -> str:
    """The dataset of this institution among those of the same title."""
    page.goto(f"/search?q={TITLE}")
    addresses = [each.get_attribute("href") or "" for each in page.locator(".hit h2 a").all()]
    for address in addresses:
        page.goto(address)
        if page.locator("a[href*='/refine/open/']").count() and TITLE in page.locator("h1").inner_text():
            return address
    raise AssertionError(f"{BODY} may refine none of {addresses}")


def name_people(page: Page) -> None:
    """Handler and processor by the ends of their addresses, then every reviewer of this journey."""
    choose(page, "handler", f"officer-{BODY}@")
    choose(page, "processor", f"steward-{BODY}@")
    for body in OTHERS:
        choose(page, "reviewer", f"reviewer-{body}@")
    says(page, "시작 전")


def choose(page: Page, part: str, person: str) -> None:
    option = page.locator(f"#name-{part} option", has_text=person)
    page.locator(f"#name-{part}").select_option(option.get_attribute("value"))
    with page.expect_navigation():
        page.locator(f"form:has(#name-{part}) button").click()


def cannot_see(page: Page, order: str) -> None:
    for address in (order, f"{order}/plan", f"{order}/review", f"{order}/documents/purpose"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404


def write(page: Page, order: str, *keys: str) -> None:
    """A document each: the first choice, yes, and a sentence wherever text is asked."""
    for key in keys:
        page.goto(f"{order}/documents/{key}")
        for text in page.locator("main form textarea").all():
            text.fill("확인하고 적었습니다.")
        for day in page.locator("main form input[type=date]").all():
            day.fill("2027-12-31")
        for group in page.locator("main form fieldset.ask").all():
            group.locator("input[type=radio]").first.check()
        press(page, "main button.first")
        says(page, "서류를 썼습니다")


def step(page: Page, order: str) -> None:
    page.goto(order)
    press(page, "step")
    expect(page.locator("main [role=status] .note.bad")).to_have_count(0)


def prepare(page: Page, order: str) -> None:
    write(page, order, "purpose")
    step(page, order)
    write(page, order, "items", "risk")
    step(page, order)
    says(page, "위험성 검토 완료")


def plan(page: Page, order: str, leaves: str = "") -> None:
    """Identifiers left out or replaced, three quasi-identifiers generalised, the rest kept. `leaves`: an identifier
    that is kept all the same."""
    page.goto(f"{order}/plan")
    for row in page.locator(".plan-row").all():
        fill_row(row.locator("h3").inner_text(), row, leaves)
    page.fill("[name=k]", "5")
    press(page, "main button.first")
    says(page, "계획을 새 판으로 남겼습니다")


def fill_row(name: str, row: Locator, leaves: str) -> None:
    select = row.locator("select[name^=do-]")
    if name in QUASI:
        select.select_option("key")
        row.locator("select[name^=hierarchy-]").select_option(QUASI[name])
    elif leaves and leaves in name:
        select.select_option("keep")
    elif "주민" in name:
        select.select_option("pseudonymise")
    elif LEFT_OUT.search(name):
        select.select_option("suppress")
    else:
        select.select_option("keep")


def refused(people: People, order: str) -> None:
    """A failed proof: no file, no step, and the reason in both languages."""
    page = people.processor
    page.goto(order)
    press(page, "button[value=final]")
    page.goto(order)
    wait_for_work(page)
    follow(page, "/runs/")
    says(page, "쓴 파일을 재어 거절했습니다", "남아 있습니다", "계획에서 이 열을 처리하십시오")
    run = page.url
    page.goto(f"{run}?lang=en")
    says(page, "was measured and refused. Nothing of it is kept", "hit(s) of resident_number are left")
    page.goto(f"{run}?lang=ko")
    page.goto(order)
    says(page, "최신 계획의 최종 실행이 아직 증명되지 않았습니다")
    assert page.locator("main button.first[value=step]").count() == 0


def done(page: Page, order: str) -> None:
    """The newest run ended, proved."""
    page.goto(order)
    wait_for_work(page)
    follow(page, "/runs/")
    says(page, "증명됨", "충족함", "찾지 못함")


def settle(page: Page, order: str) -> None:
    write(page, order, "method")
    step(page, order)
    says(page, "방법 확정")


def process(page: Page, order: str) -> None:
    """Tried first, then made for the review."""
    for kind in ("trial", "final"):
        page.goto(order)
        press(page, f"button[value={kind}]")
        done(page, order)
    step(page, order)


def review(people: People, order: str) -> None:
    """Each declares, answers and signs; nobody reads the others before."""
    step(people.handler, order)
    for number, page in enumerate(people.reviewers):
        page.goto("/refine/")
        says(page, "기다리는 의뢰 1건")
        page.goto(f"{order}/review")
        press(page, "declare")
        assert page.locator("#opinions ~ ul li strong").count() == 0
        for group in page.locator("main form fieldset.ask").all():
            group.locator("input[type=radio]").first.check()
        press(page, "sign")
        says(page, f"3명 가운데 {number + 1}명이 서명")
    step(people.handler, order)
    says(people.handler, "적정")


def release(page: Page, order: str) -> tuple[str, str]:
    """(the address of the dataset, the id of its released version)."""
    write(page, order, "safeguards")
    step(page, order)
    says(page, "원본에서 이 판까지", "비식별 처리")
    dataset = page.locator("main p.line a[href*='/datasets/']").first.get_attribute("href") or ""
    return dataset, page.locator("#care code.hash").first.inner_text()


def shown(page: Page, dataset: str, version: str) -> None:
    """The dataset's page shows the released version as soon as later rooms have pulled it."""
    page.goto(dataset)
    look_again(page, page.locator(f"tr:has(code[title='{version}']) .chip.good").count)
    says(page, "쓸 수 있게 만든 과정")


def watch(page: Page, order: str) -> None:
    write(page, order, "watch")
    step(page, order)
    says(page, "점검 중")
