"""Trying again: how long to wait for a place, and how a cut download goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from gotgan.engine.sources.part import Part, TryAgain
from gotgan.terms.errors import Unavailable

WAITS_SECONDS = (0.5, 1.0, 2.0)
MOST_RESUMES = 100
LONGEST_WAIT_SECONDS = 30.0

T = TypeVar("T")


class Stuck(Unavailable):
    """Trying again did not help here; elsewhere the place may answer."""


@dataclass(frozen=True)
class Patience:
    """How long to wait. Slower than `least_bytes` in `stall_seconds` is a stall, trickling or not."""

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    stall_seconds: float = 60.0
    least_bytes: int = 1024
    waits_seconds: tuple[float, ...] = WAITS_SECONDS


def retried(attempt: Callable[[], T], patience: Patience, sleep: Callable[[float], None]) -> T:
    """Try, and three times more while the place says later or the line breaks. Raises: Unavailable."""
    for failures in range(1, len(patience.waits_seconds) + 2):
        try:
            return attempt()
        except TryAgain as error:
            if failures > len(patience.waits_seconds):
                raise (Stuck if error.is_here else Unavailable)(
                    f"{error}; tried {failures} times, try again later"
                ) from None
            _wait(error, failures, patience, sleep)
    raise AssertionError("unreachable")


def complete(
    part: Part, attempt: Callable[[], None], shown: str, patience: Patience, sleep: Callable[[float], None]
) -> None:
    """Let `attempt` go on with the part until it is whole; only tries that bring nothing count as failures.

    What came is kept also when this gives up. Raises: Unavailable.
    """
    failures = 0
    for _ in range(MOST_RESUMES):
        had = part.size
        try:
            attempt()
            return part.finish()
        except TryAgain as error:
            failures = 1 if part.size > had else failures + 1
            if failures > len(patience.waits_seconds):
                raise Unavailable(f"{error}; {part.size} bytes are kept, try again later") from None
            _wait(error, failures, patience, sleep)
    raise Unavailable(f"{shown}: cut {MOST_RESUMES} times; try again later")


def _wait(error: TryAgain, failures: int, patience: Patience, sleep: Callable[[float], None]) -> None:
    sleep(min(error.after or patience.waits_seconds[failures - 1], LONGEST_WAIT_SECONDS))
