"""Numbers that stand in a rule book and not in code: what a measure or a gate takes, within which range.

A function says with `takes` which options it has; the book's `options:` set them, and what the book leaves out is the
function's own. Called without options it takes its own throughout.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Options = Mapping[str, Any]
"""By name a number, or numbers by code; all that a function takes."""
Refuse = Callable[[str, str, str], None]
"""Where it stands, what is wrong, what to do."""
Seen = TypeVar("Seen")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Number:
    """One number from `least` to `most`."""

    default: float
    least: float = 0.0
    most: float = 1.0
    is_whole: bool = False

    def read(self, said: Any, place: str, refuse: Refuse) -> float:
        is_number = isinstance(said, int if self.is_whole else int | float) and not isinstance(said, bool)
        if not is_number or not self.least <= said <= self.most:
            refuse(place, f"is {said!r}", f"give {self.allowed}")
            return self.default
        return said if self.is_whole else float(said)

    @property
    def allowed(self) -> str:
        return f"a {'whole ' * self.is_whole}number from {self.least:g} to {self.most:g}"


@dataclass(frozen=True)
class Numbers:
    """A number for each of some codes. A book names those that it sets; the others stay as they are."""

    default: Mapping[str, float]
    codes: frozenset[str]
    each: Number = Number(0.0)

    def read(self, said: Any, place: str, refuse: Refuse) -> dict[str, float]:
        if not isinstance(said, dict):
            refuse(place, f"is {said!r}", f"give {self.allowed}")
            return dict(self.default)
        for code in sorted(set(map(str, said)) - self.codes):
            refuse(f"{place}: {code}", "is not known", f"use {', '.join(sorted(self.codes))}")
        read = {
            code: self.each.read(value, f"{place}: {code}", refuse)
            for code, value in said.items()
            if code in self.codes
        }
        return {**self.default, **read}

    @property
    def allowed(self) -> str:
        return f"codes, each with {self.each.allowed}"


Option = Number | Numbers


class WithOptions(Generic[Seen, Found]):
    """A function with options, as a function of what it sees."""

    def __init__(self, function: Callable[[Seen, Options], Found], options: Mapping[str, Option]) -> None:
        self._function, self.options = function, options
        functools.update_wrapper(self, function)

    def __call__(self, seen: Seen, given: Options | None = None) -> Found:
        return self._function(seen, {name: each.default for name, each in self.options.items()} | dict(given or {}))


def takes(**options: Option) -> Callable[[Callable[[Seen, Options], Found]], WithOptions[Seen, Found]]:
    """Of a function of what it sees and of its options: it has these."""

    def with_them(function: Callable[[Seen, Options], Found]) -> WithOptions[Seen, Found]:
        return WithOptions(function, options)

    return with_them


def options_of(function: object) -> Mapping[str, Option]:
    return function.options if isinstance(function, WithOptions) else {}


def read_options(said: Any, known: Mapping[str, Option], place: str, refuse: Refuse) -> dict[str, Any]:
    """All that are known: what a book says of them, else their own. What is wrong goes to `refuse`."""
    if not isinstance(said, dict):
        refuse(place, "is no set of names and values", f"write {_listed(known)}")
        return {}
    for name in sorted(set(map(str, said)) - set(known)):
        refuse(f"{place}: {name}", "is not known", f"use {_listed(known)}" if known else "take it out: there are none")
    return {
        name: each.read(said[name], f"{place}: {name}", refuse) if name in said else each.default
        for name, each in known.items()
    }


def _listed(known: Mapping[str, Option]) -> str:
    return ", ".join(f"{name} ({each.allowed})" for name, each in sorted(known.items()))
