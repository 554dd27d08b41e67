"""The columns of a sample as codes: 0 for an empty cell, then one number for each value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.profile.columns import arrow_of, truths_of, values_of
from gotgan.engine.profile.masks import masked
from gotgan.engine.profile.numbers import Array
from gotgan.engine.profile.sample.state import SampleState, one_array


@dataclass(frozen=True, eq=False)
class Coded:
    """One column, laid out when it is first asked for: a wide table has many that nobody asks of.

    `name` and `type` are those of the profile; `kinds`: of identifiers found in it, whose values stay here.
    """

    name: str
    type: str
    kinds: frozenset[str]
    cells: pa.Array
    counts: Array

    @cached_property
    def _laid_out(self) -> tuple[Array, pa.Array]:
        coded = self.cells.dictionary_encode()
        indices, values = coded.indices, coded.dictionary
        stored = np.frombuffer(indices.buffers()[1], dtype=np.int32)[indices.offset :][: len(indices)]
        codes = np.where(truths_of(pc.is_null(indices)), 0, stored.astype(np.int64) + 1)
        blank = truths_of(pc.utf8_is_space(values)) | (values_of(pc.binary_length(values)) == 0)
        if blank.any():
            renamed = np.concatenate(([0], np.where(blank, 0, np.cumsum(~blank))))
            codes, values = renamed[codes], values.take(arrow_of(np.flatnonzero(~blank)))
        return codes, values

    @property
    def codes(self) -> Array:
        """Of each row, into `values` from 1 on."""
        return self._laid_out[0]

    @property
    def values(self) -> pa.Array:
        return self._laid_out[1]

    @cached_property
    def weights(self) -> Array:
        """Rows of each code, those with an empty cell first."""
        found = np.bincount(self.codes, weights=self.counts, minlength=len(self.values) + 1)
        return found.astype(np.int64)

    @property
    def filled(self) -> int:
        """Rows with a value."""
        return int(self.weights[1:].sum())

    @property
    def classes(self) -> int:
        """Different values, of which none is empty."""
        return len(self.values)

    @property
    def withheld(self) -> bool:
        return bool(self.kinds)

    @cached_property
    def mean_length(self) -> float:
        """In code points, over the rows with a value."""
        if not self.filled:
            return 0.0
        lengths = values_of(pc.utf8_length(self.values))
        return float((lengths * self.weights[1:]).sum() / self.filled)

    @cached_property
    def masks(self) -> tuple[pa.Array, Array]:
        """The different masks of the values, and which one each value has."""
        if not len(self.values):
            return pa.nulls(0, pa.large_string()), np.zeros(0, dtype=np.int32)
        found = masked(self.values).dictionary_encode()
        return found.dictionary, values_of(found.indices)


def code_columns(sample: SampleState, columns: Sequence[tuple[str, str, frozenset[str]]]) -> list[Coded]:
    """`columns`: name, type and kinds of identifiers of each."""
    return [
        Coded(*column, one_array(cells), sample.counts)
        for cells, column in zip(sample.cells.columns, columns, strict=True)
    ]


def together(columns: Sequence[Coded], rows: Array | None = None) -> Array:
    """One code for the cells of several columns, of all rows or of some; not dense."""
    found = columns[0].codes if rows is None else columns[0].codes[rows]
    for column in columns[1:]:
        found = found * (column.classes + 1) + (column.codes if rows is None else column.codes[rows])
    return found
