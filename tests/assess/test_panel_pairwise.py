"""Weights from comparisons in pairs, against Saaty's published examples and what must hold for every matrix."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.assess.rules.pairwise import (
    GROUPS,
    SCALE,
    consistency,
    matrix_of,
    pairs_of,
    parts_of,
    principal,
    read_answer,
    together,
    tree_weights,
    weigh,
)
from gotgan.assess.rules.stakes import elicit, read_answers, weigh_answers
from gotgan.terms.errors import Invalid
from gotgan.terms.selection import CRITERIA

HOUSE = ("size", "transport", "neighbourhood", "age", "yard", "facilities", "condition", "financing")
HOUSE_MATRIX = [
    [1, 5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 5, 1, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [1 / 3, 3, 1, 6, 3, 4, 6, 1 / 5],
    [1 / 7, 1 / 5, 1 / 6, 1, 1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 6, 1 / 3, 1 / 3, 3, 1, 1 / 2, 1 / 5, 1 / 6],
    [1 / 6, 1 / 3, 1 / 4, 4, 2, 1, 1 / 5, 1 / 6],
    [3, 5, 1 / 6, 7, 5, 5, 1, 1 / 2],
    [4, 7, 5, 8, 6, 6, 2, 1],
]
"""Saaty 1990, "How to make a decision: the analytic hierarchy process", EJOR 48: buying a house."""
SCHOOL = ("learning", "friends", "school_life", "vocational", "college", "music")
SCHOOL_MATRIX = [
    [1, 4, 3, 1, 3, 4],
    [1 / 4, 1, 7, 3, 1 / 5, 1],
    [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
    [1, 1 / 3, 5, 1, 1, 1 / 3],
    [1 / 3, 5, 5, 1, 1, 3],
    [1 / 4, 1, 6, 3, 1 / 3, 1],
]
"""Saaty 1980 and 1990: choosing a school. (Its printed eigenvalue, 7.49, is not that of the printed matrix.)"""
DRINKS = ("coffee", "wine", "tea", "beer", "sodas", "milk", "water")
DRINKS_MATRIX = [
    [1, 9, 5, 2, 1, 1, 1 / 2],
    [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [1, 9, 4, 2, 1, 2, 1 / 2],
    [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [2, 9, 9, 3, 2, 3, 1],
]
"""Saaty 2008, "Decision making with the analytic hierarchy process": drinks of the United States."""


@pytest.mark.parametrize(
    ("names", "matrix", "published", "ratio"),
    [
        (HOUSE, HOUSE_MATRIX, (0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333), 0.169),
        (SCHOOL, SCHOOL_MATRIX, (0.32, 0.14, 0.03, 0.13, 0.24, 0.14), None),
        (DRINKS, DRINKS_MATRIX, (0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327), 0.022),
    ],
)
def test_weights_are_the_published_ones(names, matrix, published, ratio) -> None:  # type: ignore[no-untyped-def]
    found = weigh(names, matrix)
    digits = len(str(published[0])) - 2
    assert list(found.weights.values()) == pytest.approx(list(published), abs=0.6 * 10**-digits)
    if ratio is not None:
        assert round(found.ratio, 3) == ratio
        assert found.is_consistent is (ratio < 0.1)


def test_house_is_mended_where_saaty_mends_it() -> None:
    """Largest eigenvalue 9.669, index .238; neighbourhood against condition from 6 to 1/2 brings the ratio to .08."""
    found = weigh(HOUSE, HOUSE_MATRIX)
    assert round(found.largest, 3) == 9.669
    assert round(found.index, 3) == 0.238
    first, *rest = found.mends
    assert (first.first, first.second, first.given, first.best) == ("neighbourhood", "condition", 6, 0.5)
    assert round(first.ratio, 2) == 0.08
    assert [each.ratio for each in rest] == sorted(each.ratio for each in rest)
    assert len(found.mends) == 3


WEIGHTS = st.lists(st.floats(0.05, 1), min_size=2, max_size=7)


@settings(max_examples=50, deadline=None)
@given(WEIGHTS)
def test_consistent_matrix_gives_back_its_weights_and_ratio_zero(weights: list[float]) -> None:
    total = sum(weights)
    names = [str(at) for at in range(len(weights))]
    found = weigh(names, [[one / other for other in weights] for one in weights])
    assert list(found.weights.values()) == pytest.approx([each / total for each in weights])
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.mends == ()


@settings(max_examples=30, deadline=None)
@given(
    st.integers(3, 5).flatmap(
        lambda size: st.lists(st.sampled_from(SCALE), min_size=size * (size - 1) // 2, max_size=size * (size - 1) // 2)
    )
)
def test_weights_of_any_answers_sum_to_one_and_mends_help(answers: list[float]) -> None:
    size = next(each for each in (3, 4, 5) if each * (each - 1) // 2 == len(answers))
    names = [f"c{at}" for at in range(size)]
    matrix = matrix_of(names, dict(zip(combinations(names, 2), answers, strict=True)))
    found = weigh(names, matrix)
    assert sum(found.weights.values()) == pytest.approx(1)
    assert all(each > 0 for each in found.weights.values())
    assert found.largest >= size - 1e-9
    for each in found.mends:
        mended = [list(row) for row in matrix]
        row, column = names.index(each.first), names.index(each.second)
        mended[row][column], mended[column][row] = each.best, 1 / each.best
        assert consistency(mended)[2] == pytest.approx(each.ratio)
        assert each.ratio <= found.ratio + 1e-9


@pytest.mark.parametrize(
    ("text", "value"), [("3", 3), ("1/3", 1 / 3), (" 9 ", 9), (0.2, 0.2), ("1/9", 1 / 9), ("2.9", 3)]
)
def test_answer_is_read(text: object, value: float) -> None:
    assert read_answer(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["0", "-3", "ten", "10", "1/0", "nan", "inf", "1/10", "3/", None])
def test_what_is_no_answer_is_refused_with_its_place(text: object) -> None:
    with pytest.raises(Invalid) as refused:
        matrix_of("ab", {("a", "b"): text})
    assert refused.value.issues[0].place == "a b"


def test_every_missing_or_doubled_comparison_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        matrix_of("abc", {("a", "b"): 2, ("b", "a"): 3})
    said = {each.place: each.what for each in refused.value.issues}
    assert said == {"a b": "it is answered both ways", "a c": "it is missing", "b c": "it is missing"}


def test_comparison_may_be_answered_the_other_way_round() -> None:
    assert matrix_of("ab", {("b", "a"): "4"}) == [[1, 0.25], [4, 1]]


def test_two_cannot_contradict_each_other() -> None:
    assert consistency([[1, 7], [1 / 7, 1]])[1:] == (0, 0)
    assert principal([[1, 7], [1 / 7, 1]])[0] == pytest.approx([7 / 8, 1 / 8])


def test_several_people_are_joined_by_the_geometric_mean() -> None:
    joined = together([[[1, 4], [1 / 4, 1]], [[1, 9], [1 / 9, 1]]])
    assert joined[0][1] == pytest.approx(6)
    assert joined[0][1] * joined[1][0] == pytest.approx(1)


def test_tree_compares_groups_and_inside_groups_of_two_or_more() -> None:
    parts = parts_of()
    assert parts[GROUPS] == ("ai_value", "readiness", "public_value", "feasibility")
    assert "readiness" not in parts, "it stands alone"
    found = {part: dict.fromkeys(names, 1 / len(names)) for part, names in parts.items()}
    weights = tree_weights(found)
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["readiness"] == 0.25
    assert set(weights) == {each.id for each in CRITERIA}


def answers(value: str = "1", **changed: dict[str, str]) -> dict[str, dict[str, object]]:
    """All comparisons alike, but for those changed."""
    found: dict[str, dict[str, object]] = {
        part: {" ".join(pair): value for pair in pairs_of(names)} for part, names in parts_of().items()
    }
    for part, more in changed.items():
        found[part].update(more)
    return found


def test_stakeholders_are_weighed_each_and_together() -> None:
    four = ("ai_value public_value", "ai_value feasibility", "readiness public_value", "readiness feasibility")
    mild, strong = answers(), answers(groups=dict.fromkeys(four, "4"))
    found = elicit({1: mild, 2: strong})
    assert found is not None
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.each[1]["readiness"] == pytest.approx(0.25)
    assert found.each[2]["readiness"] == pytest.approx(0.4)
    assert found.weights["readiness"] == pytest.approx(2 / 6), "4 and 1 become 2"
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert elicit({}) is None


def test_contradiction_is_returned_with_what_to_look_at() -> None:
    ring = {"public_benefit beneficiaries": "9", "beneficiaries linkability": "9", "public_benefit linkability": "1/9"}
    turning = answers(public_value=ring)
    found = weigh_answers(turning)
    assert not found.is_consistent
    assert found.parts["public_value"].mends
    assert found.ratio == found.parts["public_value"].ratio


def test_missing_comparisons_are_named_over_all_matrices() -> None:
    with pytest.raises(Invalid) as refused:
        read_answers({})
    assert len(refused.value.issues) == 6 + 6 + 3 + 3
    assert refused.value.issues[0].place == "groups ai_value readiness"
