"""The first verb: a Parquet file measured into a state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from gotgan.engine.profile.classes import STREAMED, class_of
from gotgan.engine.profile.facts import TableFacts
from gotgan.engine.profile.finish import finish
from gotgan.engine.profile.fold import Column
from gotgan.engine.profile.groups import measure_grouped
from gotgan.engine.profile.merge import merge
from gotgan.engine.profile.numbers import Array, runs
from gotgan.engine.profile.relation import Relation, Rows, open_relation
from gotgan.engine.profile.sample.keys import unverified, with_keys
from gotgan.engine.profile.sample.state import Choice, SampleState
from gotgan.engine.profile.state import ROWS_KEPT, ColumnState, TableState
from gotgan.engine.profile.stream import WIDTH, measure_streamed, row_hashes
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.examined import Key
from gotgan.terms.finding import Finding
from gotgan.terms.profile import TableProfile

if TYPE_CHECKING:
    from gotgan.engine.profile.sample.lists import Lists

PART_ROWS = 32_000_000
"""Rows measured at once; a longer file is measured in parts, which are merged."""
CELLS_FOLDED = 400_000
"""Cells of several columns folded together; where fewer than sixteen columns make so many, each goes alone."""
FEW = 16
EVERY_TIER = Choice()


def profile_parquet(
    parquet: Path,
    facts: TableFacts,
    *,
    findings: Sequence[Finding] = (),
    lists: Lists | None = None,
    choice: Choice | None = EVERY_TIER,
) -> TableProfile:
    """Measure every row of a Parquet file; values of columns with findings are withheld.

    Memory: DuckDB's limit (600 MB, the rest spills) plus 8 bytes a cell for some columns at a time.
    `lists`: code lists, those installed unless given; `choice`: the rows of the third tier, None leaves that tier out,
    patterns of text too.
    Raises: Invalid when the columns of the file are not those of `facts`.
    """
    profile = finish(_whole(parquet, facts, choice), findings, lists=lists)
    asked = unverified(profile)
    return with_keys(profile, _count_keys(parquet, profile, asked)) if asked else profile


def _whole(parquet: Path, facts: TableFacts, choice: Choice | None) -> TableState:
    with open_relation(parquet) as relation:
        rows = relation.rows
        if rows <= PART_ROWS:
            return _state_of(relation, facts, choice)
    parts = [(first, min(first + PART_ROWS, rows)) for first in range(0, rows, PART_ROWS)]
    state = reduce(merge, (partial(parquet, facts, rows=part, choice=choice) for part in parts))
    return replace(state, duplicates=_count_duplicates(parquet), duplicates_exact=True)


def _count_keys(parquet: Path, profile: TableProfile, keys: Sequence[Key]) -> list[int]:
    places = {column.name: place for place, column in enumerate(profile.columns)}
    listed = (", ".join(f"c{places[name]}" for name in key.columns) for key in keys)
    counts = ", ".join(f"count(DISTINCT hash({columns}))" for columns in listed)
    with open_relation(parquet) as relation:
        return list(relation.connection.execute(f"SELECT {counts} FROM {relation.source}").fetchall()[0])


def partial(
    parquet: Path, facts: TableFacts, *, rows: Rows | None = None, choice: Choice | None = EVERY_TIER
) -> TableState:
    """Measure a Parquet file, or its rows from `rows[0]` up to before `rows[1]`, into a mergeable state.

    `choice`: the rows of the third tier; None leaves that tier out.
    """
    with open_relation(parquet, rows=rows) as relation:
        return _state_of(relation, facts, choice)


def _state_of(relation: Relation, facts: TableFacts, choice: Choice | None) -> TableState:
    columns = columns_of(relation, facts)
    if not columns:
        return TableState(facts, relation.rows, 0, None, ())
    states, hashes = measure_streamed(relation, [column for column in columns if column.kind in STREAMED])
    states.update(_grouped(relation, columns, with_masks=choice is not None))
    hashes = row_hashes(relation) if hashes is None else hashes
    hashes.sort()
    distinct = runs(hashes)[0]
    del hashes
    sample = _sample_of(relation, columns, distinct, choice) if choice else None
    return TableState(
        facts=facts,
        rows=relation.rows,
        duplicates=relation.rows - distinct.size,
        row_hashes=distinct.copy() if distinct.size <= ROWS_KEPT else None,
        columns=tuple(states[index] for index in range(len(columns))),
        tier=3 if choice else 2,
        sample=sample,
    )


def _sample_of(relation: Relation, columns: Sequence[Column], distinct: Array, choice: Choice) -> SampleState:
    from gotgan.engine.profile.sample_rows import read_sample

    return read_sample(relation, columns, distinct, choice)


def columns_of(relation: Relation, facts: TableFacts) -> list[Column]:
    """The columns of a Parquet with their classes. Raises: Invalid when they are not those of `facts`."""
    if len(facts.columns) != len(relation.types):
        what = f"the Parquet holds {len(relation.types)} columns, its description {len(facts.columns)}"
        raise Invalid(Issue(facts.path, what, "write the Parquet again from the file"))
    return [
        Column(index, stored, class_of(stored, typed=facts.typed), name)
        for index, (stored, name) in enumerate(zip(relation.types, facts.columns, strict=True))
    ]


def _grouped(relation: Relation, columns: Sequence[Column], *, with_masks: bool) -> Iterator[tuple[int, ColumnState]]:
    grouped = [column for column in columns if column.kind not in STREAMED]
    for chosen in _batches(relation, grouped):
        yield from measure_grouped(relation.connection, relation.source, chosen, with_masks=with_masks)


def _batches(relation: Relation, columns: Sequence[Column]) -> Iterator[Sequence[Column]]:
    """Columns that are measured together: of one class and type, many of a short table, one of a long one."""
    width = min(WIDTH, CELLS_FOLDED // max(1, relation.rows))
    width = width if width >= FEW else 1
    alike: dict[tuple[str, str], list[Column]] = {}
    for column in columns:
        alike.setdefault((column.kind, column.duckdb_type), []).append(column)
    for group in alike.values():
        for first in range(0, len(group), width):
            yield group[first : first + width]


def _count_duplicates(parquet: Path) -> int:
    with open_relation(parquet) as relation:
        every = ", ".join(f"c{index}" for index in range(len(relation.types)))
        counted = relation.connection.execute(
            f"SELECT count(*) - count(DISTINCT hash({every})) FROM {relation.source}"
        ).fetchall()
        return int(counted[0][0])
