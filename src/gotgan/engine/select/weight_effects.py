"""Which weight moves most: one weight at a time goes down and up, and the first by score are counted anew."""

from __future__ import annotations

import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.rules import Rules
from gotgan.engine.select.scores import scores_of

Effects = dict[str, tuple[int, int]]


def weight_effects(candidates: Candidates, rules: Rules) -> Effects:
    """{criterion: (down, up)}: how many of the first `choose` by score change when its weight alone goes down, or up,
    by the spread, the others keeping their proportions. Of those that pass the gates, as acceptability is; by score,
    without the constraints. Between equals the first row wins.
    """
    criteria = candidates.criteria[candidates.passes_gates()]
    weights = np.fromiter(rules.weights.values(), float)
    first = _first(scores_of(criteria, weights), rules.choose)
    found: Effects = {}
    for place, name in enumerate(rules.weights):
        moved = []
        for factor in (1 - rules.robustness.spread, 1 + rules.robustness.spread):
            turned = weights.copy()
            turned[place] *= factor
            moved.append(len(first - _first(scores_of(criteria, turned), rules.choose)))
        found[name] = (moved[0], moved[1])
    return found


def _first(scores: np.ndarray, choose: int) -> set[int]:
    return set(np.argsort(-scores, kind="stable")[:choose].tolist())
