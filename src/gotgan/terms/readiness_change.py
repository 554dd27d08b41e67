"""What moved between two score sheets of one book and use, and why; for the history of a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import CheckResult, GateState, ScoreSheet

LEAST = 1e-9
"""A smaller move is none."""


@dataclass(frozen=True)
class Moved:
    """A factor (0 to 100) or a check (0 to 1) that moved; None: it did not apply then. `factor` is its factor's id."""

    factor: str
    id: str
    title: Words
    before: float | None
    after: float | None
    because: Words

    @property
    def is_better(self) -> bool:
        return (self.after or 0) > (self.before or 0)


@dataclass(frozen=True)
class GateMoved:
    id: str
    title: Words
    before: GateState
    after: GateState
    because: Words


@dataclass(frozen=True)
class Comparison:
    """`is_same_book`: both sheets are of one version of the book; else a move may be the book's."""

    before: float | None
    after: float | None
    is_same_book: bool
    factors: tuple[Moved, ...]
    checks: tuple[Moved, ...]
    gates: tuple[GateMoved, ...]


def compare(before: ScoreSheet, after: ScoreSheet) -> Comparison:
    """What moved, the greatest moves of checks first. Raises: ValueError for sheets of two books or uses."""
    if (before.book, before.use) != (after.book, after.use):
        raise ValueError(f"sheets of {before.book} {before.use} and {after.book} {after.use} cannot be compared")
    checks = sorted(_checks(before, after), key=lambda each: (-abs((each.after or 0) - (each.before or 0)), each.id))
    is_same_book = before.book_version == after.book_version
    gates = tuple(_gates(before, after))
    return Comparison(before.total, after.total, is_same_book, tuple(_factors(before, after)), tuple(checks), gates)


def _factors(before: ScoreSheet, after: ScoreSheet) -> Iterator[Moved]:
    old = {factor.id: factor for factor in before.factors}
    new = {factor.id: factor for factor in after.factors}
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        values = (was.value if was else None, now.value if now else None)
        if _has_moved(*values):
            title = (now or old[name]).title
            yield Moved(name, name, title, *values, Words("아래 점검이 달라졌습니다.", "Its checks below moved."))


def _checks(before: ScoreSheet, after: ScoreSheet) -> Iterator[Moved]:
    old = {check.id: (factor.id, check) for factor in before.factors for check in factor.checks}
    new = {check.id: (factor.id, check) for factor in after.factors for check in factor.checks}
    for name in dict.fromkeys((*old, *new)):
        factor, told = new.get(name) or old[name]
        was, now = (side[name][1] if name in side else None for side in (old, new))
        values = (was.value if was else None, now.value if now else None)
        if _has_moved(*values):
            yield Moved(factor, name, told.title, *values, _because(was, now))


def _has_moved(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(after - before) > LEAST


def _because(was: CheckResult | None, now: CheckResult | None) -> Words:
    """By the evidence where that differs; else by the book."""
    if was is None:
        return Words("평가 기준에 새로 들어온 점검입니다.", "The book asks it anew.")
    if now is None:
        return Words("평가 기준에서 빠진 점검입니다.", "The book asks it no longer.")
    if was.value is None:
        return Words(f"이제 해당합니다. {now.diagnosis.ko}", f"It applies now. {now.diagnosis.en}")
    if now.value is None:
        return Words(f"이제 해당하지 않습니다. {now.diagnosis.ko}", f"It applies no longer. {now.diagnosis.en}")
    if was.measured != now.measured:
        return Words(f"이전: {was.diagnosis.ko} 이제: {now.diagnosis.ko}",
                     f"Before: {was.diagnosis.en} Now: {now.diagnosis.en}")  # fmt: skip
    if was.method is not now.method:
        return Words(
            "근거의 종류가 달라졌습니다(측정·표본·신고).", "The kind of evidence changed (measured, sampled, declared)."
        )
    return Words("평가 기준이 달라졌습니다.", "The book changed.")


def _gates(before: ScoreSheet, after: ScoreSheet) -> Iterator[GateMoved]:
    old = {gate.id: gate for gate in before.gates}
    for gate in after.gates:
        was = old[gate.id].state if gate.id in old else GateState.UNKNOWN
        if was is not gate.state:
            yield GateMoved(gate.id, gate.title, was, gate.state, gate.because)
