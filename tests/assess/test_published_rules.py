"""Cross-mapping and the arithmetic of outcomes: examples as small tables."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.assess.rules.cross_map import cross_map
from gotgan.assess.rules.outcomes import member_since, month_of, state_of, sum_of, within, won_per_use
from gotgan.terms.published import ListedDataset, MonthOfUse, Uses


def listed(name: str) -> ListedDataset:
    return ListedDataset(name, name, "", "1", "기관", "", "core", 1.0, 1.0, "as_is")


def ids(found: object) -> str:
    return "".join(each.dataset for each in found)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("a", "b", "clusters", "both", "only_a", "only_b"),
    [
        ("abc", "bcd", {}, "bb cc", "a", "d"),
        ("ab", "xy", {"a": "1", "x": "1"}, "ax", "b", "y"),
        ("ab", "xy", {"a": "1", "y": "2"}, "", "ab", "xy"),
        ("ab", "ax", {"a": "1", "b": "1", "x": "1"}, "aa bx", "", ""),
        ("ab", "x", {"a": "1", "b": "1", "x": "1"}, "ax", "b", ""),
        ("", "x", {}, "", "", "x"),
    ],
)
def test_cross_map(a: str, b: str, clusters: dict[str, str], both: str, only_a: str, only_b: str) -> None:
    found = cross_map([listed(each) for each in a], [listed(each) for each in b], clusters)
    assert " ".join(pair.a.dataset + pair.b.dataset for pair in found.both) == both
    assert all(pair.is_copy == (pair.a.dataset != pair.b.dataset) for pair in found.both)
    assert (ids(found.only_a), ids(found.only_b)) == (only_a, only_b)


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")), st.dictionaries(
    st.sampled_from("abcdef"), st.sampled_from("12")))  # fmt: skip
def test_cross_map_loses_and_doubles_nobody(a: set[str], b: set[str], clusters: dict[str, str]) -> None:
    found = cross_map([listed(each) for each in sorted(a)], [listed(each) for each in sorted(b)], clusters)
    assert sorted([pair.a.dataset for pair in found.both] + list(ids(found.only_a))) == sorted(a)
    assert sorted([pair.b.dataset for pair in found.both] + list(ids(found.only_b))) == sorted(b)


@pytest.mark.parametrize(
    ("uses", "days", "is_counted", "state"),
    [
        (Uses(), 0, True, "early"),
        (Uses(), 29, True, "early"),
        (Uses(), 29, False, "early"),
        (Uses(), 30, True, "unused"),
        (Uses(), 30, False, "unknown"),
        (Uses(downloads=1), 0, True, "used"),
        (Uses(grants=1), 90, True, "used"),
        (Uses(projects=1), 90, True, "used"),
    ],
)
def test_state_of(uses: Uses, days: int, is_counted: bool, state: str) -> None:
    assert state_of(uses, days, is_counted=is_counted) == state


def test_cost_per_use_needs_both() -> None:
    assert won_per_use(900, Uses(2, 1, 0)) == 300
    assert won_per_use(None, Uses(2, 1, 0)) is None
    assert won_per_use(900, Uses()) is None
    assert won_per_use(0, Uses(1)) == 0


def test_what_came_in_between_is_never_below_nothing() -> None:
    assert within(Uses(5, 1, 0), Uses(9, 1, 2)) == Uses(4, 0, 2)
    assert within(Uses(5, 1, 3), Uses(2, 1, 2)) == Uses()


@pytest.mark.parametrize(
    ("signed", "first", "since"),
    [
        (date(2026, 9, 20), None, date(2026, 9, 20)),
        (date(2026, 9, 20), date(2026, 9, 1), date(2026, 9, 20)),
        (date(2026, 9, 20), date(2026, 8, 1), date(2026, 9, 1)),
        (date(2026, 9, 20), date(2025, 12, 1), date(2026, 1, 1)),
    ],
)
def test_member_of_an_earlier_version_is_judged_since_then(signed: date, first: date | None, since: date) -> None:
    months = () if first is None else (MonthOfUse(first, Uses()), MonthOfUse(signed.replace(day=1), Uses(1)))
    assert member_since(signed, months) == since


def test_months_add_up() -> None:
    assert month_of(date(2026, 11, 26)) == date(2026, 11, 1)
    assert sum_of([MonthOfUse(date(2026, 1, 1), Uses(1, 2, 3)), MonthOfUse(date(2026, 2, 1), Uses(1))]) == Uses(2, 2, 3)
    assert sum_of([]) == Uses()
