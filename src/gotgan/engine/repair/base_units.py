"""Amounts in 천원 or 만명 brought to 원 and 명, when asked for; else they stay as written and only say their unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.package.parquet import beside, write_batches
from gotgan.engine.profile.sample.units import as_unit
from gotgan.engine.repair.numbers import _SCALES as SCALES
from gotgan.engine.repair.numbers import UNITS_STEP
from gotgan.engine.repair.tally import Tally
from gotgan.engine.tables.names import column_names

_NEAR = 1e-9
_BRACKETS = re.compile(r"[(\[（【<][^()\[\]（）【】<>]*[)\]）】>]")


@dataclass(frozen=True)
class _Scaled:
    """Column `place` is multiplied by `factor`; `is_whole` when every value then is a whole number."""

    place: int
    unit: str
    factor: int
    base: str
    is_whole: bool


def scale_of(unit: str) -> tuple[int, str] | None:
    """(factor, base unit): 만원 is 10,000 원. None for a unit without a scale."""
    for scale in sorted(SCALES, key=len, reverse=True):
        base = unit.removeprefix(scale)
        if base != unit and base and as_unit(base):
            return SCALES[scale], base
    return None


def scale_columns(parquet: Path, tally: Tally) -> bool:
    """Rewrite a Parquet with its scaled columns in base units, names and units with them; False for none.

    Divide by `factor` of the step to take it back. Raises: OSError; the file is whole before or after.
    """
    with pq.ParquetFile(parquet) as file:
        found = [scaled for place in range(len(file.schema_arrow)) if (scaled := _found(file, place, tally))]
        if not found:
            return False
        schema = _schema(file.schema_arrow, found)
        with beside(parquet) as part:
            write_batches(part, schema, _converted(file, schema, {one.place: one for one in found}, tally))
    return True


def _found(file: pq.ParquetFile, place: int, tally: Tally) -> _Scaled | None:
    field = file.schema_arrow.field(place)
    unit = (field.metadata or {}).get(b"unit", b"").decode()
    scale = scale_of(unit)
    if scale is None or field.type not in (pa.int64(), pa.float64()):
        return None
    largest, whole = 0.0, True
    for batch in file.iter_batches(columns=[place_name(file, place)]):
        values = batch.column(0).drop_null().cast(pa.float64()).to_numpy(zero_copy_only=False)
        if values.size:
            made = _times(values, scale[0])
            largest = max(largest, float(np.abs(made).max()))
            whole = whole and bool((made == np.rint(made)).all())
    if largest >= 2**53:
        tally.add(
            UNITS_STEP, field.name, f"too large to be brought from {unit} to {scale[1]}: kept", found=1,
            suggestion="look for values that are no amounts",
        )  # fmt: skip
        return None
    return _Scaled(place, unit, *scale, whole)


def place_name(file: pq.ParquetFile, place: int) -> str:
    return str(file.schema_arrow.field(place).name)


def _times(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], factor: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """0.07 x 10,000 is 700: what is a whole number but for the last bits of a double is one."""
    made = values * factor
    whole = np.rint(made)
    return np.where(np.abs(made - whole) <= _NEAR * np.maximum(1.0, np.abs(made)), whole, made)


def _schema(schema: pa.Schema, found: Sequence[_Scaled]) -> pa.Schema:
    scaled = {one.place: one for one in found}
    wished = [_renamed(name, scaled.get(place)) for place, name in enumerate(schema.names)]
    names = [column.name for column in column_names(wished)]
    fields = []
    for place, (field, name) in enumerate(zip(schema, names, strict=True)):
        one = scaled.get(place)
        if one is None:
            fields.append(field.with_name(name))
            continue
        metadata = {"unit": one.base, "written_unit": one.unit}
        fields.append(pa.field(name, pa.int64() if one.is_whole else pa.float64(), metadata=metadata))
    return pa.schema(fields)


def _renamed(name: str, one: _Scaled | None) -> str:
    """`금액(만원)` is `금액(원)` now: the last brackets that hold the unit."""
    if one is None:
        return name
    for met in reversed(list(_BRACKETS.finditer(name))):
        if one.unit in met[0]:
            return name[: met.start()] + met[0].replace(one.unit, one.base) + name[met.end() :]
    return name


def _converted(
    file: pq.ParquetFile, schema: pa.Schema, scaled: dict[int, _Scaled], tally: Tally
) -> Iterator[pa.RecordBatch]:
    for batch in file.iter_batches():
        columns = list(batch.columns)
        for place, one in scaled.items():
            column = columns[place]
            values = column.cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False)
            made = pa.array(_times(values, one.factor), mask=column.is_null().to_numpy(zero_copy_only=False))
            columns[place] = made.cast(schema.field(place).type)
            tally.add(
                UNITS_STEP, schema.field(place).name, f"from {one.unit} to {one.base}",
                changed=len(column) - column.null_count,
                details={"factor": one.factor, "column_before": place_name(file, place)},
            )  # fmt: skip
        yield pa.RecordBatch.from_arrays(columns, schema=schema)
