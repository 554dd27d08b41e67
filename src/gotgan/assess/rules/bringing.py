"""What one criterion, or readiness, would have to be so that a dataset comes in, all else equal.

The engine says what a way to provide it would have to be worth (`alone` of `gotgan select`); that worth is
value x readiness x utility - cost - risk (rules.values), so each of its parts is solved for by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gotgan.assess.rules.figures import step_text
from gotgan.assess.rules.settings import Making
from gotgan.assess.rules.values import VALUE_GROUPS, base_value, mode_value
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import CRITERIA, Mode

READINESS = "readiness"
STEP = 1e-6
"""Criteria and worths are told to a millionth."""
TITLES = {each.id: each.title for each in CRITERIA}
IN_VALUE = tuple(each.id for each in CRITERIA if each.group in VALUE_GROUPS)
HOW = {
    Mode.PROCESSED.value: Words("가공한 뒤", "after processing"),
    Mode.SAFEZONE.value: Words("안심구역", "in a safe zone"),
}
PLACES = (2, 3, 4, 6)


@dataclass(frozen=True)
class Rise:
    """`name` a criterion, 0 to 1; `mode`: of readiness, in which way to provide it."""

    name: str
    before: float
    after: float
    mode: str = ""

    @property
    def by(self) -> float:
        return self.after - self.before


def rises_of(
    alone: Sequence[Mapping[str, Any]], ways: Mapping[str, Mapping[str, Any]], criteria: Mapping[str, float],
    weights: Mapping[str, float], making: Making,
) -> tuple[Rise, ...]:  # fmt: skip
    """One for each criterion that can reach it alone, the smallest rise first.

    `alone` of the document; `ways` as frozen, by mode; `criteria` and `weights` those that the list was chosen by.
    """
    targets = {str(each["column"]).removeprefix("value_"): float(each["to"]) for each in alone}
    found: dict[str, Rise] = {}
    for mode, target in targets.items():
        if mode not in ways:
            continue
        for rise in _of_mode(mode, target, ways[mode], criteria, weights, making):
            if rise.name not in found or rise.by < found[rise.name].by:
                found[rise.name] = rise
    return tuple(sorted(found.values(), key=lambda rise: (rise.by, rise.name)))


def _of_mode(
    mode: str, target: float, way: Mapping[str, Any], criteria: Mapping[str, float], weights: Mapping[str, float],
    making: Making,
) -> Iterator[Rise]:  # fmt: skip
    base, gained = base_value(criteria, weights), target - mode_value(0.0, way, making)
    each_of_base = float(way["readiness"]) * float(way["utility"])
    total = math.fsum(weights.get(name, 0.0) for name in IN_VALUE if name in criteria)
    for name in IN_VALUE:
        weight, before = weights.get(name, 0.0), criteria.get(name)
        if before is None or weight <= 0 or each_of_base <= 0:
            continue
        needed = before + (gained / each_of_base - base) * total / weight
        after = _reaching(needed, _with_criterion(name, criteria, weights, way, making), target)
        if after is not None:
            yield Rise(name, before, after)
    each_of_readiness = base * float(way["utility"])
    if each_of_readiness > 0:
        needed = gained / each_of_readiness
        after = _reaching(needed, lambda value: mode_value(base, {**way, "readiness": value}, making), target)
        if after is not None:
            yield Rise(READINESS, float(way["readiness"]), after, mode)


def _with_criterion(
    name: str, criteria: Mapping[str, float], weights: Mapping[str, float], way: Mapping[str, Any], making: Making
) -> Callable[[float], float]:
    return lambda value: mode_value(base_value({**criteria, name: value}, weights), way, making)


def _reaching(needed: float, worth: Callable[[float], float], target: float) -> float | None:
    """The least step from `needed` on at which the way is worth the target, as worths are rounded; None above 1."""
    steps = math.floor(needed / STEP)
    tried = (round((steps + more) * STEP, 6) for more in range(4))
    return next((value for value in tried if value <= 1 and worth(value) >= target - STEP / 10), None)


def rise_words(rise: Rise) -> Words:
    """`AI 준비도 0.48 → 0.62`: to as few digits as tell both apart, the second never less than what is needed."""
    title, how = TITLES[rise.name], HOW.get(rise.mode)
    before, after = step_text(rise.before, rise.after, PLACES)
    ko, en = (title.ko, title.en) if how is None else (f"{title.ko}({how.ko})", f"{title.en} ({how.en})")
    return Words(f"{ko} {before} → {after}", f"{en} {after} instead of {before}")
