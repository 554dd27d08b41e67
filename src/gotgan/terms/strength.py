"""How much a found relation of two tables is worth a person's time, measured where the truth is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from gotgan.terms.overlap import RELATIONS


class Strength(StrEnum):
    """`weak` does not wait for anybody: it is kept, counted and shown to who asks for it."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


STRENGTHS = tuple(Strength)
"""Strongest first; the place of one is how pairs are sorted by it."""

FROM: Mapping[str, tuple[float, float]] = {
    "same_content": (0.5, 0.25),
    "same_schema": (0.8, 0.6),
    "joinable": (0.8, 0.5),
}
"""Of each relation the least score that is strong, and the least that is fair.

Measured on the sample government (five seeds) and on 131 labelled pairs of real Korean tables
(docs/reference/overlap-strength.md): from the second number on no planted pair and no Korean copy that was found is
lost, and of those below hardly one is right.
"""


def strength_of(relation: str, score: float) -> Strength:
    strong, fair = FROM[relation]
    return Strength.STRONG if score >= strong else Strength.FAIR if score >= fair else Strength.WEAK


def by_strength(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings of one pair (`{relation, score, ...}`) with their `strength`, the one that tells most first."""
    told = [{**each, "strength": str(strength_of(each["relation"], each["score"]))} for each in found]
    return sorted(told, key=lambda each: (rank_of(each["strength"]), RELATIONS.index(each["relation"])))


def rank_of(strength: str) -> int:
    return STRENGTHS.index(Strength(strength))
