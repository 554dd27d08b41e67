"""Members of archives, unpacked one by one into a temporary folder under hard limits.

Names in an archive are only ever reported: what is unpacked gets a name of our own, so no member can
land outside its folder. Bytes are counted as they come out; what a header promises is not believed.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import shutil
import stat
import tarfile
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from gotgan.engine.tables.cut_zip import why_cut
from gotgan.engine.tables.model import MIB, Limits, Unread
from gotgan.engine.tables.names import member_name
from gotgan.engine.tables.sniff import is_tar, named_format
from gotgan.terms.text import nfc

_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile, ValueError)
_OPENERS: dict[str, Callable[[Path], IO[bytes]]] = {
    "gz": cast(Callable[[Path], IO[bytes]], gzip.open),
    "bz2": cast(Callable[[Path], IO[bytes]], bz2.open),
    "xz": cast(Callable[[Path], IO[bytes]], lzma.open),
}
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1


class Refused(Exception):
    """A member is not unpacked; the message says why."""


class Bomb(Refused):
    """The archive as a whole unpacks to too much; nothing more of it is read."""


class Unpacked:
    """A temporary folder that goes when nothing refers to it any more."""

    def __init__(self, parent: Path | None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="gotgan-unpack-", dir=parent))
        self._finalizer = weakref.finalize(self, shutil.rmtree, self.folder, True)

    def remove(self) -> None:
        self._finalizer()


@dataclass(frozen=True)
class Member:
    """One unpacked member. `file` keeps the member's suffix; `kept` keeps the file."""

    path: str
    file: Path
    size_bytes: int
    sha256: str
    kept: Unpacked


class _Meter:
    """Counts what comes out of one archive against the limits."""

    def __init__(self, packed_bytes: int, limits: Limits) -> None:
        self._packed, self._limits = max(packed_bytes, 1), limits
        self._unpacked = self._members = 0

    def count_member(self) -> None:
        self._members += 1
        if self._members > self._limits.archive_members:
            raise Bomb(f"more than {self._limits.archive_members} members; split the archive")

    def count(self, size_bytes: int) -> None:
        self._unpacked += size_bytes
        limits = self._limits
        if self._unpacked > limits.unpacked_bytes:
            raise Bomb(f"unpacks to more than {limits.unpacked_bytes} bytes; split the archive")
        if self._unpacked > limits.ratio_floor_bytes and self._unpacked > limits.ratio * self._packed:
            raise Bomb(f"unpacks to more than {limits.ratio} times its size, as a bomb does; unpack it by hand")


def members_of(file: Path, kind: str, *, name: str, limits: Limits) -> Iterator[Member | Unread]:
    """Yield every member, unpacked, or why it is not; at the end the archive itself if it broke off."""
    meter = _Meter(file.stat().st_size, limits)
    found = 0
    try:
        for member in _walk(file, kind, name, limits, meter):
            found += 1
            yield member
    except Bomb as error:
        yield _archive_unread(file, name, kind, f"{error}; {found} members were read")
    except _DAMAGE as error:
        cut = f"the archive is damaged or cut short after {found} members ({_short(error)}); fetch it again"
        what = why_cut(file, name) if kind == "zip" and not found else cut
        yield _archive_unread(file, name, kind, what)
    else:
        if not found:
            yield _archive_unread(file, name, kind, "the archive holds no files", "skipped")


def _archive_unread(file: Path, name: str, kind: str, reason: str, status: str = "failed") -> Unread:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(MIB):
            digest.update(chunk)
    return Unread(name, file.stat().st_size, digest.hexdigest(), kind, status, reason)


def _walk(file: Path, kind: str, name: str, limits: Limits, meter: _Meter) -> Iterator[Member | Unread]:
    if kind == "zip":
        yield from _walk_zip(file, name, limits, meter)
    elif kind == "tar" or _holds_tar(file, kind):
        yield from _walk_tar(file, name, limits, meter)
    else:
        inner = nfc(PurePosixPath(name.rsplit("!", 1)[-1]).stem) or "content"
        with _OPENERS[kind](file) as content:
            yield _unpack(content, f"{name}!{inner}", limits, meter)


def _holds_tar(file: Path, kind: str) -> bool:
    with _OPENERS[kind](file) as content, suppress(*_DAMAGE, OSError):
        return is_tar(content.read(tarfile.BLOCKSIZE))
    return False


def _unpack(content: IO[bytes], path: str, limits: Limits, meter: _Meter) -> Member:
    kept = Unpacked(limits.scratch)
    target = kept.folder / ("member" + PurePosixPath(path).suffix.lower()[:16])
    digest, size = hashlib.sha256(), 0
    try:
        with target.open("wb") as out:
            while chunk := content.read(MIB):
                meter.count(len(chunk))
                digest.update(chunk)
                size += out.write(chunk)
    except BaseException:
        kept.remove()
        raise
    return Member(path, target, size, digest.hexdigest(), kept)


def _walk_zip(file: Path, name: str, limits: Limits, meter: _Meter) -> Iterator[Member | Unread]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.filename.endswith("/"):  # is_dir() fails on a member without a name
                continue
            meter.count_member()
            inner = zip_name(info)
            path = f"{name}!{inner}"
            try:
                _check_member(inner, is_link=stat.S_ISLNK(info.external_attr >> 16))
                _check_encrypted(info)
                with archive.open(info) as content:
                    member = _unpack(content, path, limits, meter)
            except Bomb:
                raise
            except Refused as error:
                yield _member_unread(path, info.file_size, str(error))
            except (*_DAMAGE, NotImplementedError, RuntimeError) as error:
                reason = f"the member is damaged ({_short(error)}); pack the archive again"
                yield _member_unread(path, info.file_size, reason)
            else:
                yield member


def zip_name(info: zipfile.ZipInfo) -> str:
    """The name of a member: UTF-8 where it is marked so, else strict UTF-8, else CP949."""
    if info.flag_bits & _UTF8_FLAG:
        return nfc(info.orig_filename)
    try:
        return member_name(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return nfc(info.orig_filename)


def _check_encrypted(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise Refused("locked with a password; pack it without one")


def _check_member(name: str, *, is_link: bool) -> None:
    parts = name.replace("\\", "/").split("/")
    if parts[0] == "" or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        raise Refused("its name points outside the archive, so it was not unpacked; pack it under a plain name")
    if is_link:
        raise Refused("a link, which is not followed; pack the file itself")


def _member_unread(path: str, size_bytes: int, reason: str) -> Unread:
    return Unread(path, size_bytes, None, named_format(path), "failed", reason)


def _walk_tar(file: Path, name: str, limits: Limits, meter: _Meter) -> Iterator[Member | Unread]:
    """As a stream, member by member; compression is found by tarfile itself."""
    with tarfile.open(file, mode="r|*", encoding="utf-8", errors="surrogateescape") as archive:
        for info in archive:
            if info.isdir():
                continue
            meter.count_member()
            inner = member_name(info.name.encode("utf-8", "surrogateescape"))
            path = f"{name}!{inner}"
            try:
                _check_member(inner, is_link=info.islnk() or info.issym())
                content = archive.extractfile(info)
                if content is None:
                    raise Refused("neither a file nor a folder, so it was not unpacked")
                member = _unpack(content, path, limits, meter)
            except Bomb:
                raise
            except Refused as error:
                yield _member_unread(path, info.size, str(error))
            else:
                yield member
        _check_tar_end(archive)


def _check_tar_end(archive: tarfile.TarFile) -> None:
    """A tar that stops between members has no end mark; tarfile alone would take it for whole."""
    if archive.offset == 0:
        raise tarfile.ReadError("no header")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
