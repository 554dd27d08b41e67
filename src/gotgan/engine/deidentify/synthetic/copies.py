"""Whether a synthetic table gives its persons away: exact copies, nearest records, a guess at who was learnt from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gotgan.engine.deidentify.synthetic.cells import Cells, Codes, Flags, Reals
from gotgan.engine.deidentify.synthetic.shared import count_persons

Distances = npt.NDArray[np.float32]
_SAMPLE, _AGAINST, _BLOCK = 1_000, 10_000, 100


def measure_copies(train: Sequence[Reals], held_out: Sequence[Reals], drawn: Sequence[Reals]) -> dict[str, Any]:
    """Rows that equal, in every column, a row that was learnt from; `of_one`: one that stands there only once.

    Shares of the synthetic rows, beside the same shares of the held-out real rows: what equal rows there are by chance.
    """
    keys = [_keys(part) for part in (train, held_out, drawn)]
    known, counts = np.unique(keys[0], return_counts=True)
    single = known[counts == 1]

    def shares(part: npt.NDArray[np.void]) -> dict[str, float]:
        return {"any": float(np.isin(part, known).mean()), "of_one": float(np.isin(part, single).mean())}

    rows = int(np.isin(keys[2], single).sum())
    return {"synthetic": shares(keys[2]), "held_out": shares(keys[1]), "rows_of_one": rows}


def copies_of_one(cells: Sequence[Cells], persons: Codes, drawn: Sequence[Reals]) -> Flags:
    """Which drawn rows, as they are written, equal in every column rows of the source that are one person's only."""
    known, places = np.unique(_keys([column.written(column.values) for column in cells]), return_inverse=True)
    single = known[count_persons(places, persons) == 1]
    return np.isin(_keys([column.written(part) for column, part in zip(cells, drawn, strict=True)]), single)


def _keys(part: Sequence[Reals]) -> npt.NDArray[np.void]:
    """Each row as one item of bytes; every empty cell and every zero has one form."""
    table = np.stack(part, axis=1) + 0.0
    table[np.isnan(table)] = np.nan
    return np.ascontiguousarray(table).view(np.dtype((np.void, table.dtype.itemsize * table.shape[1])))[:, 0]


def measure_distances(
    cells: Sequence[Cells], train: Sequence[Reals], held_out: Sequence[Reals], drawn: Sequence[Reals], seed: int
) -> dict[str, Any]:
    """Nearest records by Gower's distance (0 equal to 1 all different), on samples of equal size.

    `closest_record`: of synthetic rows, to rows that were learnt from and to held-out ones; `closer_to_train` is about
    a half when nothing was learnt by heart. `membership`: who sees the synthetic rows guesses that a real row was
    learnt from the nearer it is to one of them; `auc` is about a half when that tells nothing, give or take `error`.
    Source: Gower 1971; Platzer, Reutterer 2021 (held-out); Chen et al. 2020, "GAN-Leaks" (distance attack).
    """
    random = np.random.default_rng(seed)
    size = min(len(held_out[0]), len(train[0]), _AGAINST)
    parts = {"train": _pick(random, train, size), "held_out": _pick(random, held_out, size)}
    new, everyone = _pick(random, drawn, _SAMPLE), _pick(random, drawn, _AGAINST)
    spans = [_span(column, part) for column, part in zip(cells, train, strict=True)]
    near = {name: _nearest(spans, new, part) for name, part in parts.items()}
    closer = (near["train"] < near["held_out"]).mean() + (near["train"] == near["held_out"]).mean() / 2
    guessed = [_nearest(spans, _pick(random, part, _SAMPLE), everyone) for part in parts.values()]
    return {
        "closest_record": {**{name: _shown(found) for name, found in near.items()}, "closer_to_train": float(closer)},
        "membership": _membership(*guessed),
        "rows_compared": {"synthetic": len(new[0]), "each_side": size},
    }


def _pick(random: np.random.Generator, part: Sequence[Reals], most: int) -> list[Reals]:
    rows: Codes = random.choice(len(part[0]), min(most, len(part[0])), replace=False)
    return [column[rows] for column in part]


def _span(cells: Cells, train: Reals) -> float:
    """What counts as wholly different: 98 % of the numbers lie within; 0 for texts, of which others always do."""
    filled = train[~np.isnan(train)]
    if not cells.is_number or not len(filled):
        return 0.0
    low, high = np.quantile(filled, [0.01, 0.99])
    return float(high - low)


def _nearest(spans: Sequence[float], rows: Sequence[Reals], others: Sequence[Reals]) -> Reals:
    found = np.empty(len(rows[0]))
    for first in range(0, len(found), _BLOCK):
        far: Distances = np.zeros((len(found[first : first + _BLOCK]), len(others[0])), dtype=np.float32)
        for span, mine, theirs in zip(spans, rows, others, strict=True):
            far += _apart(span, mine[first : first + _BLOCK, None], theirs[None, :])
        found[first : first + _BLOCK] = far.min(axis=1) / len(spans)
    return found


def _apart(span: float, mine: Reals, theirs: Reals) -> Distances:
    apart = np.minimum(np.abs(mine - theirs) / span, 1) if span else mine != theirs
    empty: tuple[Flags, Flags] = (np.isnan(mine), np.isnan(theirs))
    if empty[0].any() or empty[1].any():
        apart = np.where(empty[0] | empty[1], empty[0] != empty[1], apart)
    return np.asarray(apart, dtype=np.float32)


def _shown(found: Reals) -> dict[str, float]:
    return {"p05": float(np.quantile(found, 0.05)), "median": float(np.median(found))}


def _membership(members: Reals, others: Reals) -> dict[str, float]:
    """The chance that a member lies nearer than another (ties count half), and its standard error without a leak."""
    a, b = len(members), len(others)
    ordered = np.sort(others)
    below, upto = np.searchsorted(ordered, members, "left"), np.searchsorted(ordered, members, "right")
    auc = float((b - (below + upto) / 2).sum() / (a * b))
    return {"auc": auc, "error": math.sqrt((a + b + 1) / (12 * a * b))}
