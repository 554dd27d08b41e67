"""The shortlist that a panel rates: by measured value, and enough of every value that a floor asks for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gotgan.assess.rules.settings import EVERY, Settings


@dataclass(frozen=True)
class Runner:
    """A candidate with the value of its best way, and what floors and caps count of it."""

    id: str
    value: float
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Missed:
    """Why a candidate is not on the shortlist: its value and the line, the least value that came in by value alone;
    `crowded` names a cap under which enough better ones stand."""

    value: float
    line: float
    crowded: str = ""


@dataclass(frozen=True)
class Shortlist:
    ids: tuple[str, ...]
    line: float
    missed: Mapping[str, Missed]


def make_shortlist(runners: Sequence[Runner], settings: Settings) -> Shortlist:
    """The first factor x size by value, of a capped value at most factor x the cap; and of every value with a floor the
    first factor x floor, also where that makes the list longer. Equals by id."""
    factor = settings.making.shortlist_factor
    order = sorted(runners, key=lambda each: (-each.value, each.id))
    taken, crowded = _by_value(order, settings, factor)
    line = min((each.value for each in taken.values()), default=0.0)
    for column, counts in settings.floors.items():
        for value, count in counts.items():
            fitting = [each for each in order if each.texts.get(column, "") == value]
            taken |= {each.id: each for each in fitting[: math.ceil(factor * count)]}
    missed = {each.id: Missed(each.value, line, crowded.get(each.id, "")) for each in order if each.id not in taken}
    return Shortlist(tuple(sorted(taken)), line, missed)


def _by_value(order: Sequence[Runner], settings: Settings, factor: float) -> tuple[dict[str, Runner], dict[str, str]]:
    """Those that come in by value, and under which cap others are too many."""
    wanted = math.ceil(factor * settings.choose)
    taken: dict[str, Runner] = {}
    crowded: dict[str, str] = {}
    held: Counter[tuple[str, str]] = Counter()
    for each in order:
        if len(taken) == wanted:
            break
        if full := _full(each, settings, held, factor):
            crowded[each.id] = full
        else:
            taken[each.id] = each
            held.update((column, each.texts.get(column, "")) for column in settings.caps)
    return taken, crowded


def _full(runner: Runner, settings: Settings, held: Counter[tuple[str, str]], factor: float) -> str:
    """The cap of which enough stand on the shortlist already; empty when none is."""
    for column, caps in settings.caps.items():
        value = runner.texts.get(column, "")
        name = value if value in caps else EVERY
        if name in caps and held[(column, value)] >= math.ceil(factor * caps[name]):
            return f"caps.{column}.{name}"
    return ""
