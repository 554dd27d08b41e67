"""What-ifs as they are typed: the fields of the form, and the changed rules or settings that they come to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.assess.rules.people import may_see_all
from gotgan.assess.rules.settings import normalised
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Role, Viewer
from gotgan.terms.selection import CRITERIA, ListState

WEIGHT, FLOOR, CAP = "weight.", "floors.", "caps."
LIMITS = ("budget", "zone_capacity", "risk_ceiling")
ASKED, CLUSTERS, SIZE = "asked", "one_per_cluster", "choose"
ADDED, LEAST = "added", "added_least"
MOST_COUNT, MOST_LIMIT = 100_000, 1e15
Typed = Mapping[str, str]
_ORDER = {each.id: place for place, each in enumerate(CRITERIA)}


@dataclass(frozen=True)
class Field:
    """One input. `value` as it stands in it; `most` where a slider beside it ends."""

    name: str
    kind: str
    value: str
    most: float
    step: str = "1"
    column: str = ""
    of: str = ""


def may_explore(viewer: Viewer, state: ListState) -> bool:
    """Who sees all; assessors once it is published: until then they learn of a list that it exists."""
    return may_see_all(viewer) or (state is ListState.PUBLISHED and viewer.holds(Role.ASSESSOR))


def is_asked(typed: Typed) -> bool:
    return bool(typed.get(ASKED))


def fields_of(rules: Mapping[str, Any], typed: Typed) -> tuple[Field, ...]:
    """The inputs for a list's rules, with what was typed in them, else the rules' own numbers."""
    return tuple(_fields(rules, typed))


def _fields(rules: Mapping[str, Any], typed: Typed) -> Iterator[Field]:
    size = int(rules["choose"])

    def value(name: str, own: Any) -> str:
        return typed.get(name, _written(own)) if is_asked(typed) else _written(own)

    yield Field(SIZE, "size", value(SIZE, size), size * 2)
    for name, weight in sorted(rules["weights"].items(), key=lambda each: _ORDER.get(each[0], len(_ORDER))):
        yield Field(f"{WEIGHT}{name}", "weight", value(f"{WEIGHT}{name}", weight), 1, "any", of=name)
    for head, kind in ((FLOOR, "floor"), (CAP, "cap")):
        for column, counts in (rules.get(head[:-1]) or {}).items():
            for of, count in counts.items():
                name = f"{head}{column}.{of}"
                yield Field(name, kind, value(name, count), size, column=column, of=str(of))
    for name in LIMITS:
        own = rules.get(name)
        step = "1" if name == "zone_capacity" else "any"
        most = {"zone_capacity": float(size), "risk_ceiling": 1.0}.get(name, 2 * float(own or 0))
        yield Field(name, "limit", value(name, own), most, step)


def _written(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else f"{float(value):.6g}"


def has_one_per_cluster(rules: Mapping[str, Any], typed: Typed) -> bool:
    return bool(typed.get(CLUSTERS)) if is_asked(typed) else rules.get("one_per_cluster") is True


def read_changes(rules: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    """Rules that differ from those of the list; weights are made to sum to 1. Raises: Invalid with everything wrong."""
    if not is_asked(typed):
        return {}
    reading = _Reading(rules, typed)
    wanted = reading.wanted()
    if reading.issues:
        raise Invalid(*reading.issues)
    return {name: value for name, value in wanted.items() if value != rules.get(name, _EMPTY.get(name))}


_EMPTY: Mapping[str, Any] = {"floors": {}, "caps": {}, "one_per_cluster": False}


class _Reading:
    def __init__(self, rules: Mapping[str, Any], typed: Typed) -> None:
        self._rules, self._typed = rules, typed
        self.issues: list[Issue] = []

    def wanted(self) -> dict[str, Any]:
        found: dict[str, Any] = {"choose": self._count(SIZE, least=1), "weights": self._weights()}
        found |= {head[:-1]: self._counts(head) for head in (FLOOR, CAP)}
        self._add_floor(found["floors"])
        found["one_per_cluster"] = bool(self._typed.get(CLUSTERS))
        for name in LIMITS:
            is_empty = not self._typed.get(name, "").strip()
            if name == "zone_capacity":
                found[name] = None if is_empty else self._count(name)
            else:
                found[name] = None if is_empty else self._number(name, most=1 if name == "risk_ceiling" else MOST_LIMIT)
        return found

    def _weights(self) -> dict[str, float]:
        own = {str(name): float(value) for name, value in self._rules["weights"].items()}
        read = {name: self._number(f"{WEIGHT}{name}", most=1000) for name in own}
        written = {name: float(_written(value)) for name, value in own.items()}
        if read == written:
            return dict(self._rules["weights"])
        numbers = {name: value for name, value in read.items() if value is not None}
        if len(numbers) < len(own):
            return own
        try:
            return normalised(numbers)
        except Invalid as error:
            self.issues += error.issues
            return own

    def _counts(self, head: str) -> dict[str, dict[str, int]]:
        own = self._rules.get(head[:-1]) or {}
        found: dict[str, dict[str, int]] = {}
        for column, counts in own.items():
            for value in counts:
                name = f"{head}{column}.{value}"
                if self._typed.get(name, "").strip() and (count := self._count(name)) is not None:
                    found.setdefault(column, {})[value] = count
        return found

    def _add_floor(self, floors: dict[str, dict[str, int]]) -> None:
        column, _, value = self._typed.get(ADDED, "").partition(":")
        if value and self._typed.get(LEAST, "").strip() and (count := self._count(LEAST)) is not None:
            floors.setdefault(column, {})[value] = count

    def _count(self, name: str, *, least: int = 0) -> int | None:
        said = self._typed.get(name, "").strip()
        if not (said.isascii() and said.isdigit()) or len(said) > 6 or not least <= int(said) <= MOST_COUNT:
            self._wrong(name, f"it is no whole number from {least} to {MOST_COUNT}")
            return None
        return int(said)

    def _number(self, name: str, *, most: float) -> float | None:
        try:
            number = float(self._typed.get(name, "").strip().replace(",", "")[:40])
        except ValueError:
            number = math.nan
        if not 0 <= number <= most:
            self._wrong(name, f"it is no number from 0 to {most:g}")
            return None
        return number

    def _wrong(self, name: str, what: str) -> None:
        self.issues.append(Issue(name, what, "write one"))


def settings_with(settings: Mapping[str, Any], rules: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """A version's settings with the changes of a what-if.

    A criterion that the panel kept from deciding has no weight in the list's rules; it keeps that of the settings, so
    that it counts again when it may.
    """
    found = {**settings, **{name: value for name, value in changed.items() if name != "weights"}}
    found = {name: value for name, value in found.items() if value is not None}
    if "weights" in changed:
        found["weights"] = _with_silent(settings.get("weights") or {}, rules["weights"], changed["weights"])
    return found


def _with_silent(
    own: Mapping[str, float], decided: Mapping[str, float], wanted: Mapping[str, float]
) -> dict[str, float]:
    silent = {
        name: weight for name, weight in own.items()
        if weight and not decided.get(name) and not wanted.get(name)
    }  # fmt: skip
    left = 1.0 - sum(silent.values())
    return normalised({**{name: value * left for name, value in wanted.items()}, **silent})
