"""What a backup is: a tar of a database snapshot, the objects it needs, the secret and the audit head,
with a manifest of hashes as its last member: a file cut short has none."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from gotgan import __version__
from gotgan.terms.digest import CHUNK_BYTES
from gotgan.terms.errors import Invalid, Issue, Unavailable

DATABASE = "gotgan.sqlite3"
MANIFEST = "backup.json"
_SINGLE = ("secret.key", "audit.head")
_REMADE = frozenset({"index", "scratch", "run"})
"""Made again from the rest; not backed up."""
_APART = frozenset({"keys"})
"""Custody of the keys of pseudonyms: who holds the data, or a copy of them, must not hold the keys."""


@dataclass(frozen=True)
class Archived:
    files: int
    size_bytes: int


class FolderNotEmpty(Unavailable):
    """A restore never mixes with what is there."""


def write_backup(folder: Path, target: Path) -> Archived:
    """Write `target` beside itself, then move it in place.

    The audit head is taken first and the database next, so events may follow the head, never lack it;
    objects come last: they are written before their rows and never change.
    Raises: OSError (disk full); nothing is left at `target` then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".gotgan-backup-") as scratch:
            hashes = _write_tar(folder, beside, Path(scratch), leaving=(target, beside, Path(scratch)))
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return Archived(len(hashes), target.stat().st_size)


def _write_tar(folder: Path, target: Path, scratch: Path, *, leaving: Sequence[Path]) -> dict[str, str]:
    hashes: dict[str, str] = {}
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))  # it will hold the secret
    with tarfile.open(target, "w") as tar:
        for name in _SINGLE:
            if (folder / name).is_file():
                copy = scratch / name
                shutil.copyfile(folder / name, copy)
                _add(tar, copy, name, hashes)
        _add(tar, snapshot(folder / DATABASE, scratch / DATABASE), DATABASE, hashes)
        for path in _files_of(folder, leaving=leaving):
            _add(tar, path, path.relative_to(folder).as_posix(), hashes)
        document = {"gotgan": __version__, "kind": "backup", "files": hashes}
        text = json.dumps(document, ensure_ascii=False).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))
    return hashes


def snapshot(database: Path, target: Path) -> Path:
    """A consistent copy of a SQLite database that others are writing to."""
    address = f"file:{database}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=60)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


def _files_of(folder: Path, *, leaving: Sequence[Path]) -> Iterator[Path]:
    """Everything else, whatever a later version adds; not what is made again, nor the database,
    nor what is in the `leaving` places: the backup itself may be written into the folder."""
    left = {path.resolve() for path in leaving}
    yield from (path for path in _candidates(folder) if left.isdisjoint((path, *path.parents)))


def _candidates(folder: Path) -> Iterator[Path]:
    for top in sorted(folder.iterdir()):
        if top.name in _REMADE | _APART or top.name in _SINGLE or top.name.startswith((DATABASE, "audit.")):
            continue
        if top.is_file():
            yield top
        elif top.is_dir():
            yield from sorted(p for p in top.rglob("*") if p.is_file() and "incoming" not in p.parts)


class _Hashing:
    """A file that is hashed while tarfile reads it, so that each byte is read once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _add(tar: tarfile.TarFile, path: Path, name: str, hashes: dict[str, str]) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return  # removed since it was listed; the database snapshot does not need it
    with file:
        member = tar.gettarinfo(arcname=name, fileobj=file)
        reader = _Hashing(file)
        tar.addfile(member, cast(BinaryIO, reader))
        hashes[name] = reader.digest.hexdigest()


def read_backup(source: Path, folder: Path, *, replace: bool) -> Archived:
    """Unpack beside `folder`, check every hash, then take its place.

    Raises: FolderNotEmpty, Invalid (not a backup, cut short, changed); `folder` is untouched then.
    """
    if folder.exists() and any(folder.iterdir()) and not replace:
        raise FolderNotEmpty(f"{folder}: is not empty; choose another with --data DIR, or add --replace")
    _check_not_up(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-restore-"))
    try:
        hashes = _unpack(source, beside)
        _take_place(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Archived(len(hashes), source.stat().st_size)


def _check_not_up(folder: Path) -> None:
    """Raises: FolderInUse while a hub runs on the folder."""
    from gotgan.cli.up.ground import hold_folder

    if folder.exists():
        with hold_folder(folder):
            return


def _unpack(source: Path, target: Path) -> dict[str, str]:
    try:
        with tarfile.open(source) as tar:
            found = {}
            for member in tar:
                if not member.isfile():
                    continue
                path = target / member.name
                if not path.resolve().is_relative_to(target.resolve()):
                    raise Invalid(Issue(str(source), "holds a name that leads out of the folder", "do not use it"))
                found[member.name] = _unpack_member(tar, member, path)
    except tarfile.TarError as error:
        raise Invalid(Issue(str(source), f"cannot be read as a backup ({error})", "take another")) from None
    return _checked(source, target, found)


def _unpack_member(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    file = tar.extractfile(member)
    assert file is not None
    mode = 0o600 if member.name == "secret.key" else 0o644
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as copy:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def _checked(source: Path, target: Path, found: dict[str, str]) -> dict[str, str]:
    manifest = target / MANIFEST
    if not manifest.is_file():
        raise Invalid(Issue(str(source), "was cut short or is no backup", "take another"))
    hashes: dict[str, str] = json.loads(manifest.read_text())["files"]
    wrong = [name for name, digest in hashes.items() if found.get(name) != digest]
    if wrong:
        raise Invalid(*(Issue(f"{source}!{name}", "differs from its sha256", "take another") for name in wrong))
    manifest.unlink()
    return hashes


def _take_place(beside: Path, folder: Path) -> None:
    """The old folder is moved away first and removed last."""
    old = folder.with_name(f".{folder.name}-replaced-{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
