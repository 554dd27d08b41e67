"""Which member of a cluster stands for it, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gotgan.assess.rules.links import Link


class Reason(StrEnum):
    """What a member is alone best in; `none`: all is equal, so the one with the first id."""

    ORIGINAL = "original"
    ROWS = "rows"
    READINESS = "readiness"
    NEWEST = "newest"
    EARLIEST = "earliest"
    NONE = "none"


@dataclass(frozen=True)
class Candidate:
    """`readiness` is the total of its score sheet, 0 to 100, where there is one."""

    dataset: str
    rows: int | None = None
    measured: datetime | None = None
    readiness: float | None = None
    first_seen: datetime | None = None


def copies_among(links: Iterable[Link]) -> frozenset[str]:
    """Members that a verb calls a copy, a part or made of another member."""
    return frozenset(link.copy for link in links if link.copy)


def choose_representative(candidates: Sequence[Candidate], copies: Collection[str]) -> tuple[str, Reason]:
    """The original before its copies, then most rows, best readiness, newest measured, known for longest.

    Returns the dataset and the first of these that it is alone best in. Raises: ValueError without candidates.
    """
    if not candidates:
        raise ValueError("candidates: there is none; a cluster has two at least")
    left = sorted(candidates, key=lambda each: each.dataset)
    ways: tuple[tuple[Reason, Callable[[Candidate], float]], ...] = (
        (Reason.ORIGINAL, lambda each: float(each.dataset not in copies)),
        (Reason.ROWS, lambda each: -1.0 if each.rows is None else float(each.rows)),
        (Reason.READINESS, lambda each: -1.0 if each.readiness is None else each.readiness),
        (Reason.NEWEST, lambda each: each.measured.timestamp() if each.measured else 0.0),
        (Reason.EARLIEST, lambda each: -each.first_seen.timestamp() if each.first_seen else float("-inf")),
    )
    for reason, value in ways:
        best = max(map(value, left))
        left = [each for each in left if value(each) == best]
        if len(left) == 1:
            return left[0].dataset, reason
    return left[0].dataset, Reason.NONE
