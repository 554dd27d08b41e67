"""Exports made from a frozen campaign's file, never from the database: the same file gives the same bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from gotgan.store.folder import FolderStore
from gotgan.survey.results.tables import write_tables
from gotgan.terms.job import JobContext


def write_exports(store: FolderStore, sha256: str, context: JobContext) -> dict[str, dict[str, Any]]:
    """Make every export and keep it in the store; {file name: {"sha256", "size_bytes"}}. Raises: SnapshotBroken."""
    with store.open(sha256), tempfile.TemporaryDirectory(prefix="gotgan-results-") as scratch:
        folder = Path(scratch)
        for number, _ in enumerate(_made(store.path_of(sha256), folder), start=1):
            context.heartbeat({"exports": number})
        return {path.name: _kept(store, path) for path in sorted(folder.iterdir()) if path.is_file()}


def _made(source: Path, folder: Path) -> Any:
    yield write_tables(source, folder)


def _kept(store: FolderStore, path: Path) -> dict[str, Any]:
    stored = store.put_file(path)
    return {"sha256": stored.sha256, "size_bytes": stored.size_bytes}
