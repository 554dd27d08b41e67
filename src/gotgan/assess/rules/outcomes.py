"""Used or not, and at what cost: plain arithmetic over what later rooms counted. Nothing is guessed.

Source: domain.md 7: sets never used, with their age; used against cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gotgan.terms.published import MonthOfUse, Uses

EARLY, USED, UNUSED, UNKNOWN = "early", "used", "unused", "unknown"
STATES = (USED, UNUSED, EARLY, UNKNOWN)
ENTERED = "entered"
"""The origin of a cost that a person wrote; others are keys of later rooms."""
EARLY_DAYS = 30
"""Before the first month is over it is too early to call a dataset unused."""


def state_of(uses: Uses, days: int, *, is_counted: bool) -> str:
    """Used is used on the first day; unused only after the first month, and only where somebody counted."""
    if uses.total > 0:
        return USED
    if days < EARLY_DAYS:
        return EARLY
    return UNUSED if is_counted else UNKNOWN


def won_per_use(cost_won: int | None, uses: Uses) -> float | None:
    return cost_won / uses.total if cost_won is not None and uses.total > 0 else None


def month_of(day: date) -> date:
    return day.replace(day=1)


def member_since(signed: date, months: Sequence[MonthOfUse]) -> date:
    """Since when a member's use is judged: the signature of this version, or, where it was counted for an earlier one
    already, the month after the first that was."""
    if not months:
        return signed
    first = months[0].month
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(signed, after)


def within(before: Uses, after: Uses) -> Uses:
    """What came in between two counts; a counter that was set back (a dataset counted anew) gives none."""
    return Uses(
        max(0, after.downloads - before.downloads),
        max(0, after.grants - before.grants),
        max(0, after.projects - before.projects),
    )


def sum_of(months: Iterable[MonthOfUse]) -> Uses:
    found: Sequence[Uses] = [each.uses for each in months]
    return Uses(
        sum(each.downloads for each in found), sum(each.grants for each in found), sum(each.projects for each in found)
    )
