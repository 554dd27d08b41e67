"""Where a job works: a folder of its own that goes with it, the object store, the time."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from gotgan.store.folder import FolderStore
from gotgan.store.scratch import scratch_in


def scratch(name: str) -> AbstractContextManager[Path]:
    """Empty; what a killed worker left of it is cleared first."""
    return scratch_in(Path(settings.GOTGAN_DATA), name)


def store() -> FolderStore:
    return FolderStore(Path(settings.GOTGAN_DATA) / "objects")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
