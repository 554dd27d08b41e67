"""Dates against dates, at the boundary day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.rooms.checks.sheet import TODAY, facts, found


def ago(days: int) -> str:
    return (TODAY - timedelta(days)).isoformat()


@pytest.mark.parametrize(
    ("cycle", "days", "is_raised"),
    [
        ("daily", 730, True),
        ("daily", 3, True),
        ("daily", 2, False),
        ("realtime", 3, True),
        ("hourly", 2, False),
        ("weekly", 14, False),
        ("weekly", 15, True),
        ("monthly", 62, False),
        ("monthly", 63, True),
        ("quarterly", 185, True),
        ("half_yearly", 368, False),
        ("yearly", 733, True),
        ("yearly", 732, False),
        ("irregular", 9000, False),
        ("once", 9000, False),
        ("unknown", 9000, False),
    ],
)
def test_cycle_vs_change(cycle: str, days: int, is_raised: bool) -> None:
    values = {"update_cycle": cycle, "last_real_change": ago(days)}
    assert ("cycle_vs_change" in found(values)) is is_raised


def test_cycle_vs_change_counts_up_to_the_scan_that_saw_it() -> None:
    spring = facts(last_real_change="2026-04-30", scanned_at=datetime(2026, 5, 1, tzinfo=UTC))
    assert "cycle_vs_change" not in found({"update_cycle": "daily"}, spring)
    assert "cycle_vs_change" not in found({"update_cycle": "daily", "last_real_change": "2026-04-30"}, spring)
    corrected = found({"update_cycle": "daily", "last_real_change": "2026-04-29"}, spring)["cycle_vs_change"]
    assert "2026-04-29에 마지막으로 바뀌어, 확인한 날(2026-11-26)까지 211일 동안" in corrected.message_ko


def test_cycle_vs_change_takes_the_scan_where_nobody_answered() -> None:
    old = facts(last_real_change="2024-11-20")
    assert "갱신 주기가 '일'인데" in found({"update_cycle": "daily"}, old)["cycle_vs_change"].message_ko
    assert not found({"update_cycle": "daily", "last_real_change": "unknown"}, old)
    assert not found({"update_cycle": "daily", "last_real_change": "na"}, old)


def test_cycle_vs_change_reply_holds_while_days_pass() -> None:
    values = {"update_cycle": "daily", "last_real_change": ago(100)}
    first = found(values)["cycle_vs_change"]
    later = found(values, today=TODAY + timedelta(30))["cycle_vs_change"]
    assert first.message_ko != later.message_ko
    assert first.key == later.key


@pytest.mark.parametrize(
    ("period", "first_year", "is_raised"),
    [
        ({"from": "2014-12-31", "to": "2020-01-01"}, 2016, True),
        ({"from": "2015-01-01", "to": "2020-01-01"}, 2016, False),
        ({"from": "2015", "to": None}, 2016, False),
        ({"from": "1990-01-01", "to": None}, "unknown", False),
        ({"from": None, "to": "2026-11-26"}, None, False),
        ({"from": None, "to": "2026-11-27"}, None, True),
        ({"from": "2099-99-99", "to": "soon"}, 2016, False),
        ("na", 2016, False),
    ],
)
def test_period_vs_first_year(period: Any, first_year: Any, is_raised: bool) -> None:
    raised = found({"period_covered": period, "first_year": first_year})
    assert ("period_vs_first_year" in raised) is is_raised


def test_period_vs_first_year_tells_a_year_without_comma() -> None:
    seen = facts(period=("2001-03-01", "2020-12-31"))
    raised = found({"first_year": 2010}, seen)["period_vs_first_year"]
    assert "시작하는 날(2001-03-01)이 최초 구축 연도(2010년)보다 훨씬 앞섭니다" in raised.message_ko


@pytest.mark.parametrize(
    ("end", "is_raised"),
    [(ago(1), True), (ago(0), False), (ago(-1), False), ("unknown", False), ("na", False), (None, False)],
)
def test_retention_passed(end: str | None, is_raised: bool) -> None:
    assert ("retention_passed" in found({"retention_end": end})) is is_raised


def test_retention_passed_says_whether_a_scan_saw_it() -> None:
    assert "2026-11-20 점검에서" in found({"retention_end": "2026-11-19"})["retention_passed"].message_ko
    assert "응답했습니다" in found({"retention_end": "2026-11-20"})["retention_passed"].message_ko
    assert "응답했습니다" in found({"retention_end": "2026-11-20"}, None)["retention_passed"].message_ko
