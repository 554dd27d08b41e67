"""What aftercare is due and since when, which letter that makes, and when two releases need a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gotgan.refine.rules.watching import due_of, letter_key, needs_reason, write_due
from gotgan.terms.inspection import Due
from gotgan.terms.refine import OrderState

TODAY = date(2026, 11, 26)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "watch", "term", "due"),
    [
        (OrderState.RELEASED, TODAY, None, [Due.WATCH]),
        (OrderState.RELEASED, TODAY + DAY, TODAY, []),
        (OrderState.MONITORED, TODAY - DAY, TODAY - DAY, [Due.WATCH, Due.TERM]),
        (OrderState.MONITORED, None, None, []),
        (OrderState.WITHDRAWN, TODAY, TODAY - DAY, []),
        (OrderState.DRAFTED, None, TODAY - DAY, []),
    ],
)
def test_due_of(state: OrderState, watch: date | None, term: date | None, due: list[Due]) -> None:
    assert [why for why, _ in due_of(state, next_watch=watch, term=term, today=TODAY)] == due


def test_same_thing_makes_one_letter_a_week() -> None:
    keys = [letter_key("o", Due.WATCH, TODAY, TODAY + number * DAY) for number in range(14)]
    assert len(set(keys)) == 2
    assert len({*keys, letter_key("o", Due.TERM, TODAY, TODAY)}) == 3


@pytest.mark.parametrize("why", list(Due))
def test_letter_says_what_is_due_in_both_languages(why: Due) -> None:
    said = write_due(why, TODAY, {"title": "민원 {since}", "page": "https://h/refine/orders/1"})
    assert said.subject == "[사후관리] 민원 {since} / Aftercare: 민원 {since}"
    assert said.body.count("2026-11-26") == 2
    assert said.body.count("https://h/refine/orders/1") == 2


@pytest.mark.parametrize(("joint", "target", "needed"), [(None, 5, True), (4, 5, True), (5, 5, False), (9, 5, False)])
def test_needs_reason(joint: int | None, target: int, *, needed: bool) -> None:
    assert needs_reason(joint, target) is needed
