"""A release as CSV for spreadsheets: no cell begins as a formula."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from gotgan.engine.package.lines import as_base64, is_bytes

_FORMULA = r"^[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"


def write_csv(parquet: Path, target: Path) -> None:
    """UTF-8, commas, a header. A text that a spreadsheet would compute gets an apostrophe in front; numbers do not.

    Bytes are base64; base64 begins with `+` or `/` at times, which a spreadsheet may compute: it is guarded too.
    """
    with pq.ParquetFile(parquet, memory_map=True) as file:
        names = guard(pa.array(file.schema_arrow.names, pa.string())).to_pylist()
        types = [_written_type(field.type) for field in file.schema_arrow]
        schema = pa.schema(list(zip(names, types, strict=True)))
        with pyarrow.csv.CSVWriter(target, schema) as writer:
            for batch in file.iter_batches(batch_size=1 << 18):
                columns = [_cells(column) for column in batch.columns]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))


def _written_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _written_type(kind.value_type)
    as_text = (pa.types.is_nested, is_bytes, pa.types.is_large_string, pa.types.is_string_view)
    return pa.string() if any(test(kind) for test in as_text) else kind


def _cells(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return _cells(column.dictionary_decode())
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        return guard(pc.cast(column, pa.string()))
    if pa.types.is_nested(column.type):
        return guard(pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string()))
    if is_bytes(column.type):
        return guard(as_base64(column))
    return guard(column) if pa.types.is_string(column.type) else column


def guard(texts: pa.Array) -> pa.Array:
    """Texts safe to open in a spreadsheet."""
    risky = pc.and_(pc.match_substring_regex(texts, _FORMULA), pc.invert(pc.match_substring_regex(texts, _NUMBER)))
    if not pc.any(risky).as_py():
        return texts
    return pc.if_else(pc.fill_null(risky, False), pc.binary_join_element_wise("'", texts, ""), texts)
