"""Severity of assessors and values without it, against ordinary least squares and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.assess.rules.severity import ROUNDING, Rated, fit_severity

HARD, FAIR, MILD = 1, 2, 3


def test_constant_severity_is_found_and_taken_out() -> None:
    """Everybody sees the same order; one gives a point less, one a point more."""
    truth = {"a": 2, "b": 3, "c": 4}
    shown = [
        Rated(name, who, value + turn)
        for name, value in truth.items()
        for who, turn in ((HARD, -1), (FAIR, 0), (MILD, 1))
    ]
    fit = fit_severity(shown)
    assert {who: round(each.value, 9) for who, each in fit.assessors.items()} == {HARD: 1, FAIR: 0, MILD: -1}
    assert {name: round(each.adjusted, 9) for name, each in fit.datasets.items()} == truth
    assert fit.groups == (frozenset({HARD, FAIR, MILD}),)
    assert fit.freedom == 9 - 3 - 3 + 1


def test_dataset_of_the_hard_two_is_raised_and_both_means_are_told() -> None:
    shown = [
        Rated("a", HARD, 2),
        Rated("a", FAIR, 3),
        Rated("b", FAIR, 3),
        Rated("b", MILD, 4),
        Rated("c", HARD, 3),
        Rated("c", MILD, 5),
    ]
    fit = fit_severity(shown)
    assert fit.datasets["a"].raw == 2.5
    assert fit.datasets["a"].adjusted == pytest.approx(3)
    assert fit.datasets["a"].interval.value == pytest.approx(0.5)


RATINGS = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.integers(1, 4)), st.integers(1, 5), min_size=1, max_size=24
)


@settings(max_examples=60, deadline=None)
@given(RATINGS)
def test_fit_is_that_of_least_squares_on_the_whole_design(table: dict[tuple[str, int], int]) -> None:
    """The second computation: all dummies at once, the smallest solution moved so that each group sums to 0."""
    shown = [Rated(name, who, value) for (name, who), value in table.items()]
    fit = fit_severity(shown)
    names, people = sorted({each.dataset for each in shown}), sorted({each.assessor for each in shown})
    design = np.zeros((len(shown), len(names) + len(people)))
    for at, each in enumerate(shown):
        design[at, names.index(each.dataset)] = design[at, len(names) + people.index(each.assessor)] = 1
    values = np.array([each.value for each in shown], dtype=float)
    solved = np.linalg.lstsq(design, values, rcond=None)[0]
    assert fit.freedom == len(shown) - np.linalg.matrix_rank(design)
    mine = np.array([fit.datasets[name].adjusted for name in names] + [-fit.assessors[who].value for who in people])
    assert design @ mine == pytest.approx(design @ solved)
    for group in fit.groups:
        assert sum(fit.assessors[who].value for who in group) == pytest.approx(0, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(RATINGS)
def test_interval_holds_its_value_inside_the_scale(table: dict[tuple[str, int], int]) -> None:
    for each in fit_severity([Rated(name, who, value) for (name, who), value in table.items()]).datasets.values():
        assert 0 <= each.interval.low <= each.interval.value <= each.interval.high <= 1


def test_error_is_the_textbook_one_in_a_full_table() -> None:
    """Balanced two-way layout: variance of an assessor's part is s2 (J - 1) / (I J), of a dataset's mean s2 / J."""
    table = [[1, 2, 4], [2, 4, 5], [5, 3, 5], [1, 1, 4]]
    fit = fit_severity([Rated(str(i), j, value) for i, row in enumerate(table) for j, value in enumerate(row)])
    cells = np.array(table, dtype=float)
    residual = cells - cells.mean(1, keepdims=True) - cells.mean(0) + cells.mean()
    variance = float((residual**2).sum()) / (3 * 2)
    assert variance > ROUNDING
    assert fit.assessors[0].error == pytest.approx((variance * 2 / 12) ** 0.5)
    assert fit.datasets["0"].error == pytest.approx((variance / 3) ** 0.5)


def test_agreement_to_the_point_still_has_the_error_of_whole_points() -> None:
    fit = fit_severity([Rated(name, who, 3) for name in "abc" for who in (HARD, FAIR)])
    assert fit.datasets["a"].error == pytest.approx((ROUNDING / 2) ** 0.5)


def test_one_rater_only_leaves_the_whole_scale_open() -> None:
    fit = fit_severity([Rated("a", HARD, 2), Rated("b", HARD, 4)])
    assert fit.freedom == 0
    assert fit.assessors[HARD].error is None
    assert (fit.datasets["a"].interval.low, fit.datasets["a"].interval.high) == (0, 1)
    assert fit.datasets["a"].interval.value == 0.25


def test_assessors_who_share_nothing_stand_in_groups_of_their_own() -> None:
    fit = fit_severity([Rated("a", HARD, 2), Rated("a", FAIR, 4), Rated("b", MILD, 3)])
    assert fit.groups == (frozenset({HARD, FAIR}), frozenset({MILD}))


def test_no_ratings_no_fit() -> None:
    assert not fit_severity([]).datasets
