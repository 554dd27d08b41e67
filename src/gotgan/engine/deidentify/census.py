"""Step 0: a table grouped to its distinct combinations of keys, with what each holds.

Two steps of three verbs. `Domain`: the values of every column that matters. `Tally`: how often each combination of
them stands in the table; counts add, so the tallies of shards that share one domain merge to that of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.deidentify.packing import Codes, Packing, count_equal, number_equal
from gotgan.engine.deidentify.texts import as_codes, ranked

BATCH_ROWS = 1 << 18
_COMPACT = 1 << 22
"""Rows of parts that wait to be added up."""


@dataclass(frozen=True)
class Domain:
    """The distinct values of each column, as stored; null among them where a cell is missing."""

    values: Mapping[str, pa.Array] = field(default_factory=dict)

    @classmethod
    def partial(cls, batch: pa.RecordBatch, columns: Sequence[str]) -> Domain:
        return cls({column: _distinct(batch.column(column)) for column in columns})

    def merge(self, other: Domain) -> Domain:
        return Domain({**self.values, **{name: self._with(name, new) for name, new in other.values.items()}})

    def _with(self, name: str, new: pa.Array) -> pa.Array:
        old = self.values.get(name)
        return new if old is None else pc.unique(pa.concat_arrays([old, new]))


def _distinct(values: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(values.type):
        return pc.unique(values).dictionary_decode()
    return pc.unique(values)


@dataclass(frozen=True)
class Layout:
    """What is counted: keys first, then sensitive columns, then the subject. `values`: the texts of their codes."""

    keys: tuple[str, ...]
    values: Mapping[str, pa.Array]
    sensitive: tuple[str, ...] = ()
    subject: str | None = None
    numbers: frozenset[str] = frozenset()
    """The sensitive columns whose values are numbers: their codes ascend with them."""

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.keys, *self.sensitive, *([self.subject] if self.subject else []))

    def packing(self, columns: Sequence[str]) -> Packing:
        return Packing(tuple(len(self.values[column]) for column in columns))

    def codes(self, batch: pa.RecordBatch, columns: Sequence[str]) -> list[Codes]:
        """The code of each cell. A value that the layout does not know is an error of the caller."""
        return [_code(batch.column(column), self.values[column]) for column in columns]


def _code(values: pa.Array, known: pa.Array) -> Codes:
    encoded = as_codes(values)
    found = pc.index_in(pa.concat_arrays([encoded.dictionary, pa.nulls(1, pa.string())]), value_set=known)
    codes = np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64)
    places = pc.fill_null(encoded.indices.cast(pa.int64()), len(codes) - 1)
    return np.asarray(codes[places.to_numpy(zero_copy_only=False)])


@dataclass
class Tally:
    """How often each packed combination stands in the rows seen so far; parts wait until they are worth adding up."""

    parts: list[tuple[Codes, Codes]] = field(default_factory=list)

    @classmethod
    def partial(cls, batch: pa.RecordBatch, layout: Layout) -> Tally:
        columns = layout.columns
        return cls([count_equal(layout.packing(columns).pack(layout.codes(batch, columns)))])

    def merge(self, other: Tally) -> Tally:
        merged = Tally([*self.parts, *other.parts])
        waiting = sum(len(counts) for _, counts in merged.parts[1:])
        return merged.compact() if waiting > max(_COMPACT, 2 * len(merged.parts[0][1])) else merged

    def compact(self) -> Tally:
        if len(self.parts) < 2:
            return self
        keys = np.concatenate([key for key, _ in self.parts], axis=1)
        return Tally([count_equal(keys, np.concatenate([counts for _, counts in self.parts]))])


@dataclass(frozen=True)
class Histogram:
    """A sensitive column over the tuples: `counts` rows of tuple `places` hold value `values` (of `size`)."""

    name: str
    places: Codes
    values: Codes
    counts: Codes
    size: int
    is_number: bool


@dataclass(frozen=True)
class Subjects:
    """Persons: `alone` counts those of one tuple; pairs of `places` and `persons` name those of several."""

    alone: Codes
    places: Codes
    persons: Codes
    size: int
    """How many persons there are."""


@dataclass(frozen=True)
class Census:
    """The distinct key combinations ("tuples"), ascending by `packed`: `leaves[j]` are the codes of key j."""

    layout: Layout
    packed: Codes
    leaves: tuple[Codes, ...]
    rows: Codes
    histograms: tuple[Histogram, ...]
    subjects: Subjects | None
    population: Codes | None = None
    """Persons of the population by tuple, where its table is known; tuples that only it has have no rows."""

    @property
    def size(self) -> int:
        return len(self.rows)

    @property
    def total(self) -> int:
        """All rows."""
        return int(self.rows.sum())


def finish(tally: Tally, layout: Layout) -> Census:
    """Everything that the search needs, from the counts alone."""
    every = layout.packing(layout.columns)
    nothing = np.zeros(0, dtype=np.int64)
    keys, counts = tally.compact().parts[0] if tally.parts else (every.pack([nothing] * len(every.radices)), nothing)
    codes = every.unpack(keys)
    of_keys = layout.packing(layout.keys)
    width = len(layout.keys)
    packed, places = number_equal(of_keys.pack(codes[:width]))
    rows = np.bincount(places, weights=counts, minlength=packed.shape[1]).astype(np.int64)
    histograms = tuple(
        _histogram(layout, name, places, codes[width + offset], counts) for offset, name in enumerate(layout.sensitive)
    )
    subjects = _subjects(places, codes[-1], packed.shape[1]) if layout.subject else None
    return Census(layout, packed, tuple(of_keys.unpack(packed)), rows, histograms, subjects)


def _histogram(layout: Layout, name: str, places: Codes, values: Codes, counts: Codes) -> Histogram:
    size = len(layout.values[name])
    pairs, sums = count_equal((places * size + values)[None, :], counts)
    tuples, held = np.divmod(pairs[0], size)
    return Histogram(name, tuples, held, sums, size, name in layout.numbers)


def _subjects(places: Codes, persons: Codes, tuples: int) -> Subjects:
    size = int(persons.max()) + 1 if len(persons) else 0
    pairs, _ = count_equal((persons * tuples + places)[None, :])
    person, place = np.divmod(pairs[0], tuples)
    in_several = np.bincount(person, minlength=size)[person] > 1
    alone = np.bincount(place[~in_several], minlength=tuples)
    return Subjects(alone, place[in_several], person[in_several], size)


def add_population(census: Census, population: Census) -> Census:
    """The census with the population's counts beside its own; both have the same layout of keys."""
    both = np.concatenate([census.packed, population.packed], axis=1)
    keys, numbers = number_equal(both)
    places, theirs = numbers[: census.size], numbers[census.size :]

    def spread(values: Codes, at: Codes) -> Codes:
        wide = np.zeros(keys.shape[1], dtype=np.int64)
        wide[at] = values
        return wide

    subjects = census.subjects
    return Census(
        census.layout,
        keys,
        tuple(census.layout.packing(census.layout.keys).unpack(keys)),
        spread(census.rows, places),
        tuple(replace(each, places=places[each.places]) for each in census.histograms),
        subjects and replace(subjects, alone=spread(subjects.alone, places), places=places[subjects.places]),
        spread(population.rows, theirs),
    )


def read_domain(parquet: Path, columns: Sequence[str]) -> Domain:
    """Every value of these columns. Memory: the distinct values and one batch."""
    domain = Domain()
    for batch in batches_of(parquet, columns):
        domain = domain.merge(Domain.partial(batch, columns))
    return whole_domain(domain, columns)


def whole_domain(domain: Domain, columns: Sequence[str]) -> Domain:
    """With the columns of a table that has no rows, too."""
    return Domain({**dict.fromkeys(columns, pa.nulls(0, pa.string())), **domain.values})


def layout_of(
    domain: Domain,
    keys: Sequence[str],
    *,
    sensitive: Sequence[str] = (),
    subject: str | None = None,
    leaves: Mapping[str, pa.Array] | None = None,
) -> Layout:
    """`leaves`: the key values in the order of their hierarchy; without it in the order of the values."""
    order = {name: ranked(domain.values[name]) for name in {*keys, *sensitive, *([subject] if subject else [])}}
    values = {name: texts for name, (texts, _) in order.items()}
    numbers = frozenset(name for name in sensitive if order[name][1])
    return Layout(tuple(keys), {**values, **(leaves or {})}, tuple(sensitive), subject, numbers)


def take_census(parquet: Path, layout: Layout) -> Census:
    """One pass over a Parquet."""
    return tally_all(batches_of(parquet, layout.columns), layout)


def tally_all(batches: Iterable[pa.RecordBatch], layout: Layout) -> Census:
    tally = Tally()
    for batch in batches:
        tally = tally.merge(Tally.partial(batch, layout)) if tally.parts else Tally.partial(batch, layout)
    return finish(tally, layout)


def batches_of(
    parquet: Path,
    columns: Sequence[str],
    *,
    groups: Sequence[int] | None = None,
    batch_rows: int = BATCH_ROWS,
    dictionaries: bool = True,
) -> Iterator[pa.RecordBatch]:
    """The columns alone, texts as `dictionaries`, in row order; `groups`: of these row groups only."""
    with pq.ParquetFile(parquet) as schema:
        texts = [name for name in columns if dictionaries and pa.types.is_string(schema.schema_arrow.field(name).type)]
    with pq.ParquetFile(parquet, read_dictionary=texts, memory_map=True) as file:
        yield from file.iter_batches(batch_size=batch_rows, row_groups=groups, columns=list(columns))
