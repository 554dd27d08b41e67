"""A table in shards: the same censuses, the same decision, and the same rows as in one piece."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gotgan.engine.deidentify.apply import Job, passed_on, prepare_changes, transform, written_names
from gotgan.engine.deidentify.census import Tally, batches_of, finish, layout_of, read_domain
from gotgan.engine.deidentify.decide import decide, hierarchies_of, search
from gotgan.engine.deidentify.kept_types import kept_types
from gotgan.engine.deidentify.keys import open_keys
from gotgan.engine.deidentify.plan import read_plan

PLAN = """
subject: person
columns:
  person: {do: pseudonymise, key: env:K}
  age: {do: key, hierarchy: "builtin:age"}
  code: {do: key, hierarchy: "builtin:postcode"}
  ill: {do: sensitive}
  pay: {do: noise, scale: 0.2}
  note: {do: mask_text}
privacy: {k: 3, l: 2, mode: %s, suppression_limit: 0.1}
seed: env:K
"""
ENVIRONMENT = {"K": "a key of more than thirty-two characters"}


def make(folder: Path, rows: int) -> Path:
    draw = np.random.default_rng(3)
    table = pa.table({
        "person": [f"p{number}" for number in draw.integers(0, rows // 2, rows)],
        "age": pa.array(draw.integers(20, 60, rows)).cast(pa.string()),
        "code": [f"{number:05d}" for number in draw.integers(3000, 3100, rows)],
        "ill": draw.choice(["a", "b", "c", None], rows),
        "pay": draw.integers(1000, 9000, rows),
        "note": [f"전화 010-{number:04d}-5678" for number in draw.integers(0, 10_000, rows)],
    })  # fmt: skip
    path = folder / "whole.parquet"
    pq.write_table(table, path)
    return path


@pytest.mark.parametrize("mode", ["local", "global"])
def test_shards_give_the_same_rows_as_the_whole(tmp_path: Path, mode: str) -> None:
    whole = make(tmp_path, 3_000)
    (tmp_path / "plan.yaml").write_text(PLAN % mode, encoding="utf-8")
    plan = read_plan(tmp_path / "plan.yaml")
    names = pq.read_schema(whole).names
    changes = prepare_changes(whole, plan, names, open_keys(plan, ENVIRONMENT))
    kept = kept_types(whole, passed_on(plan, written_names(plan, names)), typed=True)
    job = Job(tuple(names), decide(whole, plan), changes, kept)
    together = pa.Table.from_batches(batch.cast(job.schema) for batch in transform(whole, job))

    shards = cut(whole, [0, 700, 1_900, 3_000])
    wanted = [*plan.keys, *plan.sensitive, "person"]
    domain = read_domain(shards[2], wanted).merge(read_domain(shards[0], wanted)).merge(read_domain(shards[1], wanted))
    hierarchies = hierarchies_of(plan, domain.values)
    leaves = {name: tree.labels[0] for name, tree in hierarchies.items()}
    layout = layout_of(domain, plan.keys, sensitive=plan.sensitive, subject="person", leaves=leaves)
    tallies = [Tally.partial(batch, layout) for shard in shards for batch in batches_of(shard, layout.columns)]
    left, right = tallies[2].merge(tallies[1]).merge(tallies[0]), tallies[0].merge(tallies[1].merge(tallies[2]))
    assert [array.tolist() for array in left.compact().parts[0]] == [
        array.tolist() for array in right.compact().parts[0]
    ]
    decided = search(finish(left, layout), hierarchies, plan)
    parts, first_row = [], 0
    for shard in shards:
        made = Job(tuple(names), decided, changes, kept)
        parts += [batch.cast(made.schema) for batch in transform(shard, made, first_row=first_row)]
        first_row += pq.read_metadata(shard).num_rows
    assert pa.Table.from_batches(parts).to_pydict() == together.to_pydict()


def cut(whole: Path, ends: list[int]) -> list[Path]:
    table = pq.read_table(whole)
    shards = []
    for number, (first, end) in enumerate(itertools.pairwise(ends)):
        shards.append(whole.with_name(f"shard-{number}.parquet"))
        pq.write_table(table.slice(first, end - first), shards[-1])
    return shards
