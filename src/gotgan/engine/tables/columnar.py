"""Parquet and Arrow files: their own types kept, nested values as JSON text.

Bytes inside records are told by their size: a picture as text is of use to nobody, and what it tells was not found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import feather

from gotgan.engine.tables.model import MIB, Table, TableBroken, Unread
from gotgan.engine.tables.names import column_names
from gotgan.terms.errors import Issue

_BATCH_ROWS = 65_536
_BATCH_BYTES = 64 * MIB
LONGEST_VALUE = 16 * MIB
"""The longest text or bytes of one cell, as in JSON: everything after this holds many cells at once."""
_READ_ERRORS = (pa.ArrowException, OSError, ValueError)


@dataclass(kw_only=True)
class ColumnarTable(Table):
    file: Path
    types: tuple[pa.DataType, ...]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(column.name, kind) for column, kind in zip(self.columns, self.types, strict=True)])

    @property
    def is_plain_parquet(self) -> bool:
        """Whether `batches` gives the columns of a Parquet file as they are stored, under other names perhaps."""
        return self.format == "parquet" and tuple(pq.read_schema(self.file).types) == self.types

    @property
    def stored_rows(self) -> int:
        """Rows that the footer of a Parquet file names."""
        return int(pq.read_metadata(self.file).num_rows)

    def batches(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in _open(self.file, self.format)[1]:
                arrays = [_plain(column, kind) for column, kind in zip(batch.columns, self.types, strict=True)]
                self._check(arrays)
                yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)
        except _READ_ERRORS as error:
            raise TableBroken(
                Issue(self.path, f"a part of the file is damaged ({_short(error)})", "fetch it again")
            ) from None

    def _check(self, arrays: list[pa.Array]) -> None:
        for column, array in zip(self.columns, arrays, strict=True):
            if array.nbytes > LONGEST_VALUE and _longest(array) > LONGEST_VALUE:
                what = f"column {column.position} holds a value longer than {LONGEST_VALUE} bytes"
                raise TableBroken(Issue(self.path, what, "move it into a file of its own"))


def _longest(array: pa.Array) -> int:
    if not (pa.types.is_string(array.type) or pa.types.is_binary(array.type)):
        return 0
    return int(pc.max(pc.binary_length(array)).as_py() or 0)


def open_columnar(
    file: Path, *, name: str, format: str, size_bytes: int, sha256: str, kept: object = None
) -> ColumnarTable | Unread:
    try:
        schema, _ = _open(file, format)
    except _READ_ERRORS as error:
        reason = f"damaged or cut short ({_short(error)}); fetch the file again"
        return Unread(name, size_bytes, sha256, format, "failed", reason)
    return ColumnarTable(
        path=name, format=format, columns=column_names(schema.names), typed=True, size_bytes=size_bytes,
        sha256=sha256, kept=kept, file=file, types=tuple(_plain_type(kind) for kind in schema.types),
        warnings=[
            f"column {place} holds bytes inside records, which are told by their size alone"
            for place, kind in enumerate(schema.types, 1)
            if pa.types.is_nested(kind) and _holds_bytes(kind)
        ],
    )  # fmt: skip


def _holds_bytes(kind: pa.DataType) -> bool:
    if pa.types.is_nested(kind):
        return any(_holds_bytes(kind.field(place).type) for place in range(kind.num_fields))
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _open(file: Path, format: str) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    if format == "parquet":
        parquet = pq.ParquetFile(file)
        return parquet.schema_arrow, parquet.iter_batches(batch_size=_rows_at_once(parquet.metadata))
    source = pa.memory_map(str(file))
    head = source.read(8)
    source.seek(0)
    if head.startswith(b"ARROW1"):
        reader = pa.ipc.open_file(source)
        return reader.schema, (reader.get_batch(i) for i in range(reader.num_record_batches))
    if head.startswith(b"FEA1"):
        table = feather.read_table(file)
        return table.schema, iter(table.to_batches(_BATCH_ROWS))
    stream = pa.ipc.open_stream(source)
    return stream.schema, iter(stream)


def _rows_at_once(footer: pq.FileMetaData) -> int:
    """Fewer where rows are long: the reader puts that many together whatever they weigh."""
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    longest = max((group.total_byte_size // max(1, group.num_rows) for group in groups), default=0)
    return int(max(1, min(_BATCH_ROWS, _BATCH_BYTES // max(1, longest))))


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_large_string(kind) or _is_view(kind) or pa.types.is_null(kind) or pa.types.is_nested(kind):
        return pa.string()
    if pa.types.is_duration(kind) or pa.types.is_interval(kind):
        return pa.string()
    return pa.binary() if pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind) else kind


def _is_view(kind: pa.DataType) -> bool:
    return str(kind) == "string_view"


def _plain(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_nested(column.type):
        texts = [None if v is None else json.dumps(v, ensure_ascii=False, default=_said) for v in column.to_pylist()]
        return pa.array(texts, kind)
    if pa.types.is_duration(column.type) or pa.types.is_interval(column.type):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], kind)
    plain = column if column.type == kind else pc.cast(column, kind)
    if pa.types.is_string(kind):
        plain.validate(full=True)  # text that is no UTF-8 would stop every reader after this one
    return plain


def _said(value: object) -> str:
    return f"<{len(value)} bytes>" if isinstance(value, bytes) else str(value)
