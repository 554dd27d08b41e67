"""A folder as a zip or tar.gz that is the same bytes whenever it holds the same files."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

TOP = "gotgan-bundle"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_FIRST_SECOND = 315532800
_PACKED = {".whl"}
"""Compressed already."""


def write_archive(folder: Path, output: Path) -> None:
    """Sorted names, one moment, two modes; appears whole or not at all. Raises: OSError."""
    part = output.with_name(f".{uuid4().hex}.part")
    try:
        (_write_zip if output.name.endswith(".zip") else _write_tar)(folder, part)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def files_of(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file with its name inside, in the order of names."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    yield from sorted(((path, path.relative_to(folder).as_posix()) for path in paths), key=lambda pair: pair[1])


def _mode(name: str) -> int:
    return 0o755 if name.endswith(".sh") else 0o644


def _write_zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        for path, name in files_of(folder):
            info = zipfile.ZipInfo(f"{TOP}/{name}", _MOMENT)
            info.external_attr = (0o100000 | _mode(name)) << 16
            info.create_system = 3
            info.compress_type = zipfile.ZIP_STORED if path.suffix in _PACKED else zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as out, path.open("rb") as content:
                while chunk := content.read(1 << 20):
                    out.write(chunk)


def _write_tar(folder: Path, target: Path) -> None:
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
        buffered = io.BufferedWriter(packed, 1 << 20)  # type: ignore[type-var]
        with tarfile.open(fileobj=buffered, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for path, name in files_of(folder):
                info = tarfile.TarInfo(f"{TOP}/{name}")
                info.size, info.mode, info.mtime = path.stat().st_size, _mode(name), _FIRST_SECOND
                with path.open("rb") as content:
                    archive.addfile(info, content)
        buffered.flush()
