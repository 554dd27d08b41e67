"""What a list was chosen from, read once, and what its modes are worth under other weights."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from gotgan.engine.select.candidates import Candidates, read_candidates, read_pairs
from gotgan.engine.select.problem import Pairs
from gotgan.engine.select.rules import Rules, read_rules
from gotgan.engine.select.scores import scores_of
from gotgan.terms.selection import CRITERIA, UNKNOWN_RISK

OUTSIDE_BASE = frozenset(each.id for each in CRITERIA if each.group in ("readiness", "feasibility"))
"""Criteria that are in a mode's value by its own readiness, cost and risk, and not by their weight."""
_MOST_TABLES = 4


class Snapshot:
    """`candidates` and `pairs` as `gotgan select` reads them, and the rules the list was chosen by. `lost`: what a
    mode's value has lost for each unit of its cost and of its risk; None: not known.

    Raises: Invalid, when it is made or when rules name a column that the candidates lack.
    """

    def __init__(
        self, candidates: bytes, pairs: bytes, rules: Any, *, lost: tuple[float, float] | None = None
    ) -> None:  # fmt: skip
        self.rules = read_rules(rules)
        self._lost = lost
        self._candidates, self._pairs = candidates, pairs
        self._tables: OrderedDict[Any, Candidates] = OrderedDict()

    @cached_property
    def pairs(self) -> Pairs:
        return read_pairs(self._pairs, self.table(self.rules).ids) if self._pairs.strip() else {}

    def table(self, rules: Rules) -> Candidates:
        """The candidates with what `rules` ask of them; of weights only the names are looked at."""
        key = (
            tuple(rules.weights), rules.gates, tuple(rules.floors), tuple(rules.caps), rules.one_per_cluster,
            rules.budget is None, rules.risk_ceiling is None,
        )  # fmt: skip
        if key not in self._tables:
            self._tables[key] = read_candidates(self._candidates, rules)
        self._tables.move_to_end(key)
        while len(self._tables) > _MOST_TABLES:
            self._tables.popitem(last=False)
        return self._tables[key]

    def valued(self, rules: Rules) -> Candidates:
        """The candidates, each mode worth what it is under the weights of `rules`.

        Without columns of value: the score. With them, and `lost` known:
        (value + lost) x base / base before - lost, base being the weighted mean of the criteria but OUTSIDE_BASE.
        With values alone: value x score / score before; a value of 0 or less stays. Nothing moves where the mean before
        was 0.
        """
        table = self.table(rules)
        if not table.has_values:
            values = np.full(table.values.shape, np.nan)
            values[:, 0] = scores_of(table.criteria, np.fromiter(rules.weights.values(), float))
            return replace(table, values=values)
        names = tuple(rules.weights)
        before = np.array([self.rules.weights.get(name, 0.0) for name in names])
        after = np.array([rules.weights[name] for name in names])
        if np.array_equal(before, after) and set(self.rules.weights) == set(names):
            return table
        if self._lost is None:
            ratio = _ratio(table.criteria, before, after)
            return replace(table, values=np.where(table.values > 0, table.values * ratio[:, None], table.values))
        counts = np.array([name not in OUTSIDE_BASE for name in names])
        ratio = _ratio(table.criteria, before * counts, after * counts)
        risks = np.where(np.isinf(table.risks), UNKNOWN_RISK, table.risks)
        lost = self._lost[0] * table.costs + self._lost[1] * risks
        return replace(table, values=(table.values + lost) * ratio[:, None] - lost)


def _ratio(criteria: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """n: the weighted mean after over that before; 1 where one of them has no weight, or was 0."""
    if not before.sum() or not after.sum():
        return np.ones(len(criteria))
    old, new = scores_of(criteria, before) / before.sum(), scores_of(criteria, after) / after.sum()
    return np.asarray(np.divide(new, old, out=np.ones(len(criteria)), where=old > 0))
