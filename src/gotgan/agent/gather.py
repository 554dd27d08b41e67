"""The tables of a file as Parquet in scratch, and the plain answer for what is no table."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from gotgan.engine.package.parquet import write_parquet
from gotgan.engine.tables import DEFAULT_LIMITS, FreeText, Limits, Table, TableBroken, Unread, read_tables
from gotgan.engine.tables.columnar import ColumnarTable
from gotgan.engine.tables.model import width_problem
from gotgan.engine.tables.read import Look

_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Gathered:
    """One table as Parquet; the caller discards it. `in_place`: `parquet` is the file itself."""

    table: Table
    parquet: Path
    rows: int
    in_place: bool = False

    def discard(self) -> None:
        """Remove what was written."""
        if not self.in_place:
            self.parquet.unlink(missing_ok=True)


def gather_tables(
    path: Path,
    *,
    name: str,
    scratch: Path,
    limits: Limits = DEFAULT_LIMITS,
    in_place: bool = False,
    look: Look | None = None,
) -> Iterator[Gathered | FreeText | Unread]:
    """Read every table of a file to Parquet. Bad data is an Unread with its reason.

    `in_place`: a Parquet file whose columns are kept as they are is not copied. `look` as in `read_tables`.
    Raises: OSError when scratch is full.
    """
    for number, found in enumerate(_all_of(path, name, replace(limits, scratch=scratch), look)):
        if isinstance(found, Unread):
            yield found
        elif in_place and isinstance(found, ColumnarTable) and found.is_plain_parquet and _fits(found, limits):
            yield Gathered(found, found.file, found.stored_rows, in_place=True)
        else:
            yield gather_table(found, scratch / f"table-{number}.parquet", limits)


def gather_table(found: Table, target: Path, limits: Limits = DEFAULT_LIMITS) -> Gathered | Unread:
    """One table to a Parquet at `target`. Raises: OSError when scratch is full."""
    if not _fits(found, limits):
        status, reason = width_problem(len(found.columns), limits)
        return replace(unread_of(found, reason), status=status)
    try:
        written = write_parquet(found, target)
    except (TableBroken, pa.ArrowException, OSError, ValueError, RecursionError) as error:
        if is_full(error):
            raise
        return unread_of(found, why(error))
    return Gathered(found, target, written.rows)


def _fits(found: Table, limits: Limits) -> bool:
    return 0 < len(found.columns) <= limits.columns


def _all_of(path: Path, name: str, limits: Limits, look: Look | None) -> Iterator[Table | Unread]:
    """What nobody foresaw in a file is its own entry: one file must not stop the rest."""
    try:
        yield from read_tables(path, name=name, limits=limits, look=look)
    except Exception as error:
        if is_full(error) or (isinstance(error, OSError) and error.errno == errno.EMFILE):
            raise
        reason = f"the file could not be read ({type(error).__name__}); report this file's kind"
        yield Unread(name, path.lstat().st_size, None, None, "failed", reason)


def unread_of(table: Table, reason: str) -> Unread:
    return Unread(table.path, table.size_bytes, table.sha256, table.format, "failed", reason)


def is_full(error: BaseException) -> bool:
    """Whether the disk is full: no fault of the file, and it will not get better with the next."""
    return isinstance(error, OSError) and error.errno in _FULL


def why(error: BaseException) -> str:
    """A reason fit to show: never a value, which parsers like to quote."""
    if isinstance(error, TableBroken):
        issue = error.issues[0]
        return f"{issue.what}; {issue.remedy}"
    if isinstance(error, OSError) and error.strerror:
        return f"the file cannot be read to its end ({error.strerror}); fetch it again"
    return f"the table could not be read ({type(error).__name__}); save it again in its source"
