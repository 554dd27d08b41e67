"""Krippendorff's alpha against published figures, a naive second computation, and what it must not depend on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.assess.rules.agreement import Alpha, Gap, Level, agreement_of, alpha_of

_ = None
TWELVE_UNITS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
)
"""Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section D: four observers, twelve units."""
THREE_CODERS = (
    (_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3),
    (1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _),
    (_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4),
)
"""The computational example of the encyclopaedia's article, also in the tests of the package `krippendorff`."""
TEN_BINARY = ((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0))
"""Krippendorff 2011, section A: two observers, binary, no gaps."""
TWELVE_NOMINAL = (
    ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"],
    ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"],
)
"""Krippendorff 2011, section B: two observers, five kinds."""


def units_of(raters):  # type: ignore[no-untyped-def]
    return [[value for value in unit if value is not None] for unit in zip(*raters, strict=True)]


@pytest.mark.parametrize(
    ("raters", "level", "published"),
    [
        (TWELVE_UNITS, Level.NOMINAL, 0.743),
        (TWELVE_UNITS, Level.ORDINAL, 0.815),
        (TWELVE_UNITS, Level.INTERVAL, 0.849),
        (TWELVE_UNITS, Level.RATIO, 0.797),
        (THREE_CODERS, Level.NOMINAL, 0.691358),
        (THREE_CODERS, Level.INTERVAL, 0.810845),
        (TEN_BINARY, Level.NOMINAL, 0.095),
        ([["abcde".index(value) for value in row] for row in TWELVE_NOMINAL], Level.NOMINAL, 0.692),
    ],
)
def test_alpha_is_the_published_one(raters, level, published):  # type: ignore[no-untyped-def]
    digits = len(str(published)) - 2
    assert round(alpha_of(units_of(raters), level).value or 0, digits) == published


@pytest.mark.parametrize(
    ("raters", "alpha"),
    [([(0, 1, 2), (0, 1, 2)], 1.0), ([(1, 2, 3, 4)] * 3, 1.0)],
)
def test_full_agreement_is_one_on_every_level(raters, alpha):  # type: ignore[no-untyped-def]
    for level in Level:
        assert alpha_of(units_of(raters), level).value == pytest.approx(alpha)


def naive(units):  # type: ignore[no-untyped-def]
    """Ordinal alpha by the words of the definition: mean squared distance inside units over that of all pairs."""
    units = [unit for unit in units if len(unit) > 1]
    ratings = sorted(value for unit in units for value in unit)

    def distance(one: int, other: int) -> float:
        low, high = sorted((one, other))
        between = sum(low <= value <= high for value in ratings)
        return (between - (ratings.count(low) + ratings.count(high)) / 2) ** 2

    inside = sum(
        distance(unit[a], unit[b]) / (len(unit) - 1)
        for unit in units for a in range(len(unit)) for b in range(len(unit)) if a != b
    )  # fmt: skip
    everywhere = sum(distance(one, other) for one in ratings for other in ratings)
    return None if everywhere == 0 else 1 - (len(ratings) - 1) * inside / everywhere


UNITS = st.lists(st.lists(st.integers(1, 5), max_size=4), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(UNITS)
def test_alpha_is_that_of_the_naive_computation(units: list[list[int]]) -> None:
    expected = naive(units) if any(len(unit) > 1 for unit in units) else None
    assert alpha_of(units, draws=2).value == (None if expected is None else pytest.approx(expected))


@settings(max_examples=40, deadline=None)
@given(UNITS, st.randoms(use_true_random=False))
def test_alpha_and_its_interval_know_neither_names_nor_order(units: list[list[int]], chance) -> None:  # type: ignore[no-untyped-def]
    turned = [chance.sample(unit, len(unit)) for unit in chance.sample(units, len(units))]
    one, other = alpha_of(units, draws=50), alpha_of(turned, draws=50)
    for name in ("value", "low", "high"):
        assert getattr(one, name) == (None if getattr(other, name) is None else pytest.approx(getattr(other, name)))


def test_interval_holds_alpha_and_comes_again() -> None:
    units = [[value, min(5, value + (at % 4 == 0))] for at, value in enumerate([1, 2, 3, 4, 5] * 8)]
    found = alpha_of(units)
    assert found == alpha_of(units)
    assert found.low is not None
    assert found.high is not None
    assert found.low < (found.value or 0) < found.high
    wider = alpha_of(units[:10])
    assert (wider.high or 0) - (wider.low or 0) > found.high - found.low, "fewer items tell less"


def test_what_cannot_be_computed_says_why() -> None:
    assert alpha_of([[3], [4], []]) == Alpha(None, None, None, 0, Gap.NO_OVERLAP)
    assert alpha_of([[3, 3], [3, 3, 3], [5]]) == Alpha(None, None, None, 2, Gap.ALL_EQUAL)
    lone = alpha_of([[2, 2], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1]])
    assert (lone.value, lone.low, lone.high) == (1, None, None), "a third of the draws have one value only"
    assert (alpha_of([[1, 2]]).low, alpha_of([[1, 2]]).high) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("items", "raters", "decides", "korean", "english"),
    [
        ([[3], [4]], 1, False, "한 명", "One rater"),
        ([[3], [4]], 2, False, "함께 평가한", "No dataset was rated by two"),
        ([[3, 3], [3, 3]], 2, False, "모든 점수가 같아", "Every rating is the same"),
        ([[1, 5], [5, 1], [2, 3]], 2, False, "미만", "may not decide"),
        ([[1, 1], [5, 5], [2, 2], [3, 4]], 2, True, "이상", "or more"),
    ],
)
def test_criterion_decides_only_from_two_thirds(items, raters, decides, korean, english) -> None:  # type: ignore[no-untyped-def]
    found = agreement_of(items, raters)
    assert (found.decides, found.raters) == (decides, raters)
    assert korean in found.because.ko
    assert english in found.because.en
    assert found.alpha is None or f"{found.alpha:.2f}" in found.because.en
