"""The pages in a real browser: axe, 360 pixels, no script, keyboard, the content policy."""

from __future__ import annotations

import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler

from tests import browser
from tests.site.fakes import OFFICER

pytestmark = pytest.mark.browser
PAGE = "/datasets/haewon/bus-stops-1"
PAGES = ["/", "/search?q=버스", PAGE, f"{PAGE}/columns/bus-stops.csv/2", "/organisations/", "/organisations/haewon",
         "/help", "/sources/", "/sources/add", "/sources/upload", "/scans/k1", f"{PAGE}/open", "/nowhere"]  # fmt: skip


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing: a test's output is its result."""


class _Threads(ThreadingMixIn, WSGIServer):
    """A browser opens connections ahead of need, each of which would hold up a server of one thread."""

    daemon_threads = True


@pytest.fixture(scope="module")
def chromium():
    with browser.chromium() as started:
        yield started


@pytest.fixture
def root(hub):
    """A server of the pages with made-up rooms, signed in as an officer."""
    hub.viewer = OFFICER
    server: WSGIServer = make_server("127.0.0.1", 0, WSGIHandler(), server_class=_Threads, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def _open(chromium, language: str = "ko", width: int = 1280, **more):
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale=language, **more)
    return context.new_page()


@pytest.mark.parametrize(("language", "scheme"), [("ko", "light"), ("en", "dark")])
def test_axe_finds_nothing_serious_and_narrow_pages_do_not_scroll_sideways(chromium, root, language, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = _open(chromium, language, color_scheme=scheme)
    found, too_wide = {}, {}
    for address in PAGES:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(root + address)
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                found.setdefault(address, []).append((violation["id"], violation["nodes"][0]["html"][:200]))
        page.set_viewport_size({"width": 360, "height": 800})
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 360:
            too_wide[address] = width
    page.context.close()
    assert (found, too_wide) == ({}, {})


def test_content_policy_is_never_broken(chromium, root):
    page = _open(chromium)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in PAGES[:-1]:
        page.goto(root + address)
        page.wait_for_load_state("networkidle")
    page.context.close()
    assert [text for text in said if "Content Security" in text or "Error" in text] == []


def test_every_page_reads_without_scripts(chromium, root):
    page = _open(chromium, java_script_enabled=False)
    for address in PAGES:
        page.goto(root + address)
        assert page.locator("main h1").count() == 1, address
    page.goto(root + PAGE)
    page.locator("summary", has_text="왜?").click()
    assert page.locator(".answer li").first.is_visible()
    page.context.close()


def test_keyboard_reaches_the_content_first(chromium, root):
    page = _open(chromium, "en")
    page.goto(root + PAGE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_facet_narrows_without_leaving_the_page(chromium, root, hub):
    page = _open(chromium, "en")
    page.goto(root + "/search?q=bus")
    page.evaluate("window.stayed = true")
    page.locator("#facet-organisation-1741000").click()
    page.wait_for_url("**organisation=1741000**")
    page.locator("#facet-organisation-1741000[aria-current]").wait_for()
    assert page.evaluate("window.stayed === true")
    page.context.close()


def test_running_scan_follows_by_itself(chromium, root, hub):
    from dataclasses import replace

    from gotgan.terms.scan import ScanState

    page = _open(chromium, "en")
    page.goto(root + "/scans/k1")
    hub.scan = replace(hub.scan, state=ScanState.DONE)
    page.locator("[aria-current=step]", has_text="Done").wait_for(timeout=10_000)
    assert page.locator("#scan[hx-trigger]").count() == 0
    page.context.close()


def test_outcome_of_a_record_with_a_long_name_is_seen_on_a_phone(chromium, root):
    page = _open(chromium, "en", 390)
    page.goto(root + "/scans/k1")
    names, outcomes = page.locator("#records ~ div code.hash"), page.locator("#records ~ div td.short")
    assert outcomes.count() == names.count() > 0
    names.first.evaluate("each => { each.textContent = 'a'.repeat(200) }")
    for each in (*names.all(), *outcomes.all()):
        box = each.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    page.context.close()
