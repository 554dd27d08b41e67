"""Headless Chromium from the system, driven by playwright; nothing is downloaded."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

_running: list[tuple[Browser, asyncio.AbstractEventLoop]] = []
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without windows comes first: it opens and shows a page in a quarter of the time."""


def find_chromium() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; without one the test is named as not run, and fails where CI=true.

    A process has one at a time: who asks while it runs is given the same, and whoever asked first closes it.
    """
    if _running:
        browser, loop = _running[0]
        with _within(loop):
            yield browser
        return
    path = find_chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("NOT RUN: browser: no chromium; with CI=true a missing group fails")
        pytest.skip("NOT RUN: browser: no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        _running.append((browser, asyncio.get_running_loop()))
        try:
            yield browser
        finally:
            _running.clear()
            browser.close()


@contextmanager
def kept() -> Iterator[None]:
    """A browser for who asks from here on. Between them its loop is hidden: what else runs a loop here may do so."""
    with chromium(), _within(None):
        yield


@contextmanager
def _within(loop: asyncio.AbstractEventLoop | None) -> Iterator[None]:
    """This thread's loop is the one that playwright keeps running, or none."""
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)
