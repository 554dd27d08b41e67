"""XLSX and XLS sheets as text tables: merged cells filled from their ranges, header depth found."""

from __future__ import annotations

import datetime
import math
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from gotgan.engine.tables.cut_zip import why_cut
from gotgan.engine.tables.extent import check_extent
from gotgan.engine.tables.header import Span, filled_below, find_header
from gotgan.engine.tables.model import Limits, Table, TableBroken, Unread
from gotgan.engine.tables.names import column_names
from gotgan.engine.tables.totals import counting_totals
from gotgan.terms.errors import Issue
from gotgan.terms.text import nfc

_Made = TypeVar("_Made")
_BATCH_ROWS = 8192
_HEADER_ROWS = 400
_READ_ERRORS = (CalamineError, PasswordError, OSError, ValueError, zipfile.BadZipFile)


@dataclass(kw_only=True)
class SheetTable(Table):
    """One sheet. Whole numbers come as integers ("12"), dates as ISO 8601, an empty cell as null."""

    file: Path
    sheet: str

    def batches(self) -> Iterator[pa.RecordBatch]:
        yield from counting_totals(self._read(), self.warnings)

    def _read(self) -> Iterator[pa.RecordBatch]:
        try:
            workbook = CalamineWorkbook.from_path(str(self.file))
            sheet = workbook.get_sheet_by_name(self.sheet)
            rows = _filled_rows(sheet)
            self.merged_cells = filled_below(_spans(sheet), self.header_rows, len(self.columns))
        except _READ_ERRORS as error:
            raise TableBroken(Issue(self.path, f"the sheet cannot be read ({error})", "save it again")) from None
        with_time = _columns_with_time(rows[self.header_rows :], len(self.columns))
        for start in range(self.header_rows, len(rows), _BATCH_ROWS):
            part = rows[start : start + _BATCH_ROWS]
            cells = [[_text(row[c], c in with_time) for row in part] for c in range(len(self.columns))]
            arrays = [pa.array(column, pa.string()) for column in cells]
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def read_workbook(
    file: Path, *, name: str, format: str, size_bytes: int, sha256: str, limits: Limits, kept: object = None
) -> Iterator[Table | Unread]:
    """Yield every sheet. A workbook that cannot be opened is one `Unread`."""

    def unread(path: str, status: str, reason: str) -> Unread:
        return Unread(path, size_bytes, sha256, format, status, reason)

    try:
        _check_size(file, limits)
        workbook = _guarded(CalamineWorkbook.from_path, str(file))
    except PasswordError:
        yield unread(name, "failed", "the workbook is locked with a password; save it without one")
        return
    except _READ_ERRORS as error:
        plain = f"the workbook cannot be opened ({_short(error)}); save it again or fetch it again"
        yield unread(name, "failed", why_cut(file, name) if _is_cut(file) else plain)
        return
    for sheet in workbook.sheet_names:
        path = f"{name}!{nfc(sheet)}"
        try:
            rows = _filled_rows(_guarded(workbook.get_sheet_by_name, sheet))
            spans = _spans(_guarded(workbook.get_sheet_by_name, sheet))
        except _READ_ERRORS as error:
            yield unread(path, "failed", f"the sheet cannot be read ({_short(error)}); save the workbook again")
            continue
        if not rows or not rows[0]:
            yield unread(path, "skipped", "the sheet is empty")
            continue
        texts = [[_text(cell) or "" for cell in row] for row in rows[:_HEADER_ROWS]]
        header = find_header(texts, spans)
        names = [*header.names, *[""] * (len(rows[0]) - len(header.names))]
        del rows
        yield SheetTable(
            path=path, format=format, columns=column_names(names), typed=False, size_bytes=size_bytes,
            sha256=sha256, header_rows=header.rows, kept=kept, file=file, sheet=sheet,
        )  # fmt: skip


def _is_cut(file: Path) -> bool:
    """Whether it begins as a ZIP and does not end as one."""
    with file.open("rb") as content:
        return content.read(4) == b"PK\x03\x04" and not zipfile.is_zipfile(file)


def _guarded(call: Callable[[str], _Made], name: str) -> _Made:
    """What panics in the reader's own language is no Exception here, and would end the program."""
    try:
        return call(name)
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise ValueError("the reader stopped on it") from None
        raise


def _check_size(file: Path, limits: Limits) -> None:
    """A workbook is read whole, so what it unpacks to is bounded first."""
    if not zipfile.is_zipfile(file):
        return
    with zipfile.ZipFile(file) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > limits.workbook_bytes:
        raise ValueError(f"it unpacks to {unpacked} bytes, more than {limits.workbook_bytes}")
    check_extent(file, limits.sheet_cells)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


def _filled_rows(sheet: CalamineSheet) -> list[list[Any]]:
    """The used range with every merged range filled by its first cell."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=True)
    for top, left, bottom, right in _spans(sheet):
        if not (0 <= top < len(rows) and 0 <= left < len(rows[top])):
            continue
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            end = min(right + 1, len(row))
            row[left:end] = [value] * (end - left)
    return rows


def _spans(sheet: CalamineSheet) -> list[Span]:
    """Merged ranges relative to the used range."""
    top, left = sheet.start or (0, 0)
    ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]] = sheet.merged_cell_ranges or ()
    return [(r1 - top, c1 - left, r2 - top, c2 - left) for (r1, c1), (r2, c2) in ranges]


def _columns_with_time(rows: Sequence[Sequence[Any]], width: int) -> set[int]:
    """Columns that hold a date with a time: there a midnight is written with its time too."""
    return {c for c in range(width) if any(isinstance(row[c], datetime.datetime) for row in rows)}


def _text(value: Any, with_time: bool = False) -> str | None:
    """One cell as text; None when it is empty."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) and with_time:
        return f"{value.isoformat()} 00:00:00"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return None if value is None else str(value)


def _number_text(value: float) -> str | None:
    if not math.isfinite(value):
        return None
    return str(int(value)) if value.is_integer() else repr(value)
