"""A glance at other k and the other mode: one census of the whole table, nothing written, nothing held back."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gotgan.engine.deidentify.census import Census
from gotgan.engine.deidentify.classes import count_persons
from gotgan.engine.deidentify.decide import Ground, ground_of, search
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.recoding import NotReached, loss_of
from gotgan.engine.deidentify.weighing.attack import simulate_linkage
from gotgan.engine.deidentify.weighing.candidates import Candidate, grid_of
from gotgan.engine.deidentify.weighing.choice import on_frontier
from gotgan.engine.deidentify.weighing.class_ranges import ranges_of

KS = (2, 3, 5, 10, 20, 50)
_UNREACHED = dict.fromkeys(("loss", "risk", "success", "classes", "suppressed_rows"))


def try_variants(
    parquet: Path, plan: Plan, *, population: Path | None = None, ks: Sequence[int] = KS
) -> list[dict[str, Any]]:
    """The plan's own k among the others, in both modes (only global with a population); best loss first.

    Each is {k, mode, loss, risk, success, classes, suppressed_rows, on_frontier}: `risk` one in the smallest class,
    `success` of the linkage attack, nulls where the target is not reached. Raises: Invalid.
    """
    ground = ground_of(parquet, plan, population=population)
    census = ground.count(parquet, plan, population=population)
    everyone = int(count_persons(census, np.zeros(census.size, dtype=np.int64), 1)[0])
    limits = (plan.privacy.suppression_limit,)
    with tempfile.TemporaryDirectory(prefix="gotgan-") as folder:
        grid = grid_of(plan, weights=None, variants=(), folder=Path(folder), ks=ks, limits=limits, least_k=1)
    tried = [_try(ground, census, each) for each in grid if each.k <= everyone]
    reached = [place for place, each in enumerate(tried) if each["loss"] is not None]
    best = on_frontier([(tried[place]["loss"], tried[place]["success"]) for place in reached])
    for place in best:
        tried[reached[place]]["on_frontier"] = True
    return sorted(tried, key=lambda each: (each["loss"] is None, each["loss"] or 0.0, each["k"], each["mode"]))


def _try(ground: Ground, census: Census, candidate: Candidate) -> dict[str, Any]:
    told = {"k": candidate.k, "mode": candidate.mode, **_UNREACHED, "on_frontier": False}
    try:
        decided = search(census, ground.hierarchies, candidate.plan)
    except NotReached:
        return told
    persons = ranges_of(decided).persons
    persons = persons[persons > 0]  # a class of the population alone is not written
    return told | {
        "loss": loss_of(census, decided.hierarchies, decided.recoding),
        "risk": 1 / int(persons.min()),
        "success": simulate_linkage(decided)["success"],
        "classes": len(persons),
        "suppressed_rows": int(census.rows[decided.recoding.suppressed].sum()),
    }
