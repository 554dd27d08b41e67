"""Used or not, and at what cost: plain arithmetic over what later rooms counted. Nothing is guessed.

Source: domain.md 7: sets never used, with their age; used against cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from gotgan.terms.published import Estimate, MemberEffort, MonthOfUse, Uses
from gotgan.terms.refine import OrderWork
from gotgan.terms.selection import Interval

EARLY, USED, UNUSED, UNKNOWN = "early", "used", "unused", "unknown"
STATES = (USED, UNUSED, EARLY, UNKNOWN)
ENTERED = "entered"
"""The origin of a cost that a person wrote; others are keys of later rooms."""
_ORDER = "order:"
WITHIN, UNDER, OVER, OPEN, UNTOLD = "within", "under", "over", "open", ""
"""Whether an estimate held."""
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


def order_origin(order: str) -> str:
    """The origin of a cost that people wrote down on a work order."""
    return f"{_ORDER}{order}"


def held(estimated: Interval | None, spent: float | None, *, is_done: bool) -> str:
    """Over is over at once; under and within are told only once the work is done."""
    if estimated is None or spent is None:
        return UNTOLD
    if spent > estimated.high:
        return OVER
    if not is_done:
        return OPEN
    return UNDER if spent < estimated.low else WITHIN


def effort_of(
    works: Sequence[OrderWork], estimate: Estimate | None, today: date, day_of: Callable[[datetime], date]
) -> MemberEffort | None:
    """All orders on one member together; None without one. What an order took that is older than the estimate was not
    what the estimate foretold: then none is held against it."""
    if not works:
        return None
    opened, ends = min(each.opened for each in works), [each.released for each in works]
    released = max(end for end in ends if end) if all(ends) else None
    compared = estimate if estimate is not None and estimate.made <= opened else None
    hours, won = total_of(each.hours for each in works), total_of(each.won for each in works)
    first, last, is_done = day_of(opened), day_of(released) if released else None, released is not None
    return MemberEffort(
        len(works), first, last, ((last or today) - first).days, sum(each.machine_seconds for each in works), hours,
        None if won is None else int(won), compared,
        held(compared.hours if compared else None, hours, is_done=is_done),
        held(compared.won if compared else None, won, is_done=is_done),
    )  # fmt: skip


def total_of(amounts: Iterable[float | None]) -> float | None:
    """Of those that are known; None where none is."""
    known = [each for each in amounts if each is not None]
    return sum(known) if known else None
