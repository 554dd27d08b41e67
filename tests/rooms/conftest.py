"""Every test of a room gets a data folder of its own, and tables that may be emptied."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from gotgan.audit.guard import unprotect


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    """The audit triggers refuse to empty a table, which tests with real transactions must do.
    Tests of the triggers put them up themselves."""
    with django_db_blocker.unblock():
        unprotect(connection)


@pytest.fixture(autouse=True)
def data_folder(settings: LazySettings, tmp_path: Path) -> Path:
    """GOTGAN_DATA of this test."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.GOTGAN_DATA = folder
    return folder
