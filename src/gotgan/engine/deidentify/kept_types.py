"""Types for text columns that pass a release unchanged: only where every value's text comes back exactly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.package.lossless import ARROW_TYPES, come_back

_CODE_NAMES = ("코드", "번호", "ID")
_CODE_WIDTH = 3


def kept_types(parquet: Path, names: Sequence[str], *, typed: bool) -> dict[str, pa.DataType]:
    """By column. `typed`: the source carries its types, which stay; texts of other sources are looked at."""
    schema = pq.read_schema(parquet)
    found = {name: _plain(schema.field(name).type) for name in names}
    if not typed:
        with pq.ParquetFile(parquet, memory_map=True) as file:
            for name in [name for name, kind in found.items() if pa.types.is_string(kind)]:
                found[name] = _type_that_holds(file, schema.names.index(name), name)
    return found


def _plain(kind: pa.DataType) -> pa.DataType:
    """A stored dictionary is written as its values."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _type_that_holds(file: pq.ParquetFile, place: int, name: str) -> pa.DataType:
    left = {kind: set[str]() for kind in ARROW_TYPES.values()}
    widths: set[int] = set()
    filled = 0
    for group in range(file.num_row_groups):
        column = file.read_row_group(group, columns=[file.schema_arrow.names[place]]).column(0)
        distinct = pc.unique(column).drop_null()
        filled += len(distinct)
        if name.endswith(_CODE_NAMES):
            widths |= set(pc.unique(pc.utf8_length(distinct)).to_pylist())
        texts = pa.chunked_array([distinct])
        for kind in list(left):
            style = come_back(texts, kind)
            left[kind] |= style or set()
            if style is None or len(left[kind]) > 1:
                del left[kind]
        if not left:
            break
    is_code = len(widths) == 1 and min(widths) >= _CODE_WIDTH
    return next(iter(left)) if left and filled and not is_code else pa.string()
