"""How near a synthetic table is to the real one: columns and pairs of columns, beside what a held-out split reaches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from gotgan.engine.deidentify.synthetic.cells import Cells, Codes, Reals

_BINS = 10
_MOST_LABELS = 20
_MOST_ROWS, _MOST_PAIRS, _SHOWN = 100_000, 1_000, 10


def measure_closeness(
    cells: Sequence[Cells], train: Sequence[Reals], held_out: Sequence[Reals], drawn: Sequence[Reals], seed: int
) -> dict[str, Any]:
    """Total variation to what was learnt from, 0 (same shares) to 1: of each column, and of pairs in bins.

    Numbers in ten bins of equally many, texts as the 20 most frequent and the rest, empty as one more. `held_out`
    tells what real rows that were not learnt from reach with equally many rows: nearer than that is not to be had.
    Pairs: all, or 1,000 by lot.
    """
    random = np.random.default_rng(seed)
    size = min(len(held_out[0]), len(drawn[0]), _MOST_ROWS)
    chosen = {
        "train": _sample(random, len(train[0]), _MOST_ROWS),
        "held_out": _sample(random, len(held_out[0]), size),
        "synthetic": _sample(random, len(drawn[0]), size),
    }
    binned = [_binned(column, *parts) for column, *parts in zip(cells, train, held_out, drawn, strict=True)]
    bins = {name: [each[place][rows] for each in binned] for place, (name, rows) in enumerate(chosen.items())}
    names = [column.name for column in cells]
    pairs = list(combinations(range(len(cells)), 2))
    if len(pairs) > _MOST_PAIRS:
        pairs = [pairs[place] for place in np.sort(random.choice(len(pairs), _MOST_PAIRS, replace=False))]
    return {
        "rows_compared": size,
        "columns": {side: _columns(names, bins["train"], bins[side]) for side in ("synthetic", "held_out")},
        "pairs": {side: _pairs(names, pairs, bins["train"], bins[side]) for side in ("synthetic", "held_out")},
    }


def _sample(random: np.random.Generator, rows: int, most: int) -> Codes:
    return random.choice(rows, most, replace=False) if rows > most else np.arange(rows)


def _binned(cells: Cells, train: Reals, held_out: Reals, drawn: Reals) -> list[Codes]:
    """Bins of all three parts, drawn up on what was learnt from; 0 is empty."""
    filled = train[~np.isnan(train)]
    if cells.is_number:
        edges = np.unique(np.quantile(filled, np.arange(1, _BINS) / _BINS)) if len(filled) else np.zeros(0)
        return [_empty_first(part, np.searchsorted(edges, part, side="right") + 1) for part in (train, held_out, drawn)]
    labels, counts = np.unique(filled, return_counts=True)
    top = np.sort(labels[np.argsort(-counts, kind="stable")[:_MOST_LABELS]])
    found = []
    for part in (train, held_out, drawn):
        places = np.clip(np.searchsorted(top, part), 0, max(len(top) - 1, 0))
        is_top = top[places] == part if len(top) else np.zeros(len(part), dtype=bool)
        found.append(_empty_first(part, np.where(is_top, places + 1, len(top) + 1)))
    return found


def _empty_first(part: Reals, bins: Codes) -> Codes:
    return np.asarray(np.where(np.isnan(part), 0, bins), dtype=np.int64)


def _variation(left: Codes, right: Codes) -> float:
    size = int(max(left.max(initial=0), right.max(initial=0))) + 1
    shares = [np.bincount(part, minlength=size) / max(len(part), 1) for part in (left, right)]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)


def _columns(names: Sequence[str], train: Sequence[Codes], other: Sequence[Codes]) -> dict[str, Any]:
    found = {name: _variation(*parts) for name, *parts in zip(names, train, other, strict=True)}
    return {"mean": float(np.mean(list(found.values()))), "by_column": found}


def _pairs(
    names: Sequence[str], pairs: Sequence[tuple[int, int]], train: Sequence[Codes], other: Sequence[Codes]
) -> dict[str, Any]:
    found = []
    for a, b in pairs:
        wide = int(max(train[b].max(initial=0), other[b].max(initial=0))) + 1
        found.append((_variation(train[a] * wide + train[b], other[a] * wide + other[b]), names[a], names[b]))
    worst = sorted(found, key=lambda each: -each[0])[:_SHOWN]
    mean = float(np.mean([each[0] for each in found])) if found else None
    return {"mean": mean, "count": len(found), "worst": [{"a": a, "b": b, "distance": far} for far, a, b in worst]}
