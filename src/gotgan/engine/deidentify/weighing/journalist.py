"""Journalist risk: how many of the population could be meant by each class of a release, local or global.

Someone of the population counts for a class when their value stands under its value in every key. The classes form a
tree by their values, key after key, which the population goes down together: who fits no branch is dropped early.
Source: El Emam 2013, "Guide to the De-Identification of Personal Health Information", chapter 16.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.deidentify.census import Layout, read_domain, take_census
from gotgan.engine.deidentify.decide import Decided, hierarchies_of
from gotgan.engine.deidentify.hierarchy import Hierarchy
from gotgan.engine.deidentify.packing import Codes
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.risk import THRESHOLD, check_columns
from gotgan.engine.deidentify.texts import as_texts
from gotgan.engine.deidentify.weighing.class_ranges import ClassRanges, leaf_bounds, ranges_of


def journalist_risk(decided: Decided, plan: Plan, population: Path, *, threshold: float = THRESHOLD) -> dict[str, Any]:
    """`population`: a Parquet with the same keys, of people among whom the table's are.

    A class that nobody of the population fits counts as one person: the population is not what it says.
    Raises: Invalid for a column that is missing, or a value outside its hierarchy.
    """
    check_columns(population, plan.keys, "the population")
    ranges = ranges_of(decided)
    sizes = population_of(decided, plan, ranges, population)
    rows = np.bincount(ranges.labels, weights=decided.census.rows, minlength=ranges.total)
    risk = 1 / np.maximum(sizes, 1)
    return {
        "journalist_max": float(risk.max(initial=0.0)),
        "journalist_average": float((rows * risk).sum() / max(rows.sum(), 1)),
        "share_above_threshold": float(rows[risk > threshold].sum() / max(rows.sum(), 1)),
        "k_map": int(sizes.min()) if len(sizes) else 0,
        "unmatched_classes": int((sizes == 0).sum()),
        "threshold": threshold,
    }


def population_of(decided: Decided, plan: Plan, ranges: ClassRanges, population: Path) -> Codes:
    """How many of the population fit each class."""
    keys, known = list(plan.keys), read_domain(population, plan.keys).values
    ours = decided.layout.values
    values = {name: pc.unique(pa.concat_arrays([as_texts(known[name]), ours[name].cast(pa.string())])) for name in keys}
    trees = hierarchies_of(plan, values)
    people = take_census(population, Layout(plan.keys, {name: trees[name].labels[0] for name in keys}))
    bounds = [
        _widened(own, trees[name], nodes)
        for name, own, nodes in zip(keys, decided.hierarchies, ranges.nodes, strict=True)
    ]
    order = sorted(range(len(keys)), key=lambda place: -len(trees[keys[place]].labels[0]))
    sizes = np.zeros(ranges.total, dtype=np.int64)
    _descend(
        [bounds[place] for place in order], [people.leaves[place] for place in order], people.rows,
        np.arange(ranges.total), np.arange(people.size), 0, sizes,
    )  # fmt: skip
    return sizes


def _widened(own: Hierarchy, wide: Hierarchy, nodes: Codes) -> Codes:
    """The range of leaves of each class's value in a tree that knows more leaves; shape (2, classes)."""
    low, high = leaf_bounds(wide)
    places, offset = [], 0
    for ours, theirs in zip(own.labels, wide.labels, strict=True):
        places.append(offset + np.asarray(pc.index_in(ours, value_set=theirs), dtype=np.int64))
        offset += len(theirs)
    at = np.concatenate(places)[nodes]
    return np.stack([low[at], high[at]])


def _descend(
    bounds: Sequence[Codes], leaves: Sequence[Codes], rows: Codes, classes: Codes, people: Codes, key: int, sizes: Codes
) -> None:
    """`classes` share their values in the keys before this one, and `people` fit these."""
    if key == len(bounds):
        sizes[classes] = rows[people].sum()
        return
    if not len(people):
        return
    ours, theirs = bounds[key][:, classes], leaves[key][people]
    values, branch = np.unique(ours, axis=1, return_inverse=True)
    for number, (low, high) in enumerate(values.T):
        fitting = people[(theirs >= low) & (theirs <= high)]
        _descend(bounds, leaves, rows, classes[branch.reshape(-1) == number], fitting, key + 1, sizes)
