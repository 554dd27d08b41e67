"""Of lists that are worth the same, the one of the smallest ids, then of the modes that ask for less."""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.select_tables import PLAIN, Table, csv_of, ids, listed, rules_of, table_of, worth_by_hand

from gotgan.engine.select import Candidates, Rules, choose, read_candidates, read_pairs
from gotgan.engine.select.shapes import MODES

Pairs = dict[tuple[int, int], float]


def smallest_by_hand(candidates: Candidates, rules: Rules, pairs: Pairs) -> tuple[Any, Any] | None:
    """(places, modes) of the best list: of those worth the same the first by places, then by modes."""
    found = []
    for members in combinations(range(len(candidates)), rules.choose):
        for modes in product(range(3), repeat=len(members)):
            worth = worth_by_hand(candidates, rules, pairs, list(zip(members, modes, strict=True)))
            if worth is not None:
                found.append((worth, members, modes))
    if not found:
        return None
    best = max(worth for worth, _, _ in found)
    return min((members, modes) for worth, members, modes in found if worth >= best - 1e-9)


@st.composite
def tied(draw: st.DrawFn) -> tuple[Table, dict[str, Any], str]:
    """Values of few sorts, so that many lists are worth the same."""
    count = draw(st.integers(3, 6))
    few = st.sampled_from([0.4, 0.5, 0.5, 0.6])
    table = []
    for place in range(count):
        row = {"id": f"d{place}", **PLAIN, "field": draw(st.sampled_from("fg")), "cost": draw(st.integers(1, 3))}
        row |= {"value_as_is": draw(few), "value_safezone": draw(st.one_of(st.just(""), few))}
        table.append(row)
    rules: dict[str, Any] = {"choose": draw(st.integers(1, 4).filter(lambda size: size <= count))}
    rules |= draw(st.sampled_from([{}, {"budget": 7}, {"zone_capacity": 1}, {"caps": {"field": {"*": 2}}}]))
    penalty = st.sampled_from(["", "", 0.1, 1.0])
    drawn = [(first, second, draw(penalty)) for first, second in combinations(range(count), 2)]
    lines = [f"d{first},d{second},{lost}" for first, second, lost in drawn if lost]
    return table, rules, "\n".join(["a,b,penalty", *lines])


@settings(max_examples=120, deadline=None)
@given(tied())
def test_no_list_worth_the_same_has_smaller_ids_or_plainer_modes(case: tuple[Table, dict[str, Any], str]) -> None:
    table, said, pairs = case
    rules = rules_of(**said, robustness={"draws": 1, "spread": 0.0, "seed": 1})
    candidates = read_candidates(csv_of(table), rules)
    penalties = read_pairs(pairs.encode(), candidates.ids)
    choice = choose(candidates, rules, penalties)
    places = tuple(candidates.ids.index(each.id) for each in choice.members)
    modes = tuple(MODES.index(each.mode) for each in choice.members)
    expected = smallest_by_hand(candidates, rules, penalties)
    assert expected == ((places, modes) if places else None)


def test_two_that_must_come_together_come_when_their_ids_are_smaller() -> None:
    """{.6, .4} and {.5, .5} are worth the same, and half of each is worth less."""
    for names in permutations("abcd"):
        table = table_of(0.5, 0.5, 0.5, 0.5, value_as_is=[0.6, 0.4, 0.5, 0.5])
        for row, name in zip(table, names, strict=True):
            row["id"] = name
        first, second, third, fourth = names
        choice = listed(table, rules_of(), f"a,b,penalty\n{first},{third},1\n{first},{fourth},1\n")
        assert ids(choice) == min(sorted([first, second]), sorted([third, fourth]))


def test_rows_in_any_order_give_the_same_list() -> None:
    rng = np.random.default_rng(3)
    table = [
        {**row, "id": f"d{place:03}", "organisation": f"o{place % 7}", "cost": place % 4, "cluster": place % 9 or ""}
        for place, row in enumerate(table_of(*rng.integers(0, 3, 60) / 2))
    ]
    pairs = "a,b,penalty\n" + "".join(f"d{place:03},d{place + 1:03},0.25\n" for place in range(0, 58, 2))
    rules = rules_of(choose=12, budget=20, caps={"organisation": {"*": 2}}, one_per_cluster=True)
    first = listed(table, rules, pairs)
    for _ in range(3):
        assert listed([table[place] for place in rng.permutation(60)], rules, pairs) == first
