"""Global recoding: the bounds hold, and the search finds what trying every node finds; ARX's optimum on Adult."""

from __future__ import annotations

from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.deidentify_tables import Made, census_of, hierarchy_of, made
from tests.engine.test_deidentify_hierarchy import ADULT
from tests.engine.test_deidentify_local import trees_of, written
from tests.shared_data import needs_shared

from gotgan.engine.deidentify.constraints import DistinctL, EntropyL, RecursiveL, Requirement, TCloseness
from gotgan.engine.deidentify.global_recoding import _ascending, _Search, recode_globally
from gotgan.engine.deidentify.hierarchy_file import read_hierarchy
from gotgan.engine.deidentify.local_recoding import recode_locally
from gotgan.engine.deidentify.recoding import NotReached, loss_of

CONSTRAINTS = [(), (DistinctL(2),), (EntropyL(1.5),), (RecursiveL(3.0, 2),), (TCloseness(0.4),)]


def search_of(table: Made, requirement: Requirement, limit: float):
    census, trees = census_of(table.table("s"), trees_of(table), sensitive=["s"])
    return census, trees, _Search(census, trees, requirement, limit)


def every_node(trees) -> list[tuple[int, ...]]:
    return list(product(*(range(tree.height + 1) for tree in trees)))


@settings(max_examples=80, deadline=None)
@given(made(more=1), st.integers(1, 5), st.sampled_from(CONSTRAINTS), st.sampled_from([0.0, 0.2, 1.0]))
def test_search_finds_the_best_of_all_nodes(table: Made, k: int, constraints, limit: float) -> None:
    requirement = Requirement(k, constraints)
    census, trees, naive = search_of(table, requirement, limit)
    checked = [naive.check(node) for node in every_node(trees)]
    allowed = [each for each in checked if each.suppressed <= limit * census.total + 1e-9]
    if not allowed:
        with pytest.raises(NotReached):
            recode_globally(census, trees, requirement, suppression_limit=limit)
        return
    found = recode_globally(census, trees, requirement, suppression_limit=limit)
    assert loss_of(census, trees, found) == pytest.approx(min(each.loss for each in allowed))
    assert found.checked <= len(checked)


@settings(max_examples=80, deadline=None)
@given(made(more=1), st.integers(1, 5), st.sampled_from(CONSTRAINTS))
def test_bound_and_suppression_are_what_pruning_believes(table: Made, k: int, constraints) -> None:
    requirement = Requirement(k, constraints)
    _, trees, search = search_of(table, requirement, 1.0)
    bounds = {node: bound for bound, node in _ascending(search.marginals, (0,) * len(trees))}
    assert sorted(bounds) == every_node(trees)
    assert list(bounds.values()) == sorted(bounds.values())
    checked = {node: search.check(node) for node in every_node(trees)}
    for node, each in checked.items():
        assert bounds[node] <= each.loss + 1e-9
        for key, level in enumerate(node):
            above = checked.get((*node[:key], level + 1, *node[key + 1 :]))
            if above and requirement.is_monotone:
                assert each.failing >= above.failing


@settings(max_examples=60, deadline=None)
@given(made(), st.integers(1, 6))
def test_suppressed_rows_are_a_class_that_passes_too(table: Made, k: int) -> None:
    census, trees = census_of(table.table(), trees_of(table))
    if k > census.total:
        return
    found = recode_globally(census, trees, Requirement(k))
    counted = written(census, trees, found)
    assert min(counted.values()) >= k
    assert sum(counted.values()) == len(table.rows)


def test_floor_is_the_least_level() -> None:
    table = pa.table({"k0": ["v0", "v0"]})
    census, trees = census_of(table, {"k0": hierarchy_of({"v0": ("v0", "a", "*"), "v1": ("v1", "a", "*")})})
    assert recode_globally(census, trees, Requirement(1)).node == (0,)
    assert recode_globally(census, trees, Requirement(1), floor=(1,)).node == (1,)


def test_lattice_of_over_ten_million_nodes_is_not_unrolled() -> None:
    """Fourteen keys with four levels: 268 million nodes; the bottom one is the answer."""
    tree = {f"v{code}": (f"v{code}", f"a{code // 2}", f"b{code // 4}", "*") for code in range(8)}
    table = Made((tree,) * 14, (("v0",) * 14, ("v7",) * 14) * 4)
    census, trees = census_of(table.table(), trees_of(table))
    found = recode_globally(census, trees, Requirement(2))
    assert (found.node, found.checked) == ((0,) * 14, 1)


@pytest.fixture(scope="module")
def adult():
    with (ADULT / "adult.csv").open() as file:
        names = file.readline().strip().split(";")
    table = pc.read_csv(
        ADULT / "adult.csv",
        parse_options=pc.ParseOptions(delimiter=";"),
        convert_options=pc.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    trees = {name: read_hierarchy(ADULT / f"adult_hierarchy_{name}.csv") for name in names}
    return census_of(table, trees)


@needs_shared
def test_adult_globally_is_the_optimum_of_arx(adult) -> None:
    census, trees = adult
    found = recode_globally(census, trees, Requirement(5))
    assert found.node == (0, 3, 0, 0, 2, 1, 1, 1, 0)
    assert int(census.rows[found.suppressed].sum()) == 2_553
    assert loss_of(census, trees, found) == pytest.approx(0.2277, abs=5e-5)


@needs_shared
@pytest.mark.parametrize(("limit", "suppressed"), [(0.05, 1_346), (0.0, 0)])
def test_adult_under_a_limit_suppresses_what_arx_does(adult, limit: float, suppressed: int) -> None:
    census, trees = adult
    found = recode_globally(census, trees, Requirement(5), suppression_limit=limit)
    assert int(census.rows[found.suppressed].sum()) == suppressed


@needs_shared
def test_adult_locally_loses_less_than_a_tenth(adult) -> None:
    census, trees = adult
    found = recode_locally(census, trees, Requirement(5))
    assert loss_of(census, trees, found) <= 0.10
    assert not found.suppressed.any()
    assert np.array(list(written(census, trees, found).values())).min() == 5
