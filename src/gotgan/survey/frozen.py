"""Where frozen campaigns and their exports lie: a store of their own, each file under its checksum."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from gotgan.store.folder import FolderStore


def snapshot_store() -> FolderStore:
    return FolderStore(Path(settings.GOTGAN_DATA) / "snapshots")
