"""Cross-mapping and the arithmetic of outcomes: examples as small tables."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.assess.rules.cross_map import cross_map
from gotgan.assess.rules.outcomes import (
    effort_of,
    held,
    member_since,
    month_of,
    order_origin,
    state_of,
    sum_of,
    within,
    won_per_use,
)
from gotgan.terms.published import Estimate, ListedDataset, ListOutcome, MemberOutcome, MonthOfUse, Uses
from gotgan.terms.questionnaire import Words
from gotgan.terms.refine import OrderWork
from gotgan.terms.selection import Interval


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


@pytest.mark.parametrize(
    ("spent", "is_done", "said"),
    [
        (None, True, ""),
        (7.9, True, "under"),
        (8.0, True, "within"),
        (16.0, True, "within"),
        (16.1, True, "over"),
        (3.0, False, "open"),
        (16.0, False, "open"),
        (16.1, False, "over"),
    ],
)
def test_estimate_is_held_against_what_was_spent(spent: float | None, is_done: bool, said: str) -> None:
    assert held(Interval(10, 8, 16), spent, is_done=is_done) == said
    assert held(None, spent, is_done=is_done) == ""


def at(day: int) -> datetime:
    return datetime(2026, 9, day, 3, tzinfo=UTC)


ESTIMATE = Estimate(7, at(2), Interval(10, 8, 16), Interval(1e6, 5e5, 2e6))
TODAY = date(2026, 9, 30)


def work(opened: int, released: int | None, hours: float | None = None, won: int | None = None) -> OrderWork:
    return OrderWork(f"o{opened}", "d", at(opened), at(released) if released else None, hours, won, 5.0)


def test_effort_is_of_all_orders_together() -> None:
    found = effort_of([work(5, 9, 6.0, 300_000), work(4, 20, 4.0)], ESTIMATE, TODAY, datetime.date)
    assert found is not None
    assert (found.orders, found.opened, found.released, found.days) == (2, date(2026, 9, 4), date(2026, 9, 20), 16)
    assert (found.hours, found.won, found.machine_seconds) == (10.0, 300_000, 10.0)
    assert (found.hours_held, found.won_held) == ("within", "under")
    assert order_origin("o5") == "order:o5"


def test_effort_of_an_order_that_is_not_done_goes_to_today() -> None:
    found = effort_of([work(5, 9, 6.0), work(10, None)], ESTIMATE, TODAY, datetime.date)
    assert found is not None
    assert (found.released, found.days, found.hours_held, found.won, found.won_held) == (None, 25, "open", None, "")


def test_effort_older_than_the_estimate_is_not_held_against_it() -> None:
    found = effort_of([work(1, 9, 99.0), work(5, 9, 1.0)], ESTIMATE, TODAY, datetime.date)
    assert found is not None
    assert (found.estimate, found.hours_held) == (None, "")
    assert effort_of([], ESTIMATE, TODAY, datetime.date) is None


def test_list_adds_up_what_can_be_judged() -> None:
    efforts = [
        effort_of([each], ESTIMATE, TODAY, datetime.date)
        for each in (work(5, 9, 9.0), work(5, 9, 40.0), work(5, None, 2.0), work(5, 9), work(1, 3, 9.0))
    ]
    members = [MemberOutcome(str(n), "", "", "", "", "used", 1, Uses(), effort=each) for n, each in enumerate(efforts)]
    outcome = ListOutcome(
        "s", Words("", ""), 1, None, (*members, MemberOutcome("x", "", "", "", "", "used", 1, Uses()))
    )
    assert [each.hours_held for each in outcome.efforts] == ["within", "over", "open", "", ""]
    assert (len(outcome.judged), outcome.hours_spent, outcome.hours_estimated, outcome.most_hours) == (2, 49, 20, 40)
