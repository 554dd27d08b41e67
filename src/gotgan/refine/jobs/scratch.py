"""Where a job works: a folder of its own that goes with it, the object store, the time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from gotgan.store.folder import FolderStore


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """Empty; what a killed worker left of it is cleared first."""
    folder = Path(settings.GOTGAN_DATA) / "scratch" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def store() -> FolderStore:
    return FolderStore(Path(settings.GOTGAN_DATA) / "objects")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
