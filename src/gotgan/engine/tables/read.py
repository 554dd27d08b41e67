"""Find out what a file is and hand it to its reader."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gotgan.engine.tables.archive import Member, members_of
from gotgan.engine.tables.columnar import open_columnar
from gotgan.engine.tables.database import read_database
from gotgan.engine.tables.delimited import head_text, open_delimited
from gotgan.engine.tables.dialect import looks_tabular
from gotgan.engine.tables.encoding import TextFacts, examine_text
from gotgan.engine.tables.late import Late
from gotgan.engine.tables.model import DEFAULT_LIMITS, MIB, FreeText, Limits, MediaFile, Table, Unread
from gotgan.engine.tables.records import open_records
from gotgan.engine.tables.sniff import ARCHIVES, MEDIA, named_format, sniff, why_unread
from gotgan.engine.tables.workbook import read_workbook

_ALWAYS_TABLES = {"csv", "tsv"}
_TEXT_FORMATS = {"csv", "tsv", "json", "jsonl", "text"}
_ALWAYS_TEXT = {
    ".md", ".log", ".rst", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".py", ".sh", ".js", ".css", ".sql", ".svg",
}  # fmt: skip


Look = Callable[[str, Path], None]
"""Called with the name and the place of every file and member that is no archive, before it is read."""


@dataclass(frozen=True)
class Mended:
    """A text that was read in another way than by the strict rule: what is known of it, and its content."""

    facts: TextFacts
    file: Path
    late: Late | None = None
    """The content, where it is not that of `file`; only for CSV and TSV."""


Mend = Callable[[str, Path], Mended | None]
"""Called with the name and the place of every text; None leaves it to the strict rule."""


@dataclass(frozen=True)
class _Input:
    """One file to read: where it is, what to call it, how deep inside archives it lies."""

    file: Path
    name: str
    limits: Limits
    depth: int = 0
    kept: object = None
    look: Look | None = None
    mend: Mend | None = None


def read_tables(
    path: Path, *, name: str, limits: Limits = DEFAULT_LIMITS, look: Look | None = None, mend: Mend | None = None
) -> Iterator[Table | Unread]:
    """Yield every table of a file, or the reason why it has none; never raises for bad data.

    `name` is the path to report (SHAPES.md). A member that cannot be read is one `Unread` between the
    others. A table of an archive stays readable as long as it is referred to.
    Raises: OSError only when the disk is full or fails, which is no fault of the file.
    """
    yield from _read(_Input(path, name, limits, look=look, mend=mend))


def _read(given: _Input) -> Iterator[Table | Unread]:
    try:
        kind = sniff(given.file)
        if given.look and kind not in ARCHIVES:
            given.look(given.name, given.file)
        yield from _by_kind(given, kind)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EMFILE}:
            raise
        yield Unread(given.name, _size_of(given.file), None, named_format(given.name), "failed", _why(error))


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "permission denied; let the scanner read the file"
    return f"the file cannot be read ({error.strerror or error}); check the disk or fetch it again"


def _size_of(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def _by_kind(given: _Input, kind: str) -> Iterator[Table | Unread]:
    if kind == "text":
        yield from _read_text(given)
    elif kind in ARCHIVES:
        yield from _read_archive(given, kind)
    elif kind == "empty":
        sha256 = hashlib.sha256().hexdigest()
        yield Unread(given.name, 0, sha256, named_format(given.name), "skipped", "the file is empty; nothing to read")
    else:
        yield from _read_binary(given, kind)


def _read_archive(given: _Input, kind: str) -> Iterator[Table | Unread]:
    if given.depth >= given.limits.archive_depth:
        reason = "an archive inside an archive inside an archive, which is not opened; unpack it by hand"
        yield Unread(given.name, _size_of(given.file), _sha256(given.file), kind, "skipped", reason)
        return
    for member in members_of(given.file, kind, name=given.name, limits=given.limits):
        if isinstance(member, Member):
            inner = replace(given, file=member.file, name=member.path, depth=given.depth + 1, kept=member.kept)
            yield from _read(inner)
        else:
            yield member


def _read_binary(given: _Input, kind: str) -> Iterator[Table | Unread]:
    size, sha256 = given.file.stat().st_size, _sha256(given.file)
    if kind in {"xlsx", "xls"}:
        yield from read_workbook(
            given.file, name=given.name, format=kind, size_bytes=size, sha256=sha256, limits=given.limits,
            kept=given.kept,
        )  # fmt: skip
    elif kind == "sqlite":
        yield from read_database(given.file, name=given.name, size_bytes=size, sha256=sha256, kept=given.kept)
    elif kind in {"parquet", "arrow"}:
        yield open_columnar(given.file, name=given.name, format=kind, size_bytes=size, sha256=sha256, kept=given.kept)
    elif kind in MEDIA:
        reason = why_unread(kind, given.name)
        yield MediaFile(given.name, size, sha256, kind, "skipped", reason, given.file, given.kept)
    else:
        yield Unread(given.name, size, sha256, kind, "skipped", why_unread(kind, given.name))


def _read_text(given: _Input) -> Iterator[Table | Unread]:
    mended = given.mend(given.name, given.file) if given.mend else None
    facts = mended.facts if mended else examine_text(given.file)
    if mended:
        given = replace(given, file=mended.file)
    promised = named_format(given.name)

    def unread(status: str, reason: str, format: str | None = promised) -> Unread:
        return Unread(given.name, facts.size_bytes, facts.sha256, format, status, reason)

    if facts.only_white:
        what = "NUL bytes" if facts.nul_bytes else "white space"
        yield unread("failed", f"nothing but {what} in it; fetch the file again")
    elif facts.encoding is None:
        yield _undecodable(given, promised, facts)
    elif _json_kind(given, promised, facts):
        format = _json_kind(given, promised, facts) or ""
        yield open_records(
            given.file, name=given.name, format=format, facts=facts, limits=given.limits, kept=given.kept
        )
    elif promised not in {*_ALWAYS_TABLES, "text", None}:
        yield unread("failed", f"named as {promised} but plain text inside; give it its right name or fetch it again")
    elif facts.longest_line > given.limits.record_bytes:
        reason = f"a line is longer than {given.limits.record_bytes} bytes; split it into records"
        yield unread("failed", reason)
    elif _is_table(given, promised, facts):
        suffix = Path(given.name).suffix.lower()
        yield open_delimited(
            given.file, name=given.name, suffix=suffix, facts=facts, limits=given.limits, kept=given.kept,
            late=mended.late if mended else None,
        )  # fmt: skip
    else:
        yield FreeText(
            given.name, facts.size_bytes, facts.sha256, "text", "skipped", "free text without a table",
            given.file, facts.encoding, given.kept,
        )  # fmt: skip


def _undecodable(given: _Input, promised: str | None, facts: TextFacts) -> Unread:
    """Text in no encoding, or no text at all. A sound may begin with any bytes: its own reader tells."""
    if promised in MEDIA:
        reason = f"not a {promised} file inside; give it its right name or fetch it again"
        return MediaFile(
            given.name, facts.size_bytes, facts.sha256, promised, "failed", reason, given.file, given.kept
        )  # fmt: skip
    if promised is None:
        status, reason = "skipped", "an unknown binary format, which holds no table that is read"
    elif promised not in _TEXT_FORMATS or facts.nul_bytes:
        status, reason = "failed", f"not a {promised} file inside; give it its right name or fetch it again"
    else:
        status, reason = "failed", facts.reason
    return Unread(given.name, facts.size_bytes, facts.sha256, promised, status, reason)


def _json_kind(given: _Input, promised: str | None, facts: TextFacts) -> str | None:
    """JSON or JSON lines by name; without a telling name, by the first lines."""
    if promised in {"json", "jsonl"}:
        head = head_text(given.file, facts.encoding or "utf-8").lstrip()
        return "jsonl" if promised == "json" and _looks_like_lines(head) else promised
    if promised is None and facts.encoding and Path(given.name).suffix.lower() not in _ALWAYS_TEXT:
        head = head_text(given.file, facts.encoding).lstrip()
        if head.startswith("{"):
            return "jsonl" if _looks_like_lines(head) else "json"
        return "json" if head.startswith(("[{", "[\n", "[ ")) else None
    return None


def _looks_like_lines(head: str) -> bool:
    lines = [line.strip() for line in head.splitlines()[:3] if line.strip()]
    return len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines[:2])


def _is_table(given: _Input, promised: str | None, facts: TextFacts) -> bool:
    if promised in _ALWAYS_TABLES:
        return True
    if Path(given.name).suffix.lower() in _ALWAYS_TEXT:
        return False
    return looks_tabular(head_text(given.file, facts.encoding or "utf-8"))


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(MIB):
            digest.update(chunk)
    return digest.hexdigest()
