"""The pages in a real browser: both languages, narrow and wide, with and without JavaScript, axe-clean."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.journey.conftest import SampleHub

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def paths(hub: SampleHub) -> dict[str, str]:
    """One of each kind of page, on an open table dataset and on a gated one."""
    opened = names(hub, route="download", format="csv")[0]
    gated = names(hub, route="apply_download")[0]
    return {
        "home": "/",
        "search": "/search?q=주차장",
        "nothing found": "/search?q=qqqqzzzz",
        "dataset": f"/datasets/{opened}",
        "gated dataset": f"/datasets/{gated}",
        "column": column_path(hub, opened),
        "organisations": "/organisations/",
        "organisation": f"/organisations/{opened.split('/')[0]}",
        "help": "/help",
        "sign in": "/accounts/login/",
        "absent": "/datasets/nobody/nothing",
    }


def names(hub: SampleHub, **facets: str) -> list[str]:
    answer = httpx.get(hub.address + "/api/v1/datasets", params={**facets, "page_size": 50}).json()
    return [item["name"] for item in answer["items"]]


def column_path(hub: SampleHub, name: str) -> str:
    files = httpx.get(f"{hub.address}/api/v1/datasets/{name}").json()["files"]
    table = next(file["table"] for file in files if file["table"])
    return f"/datasets/{name}/columns/{table}/1"


def opened(page: Page, hub: SampleHub, path: str, language: str) -> Page:
    separator = "&" if "?" in path else "?"
    page.goto(f"{hub.address}{path}{separator}lang={language}", wait_until="networkidle")
    return page


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_have_no_grave_accessibility_finding(
    hub: SampleHub, browser: Browser, paths: dict[str, str], language: str
) -> None:
    page, found = browser.new_page(), {}
    for kind, path in paths.items():
        opened(page, hub, path, language)
        assert page.locator("html").get_attribute("lang") == language
        violations = [v for v in Axe().run(page).response["violations"] if v["impact"] in GRAVE]
        if violations:
            found[kind] = [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in violations]
    assert not found


@pytest.mark.parametrize(("width", "zoom"), [(360, 1.0), (1280, 2.0)])
def test_pages_need_no_sideways_scroll(
    hub: SampleHub, browser: Browser, paths: dict[str, str], width: int, zoom: float
) -> None:
    page = browser.new_page(viewport={"width": int(width / zoom), "height": 800}, device_scale_factor=zoom)
    wide = {}
    for kind, path in paths.items():
        opened(page, hub, path, "ko")
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            wide[kind] = overflow
    assert not wide


def test_pages_say_no_word_of_the_other_language(hub: SampleHub, browser: Browser, paths: dict[str, str]) -> None:
    page = browser.new_page()
    for kind in ("home", "nothing found", "help", "sign in", "absent"):
        text = opened(page, hub, paths[kind], "ko").locator("main").inner_text()
        assert any("가" <= letter <= "힣" for letter in text), kind
    text = opened(page, hub, paths["nothing found"], "en").locator("main").inner_text()
    assert not any("가" <= letter <= "힣" for letter in text)


def test_road_without_javascript_and_by_keyboard(hub: SampleHub, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(hub.address + "/?lang=ko")
    page.locator("main input[type=search], main input[name=q]").first.fill("주차장")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    page.locator("main a[href^='/datasets/']").first.click()
    page.wait_for_url("**/datasets/**")
    assert page.locator("h1").count() == 1
    assert page.locator("main svg").count() > 0, "pictures are drawn on the server"
    assert page.locator("a[href*='/resolve/main/']").count() > 0


def test_preview_narrows_and_its_picture_is_taken_without_javascript(
    hub: SampleHub, browser: Browser, paths: dict[str, str]
) -> None:
    page = browser.new_context(java_script_enabled=False, accept_downloads=True).new_page()
    opened(page, hub, paths["dataset"], "en")
    page.select_option("#narrow-is", "is_filled")
    page.get_by_role("button", name="Narrow the preview").click()
    page.wait_for_url("**is=is_filled**")
    assert "that meet it" in page.locator("#preview caption").inner_text()
    opened(page, hub, paths["column"], "en")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the picture").click()
    assert "role-mark" in download.value.path().read_text(encoding="utf-8"), "the desk drew it, with axes"


def test_first_tab_stop_skips_to_the_content(hub: SampleHub, browser: Browser) -> None:
    page = opened(browser.new_page(), hub, "/", "ko")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_interactive_picture_draws_under_the_real_policy(
    hub: SampleHub, browser: Browser, paths: dict[str, str]
) -> None:
    page, problems = browser.new_page(), []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    answer = page.goto(hub.address + paths["column"], wait_until="networkidle")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy
    assert not problems


def test_snippet_of_python_on_the_page_is_the_one_that_runs(
    hub: SampleHub, browser: Browser, paths: dict[str, str]
) -> None:
    page = opened(browser.new_page(), hub, paths["dataset"], "en")
    name = paths["dataset"].removeprefix("/datasets/")
    assert f'gotgan.load("{name}"' in page.locator("main").inner_text()
