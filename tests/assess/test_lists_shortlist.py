"""The shortlist: by value, with enough for each floor, and a reason with numbers for everybody else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.assess.rules.settings import Making, Settings
from gotgan.assess.rules.shortlist import Runner, make_shortlist

FIELDS = ("health", "transport")


def runner(number: int, value: float, field: str = "transport") -> Runner:
    return Runner(f"d{number:03}", value, {"field": field, "organisation": f"{number % 2}"})


def test_floor_brings_in_who_value_alone_would_not() -> None:
    runners = [runner(number, 1 - number / 100) for number in range(10)] + [runner(50, 0.1, "health")]
    rules = Settings(choose=2, floors={"field": {"health": 1}}, making=Making(shortlist_factor=2.0))
    found = make_shortlist(runners, rules)
    assert found.ids == ("d000", "d001", "d002", "d003", "d050")
    assert found.line == 0.97
    assert (found.missed["d004"].value, found.missed["d004"].line, found.missed["d004"].crowded) == (0.96, 0.97, "")


def test_cap_keeps_one_organisation_from_filling_it() -> None:
    runners = [runner(2 * number, 1 - number / 100) for number in range(10)] + [runner(1, 0.2), runner(3, 0.1)]
    rules = Settings(choose=2, caps={"organisation": {"*": 1}}, making=Making(shortlist_factor=2.0))
    found = make_shortlist(runners, rules)
    assert found.ids == ("d000", "d001", "d002", "d003")
    assert found.missed["d004"].crowded == "caps.organisation.*"


def test_nobody_and_floors_alone() -> None:
    assert make_shortlist([], Settings()).ids == ()
    rules = Settings(choose=1, floors={"field": {"health": 1}}, making=Making(shortlist_factor=1.0))
    assert make_shortlist([runner(1, 0.5, "health")], rules).line == 0.5


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(FIELDS)), max_size=30), st.integers(1, 5), st.integers(0, 3)
)
def test_everybody_is_on_it_or_has_a_reason(rows: list[tuple[int, str]], choose: int, floor: int) -> None:
    runners = [runner(number, value / 10, field) for number, (value, field) in enumerate(rows)]
    rules = Settings(
        choose=choose, floors={"field": {"health": min(floor, choose)}}, making=Making(shortlist_factor=2.0)
    )
    found = make_shortlist(runners, rules)
    assert set(found.ids) | set(found.missed) == {each.id for each in runners}
    assert not set(found.ids) & set(found.missed)
    assert found == make_shortlist(list(reversed(runners)), rules)
    health = [each for each in runners if each.texts["field"] == "health"]
    inside = [each for each in health if each.id in found.ids]
    assert len(inside) >= min(len(health), 2 * min(floor, choose))
    assert all(each.value <= each.line for each in found.missed.values())
