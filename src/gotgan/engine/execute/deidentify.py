"""De-identification over shards: the ways of a release (deidentify.ways) that cut the table.

Domain, tally, facts of numbers and fits of types are taken by shard and merge exactly; the search runs once, in the
driver, on the distinct combinations of keys; then each shard is written by the one job, and the parts are joined in
the rows' order to one file.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from gotgan.engine.deidentify.apply import OF_NUMBERS, Job, passed_on, prepare_changes, transform_batches, write_rows
from gotgan.engine.deidentify.census import BATCH_ROWS, Census, Domain, Layout, Tally, finish, whole_domain
from gotgan.engine.deidentify.decide import Decided, decide
from gotgan.engine.deidentify.kept_types import Fit, stored_types
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.techniques.change import as_numbers
from gotgan.engine.deidentify.techniques.free_text import MaskText
from gotgan.engine.deidentify.techniques.number_facts import NumberFacts
from gotgan.engine.deidentify.techniques.pseudonym import Key, Pseudonyms
from gotgan.engine.deidentify.ways import Whole
from gotgan.engine.execute.detect import detect_shards
from gotgan.engine.execute.parts import part_of, read_parts, write_part
from gotgan.engine.execute.port import Executor, fold
from gotgan.engine.execute.shards import SHARD_ROWS, Shard, cut, read_shard
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.finding import Finding

Facts = dict[str, NumberFacts]
Fits = dict[str, Fit]


@dataclass(frozen=True)
class InShards:
    """`ways` of a release: its one file is cut to shards of `shard_rows`, which `executor` works on."""

    executor: Executor
    shard_rows: int = SHARD_ROWS

    def decide(self, source: Source, plan: Plan, population: Path | None) -> Decided:
        return decide_shards(self.executor, self._cut(source), plan, population=population)

    def prepare(
        self, source: Source, plan: Plan, names: Sequence[str], keys: Mapping[str, Key], decided: Decided | None
    ) -> Job:
        return prepare_shards(self.executor, self._cut(source), plan, names, keys, decided, typed=source.typed)

    def write(self, source: Source, job: Job, target: Path) -> int:
        return write_shards(self.executor, self._cut(source), job, target)

    def detect(self, written: Path) -> list[Finding]:
        return detect_shards(self.executor, cut(written, self.shard_rows))

    def _cut(self, source: Source) -> list[Shard]:
        return cut(source.parquet, self.shard_rows)


@dataclass(frozen=True)
class InProcesses(Whole):
    """`ways` of a release of one machine: of a large file, what takes long for each cell is done by `executor`."""

    executor: Executor
    least_bytes: int = 64 << 20
    """Of the rows as they are stored, before compression."""
    shard_rows: int = SHARD_ROWS // 4

    def write(self, source: Source, job: Job, target: Path) -> int:
        slow = any(isinstance(change, Pseudonyms | MaskText) for change in job.changes.values())
        if not slow or job.has_pictures or self._is_small(source.parquet):
            return super().write(source, job, target)
        return write_shards(self.executor, cut(source.parquet, self.shard_rows), job, target)

    def detect(self, written: Path) -> list[Finding]:
        if self._is_small(written):
            return super().detect(written)
        return detect_shards(self.executor, cut(written, self.shard_rows))

    def _is_small(self, parquet: Path) -> bool:
        known = pq.read_metadata(parquet)
        size = sum(known.row_group(place).total_byte_size for place in range(known.num_row_groups))
        return bool(size < self.least_bytes)


def check_shardable(plan: Plan) -> None:
    """Raises: Invalid for each column whose technique needs the whole column, or a model, in one place."""
    what = "swap moves numbers between rows wherever they lie, which needs the whole column in one place"
    remedy = "run it on one machine (without --engine), or choose noise or microaggregate"
    issues = [Issue(f"plan column {name!r}", what, remedy) for name in plan.named("swap")]
    what = "looks at pictures with the models of this machine, which a cluster may not have"
    remedy = "run it on one machine (without --engine)"
    issues += [Issue(f"plan column {name!r}", what, remedy) for name in plan.named("mask_pictures")]
    if issues:
        raise Invalid(*issues)


def decide_shards(
    executor: Executor, shards: Sequence[Shard], plan: Plan, *, population: Path | None = None
) -> Decided:
    """As `decide` of the whole. Memory of the driver: the distinct combinations of keys; of a worker: one batch."""
    check_shardable(plan)

    def domain_of(_: Path, columns: Sequence[str]) -> Domain:
        found = executor.run(partial(_domain, columns=tuple(columns)), shards)
        return whole_domain(fold(found, Domain.merge, Domain()), columns)

    def census_of(_: Path, layout: Layout) -> Census:
        return finish(fold(executor.run(partial(_tally, layout=layout), shards), _added, Tally()), layout)

    parquet = shards[0].parquet
    return decide(parquet, plan, population=population, domain_of=domain_of, census_of=census_of)


def _domain(shard: Shard, columns: Sequence[str]) -> Domain:
    return fold((Domain.partial(batch, columns) for batch in read_shard(shard, columns)), Domain.merge, Domain())


def _tally(shard: Shard, layout: Layout) -> Tally:
    parts = (Tally.partial(batch, layout) for batch in read_shard(shard, layout.columns))
    return fold(parts, _added, Tally()).compact()


def _added(tally: Tally, other: Tally) -> Tally:
    return tally.merge(other) if tally.parts else other


def prepare_shards(
    executor: Executor,
    shards: Sequence[Shard],
    plan: Plan,
    names: Sequence[str],
    keys: Mapping[str, Key],
    decided: Decided | None,
    *,
    typed: bool,
) -> Job:
    """What is written. Raises: Invalid for a column that cannot be treated."""
    check_shardable(plan)
    asked = tuple((name, plan.columns[name].do) for name in names if name in plan.columns)
    numbers = tuple((name, do) for name, do in asked if do in OF_NUMBERS)
    kept, texts = stored_types(pq.read_schema(shards[0].parquet), passed_on(plan, names), typed=typed)
    found: Facts = {name: NumberFacts() for name, _ in numbers}
    fits: Fits = {name: Fit() for name in texts}
    if numbers or texts:
        for facts, fit in executor.run(partial(_known, numbers=numbers, texts=tuple(texts)), shards):
            found = {name: found[name].merge(facts[name]) for name in found}
            fits = {name: fits[name].merge(fit[name]) for name in fits}
    changes = prepare_changes(lambda name, _: found[name], plan, names, keys)
    return Job(tuple(names), decided, changes, kept | {name: fit.finish() for name, fit in fits.items()})


def _known(shard: Shard, numbers: Sequence[tuple[str, str]], texts: Sequence[str]) -> tuple[Facts, Fits]:
    """One pass over what must be known before the first row is written."""
    facts: Facts = {name: NumberFacts() for name, _ in numbers}
    fits: Fits = {name: Fit() for name in texts}
    for batch in read_shard(shard, [*facts, *fits]):
        for name, do in numbers:
            facts[name] = facts[name].merge(NumberFacts.partial(as_numbers(batch.column(name), name), do))
        for name in texts:
            if fits[name].left:
                fits[name] = fits[name].merge(Fit.partial(batch.column(name), name, fits[name].left))
    return facts, fits


def write_shards(executor: Executor, shards: Sequence[Shard], job: Job, target: Path) -> int:
    """Write every row to one file, in order; returns how many.

    The parts lie beside the target while they are written, where every worker must see them; the first are read
    while others are made.
    """
    folder = target.with_name(f".{target.name}.parts")
    folder.mkdir(mode=0o700)
    try:
        written = executor.run(partial(_write, job=_lean(job), folder=folder), shards)
        parts = (part_of(folder, shard) for shard, _ in zip(shards, written, strict=True))
        return write_rows(read_parts(parts, BATCH_ROWS), job.schema, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(shard: Shard, job: Job, folder: Path) -> int:
    batches = transform_batches(read_shard(shard, job.reads), job, first_row=shard.first_row)
    return write_part(part_of(folder, shard), job.schema, batches)


def _lean(job: Job) -> Job:
    """Without what only the search needed: workers get the tuples and their new values."""
    if job.decided is None:
        return job
    census = job.decided.census
    layout = Layout(census.layout.keys, {name: census.layout.values[name] for name in census.layout.keys})
    nothing = np.zeros(0, dtype=np.int64)
    lean = replace(census, layout=layout, rows=nothing, histograms=(), subjects=None, population=None)
    return replace(job, decided=replace(job.decided, census=lean))
