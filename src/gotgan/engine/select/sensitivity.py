"""How far places depend on the weights, as one JSON document: acceptability, ranks, central weights, who beats whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from gotgan.engine.select.candidates import Candidates
from gotgan.engine.select.robust import acceptability, pairwise_winning, rank_acceptability
from gotgan.engine.select.rules import Rules

MOST_CONSIDERED, MOST_BESIDE = 300, 40
BAND = 10
"""Ranks are counted in bands of so many."""


def sensitivity(candidates: Candidates, rules: Rules, members: Collection[str], shortlist: Sequence[str] = ()) -> Any:
    """Of members, the reserve and the shortlist, at most MOST_CONSIDERED, the most acceptable first.

    `considered`: id, `acceptability` (weights shaken as the rules say), `free` (no preference known), `central` weights
    by criterion (None: never among the first), `ranks`: the share of draws in each band of BAND ranks among those
    considered. `beside`: of each contested member, how often it scores above each of the reserve.
    """
    open_ones = np.flatnonzero(candidates.passes_gates())
    weights = np.fromiter(rules.weights.values(), float)
    table = candidates.criteria[open_ones]
    between, worths = candidates.intervals_of(open_ones), candidates.worths_of(open_ones, rules.risk_ceiling)
    found, free = (
        acceptability(table, weights, rules.choose, rules.robustness, is_free=is_free, intervals=between, worths=worths)
        for is_free in (False, True)
    )
    names = [candidates.ids[owner] for owner in open_ones.tolist()]
    wanted = set(members) | set(shortlist)
    order = sorted(
        range(len(names)), key=lambda place: (names[place] not in members, -found.share[place], names[place])
    )
    held = [place for place in order if names[place] in wanted or found.share[place] >= rules.robustness.reserve_from]
    held = held[:MOST_CONSIDERED]
    ranks = rank_acceptability(
        table[held], weights, rules.robustness, candidates.intervals_of(open_ones[held]),
        candidates.worths_of(open_ones[held], rules.risk_ceiling),
    )  # fmt: skip
    return {
        "draws": rules.robustness.draws, "spread": rules.robustness.spread, "seed": rules.robustness.seed,
        "choose": rules.choose, "band": BAND, "criteria": list(rules.weights),
        "considered": [
            {"id": names[place], "is_member": names[place] in members, "acceptability": float(found.share[place]),
             "free": float(free.share[place]), "central": _central(found.central[place]), "ranks": _bands(ranks[at])}
            for at, place in enumerate(held)
        ],
        "beside": _beside(candidates, open_ones, rules, held, names, found.share, members),
    }  # fmt: skip


def _central(weights: np.ndarray) -> list[float] | None:
    return None if np.isnan(weights).any() else [round(float(each), 6) for each in weights]


def _bands(ranks: np.ndarray) -> list[float]:
    return [round(float(ranks[start : start + BAND].sum()), 6) for start in range(0, len(ranks), BAND)]


def _beside(
    candidates: Candidates, open_ones: np.ndarray, rules: Rules, held: Sequence[int], names: Sequence[str],
    share: np.ndarray, members: Collection[str],
) -> list[dict[str, Any]]:  # fmt: skip
    """Contested members, the least acceptable first, against the reserve, the most acceptable first."""
    core, least = rules.robustness.core_from, rules.robustness.reserve_from
    contested = sorted((place for place in held if names[place] in members and share[place] < core),
                       key=lambda place: (share[place], names[place]))[:MOST_BESIDE]  # fmt: skip
    reserve = [place for place in held if names[place] not in members and share[place] >= least][:MOST_BESIDE]
    if not contested or not reserve:
        return []
    rows = open_ones[[*contested, *reserve]]
    weights = np.fromiter(rules.weights.values(), float)
    wins = pairwise_winning(
        candidates.criteria[rows], weights, rules.robustness, candidates.intervals_of(rows),
        candidates.worths_of(rows, rules.risk_ceiling),
    )  # fmt: skip
    return [
        {"id": names[place], "against": {names[other]: round(float(wins[at, len(contested) + beside]), 6)
                                         for beside, other in enumerate(reserve)}}
        for at, place in enumerate(contested)
    ]  # fmt: skip
