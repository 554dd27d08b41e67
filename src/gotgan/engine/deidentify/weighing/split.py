"""Rows of a table in two parts: one is treated as if it were the release, one is held back to judge it by.

Which part a row falls into follows from the seed and its number (or its person, who is never parted) alone. Rows
beyond the bound are left out by a second draw, so that a large table is judged by a sample of itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.deidentify.census import batches_of
from gotgan.engine.deidentify.techniques.draws import start_of, uniform_of
from gotgan.engine.deidentify.texts import as_codes
from gotgan.terms.errors import Invalid, Issue

SHARE = 0.2
_USE = "split"
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Two Parquets of the same columns, in the table's row order, and how many rows each has."""

    released: Path
    held: Path
    rows: int
    held_rows: int
    numbers: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64), compare=False)
    """Which rows of the table were not held back."""


def split_rows(
    parquet: Path,
    folder: Path,
    *,
    columns: Sequence[str],
    subject: str | None = None,
    share: float = SHARE,
    most: int | None = None,
    seed: int = 0,
) -> Split:
    """Hold back `share` of the rows; `most`: about so many rows in both parts together.

    Raises: Invalid when one part would be empty.
    """
    paths = (folder / f"released-{seed}.parquet", folder / f"held-{seed}.parquet")
    total = pq.read_metadata(parquet).num_rows
    kept = 1.0 if most is None or total <= most else most / total
    counts, numbers, first = [0, 0], [np.zeros(0, dtype=np.int64)], 0
    schema = _plain_schema(parquet, columns)
    with pq.ParquetWriter(paths[0], schema) as released, pq.ParquetWriter(paths[1], schema) as held:
        for batch, drawn, bound in _drawn(parquet, columns, subject, seed):
            numbers.append(first + np.flatnonzero((drawn >= share) & (bound < kept)))
            first += batch.num_rows
            for place, (writer, chosen) in enumerate(((released, drawn >= share), (held, drawn < share))):
                rows = batch.filter(pa.array(chosen & (bound < kept)))
                counts[place] += rows.num_rows
                writer.write_batch(rows.cast(schema))
    if not all(counts):
        raise Invalid(Issue("the table", "has too few rows to hold some back", "judge a larger one"))
    return Split(paths[0], paths[1], counts[0], counts[1], np.concatenate(numbers))


def take_rows(parquet: Path, numbers: Numbers, columns: Sequence[str], target: Path) -> None:
    """Write some rows of a Parquet; `numbers` ascend."""
    schema, first = _plain_schema(parquet, columns), 0
    with pq.ParquetWriter(target, schema) as writer:
        for batch in batches_of(parquet, columns):
            here = numbers[np.searchsorted(numbers, first) : np.searchsorted(numbers, first + batch.num_rows)]
            writer.write_batch(batch.take(pa.array(here - first)).cast(schema))
            first += batch.num_rows


def _plain_schema(parquet: Path, columns: Sequence[str]) -> pa.Schema:
    """Texts as text: dictionaries of two batches need not agree."""
    fields = [pq.read_schema(parquet).field(name) for name in columns]
    kinds = [each.type.value_type if pa.types.is_dictionary(each.type) else each.type for each in fields]
    return pa.schema([pa.field(name, kind) for name, kind in zip(columns, kinds, strict=True)])


def _drawn(
    parquet: Path, columns: Sequence[str], subject: str | None, seed: int
) -> Iterator[tuple[pa.RecordBatch, npt.NDArray[np.float64], npt.NDArray[np.float64]]]:
    """Each batch with two draws a row: for its part, and for the bound."""
    part, bound = (start_of(str(seed), subject or "", f"{_USE} {use}") for use in ("part", "bound"))
    first = 0
    for batch in batches_of(parquet, list(dict.fromkeys([*columns, *([subject] if subject else [])]))):
        numbers = first + np.arange(batch.num_rows) if subject is None else _persons(batch.column(subject))
        first += batch.num_rows
        yield batch.select(list(columns)), uniform_of(part, numbers), uniform_of(bound, numbers)


def _persons(values: pa.Array) -> Numbers:
    """A number for each person, from the text of their id."""
    codes = as_codes(values)
    known = [_number(text) for text in codes.dictionary.to_pylist()] + [_number(None)]
    places = codes.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
    return np.asarray(np.array(known, dtype=np.int64)[places.astype(np.int64)])


def _number(text: str | None) -> int:
    digest = hashlib.blake2b((text or "").encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
