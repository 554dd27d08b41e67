"""The pages of trials in a real browser: both languages and widths, axe, nothing that spills over the side."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.rooms.assess_tried import Tried, make_tried

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("korean_words")]
LOOKS = [("ko", 1280, "light"), ("en", 390, "dark")]


@pytest.fixture
def tried(tmp_path: Path) -> Tried:
    made = make_tried(tmp_path / "source")
    made.run("people.csv", "places.csv")
    return made


def test_pages_are_whole_at_both_widths_and_in_both_languages(tried: Tried, look_as: Callable[..., Page]) -> None:
    for language, width, scheme in LOOKS:
        page = look_as(tried.manager, language, width, scheme)
        for path in (
            "/assess/potential/",
            *(f"/assess/potential/{each.id}" for each in tried.harvested.datasets.values()),
        ):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
            found = Axe().run(page).response["violations"]
            assert [each["id"] for each in found] == [], path
            if folder := os.environ.get("GOTGAN_SHOTS"):
                page.screenshot(
                    path=f"{folder}/{language}-{width}-{path.strip('/').replace('/', '-')}.png", full_page=True
                )
