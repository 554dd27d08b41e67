"""By what a row is drawn: the keyed hash of its groups or of its content, or its moment as a number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.package.split import Assignment, Census, Keys, SplitAsk, count_keys, merge_all
from gotgan.terms.errors import Invalid, Issue

_BATCH = 1 << 16
_SIGN = np.uint64(1 << 63)
_BLANK = "' ' || chr(9) || chr(10) || chr(13)"
_MOST_DIGITS = 18


def census_of(parquet: Path, ask: SplitAsk) -> Census:
    """Count the keys of a table. Memory: one number a different key. Raises: Invalid for a column that cannot serve."""
    schema = pq.read_schema(parquet)
    check_columns(schema, ask)
    if not pq.read_metadata(parquet).num_rows:
        return Census(np.zeros((0, max(len(ask.groups), 1)), np.uint64), np.zeros(0, np.int64))
    return merge_all(count_keys(keys, writings) for keys, writings in _keys(parquet, ask))


def splits_of(parquet: Path, assignment: Assignment, ask: SplitAsk) -> Iterator[np.ndarray]:
    """Positions in SPLITS, batch by batch in the order of the rows."""
    for keys, _ in _keys(parquet, ask):
        yield assignment.of(keys)


def kind_of(kind: pa.DataType) -> str:
    """What values of a column compare with: text, whole, number, moment; other."""
    if pa.types.is_dictionary(kind):
        return kind_of(kind.value_type)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return "text"
    if pa.types.is_integer(kind):
        return "whole"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    return "moment" if pa.types.is_date(kind) or pa.types.is_timestamp(kind) else "other"


def check_columns(schema: pa.Schema, ask: SplitAsk) -> None:
    """Raises: Invalid."""
    issues = []
    for name in ask.columns:
        if schema.names.count(name) != 1:
            issues.append(Issue(f"column {name!r}", "is not in every table", "name one that is"))
        elif ask.time and kind_of(schema.field(name).type) not in ("text", "whole", "moment"):
            issues.append(Issue(f"column {name!r}", "holds no moments", "name a column of dates, times or years"))
    if issues:
        raise Invalid(*issues)


def _keys(parquet: Path, ask: SplitAsk) -> Iterator[tuple[Keys, frozenset[str]]]:
    with pq.ParquetFile(parquet) as file, duckdb.connect() as database:
        database.execute("SET threads=1")
        for batch in file.iter_batches(batch_size=_BATCH, columns=list(ask.columns) or None):
            if ask.time:
                yield _moments(batch.column(0), ask.time)
            else:
                yield _hashes(batch, ask, database), frozenset()


def _hashes(batch: pa.RecordBatch, ask: SplitAsk, database: duckdb.DuckDBPyConnection) -> Keys:
    names = [f"c{number}" for number in range(batch.num_columns)]
    if ask.groups:
        places = [batch.schema.names.index(name) for name in ask.groups]
        said = [
            f"'{ask.seed}|{number}|' || {_group(f'c{place}', batch.column(place).type)}"
            for number, place in enumerate(places)
        ]
    else:
        said = [f"'{ask.seed}' || " + " || ".join(_cell(name) for name in names)]
    chosen = ", ".join(f"md5_number_lower({text}) AS k{number}" for number, text in enumerate(said))
    rows = pa.Table.from_arrays([pa.chunked_array([column]) for column in batch.columns], names=names)
    database.register("rows", rows)
    found = database.execute(f"SELECT {chosen} FROM rows").fetchnumpy()
    return np.stack([np.asarray(found[f"k{number}"], np.uint64) for number in range(len(said))], axis=1)


def _group(column: str, kind: pa.DataType) -> str:
    """One writing for one value: composed, trimmed, 2.0 as 2. Empty and missing are one value."""
    text = f"CAST({column} AS VARCHAR)"
    if kind_of(kind) == "number":
        whole = f"{column} = floor({column}) AND abs({column}) < 1e15"
        text = f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE {text} END"
    return f"coalesce('=' || nullif(nfc_normalize(trim({text}, {_BLANK})), ''), '')"


def _cell(column: str) -> str:
    text = f"CAST({column} AS VARCHAR)"
    return f"coalesce(length({text}) || ':' || {text}, '-')"


def _moments(column: pa.Array, name: str) -> tuple[Keys, frozenset[str]]:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind, writings = kind_of(column.type), frozenset[str]()
    if kind == "text":
        column, writings = _written_moments(column, name)
    elif kind == "moment":
        column = pc.cast(column, pa.timestamp("us", getattr(column.type, "tz", None)), safe=False)
    if column.null_count:
        what = f"{column.null_count} row(s) or more have no moment"
        raise Invalid(Issue(f"column {name!r}", what, "give them one, or take them out first"))
    numbers = np.asarray(pc.cast(column, pa.int64(), safe=False).to_numpy(zero_copy_only=False), np.int64)
    return (numbers.view(np.uint64) ^ _SIGN)[:, None], writings


def _written_moments(column: pa.Array, name: str) -> tuple[pa.Array, frozenset[str]]:
    """Texts of one writing, largest unit first, as their digits: 2024-03 becomes 202403."""
    column = pc.utf8_trim_whitespace(column)
    column = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
    writings = frozenset(pc.unique(pc.replace_substring_regex(column, r"[0-9]", "9")).drop_null().to_pylist())
    digits = pc.replace_substring_regex(column, r"[^0-9]", "")
    fits = all(writing.startswith("9999") and 4 <= writing.count("9") <= _MOST_DIGITS for writing in writings)
    if not fits or any(any(letter.isascii() and letter.isalpha() and letter != "T" for letter in w) for w in writings):
        what = "its texts are no moments with the year first"
        raise Invalid(Issue(f"column {name!r}", what, "make them dates first (gotgan repair)"))
    return pc.cast(digits, pa.int64()), writings
