"""What an original tells besides its cells: names that identify, hidden parts, comments, an author. Only reported.

The written Parquet holds cells alone; whoever hands on the original hands these on too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from gotgan.engine.detect import contains_identifier
from gotgan.engine.repair.tally import Tally

STEP = "traces"
_MOST_BYTES = 8 << 20
"""Of one part of a workbook."""
_HIDDEN_SHEET = re.compile(rb'<sheet\b[^>]*\bstate="(?:hidden|veryHidden)"')
_HIDDEN_COLUMNS = re.compile(rb'<col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_EDGE = {name: re.compile(rb'\b%s="(\d{1,5})"' % name.encode()) for name in ("min", "max")}
_COMMENT = re.compile(rb"<(?:\w+:)?(?:comment|threadedComment)\s")
_AUTHOR = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy)>[^<]*[^<\s][^<]*<")
_SAID = {
    "hidden sheets": "they were read like the others: look whether they may be handed on",
    "hidden columns": "they were read like the others: look whether they may be handed on",
    "comments": "they were not read: look what they say before the workbook is handed on",
    "names of authors": "they were not read: take them out before the workbook is handed on",
}


def note_names(paths: Iterable[str], tally: Tally) -> None:
    """Names of files, members and sheets that hold what looks like an identifier; the name itself is not repeated."""
    parts = {part for path in paths for part in path.replace("/", "!").split("!")}
    if found := sum(contains_identifier(part) for part in parts):
        tally.add(
            STEP, None, "a name of a file, member or sheet holds what looks like an identifier", found=found,
            suggestion="rename it before the file is handed on",
        )  # fmt: skip


def note_workbook(file: Path, tally: Tally) -> None:
    """Of an XLSX. One that cannot be opened tells nothing: its reader says why."""
    try:
        with zipfile.ZipFile(file) as book:
            counts = _counts(book)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        return
    for what, suggestion in _SAID.items():
        if counts[what]:
            tally.add(STEP, None, f"the workbook has {what}", found=counts[what], suggestion=suggestion)


def _counts(book: zipfile.ZipFile) -> dict[str, int]:
    counts = dict.fromkeys(_SAID, 0)
    for name in book.namelist():
        if name == "xl/workbook.xml":
            counts["hidden sheets"] += len(_HIDDEN_SHEET.findall(_head(book, name)))
        elif name.startswith("xl/worksheets/sheet"):
            columns = _head(book, name).partition(b"<sheetData")[0]
            counts["hidden columns"] += sum(_width(met[0]) for met in _HIDDEN_COLUMNS.finditer(columns))
        elif name.startswith(("xl/comments", "xl/threadedComments/")):
            counts["comments"] += len(_COMMENT.findall(_head(book, name)))
        elif name == "docProps/core.xml":
            counts["names of authors"] += len(_AUTHOR.findall(_head(book, name)))
    return counts


def _head(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as content:
        return content.read(_MOST_BYTES)


def _width(element: bytes) -> int:
    """How many columns one element of hidden ones spans."""
    low, high = (_EDGE[name].search(element) for name in ("min", "max"))
    return max(1, int(high[1]) - int(low[1]) + 1) if low and high else 1
