"""Risk against utility over variants of a plan: other k, the other mode. Nothing is written but figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gotgan.engine.deidentify.attack import simulate_linkage
from gotgan.engine.deidentify.classes import count_persons
from gotgan.engine.deidentify.decide import Decided, decide, search
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.plan_options import MODES
from gotgan.engine.deidentify.recoding import NotReached, classes_of, loss_of

KS = (2, 3, 5, 10, 20, 50)


@dataclass(frozen=True)
class Trial:
    """One variant. `risk`: one in the smallest class; `success`: of the linkage attack. None: not reached."""

    k: int
    mode: str
    loss: float | None = None
    risk: float | None = None
    success: float | None = None
    classes: int | None = None
    suppressed_rows: int | None = None
    on_frontier: bool = False
    """No other variant has both less loss and less success of the attack."""


def try_variants(parquet: Path, plan: Plan, *, population: Path | None = None, ks: Sequence[int] = KS) -> list[Trial]:
    """The plan's own k and mode among the others; one census serves them all. Raises: as `decide`."""
    base = decide(parquet, plan, population=population)
    everyone = int(count_persons(base.census, np.zeros(base.census.size, dtype=np.int64), 1)[0])
    trials = []
    for mode in MODES if plan.privacy.population is None else ("global",):
        for k in sorted({*ks, plan.privacy.k}):
            if k <= everyone:
                trials.append(_try(base, replace(plan, privacy=replace(plan.privacy, k=k, mode=mode))))
    return [replace(each, on_frontier=_is_best(each, trials)) for each in trials]


def _try(base: Decided, plan: Plan) -> Trial:
    privacy = plan.privacy
    hierarchies = dict(zip(plan.keys, base.hierarchies, strict=True))
    try:
        decided = search(base.census, hierarchies, plan)
    except NotReached:
        return Trial(privacy.k, privacy.mode)
    labels, total = classes_of(decided.census, decided.hierarchies, decided.recoding)
    persons = count_persons(decided.census, labels, total)
    return Trial(
        k=privacy.k,
        mode=privacy.mode,
        loss=loss_of(decided.census, decided.hierarchies, decided.recoding),
        risk=1 / int(persons[persons > 0].min()),
        success=simulate_linkage(decided)["success"],
        classes=int((persons > 0).sum()),
        suppressed_rows=int(decided.census.rows[decided.recoding.suppressed].sum()),
    )


def _is_best(trial: Trial, others: Sequence[Trial]) -> bool:
    if trial.loss is None or trial.success is None:
        return False
    return not any(
        other.loss is not None
        and other.success is not None
        and other.loss <= trial.loss
        and other.success <= trial.success
        and (other.loss, other.success) != (trial.loss, trial.success)
        for other in others
    )


def as_document(trials: Sequence[Trial]) -> dict[str, Any]:
    """Sorted by loss; variants that are not reached last."""
    ordered = sorted(trials, key=lambda each: (each.loss is None, each.loss or 0.0, each.k, each.mode))
    return {"trials": [asdict(trial) for trial in ordered]}
