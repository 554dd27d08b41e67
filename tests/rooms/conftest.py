"""Every test of a room gets a data folder of its own, and tables that may be emptied."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from django.conf import LazySettings
from django.conf import settings as hub_settings
from django.db import connection
from django.utils.translation.reloader import translation_file_changed

from gotgan.assess import guard
from gotgan.audit.guard import unprotect
from gotgan.cli.up.setup import compile_translations
from gotgan.terms.role import Viewer
from tests.rooms.once import Once, making_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, SetCookieParam


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path | None:
    """Triggers of the audit and of lists refuse to empty a table, which tests with real transactions must do.
    Tests of the triggers put them up themselves.

    Returns a file of the tables as the migrations made them, or None where they are not in SQLite.
    """
    with django_db_blocker.unblock():
        kept = _keep_tables(tmp_path_factory.mktemp("tables")) if connection.vendor == "sqlite" else None
        unprotect(connection)
        guard.unprotect(connection, kinds=(guard.REMOVAL,))
    return kept


def _keep_tables(folder: Path) -> Path:
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "gotgan.sqlite3")) as kept:
        connection.connection.backup(kept)
    return folder / "gotgan.sqlite3"


@pytest.fixture
def fresh_hub(django_db_setup: Path | None, data_folder: Path) -> Path:
    """The data folder with the database of a hub that nobody used, for processes of their own: to make it takes as long
    as one of them has to live."""
    if django_db_setup is None:
        pytest.skip("the processes keep their tables in SQLite")
    shutil.copy(django_db_setup, data_folder)
    return data_folder


@pytest.fixture(scope="session")
def korean_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The catalogues as they stand in this checkout, whatever was compiled at set-up. They stay for the process: who
    reads them once more for each test spends more on them than on many a test."""
    folder = tmp_path_factory.mktemp("locale")
    compile_translations(folder)
    hub_settings.LOCALE_PATHS = [folder]
    translation_file_changed(None, Path("django.mo"))


@pytest.fixture(autouse=True)
def data_folder(settings: LazySettings, tmp_path: Path) -> Path:
    """GOTGAN_DATA of this test."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.GOTGAN_DATA = folder
    return folder


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Once]:
    with ExitStack() as kept:
        kept.enter_context(django_db_blocker.unblock())
        yield lambda make: kept.enter_context(making_once(tmp_path_factory.mktemp("once"), make))


@pytest.fixture(scope="session")
def kept_chromium() -> Iterator[None]:
    """One for all files of a process. Imported here: a run without a browser test needs no playwright."""
    from tests import browser

    with browser.kept():
        yield


@pytest.fixture(scope="module")
def chromium(kept_chromium: None) -> Iterator[Browser]:
    from tests import browser

    with pytest.MonkeyPatch.context() as patch, browser.chromium() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop in this thread
        yield started


@pytest.fixture
def open_as(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody, each in a session of its own: (viewer, language, width, options of the context)."""
    opened: list[BrowserContext] = []

    def opening(viewer: Viewer, language: str = "en", width: int = 1280, **more: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale=language, base_url=live_server.url, **more
        )
        context.add_cookies([session_of(viewer, live_server.url)])
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield opening
    for context in opened:
        context.close()


@pytest.fixture
def look_as(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """One page for a walk, which becomes somebody else's at each call: (viewer, language, width, scheme).

    To open one for each takes longer than to look at it; who has to stay signed in beside others takes `open_as`.
    """
    with chromium.new_context(base_url=live_server.url) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)

        def looking(viewer: Viewer, language: str, width: int, scheme: Literal["light", "dark"] = "light") -> Page:
            context.clear_cookies()
            context.add_cookies([session_of(viewer, live_server.url)])
            page.set_extra_http_headers({"Accept-Language": language})
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            return page

        yield looking


def session_of(viewer: Viewer, address: str) -> SetCookieParam:
    from tests.rooms.test_overlap_pages import client_of

    return {"name": "sessionid", "value": client_of(viewer).cookies["sessionid"].value, "url": address}
