"""What may be asked under a privacy budget: counts, sums, histograms, with every bound given and none taken from data.

Reading collects every problem; values are not repeated in messages.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from gotgan.terms.amount import read_amount
from gotgan.terms.errors import Invalid, Issue

MOST_UNITS = 1 << 53
"""Bounds are counted in steps; doubles hold so many exactly."""
_MOST_BINS, _MOST_EDGES = 100_000, 1_000
_LEAST_EPSILON, _MOST_EPSILON, _MOST_DELTA = Decimal("0.000001"), Decimal(100), Decimal("0.001")
_FAR_SHARE = 0.05
_LEAST_DELTA = Decimal("1e-15")
"""For each row of a person: below it doubles cannot tell what the threshold gives."""
_BOUNDS = ("low", "high")
KNOWN_BEFORE = "give what is known before anybody looks: a bound that is taken from the data gives a person away"
_OPTIONS = {
    "count": {"where"},
    "sum": {"where", "column", "low", "high", "step"},
    "histogram": {"where", "column", "categories", "edges", "delta"},
}
_NEEDED = {"count": set[str](), "sum": {"column", "low", "high"}, "histogram": {"column"}}


@dataclass(frozen=True)
class Expected:
    """Noise before it is drawn, in the unit of the answer. `within_95`: with 95 % it is no greater.

    Source: tail of the discrete Laplace law, P(|noise| >= a) = 2 e^((1 - a) / scale) / (e^(1 / scale) + 1).
    """

    scale: float
    within_95: float


@dataclass(frozen=True)
class Question:
    """One of an ask.

    count: rows, or persons where a subject stands in the ledger and each contributes one row.
    sum: of `column`, each value first put between `low` and `high` and rounded to whole `step`s; empty cells add 0.
    histogram: of `column` by `categories` (texts; the rest is counted as other), by `edges` (numbers or ISO days and
    times; what lies outside counts in the first or last bin), or, with a `delta`, by the values that are found.
    `where`: {column: texts}; only rows whose cells are among them.
    """

    kind: str
    epsilon: Decimal
    delta: Decimal = Decimal(0)
    column: str | None = None
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    categories: tuple[str, ...] | None = None
    edges: tuple[float, ...] | None = None
    told_edges: tuple[Any, ...] = ()
    """As they were given."""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)
    """As it was asked."""

    @property
    def units(self) -> tuple[int, int]:
        """`low` and `high` in steps."""
        return round(self.low / self.step), round(self.high / self.step)

    @property
    def is_of_times(self) -> bool:
        """Whether the edges are days and times."""
        return any(isinstance(each, str) for each in self.told_edges)

    def sensitivity(self, contributions: int) -> int:
        """How far one person moves all totals together at most; of a sum in steps."""
        low, high = self.units if self.kind == "sum" else (0, 1)
        return contributions * max(-low, high)

    def expected(self, contributions: int) -> Expected:
        """How far the noise will reach; the same whatever the data hold."""
        unit = float(self.step) if self.kind == "sum" else 1.0
        scale = self.sensitivity(contributions) / float(self.epsilon)
        within = scale * (math.log(2 / _FAR_SHARE) - math.log1p(math.exp(1 / scale))) + 1 if scale else 0.0
        return Expected(scale * unit, max(within, 0.0) * unit)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*((self.column,) if self.column is not None else ()), *self.where)


@dataclass(frozen=True)
class Ask:
    """Questions that are answered together or not at all. `contributions`: most rows of one person that count."""

    questions: tuple[Question, ...]
    contributions: int = 1

    @property
    def epsilon(self) -> Decimal:
        return sum((each.epsilon for each in self.questions), Decimal(0))

    @property
    def delta(self) -> Decimal:
        return sum((each.delta for each in self.questions), Decimal(0))


def read_ask(document: Mapping[str, Any]) -> Ask:
    """From `{contributions, questions: [{ask: count | sum | histogram, epsilon, ...}]}`. Raises: Invalid."""
    given = document.get("questions")
    issues = [
        Issue(f"ask {name!r}", "is no option", "remove it") for name in {*document} - {"contributions", "questions"}
    ]
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise Invalid(*issues, Issue("ask", "holds no questions", "write questions: with at least one"))
    contributions = document.get("contributions", 1)
    if not _is_whole(contributions) or not 1 <= contributions <= 10**6:
        issues.append(Issue("contributions", "is no number of rows", "give a whole number from 1"))
    for number, each in enumerate(given):
        issues += _check(each, f"question {number + 1}")
    if issues:
        raise Invalid(*issues)
    ask = Ask(tuple(_read(each) for each in given), contributions)
    issues = [issue for number, each in enumerate(ask.questions) for issue in _check_values(each, ask, number + 1)]
    if issues:
        raise Invalid(*issues)
    return ask


def _is_whole(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)


def _check(given: Any, place: str) -> list[Issue]:
    """Names, needed options and forms; not yet what they say together."""
    if not isinstance(given, Mapping) or given.get("ask") not in _OPTIONS:
        return [Issue(place, "asks for nothing that is known", "write ask: count, sum or histogram")]
    kind = given["ask"]
    unknown = {*given} - _OPTIONS[kind] - {"ask", "epsilon"}
    issues = [Issue(f"{place}: {name}", f"is no option of {kind}", "remove it") for name in sorted(map(str, unknown))]
    issues += [
        Issue(f"{place}: {name}", "is missing", KNOWN_BEFORE if name in _BOUNDS else "give it")
        for name in sorted(_NEEDED[kind] - {*given})
    ]
    epsilon = read_amount(given.get("epsilon"))
    if epsilon is None or not _LEAST_EPSILON <= epsilon <= _MOST_EPSILON:
        issues.append(Issue(f"{place}: epsilon", "is no epsilon", f"give {_LEAST_EPSILON:f} to {_MOST_EPSILON}"))
    delta = read_amount(given.get("delta", 0))
    if delta is None or delta > _MOST_DELTA:
        issues.append(Issue(f"{place}: delta", "is no delta", f"give at most {_MOST_DELTA}, far below 1 / persons"))
    if "column" in given and not isinstance(given["column"], str):
        issues.append(Issue(f"{place}: column", "is no name", "give the name as text"))
    where = given.get("where", {})
    if not isinstance(where, Mapping) or not all(_are_texts(each) for each in where.values()):
        issues.append(Issue(f"{place}: where", "is no filter", "write {column: [texts]}"))
    issues += [
        Issue(f"{place}: {name}", "is no number", KNOWN_BEFORE if name in _BOUNDS else "give one")
        for name in ("low", "high", "step")
        if name in given and _decimal(given[name]) is None
    ]  # fmt: skip
    return issues + _check_bins(given, place)


def _are_texts(given: Any) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str) and all(isinstance(each, str) for each in given)


def _decimal(given: Any) -> Decimal | None:
    amount = read_amount(str(given).removeprefix("-")) if not isinstance(given, bool) else None
    if amount is None and _is_whole(given):
        amount = Decimal(abs(given))
    return None if amount is None else -amount if str(given).startswith("-") else amount


def _check_bins(given: Mapping[str, Any], place: str) -> list[Issue]:
    if given["ask"] != "histogram":
        return []
    named = [name for name in ("categories", "edges", "delta") if given.get(name)]
    if len(named) != 1:
        remedy = "give one of categories, edges, or a delta for the values that are found; none is taken from the data"
        return [Issue(place, "does not tell its bins", remedy)]
    if named == ["categories"]:
        texts = given["categories"]
        is_list = _are_texts(texts) and len(set(texts)) == len(texts) <= _MOST_BINS
        return [] if is_list else [Issue(f"{place}: categories", "is no list of different texts", "correct it")]
    if named == ["edges"]:
        edges = [_edge(each) for each in given["edges"]] if isinstance(given["edges"], Sequence) else []
        filled = [each for each in edges if each is not None]
        is_one_kind = len({isinstance(each, str) for each in given["edges"]}) == 1 if edges else False
        rises = is_one_kind and len(filled) == len(edges) and all(a < b for a, b in pairwise(filled))
        if not rises or not 2 <= len(edges) <= _MOST_EDGES:
            return [Issue(f"{place}: edges", "do not rise", "give two or more rising numbers, or days in ISO form")]
    return []


def _edge(given: Any) -> float | None:
    """A number, or a day or time without zone as seconds from 1970."""
    if isinstance(given, str):
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            return None
        return None if moment.tzinfo else (moment - datetime(1970, 1, 1)).total_seconds()
    number = _decimal(given)
    return None if number is None else float(number)


def _read(given: Mapping[str, Any]) -> Question:
    numbers = {name: _decimal(given[name]) for name in ("low", "high", "step") if name in given}
    edges = tuple(filled for each in given.get("edges") or () if (filled := _edge(each)) is not None)
    return Question(
        kind=given["ask"],
        epsilon=read_amount(given["epsilon"]) or Decimal(0),
        delta=read_amount(given.get("delta", 0)) or Decimal(0),
        column=given.get("column"),
        categories=tuple(given["categories"]) if given.get("categories") else None,
        edges=edges or None,
        told_edges=tuple(given.get("edges") or ()),
        where={name: tuple(texts) for name, texts in given.get("where", {}).items()},
        document=dict(given),
        **{name: number for name, number in numbers.items() if number is not None},
    )


def _check_values(question: Question, ask: Ask, number: int) -> list[Issue]:
    place = f"question {number}"
    if question.delta and question.delta < ask.contributions * _LEAST_DELTA:
        return [Issue(f"{place}: delta", "is too small for so many contributions", "give a greater one")]
    if question.kind != "sum":
        return []
    if question.step <= 0:
        return [Issue(f"{place}: step", "is not above 0", "give the unit that values are rounded to")]
    low, high = question.units
    if low >= high:
        return [Issue(f"{place}: low", "is not below high", "give bounds that values are known to lie between")]
    if max(-low, high) * ask.contributions > MOST_UNITS:
        return [Issue(f"{place}: step", "is too fine for the bounds", "give a greater step or nearer bounds")]
    return []
