"""Exact numbers whose digits nobody declared: kept as text while they stream, then made decimals that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.sources.sql.model import LONGEST_EXACT

_PLAIN = r"^-?[0-9]+([.][0-9]+)?$"


def only_plain(texts: pa.Array) -> pa.Array:
    """Numbers alone; NaN and infinities, which no decimal holds, become null."""
    is_plain = pc.match_substring_regex(texts, _PLAIN)
    return texts if pc.all(is_plain).as_py() is not False else pc.if_else(is_plain, texts, None)


@dataclass
class Digits:
    """The most digits before and behind the point."""

    whole: int = 1
    scale: int = 0

    def add(self, texts: pa.Array) -> None:
        if texts.null_count == len(texts):
            return
        lengths = pc.utf8_length(pc.replace_substring(texts, "-", ""))
        point = pc.find_substring(texts, ".")
        scales = pc.if_else(pc.equal(point, -1), 0, pc.subtract(pc.subtract(pc.utf8_length(texts), point), 1))
        point_width = pc.if_else(pc.equal(point, -1), 0, 1)
        wholes = pc.subtract(pc.subtract(lengths, scales), point_width)
        self.whole = max(self.whole, pc.max(wholes).as_py())
        self.scale = max(self.scale, pc.max(scales).as_py())

    @property
    def arrow(self) -> pa.DataType:
        """Text where no decimal holds all values exactly."""
        if self.whole + self.scale > LONGEST_EXACT:
            return pa.string()
        return pa.decimal128(LONGEST_EXACT, self.scale)


@dataclass
class LooseNumbers:
    places: Sequence[int]
    digits: dict[int, Digits] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.digits = {place: Digits() for place in self.places}

    def add(self, batch: pa.RecordBatch) -> None:
        for place, digits in self.digits.items():
            digits.add(batch.column(place))


def fit_numbers(part: Path, loose: LooseNumbers) -> None:
    """Write the file again with decimals in place of text, one row group at a time."""
    types = {place: digits.arrow for place, digits in loose.digits.items()}
    if all(pa.types.is_string(kind) for kind in types.values()):
        return
    again = part.with_name(f".{uuid4().hex}.part")
    try:
        with pq.ParquetFile(part) as file:
            schema = pa.schema([(f.name, types.get(place, f.type)) for place, f in enumerate(file.schema_arrow)])
            with pq.ParquetWriter(again, schema, compression="zstd") as writer:
                for group in range(file.num_row_groups):
                    columns = file.read_row_group(group).columns
                    fitted = [column.cast(f.type) for column, f in zip(columns, schema, strict=True)]
                    writer.write_table(pa.Table.from_arrays(fitted, schema=schema))
        again.replace(part)
    finally:
        again.unlink(missing_ok=True)
