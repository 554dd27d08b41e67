"""JSON and JSON lines: a stream of records; the keys of all of them are the columns."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ijson
import numpy as np
import pyarrow as pa

from gotgan.engine.tables.encoding import TextFacts, utf8_chunks
from gotgan.engine.tables.model import Limits, Table, TableBroken, Unread
from gotgan.engine.tables.names import column_names
from gotgan.engine.tables.typed import ColumnKinds, rows_to_batch
from gotgan.terms.errors import Issue

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BATCH_ROWS = 4096
_BATCH_CELLS = 1 << 20
_MOST_COLUMNS = 20_000
_MANY_KEYS, _SPARSEST = 1_000, 50
_LONGEST_TEXT = 16 << 20
"""Of one value in a JSON document: parsers look at a text again with every chunk that it spans."""
_MOST_DIGITS = 4000
_LONG_NUMBER = re.compile(rb"(?:^|[\[:,\s])-?[0-9]{%d}" % _MOST_DIGITS)
_DEEPEST = 200
"""Levels of a JSON document: the path to a value is written out at each of them."""
_OPENERS, _CLOSERS = tuple(b"[{"), tuple(b"]}")
_USUAL_NAMES = ("data", "records", "rows", "items", "item", "row", "list", "features", "results")


class NotRecords(Exception):
    """The text is not what its name says, or holds no records; the message says where and what."""


class _Utf8File(io.RawIOBase):
    """The content as UTF-8 for parsers that read bytes."""

    def __init__(self, file: Path, encoding: str) -> None:
        self._chunks = utf8_chunks(file, encoding)
        self._left = memoryview(b"")
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        taken = min(len(room), len(self._left))
        room[:taken] = self._left[:taken]
        self._left = self._left[taken:]
        self.given += taken
        return taken


@dataclass(kw_only=True)
class RecordsTable(Table):
    file: Path
    types: tuple[pa.DataType, ...]
    keys: tuple[str, ...]
    prefix: str | None
    """Where the records stand in a JSON document; None for JSON lines."""

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(column.name, kind) for column, kind in zip(self.columns, self.types, strict=True)])

    def batches(self) -> Iterator[pa.RecordBatch]:
        rows: list[list[Any]] = []
        most = max(1, min(_BATCH_ROWS, _BATCH_CELLS // max(1, len(self.keys))))
        try:
            for record in _records(self.file, self.encoding or "utf-8", self.prefix):
                rows.append([record.get(key) for key in self.keys])
                if len(rows) >= most:
                    yield rows_to_batch(rows, self.schema)
                    rows = []
        except NotRecords as error:
            raise TableBroken(Issue(self.path, str(error), "fetch it again")) from None
        if rows:
            yield rows_to_batch(rows, self.schema)


def open_records(
    file: Path, *, name: str, format: str, facts: TextFacts, limits: Limits, kept: object = None
) -> RecordsTable | Unread:
    """Find records, columns and types in one pass over all of them."""
    encoding = facts.encoding or "utf-8"
    try:
        if format == "jsonl" and facts.longest_line > limits.record_bytes:
            raise NotRecords(f"a line is longer than {limits.record_bytes} bytes; split it")
        if format == "json":
            _check_texts(file, encoding)
            _check_numbers(file, encoding)
            _check_depth(file, encoding)
        prefix = None if format == "jsonl" else _find_prefix(file, encoding)
        if prefix == "" and facts.size_bytes > limits.record_bytes:
            raise NotRecords(f"one object of {facts.size_bytes} bytes without an array of records in it")
        kinds: dict[str, ColumnKinds] = {}
        rows = filled = 0
        for record in _records(file, encoding, prefix):
            rows, filled = rows + 1, filled + len(record)
            for key, value in record.items():
                if key not in kinds:
                    kinds[key] = _new_column(kinds)
                kinds[key].add(value)
        _check_filled(rows, len(kinds), filled)
    except NotRecords as error:
        return Unread(name, facts.size_bytes, facts.sha256, format, "failed", str(error))
    if not kinds:
        return Unread(name, facts.size_bytes, facts.sha256, format, "skipped", "no records in it")
    return RecordsTable(
        path=name, format=format, columns=column_names(list(kinds)), typed=True, size_bytes=facts.size_bytes,
        sha256=facts.sha256, encoding=encoding, kept=kept, file=file, prefix=prefix, keys=tuple(kinds),
        types=tuple(column.arrow_type for column in kinds.values()),
    )  # fmt: skip


def _check_filled(rows: int, keys: int, filled: int) -> None:
    """Refuse records whose keys are values: thousands of columns, next to all of them empty."""
    if keys > _MANY_KEYS and filled * _SPARSEST < rows * keys:
        raise NotRecords(f"{keys} different keys, of which a record has {filled / rows:.1f}: no table; turn the keys "
                         "into a column")  # fmt: skip


def _new_column(kinds: dict[str, ColumnKinds]) -> ColumnKinds:
    if len(kinds) >= _MOST_COLUMNS:
        raise NotRecords(f"more than {_MOST_COLUMNS} different keys: no table; turn the keys into a column")
    return ColumnKinds()


def _records(file: Path, encoding: str, prefix: str | None) -> Iterator[dict[str, Any]]:
    source = _lines(file, encoding) if prefix is None else _items(file, encoding, prefix)
    for value in source:
        yield _as_record(value)


def _as_record(value: Any) -> dict[str, Any]:
    """Objects are records; the properties of a GeoJSON feature stand beside its geometry."""
    if isinstance(value, dict):
        properties = value.get("properties")
        if value.get("type") == "Feature" and isinstance(properties, dict):
            return {**properties, "geometry": value.get("geometry")}
        return value
    cells = value if isinstance(value, list) else [value]
    return {str(position): cell for position, cell in enumerate(cells, 1)}


def _lines(file: Path, encoding: str) -> Iterator[Any]:
    with io.TextIOWrapper(io.BufferedReader(_Utf8File(file, encoding), 1 << 16), "utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                raise NotRecords(f"line {number} is not JSON; correct that line or fetch the file again") from None


def _items(file: Path, encoding: str, prefix: str) -> Iterator[Any]:
    content = _Utf8File(file, encoding)
    try:
        for value in ijson.items(content, prefix):
            yield _plain(value)
    except (ijson.JSONError, ValueError, RecursionError) as error:
        raise NotRecords(_what_broke(error, content)) from None


def _plain(value: Any) -> Any:
    """Decimals that are the only exact form stay; the rest becomes float."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _what_broke(error: Exception, content: _Utf8File) -> str:
    """The first line of the parser's words: the lines after it quote the content."""
    words = (str(error).splitlines() or [""])[0][:120].strip() or type(error).__name__
    return f"not JSON within its first {content.given} bytes ({words}); correct it or fetch the file again"


def _check_texts(file: Path, encoding: str) -> None:
    """Refuse a text value over the limit. Escaped quotes may hide one, they never invent one of that size."""
    quotes = length = 0
    for chunk in utf8_chunks(file, encoding):
        if b'"' in chunk:
            quotes += chunk.count(b'"')
            length = len(chunk) - chunk.rfind(b'"') - 1
        else:
            length += len(chunk)
        if quotes % 2 and length > _LONGEST_TEXT:
            raise NotRecords(f"a text value is longer than {_LONGEST_TEXT} bytes; move it into a file of its own")


def _check_numbers(file: Path, encoding: str) -> None:
    """Refuse a number that Python does not read: the parser under ijson ends the whole process on it."""
    tail = b""
    for chunk in utf8_chunks(file, encoding):
        if _LONG_NUMBER.search(tail + chunk):
            raise NotRecords(f"a number of more than {_MOST_DIGITS} digits; write it as text")
        tail = chunk[-_MOST_DIGITS - 2 :]


def _check_depth(file: Path, encoding: str) -> None:
    """Refuse a document nested deeper than the limit. Brackets inside texts are told apart only when it matters."""
    if not _may_be_deep(file, encoding):
        return
    content = _Utf8File(file, encoding)
    depth = 0
    with suppress(ijson.JSONError, ValueError):  # what is no JSON is told by the reader itself
        for event, _ in ijson.basic_parse(content):
            depth += event.startswith("start_") - event.startswith("end_")
            if depth > _DEEPEST:
                break
    if depth > _DEEPEST:
        raise NotRecords(f"nested deeper than {_DEEPEST} levels: no table; flatten it in its source")


def _may_be_deep(file: Path, encoding: str) -> bool:
    """Whether somewhere more brackets open than close by more than the limit, those inside texts counted too."""
    rise = 0
    for chunk in utf8_chunks(file, encoding):
        codes = np.frombuffer(chunk, dtype=np.uint8)
        steps = np.isin(codes, _OPENERS).astype(np.int64) - np.isin(codes, _CLOSERS)
        depths = np.cumsum(np.concatenate(([rise], steps)))
        rises = depths - np.minimum(np.minimum.accumulate(depths), 0)
        if rises.max() > _DEEPEST:
            return True
        rise = int(rises[-1])
    return False


def _find_prefix(file: Path, encoding: str) -> str:
    """Where the records are: the document itself, or the most telling array of objects inside it."""
    found: Counter[str] = Counter()
    arrays = 0
    if not next(utf8_chunks(file, encoding), b"").lstrip().startswith((b"[", b"{")):
        raise NotRecords("not JSON: neither an array nor an object begins it; give the file its right name")
    content = _Utf8File(file, encoding)
    try:
        for prefix, event, _ in ijson.parse(content):
            if event == "start_array" and not prefix:
                return "item"
            arrays += (event == "start_array") - (event == "end_array")
            if event == "start_map" and arrays == 1 and prefix.endswith(".item"):
                found[prefix] += 1
    except (ijson.JSONError, ValueError, RecursionError) as error:
        raise NotRecords(_what_broke(error, content)) from None
    if not found:
        return ""
    return min(found, key=lambda prefix: (_rank(prefix), -found[prefix]))


def _rank(prefix: str) -> int:
    name = prefix.removesuffix(".item").rsplit(".", 1)[-1].lower()
    return _USUAL_NAMES.index(name) if name in _USUAL_NAMES else len(_USUAL_NAMES)
