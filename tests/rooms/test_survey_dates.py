"""When answers are taken: dates in order, pilot, second wave, extension, deadline, reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from gotgan.survey.rules.dates import (
    Dates,
    check_dates,
    check_remind_days,
    closes_for,
    days_left,
    may_write_now,
    moment,
    opens_for,
    reminder_due,
)
from gotgan.terms.survey import CampaignState

NOON = datetime(2026, 11, 10, 3, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Campaign:
    state: str = CampaignState.OPEN
    pilot_opens: datetime | None = NOON - 2 * DAY
    opens: datetime = NOON
    closes: datetime = NOON + 10 * DAY
    rest_closes: datetime | None = None
    rest_opened: datetime | None = None


@dataclass(frozen=True)
class Target:
    is_pilot: bool = False
    extended_to: datetime | None = None


@pytest.mark.parametrize(
    ("dates", "places"),
    [
        (Dates(NOON, NOON + DAY), []),
        (Dates(NOON, NOON), ["closes"]),
        (Dates(NOON, NOON + DAY, pilot_opens=NOON), ["pilot_opens"]),
        (Dates(NOON, NOON + DAY, NOON - DAY, NOON, NOON + 2 * DAY), []),
        (Dates(NOON, NOON + DAY, rest_opens=NOON - DAY), ["rest_opens"]),
        (Dates(NOON, NOON + DAY, rest_closes=NOON + DAY), ["rest_closes"]),
        (Dates(NOON, NOON - DAY, NOON + DAY, NOON - DAY, NOON - 2 * DAY),
         ["closes", "pilot_opens", "rest_opens", "rest_closes"]),
    ],
)  # fmt: skip
def test_everything_out_of_order_is_named(dates: Dates, places: list[str]) -> None:
    assert [issue.place for issue in check_dates(dates)] == places


@pytest.mark.parametrize(
    ("campaign", "target", "now", "said"),
    [
        (Campaign(), Target(), NOON, ""),
        (Campaign(), Target(), NOON + 10 * DAY, ""),
        (Campaign(), Target(), NOON - DAY, "answers are taken from 2026-11-10 12:00 KST on"),
        (Campaign(), Target(is_pilot=True), NOON - DAY, ""),
        (Campaign(pilot_opens=None), Target(is_pilot=True), NOON - DAY, "answers are taken from"),
        (Campaign(), Target(), NOON + 11 * DAY, "the deadline passed on 2026-11-20 12:00 KST"),
        (Campaign(), Target(extended_to=NOON + 12 * DAY), NOON + 11 * DAY, ""),
        (Campaign(), Target(extended_to=NOON + 12 * DAY), NOON + 13 * DAY, "the deadline passed on 2026-11-22"),
        (Campaign(rest_closes=NOON + 15 * DAY), Target(), NOON + 11 * DAY, "the deadline passed"),
        (Campaign(rest_closes=NOON + 15 * DAY, rest_opened=NOON + DAY), Target(), NOON + 11 * DAY, ""),
        (Campaign(state=CampaignState.DRAFT), Target(), NOON, "is not open yet"),
        (Campaign(state=CampaignState.CLOSED), Target(extended_to=NOON + DAY), NOON, "is closed"),
        (Campaign(state=CampaignState.FROZEN), Target(), NOON, "is frozen"),
    ],
)
def test_answers_are_taken_in_time_only(campaign: Campaign, target: Target, now: datetime, said: str) -> None:
    decision = may_write_now(campaign, target, now)
    assert bool(decision) is (not said)
    assert said in "; ".join(decision.reasons)


def test_pilot_begins_earlier_and_extension_ends_later() -> None:
    assert opens_for(Campaign(), Target(is_pilot=True)) == NOON - 2 * DAY
    assert opens_for(Campaign(), Target()) == NOON
    assert closes_for(Campaign(), Target(extended_to=NOON)) == NOON + 10 * DAY


@pytest.mark.parametrize(
    ("left", "due"), [(20, None), (15, None), (14, 14), (10, 14), (7, 7), (3, 7), (1, 1), (0, 1), (-1, None)]
)
def test_reminder_that_was_missed_is_made_up_for_once(left: int, due: int | None) -> None:
    assert reminder_due([14, 7, 1], NOON, NOON - left * DAY) == due


def test_days_left_are_days_of_korea() -> None:
    late = datetime(2026, 11, 9, 15, 30, tzinfo=UTC)  # half past midnight of the 10th in Seoul
    assert days_left(NOON, late) == 0
    assert moment(late) == "2026-11-10 00:30 KST"


def test_days_of_reminders_are_days_before_the_close() -> None:
    assert check_remind_days([0, 90]) == ()
    assert "-1, 91" in check_remind_days([91, -1, 5])[0].what
