"""What moved between two score sheets of one dataset, and why, as sentences a history shows: regenerable from both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gotgan.terms.readiness import GateState, ScoreSheet
from gotgan.terms.readiness_change import GateMoved, Moved, compare

_STATES = {
    GateState.PASSED: ("통과", "passed"),
    GateState.FAILED: ("미통과", "failed"),
    GateState.UNKNOWN: ("모름", "not known"),
}


class What(StrEnum):
    BOOK = "book"
    DATA = "data"
    GATE = "gate"
    CHECK = "check"


@dataclass(frozen=True)
class Change:
    """One thing that is different; `id` of the check or gate."""

    what: What
    ko: str
    en: str
    id: str = ""


def changes_between(before: ScoreSheet, after: ScoreSheet) -> tuple[Change, ...]:
    """Rules and data first, then gates, then checks, the greatest moves first. Both of one book and use."""
    found = compare(before, after)
    return (*_grounds(before, after), *map(_gate, found.gates), *map(_check, found.checks))


def _grounds(before: ScoreSheet, after: ScoreSheet) -> Iterator[Change]:
    if before.book_version != after.book_version:
        step = f"{before.book_version} → {after.book_version}"
        yield Change(What.BOOK, f"규칙집 판: {step}", f"Version of the book: {step}")
    if not before.version and after.version:
        yield Change(What.DATA, "데이터를 처음 봄", "The data were seen for the first time")
    elif before.version != after.version:
        yield Change(What.DATA, "데이터 판이 바뀜", "Another version of the data")


def _gate(moved: GateMoved) -> Change:
    ko, en = (f"{_STATES[moved.before][at]} → {_STATES[moved.after][at]}" for at in (0, 1))
    title, because = moved.title, moved.because
    return Change(What.GATE, f"{title.ko}: {ko}. {because.ko}", f"{title.en}: {en}. {because.en}", moved.id)


def _check(moved: Moved) -> Change:
    ko, en = (f"{_share(moved.before, none)} → {_share(moved.after, none)}" for none in ("해당 없음", "does not apply"))
    title, because = moved.title, moved.because
    return Change(What.CHECK, f"{title.ko}: {ko}. {because.ko}", f"{title.en}: {en}. {because.en}", moved.id)


def _share(value: float | None, none: str) -> str:
    return none if value is None else f"{value * 100:.1f}%"
