"""How long the engine was at work, from the receipts of its runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def seconds_of(times: Iterable[tuple[str | None, str | None]]) -> float:
    """Of (started, finished) as receipts tell them, ISO 8601; a run that left no receipt counts for nothing."""
    return sum(
        max(0.0, (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds())
        for started, finished in times
        if started and finished
    )
