"""A work order in the browser: steward, handler and three reviewers from opening to the released version, on a sample
dataset with planted identifiers; in the end its released file is searched for them, byte by byte, in all encodings."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import chromium
from tests.journey.conftest import SampleHub
from tests.journey.people import add_person, session_of
from tests.journey.survey_steps import PATIENCE_SECONDS, follow, press, says, wait_for_work

pytestmark = pytest.mark.browser
BODY, TITLE = "9920000", "복지급여 지급 내역"
OTHERS = ("9910000", "9920000", "9930000")
ENCODINGS = ("utf-8", "cp949", "utf-16-le", "utf-16-be")
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


def test_an_order_from_opening_to_the_released_version(hub: SampleHub, people: People) -> None:
    order = open_order(people.handler)
    name_people(people.handler)
    cannot_see(people.stranger, order)
    prepare(people.handler, order)
    plan(people.processor, order)
    settle(people.handler, order)
    process(people.processor, order)
    review(people, order)
    version = release(people.handler, order)
    released_file_holds_no_identifier(hub, people.handler, version)
    watch(people.handler, order)


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


def plan(page: Page, order: str) -> None:
    """Identifiers left out or replaced, three quasi-identifiers generalised, the rest kept; then a trial."""
    page.goto(f"{order}/plan")
    for row in page.locator(".plan-row").all():
        fill_row(row.locator("h3").inner_text(), row)
    page.fill("[name=k]", "5")
    press(page, "main button.first")
    says(page, "계획을 새 판으로 남겼습니다")
    press(page, "button[value=trial]")
    done(page, order)


def fill_row(name: str, row: Locator) -> None:
    select = row.locator("select[name^=do-]")
    if name in QUASI:
        select.select_option("key")
        row.locator("select[name^=hierarchy-]").select_option(QUASI[name])
    elif "주민" in name:
        select.select_option("pseudonymise")
    elif LEFT_OUT.search(name):
        select.select_option("suppress")
    else:
        select.select_option("keep")


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
    page.goto(order)
    press(page, "button[value=final]")
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


def release(page: Page, order: str) -> str:
    write(page, order, "safeguards")
    step(page, order)
    says(page, "원본에서 이 판까지", "비식별 처리")
    return page.locator("#care code.hash").first.inner_text()


def released_file_holds_no_identifier(hub: SampleHub, page: Page, version: str) -> None:
    """The file as the dataset's page gives it, and everything that is stored of the version."""
    dataset = page.locator("main p.line a[href*='/datasets/']").first.get_attribute("href") or ""
    shown(page, dataset, version)
    link = page.locator("a[href*='/resolve/']").first
    content = page.request.get(link.get_attribute("href") or "").body()
    assert content[:4] == b"PAR1"
    planted = [
        value for each in hub.truth["identifiers"] if f"/{BODY}/" in each["path"] and "복지급여" in each["path"]
        for value in each["values"]
    ]  # fmt: skip
    assert len(planted) > 100
    texts = [content, *unpacked(content)]
    for value in planted:
        for encoding in ENCODINGS:
            needle = value.encode(encoding)
            assert not any(needle in text for text in texts), f"a planted value is left ({encoding})"


def shown(page: Page, dataset: str, version: str) -> None:
    """The dataset's page shows the released version as soon as later rooms have pulled it."""
    until = time.monotonic() + PATIENCE_SECONDS
    page.goto(dataset)
    while not page.locator(f"tr:has(code[title='{version}']) .chip.good").count():
        assert time.monotonic() < until, page.locator("#versions").inner_text()
        time.sleep(1)
        page.reload()
    says(page, "쓸 수 있게 만든 과정")


def unpacked(content: bytes) -> Iterator[bytes]:
    """Every cell of the Parquet as text: its pages are compressed."""
    table = pq.read_table(io.BytesIO(content))
    for column in table.columns:
        yield "\n".join(map(str, column.to_pylist())).encode("utf-8")


def watch(page: Page, order: str) -> None:
    write(page, order, "watch")
    step(page, order)
    says(page, "점검 중")
