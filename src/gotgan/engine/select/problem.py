"""The integer programme: which (candidate, mode) are open, and the rows of each named constraint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.rules import EVERY, Rules
from gotgan.engine.select.shapes import MODES

ZONE = MODES.index("safezone")
Pairs = Mapping[tuple[int, int], float]


@dataclass(frozen=True)
class Row:
    """least <= sum of `weights` at `options` <= most."""

    name: str
    options: np.ndarray
    weights: np.ndarray
    least: float
    most: float

    @property
    def is_floor(self) -> bool:
        return self.most == np.inf


@dataclass(frozen=True)
class Problem:
    """m open options, by candidate and then by mode: `candidate`, `mode`, `value`, `cost`, `risk`, each of length m.

    `options_of` a candidate are those of its modes; `rows` are the constraints; `pairs` the penalties of two candidates
    that both have an option.
    """

    candidate: np.ndarray
    mode: np.ndarray
    value: np.ndarray
    cost: np.ndarray
    risk: np.ndarray
    options_of: Mapping[int, np.ndarray]
    rows: tuple[Row, ...]
    pairs: Pairs

    def __len__(self) -> int:
        return len(self.candidate)


def closed_by(candidates: Candidates, rules: Rules, names: Collection[str]) -> dict[str, np.ndarray]:
    """{gate or risk_ceiling: n x modes, whether it closes that mode}, for those of `names`."""
    shape = candidates.values.shape
    closed = {
        f"gates.{column}": np.broadcast_to(~passed[:, None], shape)
        for column, passed in candidates.gates.items() if f"gates.{column}" in names
    }  # fmt: skip
    if rules.risk_ceiling is not None and "risk_ceiling" in names:
        closed["risk_ceiling"] = candidates.risks > rules.risk_ceiling
    return closed


def make_problem(candidates: Candidates, rules: Rules, pairs: Pairs, names: Collection[str]) -> Problem:
    """The programme under the constraints `names` of the rules."""
    is_open = ~np.isnan(candidates.values)
    for closed in closed_by(candidates, rules, names).values():
        is_open &= ~closed
    candidate, mode = np.nonzero(is_open)
    of_each: dict[int, list[int]] = defaultdict(list)
    for option, owner in enumerate(candidate):
        of_each[int(owner)].append(option)
    problem = Problem(
        candidate, mode, candidates.values[is_open], candidates.costs[is_open], candidates.risks[is_open],
        {owner: np.array(options) for owner, options in of_each.items()}, (),
        {pair: pairs[pair] for pair in sorted(pairs) if pairs[pair] and all(end in of_each for end in pair)},
    )  # fmt: skip
    rows = tuple(row for row in _rows(problem, candidates, rules) if row.name in names)
    return Problem(**{**vars(problem), "rows": rows})


def _rows(problem: Problem, candidates: Candidates, rules: Rules) -> Iterator[Row]:
    every = np.arange(len(problem))
    ones = np.ones(len(problem))
    yield Row("choose", every, ones, rules.choose, rules.choose)
    for column, counts in rules.floors.items():
        groups = _groups(problem, candidates.texts[column])
        for value, count in counts.items():
            yield _count_row(f"floors.{column}.{value}", groups.get(value, every[:0]), count, np.inf)
    for column, counts in rules.caps.items():
        yield from _caps(column, counts, _groups(problem, candidates.texts[column]))
    if rules.one_per_cluster:
        for cluster, options in _groups(problem, candidates.texts["cluster"]).items():
            if cluster and len(set(problem.candidate[options])) > 1:
                yield _count_row("one_per_cluster", options, -np.inf, 1)
    if rules.budget is not None:
        yield Row("budget", every, problem.cost, -np.inf, rules.budget)
    if rules.zone_capacity is not None:
        yield _count_row("zone_capacity", np.flatnonzero(problem.mode == ZONE), -np.inf, rules.zone_capacity)


def _caps(column: str, counts: Mapping[str, int], groups: Mapping[str, np.ndarray]) -> Iterator[Row]:
    for value, options in groups.items():
        name = value if value in counts else EVERY
        if name in counts:
            yield _count_row(f"caps.{column}.{name}", options, -np.inf, counts[name])


def _count_row(name: str, options: np.ndarray, least: float, most: float) -> Row:
    return Row(name, options, np.ones(len(options)), least, most)


def _groups(problem: Problem, texts: Sequence[str]) -> dict[str, np.ndarray]:
    """{value: options of the candidates that have it}, in the order of the candidates."""
    found: dict[str, list[int]] = defaultdict(list)
    for option, owner in enumerate(problem.candidate):
        found[texts[owner]].append(option)
    return {value: np.array(options) for value, options in found.items()}
