"""A decided plan applied to every row, batch by batch, in the rows' order; no row is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.deidentify.census import BATCH_ROWS, Census, batches_of
from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.keys import seed_of
from gotgan.engine.deidentify.packing import Codes, place_in
from gotgan.engine.deidentify.plan import ColumnPlan, Plan
from gotgan.engine.deidentify.recoding import nodes_of
from gotgan.engine.deidentify.techniques.change import Change
from gotgan.engine.deidentify.techniques.free_text import mask_text
from gotgan.engine.deidentify.techniques.mask import mask
from gotgan.engine.deidentify.techniques.number_facts import NumberFacts
from gotgan.engine.deidentify.techniques.numbers import (
    Known,
    code_ends,
    microaggregate,
    noise,
    read_facts,
    read_numbers,
    round_to,
    swap,
)
from gotgan.engine.deidentify.techniques.pictures import BATCH_ROWS as PICTURE_ROWS
from gotgan.engine.deidentify.techniques.pictures import DO as MASK_PICTURES
from gotgan.engine.deidentify.techniques.pictures import MaskPictures, mask_pictures
from gotgan.engine.deidentify.techniques.pseudonym import Key, pseudonymise
from gotgan.engine.package.lossless import convert

OF_NUMBERS = ("round", "top_code", "bottom_code", "microaggregate", "noise", "swap")
_SUPPRESSED = ("suppress",)
_KEPT = ("keep", "sensitive")


@dataclass(frozen=True)
class Job:
    """What is written: `names` in the table's order; `kept` are the types of columns that pass as they are."""

    names: tuple[str, ...]
    decided: Decided | None
    changes: Mapping[str, Change]
    kept: Mapping[str, pa.DataType]

    @property
    def reads(self) -> list[str]:
        """The columns of the table that must be read."""
        return list(dict.fromkeys([*(self.decided.layout.keys if self.decided else ()), *self.names]))

    @property
    def has_pictures(self) -> bool:
        """They are counted as they are treated, and large: in one process, few rows at once."""
        return any(isinstance(change, MaskPictures) for change in self.changes.values())

    @property
    def schema(self) -> pa.Schema:
        """Of the batches; a dictionary is stored as its texts."""
        keys = self.decided.layout.keys if self.decided else ()

        def kind(name: str) -> pa.DataType:
            if name in keys:
                return pa.dictionary(pa.int32(), pa.string())
            if name in self.changes:
                return self.changes[name].type
            return self.kept.get(name, pa.string())

        return pa.schema([pa.field(name, kind(name)) for name in self.names])


Facts = Callable[[str, str], Known]
"""(column, do) -> what is known of a column of numbers."""


def facts_in(parquet: Path) -> Facts:
    """Read from a file when asked; swapping alone needs every number."""
    return lambda name, do: read_numbers(parquet, name) if do == "swap" else read_facts(parquet, name, do)


def prepare_changes(
    known: Path | Facts, plan: Plan, names: Sequence[str], keys: Mapping[str, Key]
) -> dict[str, Change]:
    """By column; each reads what it must know of the whole column. Raises: Invalid for a column it cannot treat."""
    facts = facts_in(known) if isinstance(known, Path) else known
    seed = seed_of(plan, keys)
    changes = {}
    for name in names:
        column = plan.columns.get(name)
        if column is not None and (change := _change(facts, plan, name, column, keys, seed)) is not None:
            changes[name] = change
    return changes


def _change(
    facts: Facts, plan: Plan, name: str, column: ColumnPlan, keys: Mapping[str, Key], seed: str
) -> Change | None:
    options = column.options
    if column.do == "pseudonymise":
        field = str(options.get("field", name))
        key = keys[options["key"]].derive("field", plan.project, plan.recipient, field)
        return pseudonymise(key, prefix=str(options.get("prefix", "")))
    if column.do == "mask_text":
        return mask_text(keys[options["key"]].derive("text", plan.project, plan.recipient), name)
    if column.do == MASK_PICTURES:
        return mask_pictures(name, column)
    if column.do == "mask":
        return mask(keep_first=options.get("keep_first", 1), keep_last=options.get("keep_last", 0))
    return _numeric(facts, name, column, seed)


def _numeric(facts: Facts, name: str, column: ColumnPlan, seed: str) -> Change | None:
    do, options = column.do, column.options
    if do not in OF_NUMBERS:
        return None
    numbers = facts(name, do)
    if do == "round":
        return round_to(numbers, name, options["to"])
    if do == "top_code":
        return code_ends(numbers, name, top=options["at"])
    if do == "bottom_code":
        return code_ends(numbers, name, bottom=options["at"])
    if do == "microaggregate":
        return microaggregate(numbers, name, options["size"])
    if do == "noise":
        return noise(numbers, name, scale=options["scale"], is_laplace=options.get("shape") == "laplace", seed=seed)
    if isinstance(numbers, NumberFacts):
        raise TypeError("swapping needs every number")
    return swap(numbers, name, window=options["window"], seed=seed)


def written_names(plan: Plan, names: Sequence[str]) -> tuple[str, ...]:
    """The columns of the output: suppressed ones are left out, and unlisted ones unless they are kept."""
    return tuple(
        name
        for name in names
        if (plan.columns[name].do not in _SUPPRESSED if name in plan.columns else plan.unlisted == "keep")
    )


def passed_on(plan: Plan, names: Sequence[str]) -> list[str]:
    """Of the written columns those whose values are not changed."""
    return [name for name in names if name not in plan.columns or plan.columns[name].do in _KEPT]


def write_table(parquet: Path, job: Job, target: Path) -> int:
    """Write every row; returns how many. Texts are stored as text, without metadata of the source."""
    return write_rows(transform(parquet, job), job.schema, target)


def write_rows(batches: Iterable[pa.RecordBatch], schema: pa.Schema, target: Path) -> int:
    """Write batches that were transformed; returns how many rows."""
    rows = 0
    with pq.ParquetWriter(target, schema, compression="zstd", store_schema=False) as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def transform(parquet: Path, job: Job, *, first_row: int = 0) -> Iterator[pa.RecordBatch]:
    """`transform_batches` of a file."""
    rows = PICTURE_ROWS if job.has_pictures else BATCH_ROWS
    return transform_batches(batches_of(parquet, job.reads, batch_rows=rows), job, first_row=first_row)


def transform_batches(batches: Iterable[pa.RecordBatch], job: Job, *, first_row: int = 0) -> Iterator[pa.RecordBatch]:
    """The rows of the output in batches; a generalised column comes as a dictionary of its few texts.

    `batches` hold the columns `job.reads`. `first_row`: the number of the first row in the whole table, when the
    batches are one shard of it.
    """
    labels = _Labels(job.decided) if job.decided else None
    for batch in batches:
        generalised = labels.of(batch) if labels else {}
        columns = [
            generalised[name] if name in generalised else _cells(batch.column(name), job, name, first_row)
            for name in job.names
        ]
        first_row += batch.num_rows
        made = pa.RecordBatch.from_arrays(columns, names=list(job.names))
        yield made if made.schema == job.schema else made.cast(job.schema)


def _cells(values: pa.Array, job: Job, name: str, first_row: int) -> pa.Array:
    if name in job.changes:
        return job.changes[name].apply(values, first_row)
    kind = job.kept.get(name, values.type)
    plain = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
    return convert(plain, kind)


def place_rows(census: Census, batch: pa.RecordBatch) -> Codes:
    """The tuple of each row."""
    layout = census.layout
    return place_in(census.packed, layout.packing(layout.keys).pack(layout.codes(batch, layout.keys)))


class _Labels:
    """The generalised text of each key, by tuple."""

    def __init__(self, decided: Decided) -> None:
        self.census: Census = decided.census
        nodes = nodes_of(decided.census, decided.hierarchies, decided.recoding)
        self.nodes: list[Codes] = [each.astype(np.int32) for each in nodes]
        self.texts = [
            pa.concat_arrays([level.cast(pa.string()) for level in tree.labels]) for tree in decided.hierarchies
        ]

    def of(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        layout, places = self.census.layout, place_rows(self.census, batch)
        return {
            name: _labelled(nodes[places], texts)
            for name, nodes, texts in zip(layout.keys, self.nodes, self.texts, strict=True)
        }


def _labelled(nodes: Codes, texts: pa.Array) -> pa.Array:
    """A dictionary that Parquet can store: missing is no entry of it."""
    missing = np.asarray(texts.is_null())
    indices = pa.array(nodes, mask=missing[nodes] if missing.any() else None)
    return pa.DictionaryArray.from_arrays(indices, pc.fill_null(texts, ""))
