"""Every test of a room gets a data folder of its own, and tables that may be emptied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils.translation.reloader import translation_file_changed

from gotgan.audit.guard import unprotect
from gotgan.cli.up.setup import compile_translations


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    """The audit triggers refuse to empty a table, which tests with real transactions must do.
    Tests of the triggers put them up themselves."""
    with django_db_blocker.unblock():
        unprotect(connection)


@pytest.fixture(scope="session")
def compiled_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    compile_translations(folder)
    return folder


@pytest.fixture
def korean_words(settings: LazySettings, compiled_words: Path) -> Iterator[None]:
    """The catalogues as they stand in this checkout, whatever was compiled at set-up."""
    settings.LOCALE_PATHS = [compiled_words]
    translation_file_changed(None, Path("django.mo"))
    yield
    translation_file_changed(None, Path("django.mo"))


@pytest.fixture(autouse=True)
def data_folder(settings: LazySettings, tmp_path: Path) -> Path:
    """GOTGAN_DATA of this test."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.GOTGAN_DATA = folder
    return folder
