"""The first verb on Spark: Parquet files measured into a state that merges with DuckDB's."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.engine.profile.facts import TableFacts
from gotgan.engine.profile.finish import finish
from gotgan.engine.profile.fold import Column
from gotgan.engine.profile.measure import EVERY_TIER
from gotgan.engine.profile.sample.keys import unverified, with_keys
from gotgan.engine.profile.sample.lists import Lists
from gotgan.engine.profile.sample.state import Choice
from gotgan.engine.profile.spark.first import first_scan, folded
from gotgan.engine.profile.spark.join import join_parts
from gotgan.engine.profile.spark.parts import Measured, second_scan
from gotgan.engine.profile.spark.rows import duplicates_of
from gotgan.engine.profile.spark.sample import sample_of
from gotgan.engine.profile.spark.source import Rows, open_rows
from gotgan.engine.profile.state import ColumnState, TableState
from gotgan.terms.errors import Unavailable
from gotgan.terms.examined import Key
from gotgan.terms.finding import Finding
from gotgan.terms.profile import TableProfile

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

WIDTH = 200
"""Columns of one class in one SELECT; never a job a column."""


class StepFailed(Unavailable):
    """A job did not end well. The message names its kind only: Spark's own may quote values."""

    def __init__(self, path: str, error: Exception) -> None:
        what = f"{path}: a step on Spark failed ({type(error).__name__})"
        super().__init__(f"{what}; see the executors' logs, or leave out --engine spark")


class MeasureOnSpark:
    """profile_parquet of the DuckDB engine's shape, on one session. Raises: StepFailed too."""

    def __init__(self, session: SparkSession, *, lists: Lists | None = None) -> None:
        self.session, self.lists = session, lists

    def __call__(self, parquet: Path, facts: TableFacts, *, findings: Sequence[Finding] = ()) -> TableProfile:
        from py4j.protocol import Py4JError  # type: ignore[import-untyped]
        from pyspark.errors import PySparkException

        try:
            return profile_parquet(self.session, parquet, facts, findings=findings, lists=self.lists)
        except (PySparkException, Py4JError) as error:
            raise StepFailed(facts.path, error) from error


def profile_parquet(
    session: SparkSession,
    parquet: Path,
    facts: TableFacts,
    *,
    findings: Sequence[Finding] = (),
    lists: Lists | None = None,
) -> TableProfile:
    """Measure every row of a Parquet file on Spark; values of columns with findings are withheld.

    Raises: Invalid when the columns of the file are not those of `facts`.
    """
    profile = finish(partial(session, [parquet], facts), findings, lists=lists)
    asked = unverified(profile)
    return with_keys(profile, _count_keys(session, parquet, facts, asked)) if asked else profile


def _count_keys(session: SparkSession, parquet: Path, facts: TableFacts, keys: Sequence[Key]) -> list[int]:
    """Different combinations of values; of one key a row has no empty cell, so none is passed over."""
    with tempfile.TemporaryDirectory(prefix="gotgan-profile-") as scratch:
        rows = open_rows(session, [parquet], facts, Path(scratch))
        places = {name.name: f"c{place}" for place, name in enumerate(facts.columns)}
        listed = (", ".join(places[name] for name in key.columns) for key in keys)
        return list(rows.frame.selectExpr(*(f"count(DISTINCT {columns})" for columns in listed)).collect()[0])


def partial(
    session: SparkSession, parquets: Sequence[Path], facts: TableFacts, *, choice: Choice | None = EVERY_TIER
) -> TableState:
    """Measure Parquet files with the same columns, as one table, into a mergeable state.

    Exact metrics equal those of the DuckDB engine on the same rows.
    Raises: Invalid when the columns of a file are not those of `facts`.
    """
    with tempfile.TemporaryDirectory(prefix="gotgan-profile-") as scratch:
        rows = open_rows(session, parquets, facts, Path(scratch))
        if not rows.columns:
            return TableState(facts, rows.total, 0, None, ())
        states = dict(_measured(rows))
        duplicates, hashes = duplicates_of(rows)
        sample = sample_of(rows, rows.total - duplicates, choice) if choice else None
        return TableState(
            facts=facts,
            rows=rows.total,
            duplicates=duplicates,
            row_hashes=hashes,
            columns=tuple(states[column.index] for column in rows.columns),
            sample=sample,
        )


def _measured(rows: Rows) -> Iterator[tuple[int, ColumnState]]:
    for columns in _batches(rows.columns):
        with folded(rows, columns) as g:
            firsts = first_scan(g, columns)
            parts: dict[int, list[Measured]] = {}
            for place, part in second_scan(g, firsts):
                parts.setdefault(place, []).append(part)
        for first in firsts:
            yield first.column.index, join_parts(first.state, parts.get(first.column.index, []))


def _batches(columns: Sequence[Column]) -> Iterator[Sequence[Column]]:
    alike: dict[tuple[str, str], list[Column]] = {}
    for column in columns:
        stored = column.duckdb_type if column.kind.startswith(("exact", "date")) else ""
        alike.setdefault((column.kind, stored), []).append(column)
    for group in alike.values():
        for first in range(0, len(group), WIDTH):
            yield group[first : first + WIDTH]
