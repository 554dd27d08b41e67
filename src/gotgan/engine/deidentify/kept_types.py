"""Types for text columns that pass a release unchanged: only where every value's text comes back exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.package.lossless import ARROW_TYPES, come_back

_CODE_NAMES = ("코드", "번호", "ID")
_CODE_WIDTH = 3


def kept_types(parquet: Path, names: Sequence[str], *, typed: bool) -> dict[str, pa.DataType]:
    """By column. `typed`: the source carries its types, which stay; texts of other sources are looked at."""
    found, texts = stored_types(pq.read_schema(parquet), names, typed=typed)
    with pq.ParquetFile(parquet, memory_map=True) as file:
        for name in texts:
            found[name] = _fit_of(file, name).finish()
    return found


def stored_types(schema: pa.Schema, names: Sequence[str], *, typed: bool) -> tuple[dict[str, pa.DataType], list[str]]:
    """(the types as they are stored, the columns whose texts must be looked at)."""
    found = {name: _plain(schema.field(name).type) for name in names}
    return found, [] if typed else [name for name, kind in found.items() if pa.types.is_string(kind)]


def _plain(kind: pa.DataType) -> pa.DataType:
    """A stored dictionary is written as its values."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


@dataclass(frozen=True)
class Fit:
    """`left`: the types that hold all texts so far, and in how many ways they are written. Merging is exact.

    `widths`: of the texts where the name says that they are codes. `is_filled`: whether there was any text.
    """

    left: Mapping[str, frozenset[str]] = field(default_factory=lambda: dict.fromkeys(ARROW_TYPES, frozenset()))
    widths: frozenset[int] = frozenset()
    is_filled: bool = False

    @classmethod
    def partial(cls, texts: pa.Array | pa.ChunkedArray, name: str, left: Iterable[str] = tuple(ARROW_TYPES)) -> Fit:
        """`left`: the types that are still asked about."""
        distinct = pc.unique(texts).drop_null()
        if pa.types.is_dictionary(distinct.type):
            distinct = distinct.dictionary_decode()
        widths = pc.unique(pc.utf8_length(distinct)).to_pylist() if name.endswith(_CODE_NAMES) else []
        styles = {kind: come_back(pa.chunked_array([distinct]), ARROW_TYPES[kind]) for kind in left}
        held = {kind: frozenset(style) for kind, style in styles.items() if style is not None and len(style) < 2}
        return cls(held, frozenset(widths), len(distinct) > 0)

    def merge(self, other: Fit) -> Fit:
        both = {kind: styles | other.left[kind] for kind, styles in self.left.items() if kind in other.left}
        held = {kind: styles for kind, styles in both.items() if len(styles) < 2}
        return Fit(held, self.widths | other.widths, self.is_filled or other.is_filled)

    def finish(self) -> pa.DataType:
        is_code = len(self.widths) == 1 and min(self.widths) >= _CODE_WIDTH
        return ARROW_TYPES[next(iter(self.left))] if self.left and self.is_filled and not is_code else pa.string()


def _fit_of(file: pq.ParquetFile, name: str) -> Fit:
    """One column at a time, no further than some type is left."""
    fit = Fit()
    for group in range(file.num_row_groups):
        fit = fit.merge(Fit.partial(file.read_row_group(group, columns=[name]).column(0), name, fit.left))
        if not fit.left:
            break
    return fit
