"""A rule book as data: factors of checks, gates, and how they make a total (docs/reference/readiness.md)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Combine

ANY_USE = "any"
"""The use of a book that does not part by use."""


@dataclass(frozen=True)
class Curve:
    """From what was measured to 0-1: 0 at `zero`, 1 at `full`, straight between; `is_log`: straight in logarithms.

    `full` below `zero`: less is better. Values beyond either end stay at 0 or 1.
    """

    zero: float = 0.0
    full: float = 1.0
    is_log: bool = False

    def value_of(self, measured: float) -> float:
        zero, full = self.zero, self.full
        if self.is_log:
            zero, full, measured = math.log(zero), math.log(full), math.log(max(measured, 1e-12))
        return min(1.0, max(0.0, (measured - zero) / (full - zero)))


@dataclass(frozen=True)
class CheckSpec:
    """`uses`: of which uses it is (empty: of all); `per_use`: weight and curve that differ in one of them.

    `options`: what its measure takes, every one of them.
    `unless`: under which condition a book of points does not ask it.
    """

    id: str
    measure: str
    title: Words
    weight: float = 1.0
    curve: Curve = Curve()
    fix: Words | None = None
    action: str = ""
    uses: tuple[str, ...] = ()
    per_use: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    target: float | None = None
    unless: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def for_use(self, use: str) -> CheckSpec | None:
        """As it stands for one use; None where it is not of it."""
        if self.uses and use not in self.uses:
            return None
        return replace(self, **self.per_use[use]) if use in self.per_use else self


@dataclass(frozen=True)
class FactorSpec:
    id: str
    title: Words
    weight: float
    checks: tuple[CheckSpec, ...]


@dataclass(frozen=True)
class GateSpec:
    """`rule` names the function of engine.quality.gates; `options` its thresholds."""

    id: str
    rule: str
    title: Words
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rating:
    """From `least` points on it is called so."""

    least: float
    title: Words


@dataclass(frozen=True)
class Book:
    """`most`: the greatest total, 100 but in a book of points. `note` goes onto every sheet (a mapping says that it is
    no conformance)."""

    id: str
    version: str
    title: Words
    source: str
    combine: Combine
    factors: tuple[FactorSpec, ...]
    most: float = 100.0
    uses: tuple[str, ...] = ()
    gates: tuple[GateSpec, ...] = ()
    ratings: tuple[Rating, ...] = ()
    note: Words | None = None

    @property
    def checks(self) -> tuple[CheckSpec, ...]:
        return tuple(check for factor in self.factors for check in factor.checks)
