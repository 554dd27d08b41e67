"""The manifest of a folder: every file with its size and hash."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from gotgan.terms.digest import CHUNK_BYTES, sha256_of
from gotgan.terms.manifest import FileEntry, Manifest
from gotgan.terms.text import nfc

MANIFEST = "manifest.json"


def manifest_of(folder: Path) -> Manifest:
    """List every file below `folder` but the manifest itself, sorted by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    entries = [entry_of(file, folder) for file in files if file != folder / MANIFEST]
    return Manifest(tuple(sorted(entries, key=lambda entry: entry.path)))


def entry_of(file: Path, folder: Path) -> FileEntry:
    with file.open("rb") as content:
        sha256 = sha256_of(iter(lambda: content.read(CHUNK_BYTES), b""))
    return FileEntry(nfc(file.relative_to(folder).as_posix()), file.stat().st_size, sha256, media_type_of(file))


def media_type_of(file: Path) -> str:
    if file.suffix.lower() == ".parquet":
        return "application/x-parquet"
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"
