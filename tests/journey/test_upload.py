"""A file sent through the browser: the page is closed midway, and the same file goes on where it stopped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser import chromium
from tests.journey.conftest import SampleHub

pytestmark = pytest.mark.browser
PART_BYTES = 4 << 20


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A CSV of a little over two parts."""
    path = tmp_path / "민원 접수 대장.csv"
    rows = (f"{number:07d},상하수도,{number % 97}\n" for number in range(500_000))
    path.write_text("접수번호,분야,처리일수\n" + "".join(rows), encoding="cp949")
    assert path.stat().st_size > 2 * PART_BYTES
    return path


def signed_in(hub: SampleHub, context: BrowserContext) -> Page:
    accounts = (hub.data / "sample" / "accounts.txt").read_text(encoding="utf-8")
    found = re.search(r"^officer\s+(\S+)\s+password (\S+)", accounts, re.MULTILINE)
    assert found is not None
    page = context.new_page()
    page.goto(hub.address + "/accounts/login/?lang=ko")
    page.fill("input[name=login]", found[1])
    page.fill("input[name=password]", found[2])
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda address: "login" not in address)
    return page


def send(page: Page, hub: SampleHub, file: Path) -> None:
    page.goto(hub.address + "/sources/upload")
    page.set_input_files("input[type=file]", file)
    page.locator("#upload button.first").click()


def hang(route: Route) -> None:
    """Neither sent nor refused: the line is dead."""


def test_closed_page_loses_nothing(hub: SampleHub, browser: Browser, file: Path) -> None:
    context = browser.new_context()
    page = signed_in(hub, context)
    page.route(re.compile(r"/uploads/.*offset=[1-9]"), hang)  # the first part arrives, the second never
    with page.expect_response(re.compile(r"offset=0$")) as first:
        send(page, hub, file)
    assert first.value.ok
    page.close()

    page = context.new_page()
    sent: list[int] = []
    offsets = re.compile(r"offset=(\d+)")
    page.on("request", lambda request: sent.extend(map(int, offsets.findall(request.url))))
    send(page, hub, file)
    page.wait_for_url("**/scans/**", timeout=60_000)
    assert sent[0] >= PART_BYTES, "the part that had arrived was sent again"  # more: what came of the dead one is kept

    page.locator("[aria-current=step]", has_text="마침").wait_for(timeout=120_000)
    address = page.locator("#records a[href^='/datasets/'], #scan a[href^='/datasets/']").first.get_attribute("href")
    token = {"Authorization": f"Bearer {hub.tokens()['officer']}"}
    files = httpx.get(f"{hub.address}/api/v1{address}", headers=token).json()["files"]
    original = next(each for each in files if each["role"] == "original")
    assert original["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert next(each["rows"] for each in files if each["role"] == "parquet") == 500_000
    context.close()
