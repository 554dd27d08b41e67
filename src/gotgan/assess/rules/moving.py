"""What moved between two score sheets of one dataset, and why: regenerable from the two documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import CheckResult, GateState, Method, ScoreSheet

LEAST = 0.005
"""A check that moves by less has not moved."""
_STATES = {
    GateState.PASSED: ("통과", "passed"),
    GateState.FAILED: ("미통과", "failed"),
    GateState.UNKNOWN: ("모름", "not known"),
}
_METHODS = {
    Method.MEASURED: ("측정", "measured"),
    Method.SAMPLED: ("표본", "sampled"),
    Method.DECLARED: ("진술", "declared"),
}


class What(StrEnum):
    BOOK = "book"
    DATA = "data"
    GATE = "gate"
    CHECK = "check"


@dataclass(frozen=True)
class Change:
    """One thing that is different. `id` of the check or gate; `effect` on its factor, in points of 100."""

    what: What
    ko: str
    en: str
    id: str = ""
    effect: float = 0.0


def changes_between(before: ScoreSheet, after: ScoreSheet) -> tuple[Change, ...]:
    """Rules and data first, then gates, then checks by what they did to their factor, largest first."""
    checks = sorted(_checks(before, after), key=lambda change: (-abs(change.effect), change.id))
    return (*_grounds(before, after), *_gates(before, after), *checks)


def _grounds(before: ScoreSheet, after: ScoreSheet) -> Iterator[Change]:
    if before.book_version != after.book_version:
        step = f"{before.book_version} → {after.book_version}"
        yield Change(What.BOOK, f"규칙집 판: {step}", f"Version of the book: {step}")
    if not before.version and after.version:
        yield Change(What.DATA, "데이터를 처음 봄", "The data were seen for the first time")
    elif before.version != after.version:
        yield Change(What.DATA, "데이터 판이 바뀜", "Another version of the data")


def _gates(before: ScoreSheet, after: ScoreSheet) -> Iterator[Change]:
    old = {gate.id: gate.state for gate in before.gates}
    for gate in after.gates:
        was = old.get(gate.id)
        if was is not None and was is not gate.state:
            ko, en = (f"{_STATES[was][at]} → {_STATES[gate.state][at]}" for at in (0, 1))
            because, title = gate.because, gate.title
            yield Change(
                What.GATE, f"{title.ko}: {ko}. {because.ko}", f"{title.en}: {en}. {because.en}", gate.id
            )  # fmt: skip


def _checks(before: ScoreSheet, after: ScoreSheet) -> Iterator[Change]:
    old = {check.id: check for factor in before.factors for check in factor.checks}
    for factor in after.factors:
        inside = sum(check.weight for check in factor.checks if check.value is not None)
        for check in factor.checks:
            was = old.get(check.id)
            if was is not None and _has_moved(was, check):
                share = check.weight / inside if inside else 0.0
                yield _change(was, check, 100 * share * ((check.value or 0.0) - (was.value or 0.0)))


def _has_moved(was: CheckResult, now: CheckResult) -> bool:
    if was.value is None or now.value is None:
        return was.value is not now.value
    return abs(was.value - now.value) >= LEAST or was.method is not now.method


def _change(was: CheckResult, now: CheckResult, effect: float) -> Change:
    ko, en = (f"{_percent(was.value, each)} → {_percent(now.value, each)}" for each in ("ko", "en"))
    step = Words(ko, en)
    if was.method is not now.method and was.value is not None and now.value is not None:
        ko, en = (f"{_METHODS[was.method][at]} → {_METHODS[now.method][at]}" for at in (0, 1))
        step = Words(f"{step.ko} ({ko})", f"{step.en} ({en})")
    return Change(
        What.CHECK, f"{now.title.ko}: {step.ko}. {now.diagnosis.ko}", f"{now.title.en}: {step.en}. {now.diagnosis.en}",
        now.id, round(effect, 4),
    )  # fmt: skip


def _percent(value: float | None, language: str) -> str:
    if value is None:
        return "해당 없음" if language == "ko" else "does not apply"
    return f"{value * 100:.1f} %"
