"""What the manager does on the pages of selection, in Korean, in a browser."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.journey.survey_steps import follow, look_again, press, says, wait_for_work

SLUG, NAME = "hundred", "인공지능 학습데이터 100선"
VERSION = f"/assess/lists/{SLUG}/1"
FLOORS = {"교통물류": 6, "환경기상": 5, "재난안전": 3, "재정금융": 2, "보건의료": 1}
CAP, BUDGET, PLACES = 40, 300_000_000, 2
TIMES_THE_SIZE = "1.6"
"""How long the shortlist is: two of three assessors rate each of its datasets, and each time the hub reads it all."""
MOVED = {"readiness": "0.05", "uniqueness": "0.40"}
MINUTES = "2026년 AI 학습데이터 선정위원회. 평가위원 세 사람의 평가와 아래 규칙으로 100건을 골랐습니다."
TRIED = 3


def score_everything(page: Page) -> int:
    """By the button; returns how many datasets were looked at."""
    page.goto("/assess/scores/")
    press(page, "form[action$='/scores/start'] button")
    wait_for_work(page)
    said = page.locator("main p.small.soft").last.inner_text()
    assert "문제 0건" in said, said
    return int("".join(each for each in said.split("데이터")[1].split("건")[0] if each.isdigit()))


def settle_a_cluster(page: Page) -> None:
    page.goto("/assess/clusters/")
    wait_for_work(page)
    press(page, "form[action$='/clusters/make'] button")
    wait_for_work(page)
    page.locator("ul.rows h3 a").first.click()
    page.fill("#why-settle", "내용이 같은 자료를 두 기관이 가지고 있습니다.")
    press(page, "settle")
    says(page, "확정했습니다")


def try_some(page: Page) -> None:
    """Trials of the most promising, until none is under way."""
    page.goto("/assess/potential/")
    page.fill("#most", str(TRIED))
    press(page, "promising")
    look_again(page, lambda: page.locator("button[value=stop]").count() == 0)
    expect(page.locator("main tbody .chip").filter(has_text="측정함")).to_have_count(TRIED)


def make_list(page: Page) -> None:
    """A list, its rules, and its evidence frozen."""
    page.goto("/assess/lists/new")
    for name, typed in {"name_ko": NAME, "name_en": "A defensible hundred", "slug": SLUG, "owner": "1990310"}.items():
        page.fill(f"[name={name}]", typed)
    press(page, "main button.first")
    set_rules(page)
    page.goto(VERSION)
    press(page, "collect")
    wait_for_work(page)
    says(page, "예비목록", "평가단을 기다립니다")


def set_rules(page: Page) -> None:
    """Choose 100; the form has three empty rows for floors and caps each time."""
    limits = [("floors", "field", field, count) for field, count in FLOORS.items()] + [
        ("caps", "organisation", "*", CAP)
    ]
    for start in range(0, len(limits), 3):
        page.goto(f"{VERSION}/settings")
        page.fill("#choose", "100")
        page.check("#one_per_cluster")
        page.fill("#budget", str(BUDGET))
        page.fill("#zone_capacity", str(PLACES))
        page.locator("details:not([open]):has(#shortlist_factor) > summary").click()
        page.fill("#shortlist_factor", TIMES_THE_SIZE)
        for row, (kind, column, value, count) in enumerate(limits[start : start + 3], start):
            page.select_option(f"#limit-{row}-kind", kind)
            page.fill(f"#limit-{row}-count", str(count))
            page.select_option(f"#limit-{row}-column", column)
            page.fill(f"#limit-{row}-value", value)
        press(page, "set")
        says(page, "규칙을 정했습니다")


def solve(page: Page) -> None:
    page.goto(VERSION)
    press(page, "solve")
    wait_for_work(page)
    says(page, "100건을 골랐습니다")


def explore(page: Page) -> tuple[int, int]:
    """Two weights moved; how many enter and leave. The list's own members stay as they are."""
    page.goto(VERSION)
    follow(page, "/explore")
    for criterion, weight in MOVED.items():
        page.fill(f"form#explorer input[type=number][name='weight.{criterion}']", weight)
    press(page, "form#explorer button.first")
    entrants = page.locator("#answer li:has(.chip.good)").count()
    leavers = page.locator("#answer li:has(.chip.bad)").count()
    assert entrants == leavers > 0
    expect(page.locator("#members tbody tr").first).to_be_visible()
    return entrants, leavers


def propose(page: Page) -> None:
    page.goto(VERSION)
    follow(page, "/minutes")
    page.fill("[name=minutes]", MINUTES)
    page.fill("[name=until]", (datetime.now(ZoneInfo("Asia/Seoul")) + timedelta(days=1)).date().isoformat())
    press(page, "main button.first")
    says(page, "제안됨")


def object_and_answer(officer: Page, manager: Page) -> None:
    """An officer of a body with a candidate objects on the page; it cannot be signed before it is answered."""
    officer.goto(VERSION)
    says(officer, "우리 기관의 데이터")
    follow(officer, "/objections")
    waiting = officer.locator("#dataset option", has_text="들어 있지 않음").first
    officer.select_option("#dataset", waiting.get_attribute("value"))
    officer.locator("#side-in").check()
    officer.fill("#text", "올해 새로 정비하여 품질이 나아졌습니다.")
    press(officer, "object")
    manager.goto(f"{VERSION}/sign")
    expect(manager.locator("main")).to_contain_text("이의 1건")
    assert manager.locator("#name").count() == 0
    manager.goto(f"{VERSION}/objections")
    says(manager, "올해 새로 정비하여")
    manager.locator("[name=answer]").fill("다음 선정에서 다시 잰 값으로 살펴보겠습니다.")
    manager.locator("[name=effect][value=none]").check()
    press(manager, "answer")
    officer.reload()
    says(officer, "다음 선정에서 다시 잰 값으로")


def sign_and_publish(page: Page) -> None:
    page.goto(f"{VERSION}/sign")
    page.fill("#name", NAME)
    press(page, "main button.first")
    says(page, "서명")
    page.goto(VERSION)
    press(page, "publish")
    says(page, "공개")
