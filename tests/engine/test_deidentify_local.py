"""Local recoding: what it must keep, and that it decides as a naive search row by row does."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.deidentify_tables import Made, census_of, hierarchy_of, made, split_naively

from gotgan.engine.deidentify.constraints import DistinctL, EntropyL, Requirement, TCloseness
from gotgan.engine.deidentify.local_recoding import recode_locally
from gotgan.engine.deidentify.recoding import Nodes, NotReached, loss_of, nodes_of


def trees_of(table: Made):
    return {key: hierarchy_of(tree, key) for key, tree in zip(table.keys, table.paths, strict=True)}


def texts_of(census, hierarchies, recoding) -> list[tuple[str, ...]]:
    """The generalised row of each tuple."""
    columns = []
    for tree, nodes in zip(hierarchies, nodes_of(census, hierarchies, recoding), strict=True):
        labels = pa.concat_arrays([level.cast(pa.string()) for level in tree.labels])
        columns.append(labels.take(pa.array(nodes)).to_pylist())
    return list(zip(*columns, strict=True))


def written(census, hierarchies, recoding) -> Counter[tuple[str, ...]]:
    counted: Counter[tuple[str, ...]] = Counter()
    for row, count in zip(texts_of(census, hierarchies, recoding), census.rows.tolist(), strict=True):
        counted[row] += count
    return counted


@settings(max_examples=150, deadline=None)
@given(made(), st.integers(1, 6), st.integers(1, 40))
def test_classes_are_those_of_a_naive_search(table: Made, k: int, shard_rows: int) -> None:
    census, trees = census_of(table.table(), trees_of(table), shard_rows=shard_rows)
    assert census.total == len(table.rows)
    if k > len(table.rows):
        with pytest.raises(NotReached):
            recode_locally(census, trees, Requirement(k))
        return
    recoding = recode_locally(census, trees, Requirement(k))
    assert written(census, trees, recoding) == split_naively(table, k)


@settings(max_examples=60, deadline=None)
@given(made(more=1), st.integers(1, 4), st.sampled_from([DistinctL(2), EntropyL(1.5), TCloseness(0.4)]))
def test_every_class_passes_every_constraint(table: Made, k: int, constraint) -> None:
    census, trees = census_of(table.table("s"), trees_of(table), sensitive=["s"])
    requirement = Requirement(k, (constraint,))
    try:
        recoding = recode_locally(census, trees, requirement)
    except NotReached:
        assert not requirement.passes(census, np.zeros(census.size, dtype=np.int64), 1)[0]
        return
    labels = {row: number for number, row in enumerate(dict.fromkeys(texts_of(census, trees, recoding)))}
    numbers = np.array([labels[row] for row in texts_of(census, trees, recoding)])
    parts = np.unique(np.stack([numbers, *nodes_of(census, trees, recoding)]), axis=1).shape[1]
    assert parts >= len(labels)
    if parts == len(labels):
        assert requirement.passes(census, numbers, len(labels)).all()


def test_persons_are_counted_once() -> None:
    rows = [("v0", "p1")] * 5 + [("v1", "p2"), ("v1", "p3"), ("v1", "p3")]
    table = pa.table({"k0": [row[0] for row in rows], "person": [row[1] for row in rows]})
    tree = hierarchy_of({"v0": ("v0", "*"), "v1": ("v1", "*")})
    census, trees = census_of(table, {"k0": tree}, subject="person")
    assert written(census, trees, recode_locally(census, trees, Requirement(2))) == {("*",): 8}
    with pytest.raises(NotReached):
        recode_locally(census, trees, Requirement(4))
    rows_only, _ = census_of(table, {"k0": tree})
    assert written(rows_only, trees, recode_locally(rows_only, trees, Requirement(2))) == {("v0",): 5, ("v1",): 3}


def test_weight_of_a_key_decides_what_is_kept() -> None:
    tree = {f"v{code}": (f"v{code}", "*") for code in range(2)}
    table = Made((tree, tree), (("v0", "v0"), ("v0", "v1"), ("v1", "v0"), ("v1", "v1")))
    census, trees = census_of(table.table(), trees_of(table))
    for weights, row in (([1, 2], ("*", "v0")), ([2, 1], ("v0", "*"))):
        recoding = recode_locally(census, trees, Requirement(2), weights=weights)
        assert row in written(census, trees, recoding)


@pytest.mark.parametrize("k", [1, 3])
def test_all_null_key_and_unique_key(k: int) -> None:
    table = pa.table({"k0": pa.array([None] * 3, pa.string()), "k1": ["v0", "v1", "v2"]})
    tree = hierarchy_of({f"v{code}": (f"v{code}", "*") for code in range(3)})
    census, trees = census_of(table, {"k0": tree, "k1": tree})
    recoding = recode_locally(census, trees, Requirement(k))
    assert loss_of(census, trees, recoding) == (0 if k == 1 else 0.5)
    assert [Nodes(each).cells[0] for each in trees] == [0, 0]


def test_wide_flat_key_beside_a_deep_one_is_sorted_instead_of_counted() -> None:
    """A hundred thousand values under one parent in many classes: no table of them all."""
    draw = np.random.default_rng(5)
    count = 40_000
    names = pa.array(np.arange(count)).cast(pa.string())
    wide = {"k0": hierarchy_of({name: (name, "*") for name in names.to_pylist()})}
    deep = {"k1": hierarchy_of({f"v{code}": (f"v{code}", f"a{code // 10}", "*") for code in range(1000)})}
    table = pa.table({"k0": names.take(pa.array(draw.integers(0, count, count))),
                      "k1": [f"v{code}" for code in draw.integers(0, 1000, count)]})  # fmt: skip
    census, trees = census_of(table, {**wide, **deep})
    recoding = recode_locally(census, trees, Requirement(3))
    assert min(written(census, trees, recoding).values()) >= 3
    assert loss_of(census, trees, recoding) <= 0.5
