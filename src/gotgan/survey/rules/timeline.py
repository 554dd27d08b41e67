"""The waves of a campaign on one line of time, as shares of its length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

PILOT, FIRST, SECOND, EXTENDED = "pilot", "first", "second", "extended"


class Waves(Protocol):
    """The dates that a campaign has."""

    @property
    def pilot_opens(self) -> datetime | None: ...
    @property
    def opens(self) -> datetime: ...
    @property
    def closes(self) -> datetime: ...
    @property
    def rest_opens(self) -> datetime | None: ...
    @property
    def rest_opened(self) -> datetime | None: ...
    @property
    def rest_closes(self) -> datetime | None: ...


@dataclass(frozen=True)
class Span:
    """One wave: where it begins and how long it is, 0 to 1 of the whole line. `now`: where today stands, if on it."""

    wave: str
    begins: datetime
    ends: datetime
    left: float
    width: float
    state: str


@dataclass(frozen=True)
class Timeline:
    spans: tuple[Span, ...]
    now: float | None


def lay_out(campaign: Waves, extended_to: Iterable[datetime], now: datetime, *, has_ended: bool = False) -> Timeline:
    """Every wave that has dates; extensions as one span from the close to the last of them.

    `has_ended`: the campaign was closed, maybe before its dates, and nothing runs any more.
    """
    waves = [(FIRST, campaign.opens, campaign.closes)]
    if campaign.pilot_opens:
        waves.insert(0, (PILOT, campaign.pilot_opens, campaign.opens))
    longest = max(extended_to, default=campaign.closes)
    if longest > campaign.closes:
        waves.append((EXTENDED, campaign.closes, longest))
    rest = campaign.rest_opened or campaign.rest_opens
    if rest:
        waves.append((SECOND, rest, campaign.rest_closes or max(campaign.closes, rest)))
    start, end = min(begin for _, begin, _ in waves), max(end for _, _, end in waves)
    whole = max(end - start, timedelta(seconds=1))
    spans = tuple(
        Span(
            wave,
            begin,
            until,
            (begin - start) / whole,
            (until - begin) / whole,
            "over" if has_ended else _state(begin, until, now),
        )
        for wave, begin, until in waves
    )
    return Timeline(spans, (now - start) / whole if start <= now <= end else None)


def _state(begin: datetime, until: datetime, now: datetime) -> str:
    if now < begin:
        return "coming"
    return "running" if now <= until else "over"
