"""Wide to long, when asked for: a run of years or months becomes rows of period and value, and back again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.package.parquet import beside, write_batches
from gotgan.engine.repair import wide
from gotgan.engine.repair.run import has_repeats, row_hashes
from gotgan.engine.repair.tally import Tally
from gotgan.engine.repair.wide import Run, runs_of
from gotgan.engine.tables.names import column_names

_PERIODS = {wide.YEAR: "연도", wide.MONTH: "연월", wide.QUARTER: "분기", wide.MONTH_OF_YEAR: "월", wide.OTHER: "기간"}
_WHOLE = frozenset({wide.YEAR, wide.MONTH_OF_YEAR})
"""Periods that are whole numbers; the others are text (`2026-03`)."""
_VALUE, _ROW = "값", "행"
_LONG_ROWS = 1 << 17
_EXACT = 1 << 53
"""Whole numbers up to here are exact as doubles."""


@dataclass(frozen=True)
class LongPlan:
    """`measures`: of each new column, the wide column of every period, "" where there is none."""

    kept: tuple[str, ...]
    period: str
    periods: tuple[str, ...]
    is_whole: bool
    measures: Mapping[str, tuple[str, ...]]
    row: str | None
    """Name of a column that numbers the wide rows, where the kept columns do not tell them apart."""
    schema: pa.Schema


def turn_long(parquet: Path, tally: Tally) -> list[str]:
    """Rewrite a Parquet long; the reasons of the runs that turned, none (and nothing done) when it holds no run.

    Of several runs those of one kind of period (the one with most columns) turn, each into a column of its own.
    The step holds the recipe to widen it again (`widen`). Raises: OSError; the file is whole before or after.
    """
    runs = _chosen(runs_of(pq.read_schema(parquet).names))
    if not runs:
        return []
    with pq.ParquetFile(parquet) as file:
        plan = _plan(file, runs)
        with beside(parquet) as part:
            rows = write_batches(part, plan.schema, _long(file, plan))
        _note(tally, runs, plan, file, rows)
    return [run.reason for run in runs]


def _chosen(runs: Sequence[Run]) -> list[Run]:
    columns: dict[str, int] = {}
    for run in runs:
        columns[run.kind] = columns.get(run.kind, 0) + len(run.columns)
    kind = max(columns, key=lambda each: columns[each], default=None)
    return [run for run in runs if run.kind == kind]


def _plan(file: pq.ParquetFile, runs: Sequence[Run]) -> LongPlan:
    schema = file.schema_arrow
    taken = {name for run in runs for name, _ in run.columns}
    kept = tuple(name for name in schema.names if name not in taken)
    periods = tuple(sorted({period for run in runs for _, period in run.columns}))
    kind = runs[0].kind
    wished = [*kept, _PERIODS[kind], *(run.measure or _VALUE for run in runs), _ROW]
    named = [column.name for column in column_names(wished)]
    measures = {
        name: tuple({period: column for column, period in run.columns}.get(each, "") for each in periods)
        for name, run in zip(named[len(kept) + 1 : -1], runs, strict=True)
    }
    row = None if _tell_apart(file, kept) else named[-1]
    whole = kind in _WHOLE
    fields = [schema.field(name) for name in kept]
    fields += [pa.field(row, pa.int64())] if row else []
    fields += [pa.field(named[len(kept)], pa.int64() if whole else pa.string())]
    fields += [_field(name, columns, file) for name, columns in measures.items()]
    return LongPlan(kept, named[len(kept)], periods, whole, measures, row, pa.schema(fields))


def _tell_apart(file: pq.ParquetFile, kept: Sequence[str]) -> bool:
    """Whether the kept columns are different in every row."""
    if not kept:
        return bool(file.metadata.num_rows <= 1)
    hashes = [row_hashes(batch) for batch in file.iter_batches(columns=list(kept))]
    return not hashes or not has_repeats(np.concatenate(hashes))


def _field(name: str, columns: Sequence[str], file: pq.ParquetFile) -> pa.Field:
    """Of the one type and unit that the wide columns share; text where they share none."""
    fields = [file.schema_arrow.field(column) for column in columns if column]
    filled = [field for field in fields if not _is_empty(file, field.name)] or fields
    types = {field.type for field in filled}
    units = {(field.metadata or {}).get(b"unit") for field in fields}
    unit = units.pop() if len(units) == 1 else None
    if types == {pa.int64(), pa.float64()} and all(_is_exact(file, field) for field in filled):
        types = {pa.float64()}
    kind = types.pop() if len(types) == 1 else pa.string()
    return pa.field(name, kind, metadata={b"unit": unit} if unit else None)


def _statistics(file: pq.ParquetFile, name: str) -> list[Any]:
    place = file.schema_arrow.names.index(name)
    groups = file.metadata.num_row_groups
    return [file.metadata.row_group(group).column(place).statistics for group in range(groups)]


def _is_empty(file: pq.ParquetFile, name: str) -> bool:
    found = _statistics(file, name)
    return all(each is not None and each.num_values == 0 for each in found)


def _is_exact(file: pq.ParquetFile, field: pa.Field) -> bool:
    if field.type != pa.int64():
        return True
    found = _statistics(file, field.name)
    return all(each is not None and (not each.num_values or _fits(each)) for each in found)


def _fits(statistics: Any) -> bool:
    return bool(statistics.has_min_max and statistics.min >= -_EXACT and statistics.max <= _EXACT)


def _long(file: pq.ParquetFile, plan: LongPlan) -> Iterator[pa.RecordBatch]:
    each = len(plan.periods)
    periods = pa.array([int(period) if plan.is_whole else period for period in plan.periods])
    start = 0
    for batch in file.iter_batches(batch_size=max(1, _LONG_ROWS // each)):
        rows = batch.num_rows
        again = pa.array(np.repeat(np.arange(rows), each))
        columns = [batch.column(name).take(again) for name in plan.kept]
        if plan.row:
            columns.append(pa.array(np.repeat(np.arange(start + 1, start + rows + 1), each)))
        columns.append(periods.take(pa.array(np.tile(np.arange(each), rows))))
        order = pa.array((np.arange(each)[None, :] * rows + np.arange(rows)[:, None]).ravel())
        for name, wide_columns in plan.measures.items():
            kind = plan.schema.field(name).type
            parts = [batch.column(one).cast(kind) if one else pa.nulls(rows, kind) for one in wide_columns]
            columns.append(pa.concat_arrays(parts).take(order))
        yield pa.RecordBatch.from_arrays(columns, schema=plan.schema)
        start += rows


def _note(tally: Tally, runs: Sequence[Run], plan: LongPlan, file: pq.ParquetFile, rows: int) -> None:
    cells = file.metadata.num_rows * sum(len(run.columns) for run in runs)
    recipe = {
        "columns": [{"name": field.name, "type": str(field.type)} for field in file.schema_arrow],
        "key": [plan.row] if plan.row else list(plan.kept),
        "period": plan.period,
        "values": [
            {"column": column, "period": int(period) if plan.is_whole else period, "value": name}
            for name, columns in plan.measures.items()
            for column, period in zip(columns, plan.periods, strict=True)
            if column
        ],
    }
    what = "; ".join(run.reason for run in runs)
    tally.add(
        wide.STEP, None, f"turned into rows of {plan.period} and value: {what}", changed=cells,
        details={"rows_before": file.metadata.num_rows, "rows_after": rows, "widen": recipe},
    )  # fmt: skip


def widen(long: pa.Table, recipe: Mapping[str, Any]) -> pa.Table:
    """The wide table again, from the long one in any order of its rows and the `widen` of its step.

    Rows come in the order in which they are first met. Raises: KeyError for a recipe of another table.
    """
    numbers, firsts = _numbered(long, recipe["key"])
    wide_rows = len(firsts)
    made: dict[str, pa.Array] = {}
    periods = np.array(long.column(recipe["period"]).to_pylist(), dtype=object)
    for value in recipe["values"]:
        here = np.flatnonzero(periods == value["period"])
        places = np.full(wide_rows, -1)
        places[numbers[here]] = here
        index = pa.array(places, mask=places < 0)
        made[value["column"]] = long.column(value["value"]).combine_chunks().take(index)
    columns = []
    for column in recipe["columns"]:
        name = column["name"]
        found = made[name] if name in made else long.column(name).combine_chunks().take(pa.array(firsts))
        columns.append(_as_was(found, column["type"]))
    return pa.table(columns, names=[column["name"] for column in recipe["columns"]])


def _as_was(found: pa.Array, kind: str) -> pa.Array:
    """With the type that the receipt names; one that needs more than a name was kept all along."""
    known = _TYPES.get(kind)
    return found if known is None or known == found.type else found.cast(known)


_TYPES = {
    str(kind): kind
    for kind in (pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us"), pa.null())
}


def _numbered(long: pa.Table, key: Sequence[str]) -> tuple[Any, Any]:
    """For each row the number of its wide row, and of each wide row the first row."""
    numbers: dict[tuple[Any, ...], int] = {}
    of_rows: list[int] = []
    firsts: list[int] = []
    keys = zip(*(long.column(name).to_pylist() for name in key), strict=True) if key else iter([()] * long.num_rows)
    for place, values in enumerate(keys):
        number = numbers.setdefault(values, len(numbers))
        if number == len(firsts):
            firsts.append(place)
        of_rows.append(number)
    return np.array(of_rows, dtype=np.int64), np.array(firsts, dtype=np.int64)
