"""When a campaign takes answers: from which moment, until which, and whether now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Protocol

from gotgan.terms.decision import Decision
from gotgan.terms.errors import Issue
from gotgan.terms.survey import CampaignState

KST = timezone(timedelta(hours=9), "KST")
MOST_REMIND_DAYS = 90


class CampaignDates(Protocol):
    """What a campaign says of time; moments are aware."""

    @property
    def state(self) -> str: ...
    @property
    def pilot_opens(self) -> datetime | None: ...
    @property
    def opens(self) -> datetime: ...
    @property
    def closes(self) -> datetime: ...
    @property
    def rest_closes(self) -> datetime | None: ...
    @property
    def rest_opened(self) -> datetime | None: ...


class TargetDates(Protocol):
    """What one organisation's place in it says of time."""

    @property
    def is_pilot(self) -> bool: ...
    @property
    def extended_to(self) -> datetime | None: ...


@dataclass(frozen=True)
class Dates:
    """The dates of a campaign as they are asked for."""

    opens: datetime
    closes: datetime
    pilot_opens: datetime | None = None
    rest_opens: datetime | None = None
    rest_closes: datetime | None = None


def check_dates(dates: Dates) -> tuple[Issue, ...]:
    """Everything that is out of order, each with its field."""
    issues = []
    if dates.closes <= dates.opens:
        issues.append(Issue("closes", "lies before the opening", "choose a later moment"))
    if dates.pilot_opens and dates.pilot_opens >= dates.opens:
        issues.append(Issue("pilot_opens", "does not lie before the opening", "choose an earlier moment"))
    if dates.rest_opens and dates.rest_opens < dates.opens:
        issues.append(Issue("rest_opens", "lies before the opening", "choose a later moment"))
    if dates.rest_closes and dates.rest_closes <= (dates.rest_opens or dates.closes):
        issues.append(Issue("rest_closes", "lies before the second wave", "choose a later moment"))
    return tuple(issues)


def opens_for(campaign: CampaignDates, target: TargetDates) -> datetime:
    """The moment from which this organisation may write: a pilot's comes earlier."""
    if target.is_pilot and campaign.pilot_opens:
        return campaign.pilot_opens
    return campaign.opens


def closes_for(campaign: CampaignDates, target: TargetDates) -> datetime:
    """The moment after which this organisation may write no more: the latest of what was promised to it."""
    ends = [campaign.closes]
    if campaign.rest_opened and campaign.rest_closes:
        ends.append(campaign.rest_closes)
    if target.extended_to:
        ends.append(target.extended_to)
    return max(ends)


def may_write_now(campaign: CampaignDates, target: TargetDates, now: datetime) -> Decision:
    """Whether answers of this organisation may be written at `now`. Every writer of answers asks this one.

    A campaign that was closed by hand takes nothing, extended or not; reopen it first.
    """
    if campaign.state == CampaignState.DRAFT:
        return Decision.no("the campaign is not open yet; wait for the invitation")
    if campaign.state == CampaignState.FROZEN:
        return Decision.no("the campaign is frozen; its answers stay as they are")
    if campaign.state == CampaignState.CLOSED:
        return Decision.no("the campaign is closed; ask the survey manager to reopen it")
    opens, closes = opens_for(campaign, target), closes_for(campaign, target)
    if now < opens:
        return Decision.no(f"answers are taken from {moment(opens)} on; come back then")
    if now > closes:
        return Decision.no(f"the deadline passed on {moment(closes)}; ask the survey manager for an extension")
    return Decision.yes()


def moment(when: datetime) -> str:
    """`2026-11-26 18:00 KST`."""
    return f"{when.astimezone(KST):%Y-%m-%d %H:%M} KST"


def days_left(closes: datetime, now: datetime) -> int:
    """Whole days in Korea from today until the day of the close; negative once that is past."""
    return (closes.astimezone(KST).date() - now.astimezone(KST).date()).days


def reminder_due(days: Iterable[int], closes: datetime, now: datetime) -> int | None:
    """Which reminder is due: the smallest of `days` not smaller than the days left; None when none is, or the close
    is past. A hub that was off on the very day still reminds, once, with what is due now."""
    left = days_left(closes, now)
    due = [day for day in days if day >= left]
    return min(due) if due and now <= closes else None


def check_remind_days(days: Iterable[int]) -> tuple[Issue, ...]:
    """Days before the close: whole, from 0 to 90."""
    wrong = sorted({day for day in days if not 0 <= day <= MOST_REMIND_DAYS})
    if not wrong:
        return ()
    what = f"{', '.join(map(str, wrong))} is no number of days before the close"
    return (Issue("remind_days", what, f"write numbers from 0 to {MOST_REMIND_DAYS}"),)
