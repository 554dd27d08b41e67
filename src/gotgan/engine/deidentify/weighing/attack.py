"""A linkage attack on a release, tried out: someone knows the keys of a few people and looks for their records.

Targets are people of the release, and people who were held back from it: what is claimed about these is wrong, or
follows from the data as a whole and not from anyone's own record. Nearest match: the record that contradicts the
fewest known keys, of those the most precise; where several are as near the attacker picks one by chance.
Every rate stands beside that of guessing. Source: Giomi, Boenisch, Wehmeyer, Tasnádi 2023, "A Unified Framework for
Quantifying Privacy Risk in Synthetic Data" (singling out, linkability, inference against a control).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.deidentify.census import Layout, batches_of
from gotgan.engine.deidentify.classes import ClassHistogram, Mask, Reals, count_persons, histogram_of
from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.packing import Codes, place_in
from gotgan.engine.deidentify.weighing.class_ranges import ClassRanges, ranges_of
from gotgan.terms.errors import Invalid, Issue

TARGETS, FEWEST_TARGETS = 1000, 50
_CELLS = 1 << 22
_LOOKS = 20_000_000
"""Comparisons of a target with a class and key that the attack on a release may cost."""
_ROUNDING = 1e-9


@dataclass(frozen=True)
class _Found:
    """By target: the persons among the nearest records, whether these contradict nothing, and what they hold."""

    persons: Codes
    fits: Mask
    own: Mask
    """Whether the target's own class is among the nearest; False for those who were held back."""
    guesses: Codes
    """Shape (sensitive columns, targets): the commonest value among the nearest records."""


def simulate_attack(
    decided: Decided,
    released: Path,
    held: Path,
    *,
    knows: Sequence[str] | None = None,
    most: int = TARGETS,
    seed: int = 0,
) -> dict[str, Any]:
    """`released`: the rows that were recoded, as they were; `held`: rows of the same table that were not.

    `knows`: the keys that the attacker knows, all if not given. At most `most` targets of each kind.
    Raises: Invalid for a known column that is no key.
    """
    layout, ranges = decided.layout, ranges_of(decided)
    places = _places(layout, knows)
    members, strangers = (_draw(path, layout, most, seed) for path in (released, held))
    histograms = [histogram_of(each, ranges.labels, ranges.total) for each in decided.census.histograms]
    packed = layout.packing(layout.keys).pack(members[: len(layout.keys)])
    own = ranges.labels[place_in(decided.census.packed, packed)]
    found = _search(ranges, places, members, own, histograms)
    beside = _search(ranges, places, strangers, None, histograms)
    everyone = int(count_persons(decided.census, np.zeros(decided.census.size, dtype=np.int64), 1)[0])
    width = len(layout.keys)
    return {
        "knows": [layout.keys[place] for place in places],
        "targets": len(found.persons),
        "held_back": len(beside.persons),
        "persons": everyone,
        "linkage": _linkage(found, everyone),
        "singling_out": _singling_out(found, beside, everyone),
        "inference": {
            name: _inference(found.guesses[at], members[width + at], beside.guesses[at], strangers[width + at], held_in)
            for at, (name, held_in) in enumerate(zip(layout.sensitive, histograms, strict=True))
        },
    }


def simulate_linkage(decided: Decided, *, seed: int = 0) -> dict[str, Any]:
    """Linkage alone, against a whole release of which nothing was held back; targets as likely as they have rows.

    `certain`: targets whose own record alone fits what is known.
    """
    layout, ranges = decided.layout, ranges_of(decided)
    ends = np.cumsum(decided.census.rows)
    bound = int(np.clip(_LOOKS // max(ranges.total * len(layout.keys), 1), FEWEST_TARGETS, TARGETS))
    drawn = np.random.default_rng(seed).choice(int(ends[-1]), min(bound, int(ends[-1])), replace=False)
    tuples = np.searchsorted(ends, np.sort(drawn), side="right")
    members = [leaves[tuples] for leaves in decided.census.leaves]
    found = _search(ranges, range(len(layout.keys)), members, ranges.labels[tuples], ())
    everyone = int(count_persons(decided.census, np.zeros(decided.census.size, dtype=np.int64), 1)[0])
    return {
        "knows": list(layout.keys),
        "targets": len(tuples),
        "persons": everyone,
        **_linkage(found, everyone),
        "certain": float((found.fits & found.own & (found.persons == 1)).mean()),
    }


def _places(layout: Layout, knows: Sequence[str] | None) -> list[int]:
    names = layout.keys if knows is None else knows
    unknown = [name for name in names if name not in layout.keys]
    if unknown:
        raise Invalid(*(Issue(f"column {name!r}", "is no key of the plan", "name keys") for name in unknown))
    return [layout.keys.index(name) for name in names]


def _draw(parquet: Path, layout: Layout, most: int, seed: int) -> list[Codes]:
    """The codes of some rows, by key and then by sensitive column."""
    total = pq.read_metadata(parquet).num_rows
    chosen = np.sort(np.random.default_rng(seed).choice(total, min(most, total), replace=False))
    names, parts, first = (*layout.keys, *layout.sensitive), [], 0
    for batch in batches_of(parquet, names):
        here = chosen[(chosen >= first) & (chosen < first + batch.num_rows)] - first
        parts.append(layout.codes(batch.take(pa.array(here)), names))
        first += batch.num_rows
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _search(
    ranges: ClassRanges,
    places: Sequence[int],
    targets: Sequence[Codes],
    own: Codes | None,
    histograms: Sequence[ClassHistogram],
) -> _Found:
    count = len(targets[0])
    persons, fits = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool)
    is_own, guesses = np.zeros(count, dtype=bool), np.zeros((len(histograms), count), dtype=np.int64)
    for first, nearest, distance in _nearest(ranges, places, targets):
        rows = slice(first, first + len(nearest))
        persons[rows] = nearest @ ranges.persons
        fits[rows] = distance <= len(places)
        if own is not None:
            is_own[rows] = nearest[np.arange(len(nearest)), own[rows]]
        for at, histogram in enumerate(histograms):
            guesses[at, rows] = [_commonest(histogram, np.flatnonzero(row)) for row in nearest]
    return _Found(persons, fits, is_own, guesses)


def _nearest(ranges: ClassRanges, places: Sequence[int], targets: Sequence[Codes]) -> Iterator[tuple[int, Mask, Reals]]:
    """Some targets at a time: (the first, which classes are nearest to each, how far they are)."""
    step = max(1, _CELLS // max(ranges.total, 1))
    apart, is_empty = float(len(places) + 1), ranges.persons == 0
    for first in range(0, len(targets[0]), step):
        distance: Reals = np.zeros((len(targets[0][first : first + step]), ranges.total))
        for place in places:
            leaves = targets[place][first : first + step, None]
            covers = (leaves >= ranges.low[place]) & (leaves <= ranges.high[place])
            distance += np.where(covers, ranges.cells[place], apart)
        distance[:, is_empty] = np.inf  # of the population alone: the release has no such record
        least = distance.min(axis=1)
        yield first, distance <= least[:, None] + _ROUNDING, least


def _commonest(histogram: ClassHistogram, classes: npt.NDArray[np.intp]) -> int:
    """The value most records of these classes hold; the smallest of several."""
    entries = np.concatenate([np.arange(histogram.begins[each], histogram.begins[each + 1]) for each in classes])
    counts = np.bincount(histogram.values[entries], weights=histogram.counts[entries])
    return int(np.argmax(counts))


def _linkage(found: _Found, everyone: int) -> dict[str, float]:
    """How often the record that is picked is the target's own."""
    chance = found.own / np.maximum(found.persons, 1)
    guessing = 1 / max(everyone, 1)
    success = float(chance.mean())
    return {"success": success, "guessing": guessing, "advantage": _advantage(success, guessing),
            "worst": float(chance.max(initial=0.0))}  # fmt: skip


def _singling_out(found: _Found, beside: _Found, everyone: int) -> dict[str, float]:
    """One record alone fits everything that is known: rightly, or about someone who is not in the release."""
    alone, wrong = found.fits & (found.persons == 1), beside.fits & (beside.persons == 1)
    return {"success": float((alone & found.own).mean()), "claimed": float(alone.mean()),
            "claimed_of_held_back": float(wrong.mean()), "guessing": 1 / max(everyone, 1)}  # fmt: skip


def _inference(guesses: Codes, truth: Codes, of_held: Codes, held_truth: Codes, held: ClassHistogram) -> dict[str, Any]:
    """The sensitive value guessed right: of members, of those held back, and by the commonest value of all."""
    success, control = float((guesses == truth).mean()), float((of_held == held_truth).mean())
    guessing = float((truth == int(np.argmax(held.whole))).mean())
    return {"success": success, "held_back": control, "guessing": guessing,
            "advantage": _advantage(success, max(control, guessing))}  # fmt: skip


def _advantage(success: float, baseline: float) -> float:
    """What of the distance from guessing to certainty the release gives; 0 when guessing does as well."""
    return max(0.0, success - baseline) / (1 - baseline) if baseline < 1 else 0.0
