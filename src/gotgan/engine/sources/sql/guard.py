"""The load guard: what must be settled before the first query reaches a database in production.

Read-only transaction, statement timeout, lock timeout, row cap, time window, one connection. A session
cannot be opened without a guard, and a guard cannot be made without each of them. Source: measure.md 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from threading import Lock

from gotgan.terms.decision import Decision
from gotgan.terms.errors import Invalid, Issue, NotAllowed, Unavailable

Clock = Callable[[], datetime]
DEFAULTS: Mapping[str, str] = {
    "statement_timeout": "600", "lock_timeout": "5", "row_cap": "50000000", "window": "00:00-24:00",
}  # fmt: skip
LONGEST_SECONDS = 24 * 3600
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")


class OutsideWindow(Unavailable):
    """The database may not be read at this hour."""


class GuardNotInForce(NotAllowed):
    """The server did not take over what the guard asked for."""


@dataclass(frozen=True)
class Window:
    """Hours of the day, `start` to before `end`, over midnight where `end` is earlier; equal: all day."""

    start: time
    end: time

    def holds(self, moment: datetime) -> bool:
        now = moment.time()
        if self.start < self.end:
            return self.start <= now < self.end
        return self.start == self.end or now >= self.start or now < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True)
class LoadGuard:
    """Nothing has a default here: whoever opens a session says all of it (`guard_of` knows usual values).

    `row_cap`: a table whose planner estimate is above it is never read in full. `clock` tells local time.
    """

    statement_timeout_seconds: int
    lock_timeout_seconds: int
    row_cap: int
    window: Window
    clock: Clock
    _one: Lock = field(default_factory=Lock, repr=False, compare=False)

    def check_window(self, place: str) -> None:
        """Raises: OutsideWindow."""
        now = self.clock()
        if not self.window.holds(now):
            raise OutsideWindow(
                f"{place}: may be read between {self.window} only, and it is {now:%H:%M}; "
                "run it again then, or change the option window"
            )

    @contextmanager
    def one_connection(self, place: str) -> Iterator[None]:
        """Raises: OutsideWindow, Unavailable while another connection of this guard is open."""
        self.check_window(place)
        if not self._one.acquire(blocking=False):
            raise Unavailable(f"{place}: is being read over one connection already; wait for it to end")
        try:
            yield
        finally:
            self._one.release()

    def may_read_whole(self, estimate: int | None) -> Decision:
        """Whether every row of a table may be read, by the planner's estimate of its rows."""
        if estimate is None:
            return Decision.no("its planner knows no number of rows; let the owner run ANALYZE")
        if estimate > self.row_cap:
            what = f"about {estimate:,} rows, above the cap of {self.row_cap:,}"
            return Decision.no(f"{what}; raise the option row_cap to read them all")
        return Decision.yes()


def guard_of(options: Mapping[str, str], clock: Clock) -> LoadGuard:
    """A guard from options. Raises: Invalid with every wrong one."""
    chosen = {name: options.get(name) or usual for name, usual in DEFAULTS.items()}
    issues = [issue for name, text in chosen.items() if (issue := _problem(name, text))]
    if issues:
        raise Invalid(*issues)
    return LoadGuard(
        int(chosen["statement_timeout"]), int(chosen["lock_timeout"]), int(chosen["row_cap"]),
        read_window(chosen["window"]), clock,
    )  # fmt: skip


def read_window(text: str) -> Window:
    """`20:00-06:00`; `24:00` may end a day. Raises: Invalid."""
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise Invalid(_problem("window", text) or Issue("option window", "cannot be read"))
    end = time(int(match[3]), int(match[4])) if match[3] else time(0)
    return Window(time(int(match[1]), int(match[2])), end)


def _problem(name: str, text: str) -> Issue | None:
    place = f"option {name}"
    if name == "window":
        how = "write the hours as 20:00-06:00"
        return None if _WINDOW.fullmatch(text) else Issue(place, f"{text[:20]!r} is no time window", how)
    what = "rows" if name == "row_cap" else "seconds"
    return whole_problem(place, text, what, 1, 10**15 if name == "row_cap" else LONGEST_SECONDS)


def whole_problem(place: str, text: str, what: str, least: int, most: int) -> Issue | None:
    if text.isascii() and text.isdigit() and least <= int(text[:20]) <= most:
        return None
    return Issue(place, f"{text[:20]!r} is no number of {what}", f"give a whole number from {least} to {most:,}")
