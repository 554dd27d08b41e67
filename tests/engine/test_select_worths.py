"""Values of ways that are not exact: how often a place is held follows from them as from the weights."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests.engine.select_tables import Table, csv_of, listed, rules_of, table_of

from gotgan.engine.select import Robustness, document_of, read_candidates
from gotgan.engine.select.robust import acceptability, pairwise_winning, rank_acceptability
from gotgan.engine.select.scores import Worths
from gotgan.terms.errors import Invalid

DRAWS = 40_000
TOLERANCE = 5 * 0.5 / DRAWS**0.5
NONE = np.nan
ONE = np.array([1.0])


def shares(scores: list[float], given: Any, low: Any, high: Any, seed: int = 3) -> np.ndarray:
    """By one criterion of weight 1, so that weights change nothing; in a list of one."""
    criteria = np.array(scores)[:, None]
    worths = Worths(*(np.array(each, float) for each in (given, low, high)))
    robustness = Robustness(DRAWS, 0.3, seed)
    share = acceptability(criteria, ONE, 1, robustness, worths=worths).share
    assert rank_acceptability(criteria, ONE, robustness, worths=worths)[:, 0] == pytest.approx(share)
    wins = pairwise_winning(criteria, ONE, robustness, worths=worths)
    assert wins[0, 1] == pytest.approx(share[0])
    return share


def test_two_uniform_worths_against_their_closed_form() -> None:
    """X on (.4, .6), Y on (.35, .55), each of one way: P(X > Y) = 1 - .15 squared / (2 x .2 squared)."""
    found = shares([0.5, 0.45], [[0.5], [0.45]], [[0.4], [0.35]], [[0.6], [0.55]])
    assert found == pytest.approx([0.71875, 0.28125], abs=TOLERANCE)


def test_best_of_two_ways_against_its_closed_form() -> None:
    """Two ways on (0, 1), given as .5: the best is above .75 in 1 - .75 squared of the draws."""
    found = shares([0.0, 0.25], [[0.5, 0.5], [0.5, NONE]], [[0.0, 0.0], [0.5, NONE]], [[1.0, 1.0], [0.5, NONE]])
    assert found == pytest.approx([0.4375, 0.5625], abs=TOLERANCE)


def test_a_way_that_can_never_be_the_best_moves_nothing() -> None:
    found = shares([0.5, 0.499], [[0.5, 0.2], [0.4, NONE]], [[0.5, 0.1], [0.4, NONE]], [[0.5, 0.3], [0.4, NONE]])
    assert found.tolist() == [1.0, 0.0]


def test_who_has_no_open_way_stays_as_it_is() -> None:
    found = shares([0.5, 0.45], [[NONE], [0.45]], [[NONE], [0.35]], [[NONE], [0.55]])
    assert found == pytest.approx([0.75, 0.25], abs=TOLERANCE)


def valued(**columns: list[Any]) -> Table:
    return table_of(
        0.9, 0.8, 0.7, value_as_is=[0.5, 0.45, 0.1], value_processed=[0.4, "", 0.1], risk_processed=[0.9, 0.9, 0.9],
        risk_as_is=[0.1, 0.1, 0.1], **columns,
    )  # fmt: skip


def told(table: Table, **rules: Any) -> str:
    """The document as it is written."""
    return json.dumps(document_of(listed(table, rules_of(**{"choose": 1, **rules}))))


def test_absent_empty_and_exact_ends_give_the_same_bytes() -> None:
    plain = told(valued())
    assert told(valued(value_as_is_low=["", "", ""], value_as_is_high=["", "", ""])) == plain
    assert told(valued(value_as_is_low=[0.5, "", 0.1], value_processed_high=[0.4, "", 0.1])) == plain


def test_columns_of_ends_move_the_classes_and_neither_score_nor_value() -> None:
    exact = table_of(0.6, 0.5, value_as_is=[0.5, 0.4])
    ends = table_of(0.6, 0.5, value_as_is=[0.5, 0.4], value_as_is_low=[0.1, ""], value_as_is_high=[0.9, ""])
    rules = rules_of(choose=1, robustness={"draws": 4000, "spread": 0.0, "seed": 1})
    (before,), (after,) = listed(exact, rules).members, listed(ends, rules).members
    assert (before.acceptability, before.standing) == (1.0, "core")
    assert (after.id, after.score, after.value, after.standing) == (before.id, before.score, before.value, "contested")
    # it is 0.06 ahead by score, and falls behind where its worth is drawn below 0.44: 0.34 of 0.8
    assert after.acceptability == pytest.approx(1 - 0.34 / 0.8, abs=0.05)


def test_way_that_the_risk_closes_moves_nothing() -> None:
    ends: dict[str, list[Any]] = {"value_processed_low": ["", "", 0.0], "value_processed_high": ["", "", 9.0]}
    assert told(valued(**ends), risk_ceiling=0.5) == told(valued(), risk_ceiling=0.5)
    assert told(valued(**ends)) != told(valued())


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        ({"value_as_is_low": [0.6, "", ""]}, "column value_as_is_low, a"),
        ({"value_as_is_high": [0.4, "", ""]}, "column value_as_is_high, a"),
        ({"value_processed_low": ["", 0.1, ""]}, "column value_processed_low, b"),
        ({"value_as_is_low": ["nan", "", ""]}, "column value_as_is_low, a"),
        ({"value_safezone_low": ["", "", ""]}, "column value_safezone_low"),
        ({"value_as_is_least": ["", "", ""]}, "column value_as_is_least"),
    ],
)
def test_ends_that_do_not_hold_their_value_are_refused(columns: dict[str, list[Any]], place: str) -> None:
    with pytest.raises(Invalid) as raised:
        read_candidates(csv_of(valued(**columns)), rules_of())
    assert [each.place for each in raised.value.issues] == [place]
