"""A zip that is read to its last byte: every entry's checksum, its right name, and which part is to blame."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import cast

from gotgan.engine.sources.joined import JoinedFile, Piece, open_joined
from gotgan.engine.sources.zip_order import right_pieces
from gotgan.engine.sources.zip_parts import Archive, short_parts
from gotgan.engine.tables.archive import zip_name

MOST_FAILURES = 10
CHUNK_BYTES = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)
_ENCRYPTED_FLAG = 0x1
_JOINED_BY_NAME = (
    "its {parts} parts were joined in the order of their names (10 before 2); it is read in the order of their "
    "numbers; join it again"
)


@dataclass
class Checked:
    """What is in an archive. `digest` is over every name, size and checksum; the checksums were verified."""

    pieces: tuple[Piece, ...]
    entries: int = 0
    unpacked_bytes: int = 0
    suffixes: Counter[str] = field(default_factory=Counter)
    digest: str = ""
    problems: list[str] = field(default_factory=list)
    failed: int = 0
    warning: str = ""

    def fail(self, problem: str) -> None:
        self.failed += 1
        if len(self.problems) < MOST_FAILURES:
            self.problems.append(problem)

    @property
    def problem(self) -> str:
        more = self.failed - len(self.problems)
        return "; ".join(self.problems) + (f"; and {more} more" if more > 0 else "")


def check_archive(archive: Archive) -> Checked:
    """Read every entry. Whatever is wrong with the archive is a problem in the answer, never an exception."""
    checked = Checked(archive.pieces)
    if archive.problem:
        checked.fail(archive.problem)
        return checked
    try:
        checked.pieces = right_pieces(archive)
        _check(checked)
    except OSError as error:
        checked.fail(f"cannot be read ({error.strerror}); give it read permission")
    if checked.pieces != archive.pieces:
        checked.warning = _JOINED_BY_NAME.format(parts=len(checked.pieces))
    elif checked.failed and (short := short_parts(archive.pieces)):
        checked.problems.insert(0, f"part {', '.join(map(str, short[:MOST_FAILURES]))} is shorter than the others")
    return checked


def _check(checked: Checked) -> None:
    with open_joined(checked.pieces) as file:
        try:
            archive = zipfile.ZipFile(file)
        except _DAMAGE as error:
            checked.fail(f"is no whole zip ({_short(error)}): its last part is missing or cut; fetch it again")
            return
        with archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
            if sum(entry.compress_size for entry in entries) > sum(piece.length for piece in checked.pieces):
                checked.fail("its entries lie over one another, as in a bomb; it is not read")
                return
            digest = hashlib.sha256()
            for entry in entries:
                _check_entry(checked, archive, entry, cast(JoinedFile, file.raw))
                digest.update(f"{zip_name(entry)}\0{entry.file_size}\0{entry.CRC}\n".encode("utf-8", "replace"))
    checked.digest = digest.hexdigest()
    if not checked.entries and not checked.failed:
        checked.fail("holds no files; fetch it again")


def _check_entry(checked: Checked, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: JoinedFile) -> None:
    name = zip_name(entry)
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return checked.fail(f"{name}: is locked with a password; pack it without one")
    try:
        with archive.open(entry) as content:
            size = 0
            while chunk := content.read(CHUNK_BYTES):
                size += len(chunk)
        if size != entry.file_size:
            raise EOFError(f"{size} of {entry.file_size} bytes")
    except _DAMAGE as error:
        end = entry.header_offset + entry.compress_size
        numbers = file.numbers(entry.header_offset, end) if len(checked.pieces) > 1 else []
        where = f", in part {' and '.join(map(str, numbers))}" if numbers else ""
        return checked.fail(f"{name}: is damaged{where} ({_short(error)}); fetch it again")
    checked.entries += 1
    checked.unpacked_bytes += size
    checked.suffixes[PurePosixPath(name).suffix.casefold()[:20]] += 1
    return None


def _short(error: Exception) -> str:
    """The kind of damage: what zipfile says quotes names as it reads them, in the wrong encoding."""
    text = " ".join(str(error).split())
    return "its checksum is wrong" if text.startswith("Bad CRC-32") else type(error).__name__
