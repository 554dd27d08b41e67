"""The overlap review and duplicate spending in a real browser: both languages and widths, axe, no script."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.rooms.clustered import Clustered, make_clustered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
SHOTS = os.environ.get("GOTGAN_SHOTS", "")
"""A folder for pictures of the pages, for who wants to look."""


@pytest.fixture
def made() -> Clustered:
    """One cluster whose members disagree, and a settled one of two institutions."""
    found = make_clustered()
    found.decide(found.link("a", "c", 0.8), "refused")
    found.add("d", rows=5000)
    found.add("e")
    found.link("d", "e", 0.97, suggested="superset")
    found.answer("d", build_cost=1_500_000_000, budget_programme="데이터 기반 행정 지원", first_year=2018)
    found.answer("e", build_cost=420_000_000, budget_programme="지능정보산업 인프라 조성", first_year=2022)
    found.answer("a", build_cost=90_000_000)
    found.make()
    return found


@pytest.mark.parametrize(("language", "width", "scheme"), [("ko", 1280, "light"), ("en", 390, "dark")])
def test_pages_pass_axe_and_fit(
    made: Clustered, open_as: Callable[..., Any], language: str, width: int, scheme: str
) -> None:
    page = open_as(made.manager, language, width, color_scheme=scheme, java_script_enabled=True)
    page.goto("/assess/clusters/")
    page.locator("main ul.rows a").first.click()
    expect(page.locator("#decide")).to_be_visible()
    disagreeing = page.url
    page.goto("/assess/clusters/")
    page.locator("main ul.rows a").last.click()
    page.locator("#why-settle").fill("같은 원본에서 나온 자료")
    page.locator("button[value=settle]").click()
    expect(page.locator("main .chip.good").first).to_be_visible()
    found = {}
    for name, address in (("settled", page.url), ("one", disagreeing), ("queue", "/assess/clusters/"),
                          ("spending", "/assess/spending")):  # fmt: skip
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        issues = Axe().run(page).response["violations"]
        found[name] = (wide, [(each["id"], each["nodes"][0]["html"][:200]) for each in issues])
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{language}-{width}.png"), full_page=True)
    assert found == dict.fromkeys(found, (0, []))
