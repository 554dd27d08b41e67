"""What people do on the pages of a survey, in Korean, in a browser."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

PATIENCE_SECONDS = 240
LONGEST_PAUSE_SECONDS = 4


def press(page: Page, do: str) -> None:
    """Press the one button that does this (its value, or a selector), and wait for the page that follows."""
    button = f"main button[value={do}]:visible" if do.isidentifier() else do
    with page.expect_navigation():
        page.locator(button).click()


def follow(page: Page, where: str) -> None:
    """Follow the first link to an address with this part, or with these words."""
    links = page.locator("main").get_by_role("link")
    found = links.and_(page.locator(f"a[href*='{where}']")) if "/" in where else links.filter(has_text=where)
    with page.expect_navigation():
        found.first.click()


def says(page: Page, *words: str) -> None:
    for each in words:
        expect(page.locator("main")).to_contain_text(each)


def wait_for_work(page: Page) -> None:
    """Look again, as the page says, until its work is done: nothing of it was broken off."""
    look_again(page, lambda: page.locator("main a[href='']").count() == 0)
    expect(page.locator("main .note.bad")).to_have_count(0)


def look_again(page: Page, is_there: Callable[[], object]) -> None:
    """Load the page again, less and less often, until something is there: each look takes from the work waited for.

    Raises: AssertionError with what the page says, when patience ends.
    """
    until, pause = time.monotonic() + PATIENCE_SECONDS, 0.5
    while not is_there():
        assert time.monotonic() < until, page.locator("main").inner_text()
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        page.reload()


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_attribute("data-is", "saved", timeout=30_000)


def confirm_suggestions(page: Page) -> None:
    """Confirm what is suggested, each beside its evidence."""
    confirms = page.locator(".asked:not([hidden]) button.confirm")
    while confirms.count():
        confirms.first.click()
        saved(page)


def say_unknown(page: Page) -> None:
    """Say of each item that nobody answered that it is not known."""
    for _ in range(40):
        waiting = page.locator(".asked:not([hidden])").filter(
            has=page.locator(".beside-field").filter(has_text="아직 답 없음")
        )
        boxes = waiting.locator("input[value=unknown]")
        unticked: list[Locator] = [box for box in boxes.all() if not box.is_checked()]
        if not unticked:
            return
        unticked[0].check()
        saved(page)
    raise AssertionError("items go on waiting")


def buttons_of(page: Page) -> list[str]:
    """What the page offers to do, apart from narrowing lists."""
    buttons = page.locator("main form[method=post] button").all()
    return [button.inner_text() for button in buttons]
