"""The first scan: columns of one class folded into `g`, and every metric that has a template read off it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from gotgan.engine.profile.classes import STREAMED, Spelling
from gotgan.engine.profile.fold import Column
from gotgan.engine.profile.groups import entropy_from
from gotgan.engine.profile.numbers import Span
from gotgan.engine.profile.sentinels import NUMBER_SENTINELS
from gotgan.engine.profile.spark.source import Rows
from gotgan.engine.profile.spark.spelled import CANDIDATE_SQL, KEYED
from gotgan.engine.profile.spark.templates import IS_BLANK, facts_sql
from gotgan.engine.profile.spec import TEXTUAL
from gotgan.engine.profile.state import ColumnState, Ends

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

CELLS_TOGETHER = 2_000_000
"""Cells whose distinct values share a partition: what one Python worker holds at once."""
MOST_PARTITIONS = 2_000
_CAST = {"integer": "BIGINT", "decimal": "DOUBLE", "boolean": "STRING"}


@dataclass(frozen=True)
class First:
    """A column after the first scan. `span`: its least and greatest finite number, for the histogram."""

    column: Column
    state: ColumnState
    span: Span | None


@contextmanager
def folded(rows: Rows, columns: Sequence[Column]) -> Iterator[DataFrame]:
    """`g(k, v, n, f)` of columns of one class and type, kept in memory or on disk while in use."""
    kind = columns[0].kind
    values = [_value(column) for column in columns]
    placed = ", ".join(f"{column.index}, {value}" for column, value in zip(columns, values, strict=True))
    cells = f"SELECT stack({len(columns)}, {placed}) AS (k, v) FROM {{rows}}"
    blank = f"CASE WHEN {IS_BLANK} THEN NULL ELSE v END" if kind in TEXTUAL else "v"
    sql = f"SELECT k, v, n, {blank} AS f FROM (SELECT k, v, count(*) AS n FROM ({cells}) GROUP BY k, v)"
    partitions = min(MOST_PARTITIONS, 1 + rows.total * len(columns) // CELLS_TOGETHER)
    rows.session.conf.set("spark.sql.shuffle.partitions", str(partitions))
    frame = rows.session.sql(_escaped(sql), rows=rows.frame).persist()
    try:
        yield frame
    finally:
        frame.unpersist()


def _escaped(sql: str) -> str:
    """Braces of patterns are not places for frames."""
    return sql.replace("{", "{{").replace("}", "}}").replace("{{rows}}", "{rows}")


def _value(column: Column) -> str:
    cast = _CAST.get(column.kind)
    return f"CAST(c{column.index} AS {cast})" if cast else f"c{column.index}"


def first_scan(g: DataFrame, columns: Sequence[Column]) -> list[First]:
    """The state of every column without what needs the second scan."""
    kind = columns[0].kind
    g.createOrReplaceTempView("g")
    facts = _as_duckdb_writes(g.sparkSession.sql(facts_sql(kind)).toArrow(), columns[0])
    by_place = {row["k"]: row for row in facts}
    return [_first(column, by_place.get(column.index, {})) for column in columns]


def _as_duckdb_writes(facts: pa.Table, column: Column) -> list[dict[str, Any]]:
    if "low" not in facts.column_names:
        rows: list[dict[str, Any]] = facts.to_pylist()
        return rows
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("facts", facts.select(["low", "high"]))
        stored = column.duckdb_type if column.kind not in TEXTUAL else "VARCHAR"
        ends = connection.execute(f"SELECT low::{stored}::VARCHAR, high::{stored}::VARCHAR FROM facts").fetchall()
    return [
        {**row, "low": low, "high": high}
        for row, (low, high) in zip(facts.drop_columns(["low", "high"]).to_pylist(), ends, strict=True)
    ]


def _first(column: Column, facts: dict[str, Any]) -> First:
    name = column.name
    low, high = facts.get("finite_low"), facts.get("finite_high")
    filled = facts.get("filled", 0)
    spelled = column.kind == "stored_text" and filled
    spelling = _spelling(facts) if spelled else Spelling()
    state = ColumnState(
        name=name.name,
        original_name=name.original_name,
        position=name.position,
        kind=column.kind,
        count=facts.get("count", 0),
        filled=filled,
        distinct=facts.get("distinct", 0),
        low=facts.get("low"),
        high=facts.get("high"),
        length_min=facts.get("length_min"),
        length_max=facts.get("length_max"),
        length_sum=facts.get("length_sum", 0),
        sentinels=_sentinels(facts.get("sentinels") or (), column.kind),
        spelling=spelling,
        ends=_ends(facts, spelling) if spelled else {},
        not_finite=facts.get("not_finite", 0),
        replaced=facts.get("replaced", 0),
        entropy=None if facts.get("not_finite") else entropy_from(filled, facts.get("spread", 0.0)),
    )
    return First(column, state, None if low is None or high is None else (low, high))


def _spelling(facts: dict[str, Any]) -> Spelling:
    could_be = frozenset(name for name in CANDIDATE_SQL if facts[f"could_be_{name}"])
    return Spelling(could_be, bool(facts["has_fraction"]) and "decimal" in could_be)


def _ends(facts: dict[str, Any], spelling: Spelling) -> dict[str, Ends]:
    found = {}
    for name in KEYED:
        if name in spelling.could_be:
            low, high = facts[f"{name}_min"], facts[f"{name}_max"]
            found[name] = ((low["key"], low["value"]), (high["key"], high["value"]))
    return found


def _sentinels(met: Sequence[dict[str, Any]], kind: str) -> tuple[tuple[str | int | float, int], ...]:
    if kind in STREAMED:
        counts = {item["value"]: item["count"] for item in met}
        return tuple((value, counts[value]) for value in NUMBER_SENTINELS if value in counts)
    return tuple(sorted((item["value"], item["count"]) for item in met))
