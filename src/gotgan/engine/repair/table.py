"""A whole table: facts of its batches, one plan, and the batches repaired."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.repair import sentinels
from gotgan.engine.repair.apply import apply_text, cells_to_look_at, null_numbers
from gotgan.engine.repair.facts import ColumnFacts, count_values, facts_of
from gotgan.engine.repair.letters import Mask, letters_of
from gotgan.engine.repair.plan import ARROW, DECIMAL, INTEGER, TEXT, ColumnPlan, plan_column
from gotgan.engine.repair.sorted_cells import Cells
from gotgan.engine.repair.tally import Tally
from gotgan.engine.repair.totals import MOST_SHARE, headers_in, note_totals, totals_in


@dataclass
class TableFacts:
    """`columns` of the rows that are no totals, `totals` of those that are. Merge in the order of the rows."""

    columns: list[ColumnFacts]
    totals: list[ColumnFacts]
    rows: int = 0
    total_rows: int = 0

    def merge(self, later: TableFacts) -> TableFacts:
        if not later.columns:
            return self
        if not self.columns:
            return later
        return TableFacts(
            [a.merge(b) for a, b in zip(self.columns, later.columns, strict=True)],
            [a.merge(b) for a, b in zip(self.totals, later.totals, strict=True)],
            self.rows + later.rows, self.total_rows + later.total_rows,
        )  # fmt: skip


@dataclass(frozen=True)
class TablePlan:
    """`schema` is what is written; `typed` columns (of JSON, Parquet, SQLite) keep their type."""

    columns: tuple[ColumnPlan, ...]
    schema: pa.Schema
    drops_totals: bool
    total_rows: int


@dataclass(frozen=True)
class How:
    """What is known of a table before its rows: names, whether the source carries types, Excel's epoch."""

    schema: pa.Schema
    typed: bool
    epoch: int = 1900

    @property
    def names(self) -> list[str]:
        return list(self.schema.names)


@dataclass(frozen=True)
class Batch:
    """A batch with what was learned of its cells: `cells` of each column, of the rows that are no totals.

    The header again counts as such a row.
    """

    rows: pa.RecordBatch
    are_totals: Mask
    cells: list[Cells | None]


def sort_batch(rows: pa.RecordBatch) -> Batch:
    """A batch of which nothing is known."""
    return Batch(rows, totals_in(rows) | headers_in(rows), [None] * rows.num_columns)


def partial(rows: pa.RecordBatch, known: TableFacts | None = None) -> tuple[TableFacts, Batch]:
    """The facts of one batch. `known`: of the batches before, which spares looking at what is text anyway."""
    batch = sort_batch(rows)
    some = bool(batch.are_totals.any())
    kept = rows.filter(pa.array(~batch.are_totals)) if some else rows
    left = rows.filter(pa.array(batch.are_totals)) if some else None
    facts, totals = [], []
    for place, column in enumerate(kept.columns):
        before = known.columns[place] if known and known.columns else ColumnFacts()
        found, batch.cells[place] = _column_facts(column, before)
        facts.append(found)
        totals.append(ColumnFacts() if left is None else _column_facts(left.column(place), before)[0])
    return TableFacts(facts, totals, rows.num_rows, int(batch.are_totals.sum())), batch


def _series(column: pa.Array) -> pl.Series:
    made = pl.from_arrow(column)
    assert isinstance(made, pl.Series)
    return made


def _column_facts(column: pa.Array, before: ColumnFacts) -> tuple[ColumnFacts, Cells | None]:
    if pa.types.is_string(column.type):
        if before.gave_up:
            return ColumnFacts(rows=len(column), nulls=column.null_count, gave_up=True), None
        return facts_of(_series(column), letters_of(column), days_first=before.has_days)
    facts = ColumnFacts(rows=len(column), nulls=column.null_count)
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        values = _series(column.drop_null()).cast(pl.Float64).to_numpy()
        count_values(facts, values[np.isfinite(values)])
    return facts, None


def finish(facts: TableFacts, how: How) -> TablePlan:
    """The plan, from the facts of all rows. More totals than other rows are no totals."""
    drops = 0 < facts.total_rows <= MOST_SHARE * facts.rows
    columns = facts.columns or [ColumnFacts() for _ in how.schema]
    if not drops and facts.totals:
        columns = [a.merge(b) for a, b in zip(columns, facts.totals, strict=True)]
    plans, fields = [], []
    for field_, known in zip(how.schema, columns, strict=True):
        plan = _plan(field_, known, how)
        plans.append(plan)
        kept = plan.type == TEXT or not pa.types.is_string(field_.type)
        unit = {"unit": plan.unit} if plan.unit else None
        fields.append(pa.field(field_.name, field_.type if kept else ARROW[plan.type], metadata=unit))
    return TablePlan(tuple(plans), pa.schema(fields), drops, facts.total_rows)


def _plan(field_: pa.Field, facts: ColumnFacts, how: How) -> ColumnPlan:
    if pa.types.is_string(field_.type):
        plan = plan_column(field_.name, facts, epoch=how.epoch)
        if how.typed and plan.type in (INTEGER, DECIMAL) and not any(facts.units):
            return ColumnPlan(field_.name, TEXT, plan.purpose, sentinels.IN_TEXT)
        return plan
    apart = sentinels.apart(facts.candidates, facts.low, facts.high)
    return ColumnPlan(field_.name, str(field_.type), numbers=apart)


def apply(batch: Batch, plan: TablePlan, tally: Tally) -> pa.RecordBatch:
    """Repair one batch, counting into `tally`. Raises: Unforeseen when the plan is not of these rows."""
    rows, cells = batch.rows, batch.cells
    if batch.are_totals.any():
        if plan.drops_totals:
            note_totals(tally, rows, batch.are_totals)
            rows = rows.filter(pa.array(~batch.are_totals))
        else:
            cells = [None] * len(cells)  # they were sorted without the totals
    parts = zip(rows.columns, cells, plan.columns, plan.schema, strict=True)
    return pa.RecordBatch.from_arrays([_apply_column(*part, tally) for part in parts], schema=plan.schema)


def _apply_column(column: pa.Array, cells: Cells | None, plan: ColumnPlan, field_: pa.Field, tally: Tally) -> pa.Array:
    if pa.types.is_string(column.type):
        if plan.type == TEXT:
            return _apply_looks(column, plan, tally)
        done = apply_text(_series(column), plan, tally, cells)
    elif plan.numbers:
        done = null_numbers(_series(column), plan, tally)
    else:
        return column
    made = done.to_arrow(compat_level=pl.CompatLevel.oldest())
    return made if made.type == field_.type else made.cast(field_.type)


def _apply_looks(column: pa.Array, plan: ColumnPlan, tally: Tally) -> pa.Array:
    """A column that stays text: the few cells that may need something are taken out and put back."""
    look = cells_to_look_at(column, plan)
    if not look.any():
        return column
    made = apply_text(_series(column.filter(pa.array(look))), plan, tally).to_arrow(
        compat_level=pl.CompatLevel.oldest()
    )
    return pc.replace_with_mask(column, pa.array(look), made.cast(column.type))
