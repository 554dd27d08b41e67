"""What assessors and stakeholders do on the pages of a panel: a few by clicking, the rest by the same pages' forms."""

from __future__ import annotations

import re
from hashlib import sha256

from playwright.sync_api import Page, expect

from tests.journey.survey_steps import follow, press, says

CRITERIA = ("labels", "public_benefit", "beneficiaries")
BY_CLICK = 2


def open_panel(page: Page, version: str, assessors: list[str], stakeholders: list[str]) -> str:
    """The panel's address, with everybody named."""
    page.goto(version)
    follow(page, "/panel")
    page.fill("[name=calibrated]", "2")
    press(page, "main button.first")
    for field, people in (("#assessor-email", assessors), ("#stake-email", stakeholders)):
        for email in people:
            page.fill(field, email)
            press(page, f"form:has({field}) button")
    return page.url


def declare(page: Page, panel: str, organisation: str = "") -> None:
    """Interests for the whole shortlist; with an organisation, a stake in it."""
    page.goto(f"{panel}/interests")
    if organisation:
        page.locator(f"[name=organisation][value='{organisation}']").check()
    press(page, "main button.first")
    says(page, "전체에 대해 신고했습니다")


def given(page: Page, panel: str) -> list[str]:
    """The datasets with this assessor."""
    page.goto(f"{panel}/rate")
    links = page.locator("ol.sheet-list a").all()
    return [(each.get_attribute("href") or "").rpartition("/")[2] for each in links]


def point(dataset: str, criterion: str, who: int) -> int:
    """From 2 to 4: assessors see much the same, but of who benefits each has a view of one's own."""
    seen, own = _number(dataset, criterion), _number(dataset, criterion, str(who))
    if criterion == "beneficiaries":
        return 2 + own % 2
    return min(4, 2 + seen % 3 + (own % 23 == 0))


def _number(*words: str) -> int:
    return int(sha256(" ".join(words).encode()).hexdigest()[:8], 16)


def rate_by_click(page: Page, panel: str, dataset: str, points: dict[str, int]) -> None:
    page.goto(f"{panel}/rate/{dataset}")
    for criterion, value in points.items():
        page.locator(f"[name='value-{criterion}'][value='{value}']").check()
    press(page, "save")
    says(page, "저장했습니다")


def rate_rest(page: Page, panel: str, datasets: list[str], who: int) -> None:
    """The form of the workspace, posted by this session for one dataset after the other."""
    if not datasets:
        return
    page.goto(f"{panel}/rate/{datasets[0]}")
    token = page.locator("form.rubric [name=csrfmiddlewaretoken]").input_value()
    for dataset in datasets:
        typed: dict[str, str | float | bool] = {f"value-{each}": str(point(dataset, each, who)) for each in CRITERIA}
        answer = page.context.request.post(
            f"{panel}/rate/{dataset}", form={"csrfmiddlewaretoken": token, "do": "save", **typed}, max_redirects=0
        )
        assert answer.status == 302, (answer.status, answer.text()[:500])


def calibrate(manager: Page, assessors: list[Page], panel: str) -> None:
    """Everybody rates the same few by clicking, sees how they came out, and the anchors are agreed on."""
    manager.goto(panel)
    press(manager, "main .answer button.first")
    for who, page in enumerate(assessors):
        for dataset in given(page, panel):
            rate_by_click(page, panel, dataset, {each: point(dataset, each, who) for each in CRITERIA})
    manager.goto(panel)
    press(manager, "main .answer button.first")
    for page in assessors:
        page.goto(f"{panel}/calibration")
        expect(page.locator("table.spread").first).to_be_visible()
    manager.goto(panel)
    if manager.locator("#notes").count() == 0:
        press(manager, "main .answer button.first")
    manager.fill("#notes", "3점은 한 분야 안에서 쓰임이 뚜렷할 때입니다.")
    press(manager, "main .answer button.first")


def weigh(page: Page, panel: str, strength: str) -> None:
    """Compare in pairs: the first of each pair as much, but one pair by `strength`. Consistent with a part of two."""
    page.goto(f"{panel}/weights")
    for number, pair in enumerate(page.locator("main form select").all()):
        pair.select_option(strength if number == 0 else "1")
    press(page, "main button.first")
    says(page, "서로 맞아")


def alphas(page: Page, panel: str) -> dict[str, float]:
    """Krippendorff's alpha of each criterion, as the page of agreement shows it."""
    page.goto(f"{panel}/agreement")
    rows = page.locator("section[aria-labelledby=alpha] tbody tr").all()
    found = {row.locator("th").inner_text(): re.search(r"-?\d?\.\d+", row.inner_text()) for row in rows}
    return {name: float(match[0]) for name, match in found.items() if match}
