"""Parquet files as a Spark frame whose columns are addressed by position: c0, c1, ...

Spark reads the files itself when it sees every column as DuckDB does. A type it lacks (times of day,
nanoseconds, nested values, UUIDs) or names that repeat are written anew by DuckDB first, the column as the
text that DuckDB shows, beside the hash of the row as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.engine.profile.classes import class_of
from gotgan.engine.profile.facts import TableFacts
from gotgan.engine.profile.fold import Column, stored_value
from gotgan.engine.profile.measure import columns_of
from gotgan.engine.profile.relation import Relation, open_relation
from gotgan.terms.errors import Invalid, Issue

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROW_HASH = "row_hash"
"""DuckDB's hash of the row, less 2**63 (Spark has no unsigned integers); only in rewritten parts."""

_WHOLE = frozenset({"tinyint", "smallint", "int", "bigint"})
_READ_ALIKE = {
    "VARCHAR": frozenset({"string"}),
    "BOOLEAN": frozenset({"boolean"}),
    "BLOB": frozenset({"binary"}),
    "DATE": frozenset({"date"}),
    "TIMESTAMP": frozenset({"timestamp_ntz", "timestamp"}),
    "TIMESTAMP WITH TIME ZONE": frozenset({"timestamp"}),
    "FLOAT": frozenset({"float"}),
    "DOUBLE": frozenset({"double"}),
    "UBIGINT": frozenset({"decimal(20,0)"}),
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"), _WHOLE),
}
"""By DuckDB type: what Spark may see for the values to be the same."""


@dataclass(frozen=True)
class Rows:
    """`columns` as the DuckDB engine has them. `rewritten`: the frame also has ROW_HASH."""

    frame: DataFrame
    columns: tuple[Column, ...]
    rewritten: bool

    @property
    def session(self) -> SparkSession:
        return self.frame.sparkSession

    @cached_property
    def total(self) -> int:
        return self.frame.count()


def open_rows(session: SparkSession, parquets: Sequence[Path], facts: TableFacts, scratch: Path) -> Rows:
    """The rows of files with the same columns. A rewritten copy stays in `scratch`, which executors must see.

    Raises: Invalid when the files differ in their columns, or from `facts`.
    """
    columns = _same_columns(parquets, facts)
    frame = _read(session, parquets)
    if frame is not None and _reads_alike(frame, columns):
        return Rows(frame.toDF(*(f"c{column.index}" for column in columns)), tuple(columns), False)
    parts = [_rewritten(parquet, scratch / f"part-{number}.parquet") for number, parquet in enumerate(parquets)]
    return Rows(session.read.parquet(*map(_as_url, parts)), tuple(columns), True)


def _same_columns(parquets: Sequence[Path], facts: TableFacts) -> list[Column]:
    found = []
    for parquet in parquets:
        with open_relation(parquet) as relation:
            found.append(columns_of(relation, facts))
    if any(columns != found[0] for columns in found):
        raise Invalid(Issue(facts.path, "the parts differ in their columns", "profile parts of one table"))
    return found[0]


def _read(session: SparkSession, parquets: Sequence[Path]) -> DataFrame | None:
    """None when Spark cannot: a type it lacks, names that repeat."""
    from pyspark.errors import PySparkException

    try:
        frame = session.read.parquet(*map(_as_url, parquets))
        return frame if frame.columns else None
    except PySparkException:
        return None


def _as_url(parquet: Path) -> str:
    """Spark reads `a[1].parquet` as a pattern, and a plain path on the cluster's file system."""
    escaped = "".join(
        f"\\{character}" if character in "*?[]{}\\" else character for character in str(parquet.resolve())
    )
    return f"file://{escaped}"


def _reads_alike(frame: DataFrame, columns: Sequence[Column]) -> bool:
    seen = [field.dataType.simpleString() for field in frame.schema.fields]
    return len(seen) == len(columns) and all(
        type_ in _READ_ALIKE.get(column.duckdb_type, {column.duckdb_type.lower()})
        for type_, column in zip(seen, columns, strict=True)
    )


def _rewritten(parquet: Path, target: Path) -> Path:
    with open_relation(parquet) as relation:
        listed = ", ".join(f"{_kept(relation, index)} AS c{index}" for index in range(len(relation.types)))
        every = ", ".join(f"c{index}" for index in range(len(relation.types)))
        row_hash = f"(hash({every})::HUGEINT - 9223372036854775808)::BIGINT AS {ROW_HASH}"
        literal = "'" + str(target).replace("'", "''") + "'"
        relation.connection.execute(
            f"COPY (SELECT {listed}, {row_hash} FROM {relation.source}) TO {literal} (FORMAT parquet, COMPRESSION zstd)"
        )
    return target


def _kept(relation: Relation, index: int) -> str:
    stored = relation.types[index]
    if stored in _READ_ALIKE or stored.startswith("DECIMAL("):
        return f"c{index}"
    value = stored_value(index, stored, class_of(stored, typed=True))
    return value if value.endswith("END") else f"c{index}::VARCHAR"
