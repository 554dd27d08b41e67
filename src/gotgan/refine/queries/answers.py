"""What a run of noisy tables answered, as pages show it: each number with how far the truth may lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.refine.models import Run


@dataclass(frozen=True)
class Bar:
    """One number. `kind`: whole (no groups), value, bin, other or missing; `label` names a value, `low` and `high` a
    bin. With 95 % the truth lies between `least` and `most`."""

    kind: str
    value: float
    least: float
    most: float
    label: str = ""
    low: Any = None
    high: Any = None


@dataclass(frozen=True)
class AnswerView:
    """One question with its numbers; `within` is the error that 95 of 100 draws keep to."""

    question: Mapping[str, Any]
    within: float
    bars: tuple[Bar, ...]

    @property
    def has_groups(self) -> bool:
        return len(self.bars) > 1 or any(bar.kind != "whole" for bar in self.bars)

    @property
    def whole(self) -> Bar | None:
        return next((bar for bar in self.bars if bar.kind == "whole"), None)


def answers_of(run: Run) -> tuple[AnswerView, ...]:
    """In the order of the questions; none for a run that answered nothing."""
    return tuple(map(_answer, run.utility.get("answers", ())))


def _answer(answer: Mapping[str, Any]) -> AnswerView:
    return AnswerView(answer, answer["within_95"], tuple(_bars(answer, answer["within_95"])))


def _bars(answer: Mapping[str, Any], within: float) -> Iterator[Bar]:
    def bar(kind: str, value: float, **more: Any) -> Bar:
        return Bar(kind, value, value - within, value + within, **more)

    if "value" in answer:
        yield bar("whole", answer["value"])
    for each in answer.get("counts", ()):
        if "low" in each:
            yield bar("bin", each["count"], low=each["low"], high=each["high"])
        else:
            yield bar("value", each["count"], label=each["value"])
    for kind in ("other", "missing"):
        if kind in answer:
            yield bar(kind, answer[kind])
