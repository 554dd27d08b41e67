"""The linkage attack: its chances are those of a search row by row, and never above one in k."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.deidentify_tables import Made, census_of, made
from tests.engine.test_deidentify_local import texts_of, trees_of

from gotgan.engine.deidentify.attack import _Shown, simulate_linkage
from gotgan.engine.deidentify.constraints import Requirement
from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.global_recoding import recode_globally
from gotgan.engine.deidentify.local_recoding import recode_locally
from gotgan.engine.deidentify.recoding import classes_of


@settings(max_examples=60, deadline=None)
@given(made(), st.integers(1, 5), st.booleans())
def test_candidates_are_those_of_a_search_by_hand(table: Made, k: int, is_local: bool) -> None:
    census, trees = census_of(table.table(), trees_of(table))
    if k > census.total:
        return
    recode = recode_locally if is_local else recode_globally
    decided = Decided(census, tuple(trees), recode(census, trees, Requirement(k)))
    shown = texts_of(census, trees, decided.recoding)
    labels, total = classes_of(census, trees, decided.recoding)
    first = np.array([int(np.argmax(labels == number)) for number in range(total)])
    for target in range(census.size):
        known = [tree.labels[0][int(leaves[target])].as_py() for tree, leaves in zip(trees, census.leaves, strict=True)]
        by_hand = {
            int(labels[other])
            for other, row in enumerate(shown)
            if all(text in table.paths[key][known[key]] for key, text in enumerate(row))
        }
        above = _Shown(decided, first).above(decided, target)
        assert set(np.flatnonzero(above).tolist()) == by_hand
    told = simulate_linkage(decided)
    assert 0 < told["success"] <= told["success_max"] <= 1 / k + 1e-12
    assert told["certain"] <= told["success"]
