"""One candidate carried out on rows of a split: written as a release is, measured, attacked, and learnt from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from gotgan.engine.deidentify.apply import Job, passed_on, prepare_changes, write_table, written_names
from gotgan.engine.deidentify.classes import histogram_of
from gotgan.engine.deidentify.constraints import distinct_l, t_distance
from gotgan.engine.deidentify.decide import Decided, Ground
from gotgan.engine.deidentify.kept_types import kept_types
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.utility import measure_utility
from gotgan.engine.deidentify.weighing.attack import simulate_attack
from gotgan.engine.deidentify.weighing.class_ranges import ranges_of
from gotgan.engine.deidentify.weighing.exposure import exposure_of
from gotgan.engine.deidentify.weighing.learning import Task, train_on
from gotgan.engine.deidentify.weighing.split import Split

_KEYED = ("pseudonymise", "mask_text")
_UNTRIED = (*_KEYED, "mask_pictures")


@dataclass(frozen=True)
class Judged:
    """What a trial is judged by. `baseline`: of a model trained on `split.released` as it was; None without target."""

    split: Split
    baseline: Mapping[str, Any] | None


def measured_names(plan: Plan, names: Sequence[str]) -> tuple[str, ...]:
    """Columns that a trial writes; those whose values a secret key replaces, and pictures, tell nothing: left out."""
    keyed = {name for do in _UNTRIED for name in plan.named(do)}
    return tuple(name for name in written_names(plan, names) if name not in keyed)


def carry_out(plan: Plan, ground: Ground, part: Path, written: Path) -> tuple[Decided, dict[str, Any]]:
    """The release of a part of the table, and its figures, all from the written file or the classes behind it.

    Raises: Invalid, NotReached.
    """
    decided = ground.decide(part, plan)
    names = measured_names(plan, pq.read_schema(part).names)
    changes = prepare_changes(part, plan, names, {})
    kept = kept_types(part, [name for name in passed_on(plan, names) if name not in plan.keys], typed=True)
    write_table(part, Job(names, decided, changes, kept), written)
    utility = measure_utility(part, written, decided, names, list(changes))
    ranges = ranges_of(decided)
    persons, rows, k = ranges.persons, decided.census.total, int(ranges.persons.min())
    held = [histogram_of(each, ranges.labels, ranges.total) for each in decided.census.histograms]
    exposed = {name: exposure_of(part, written, name) for name in names if name not in plan.keys}
    return decided, {
        **utility,
        "rows": rows,
        "k": k,
        "l": min((int(distinct_l(each).min()) for each in held), default=None),
        "t": max((float(t_distance(each).max()) for each in held), default=None),
        "prosecutor_max": 1 / k,
        "marketer_average": len(persons) / int(persons.sum()),
        "average_class_ratio": float(persons.mean()) / plan.privacy.k,
        "suppression_rate": utility["suppressed_rows"] / rows,
        "drift_mean": float(np.mean(list(utility["drift"].values()))),
        "exposed": exposed,
        "exposed_max": max(exposed.values(), default=0.0),
    }


def judge(plan: Plan, ground: Ground, judged: Judged, task: Task | None, written: Path, *, seed: int) -> dict[str, Any]:
    """The figures of the released part, the attack on it, and the model's accuracy on the part held back."""
    decided, figures = carry_out(plan, ground, judged.split.released, written)
    attack = simulate_attack(decided, judged.split.released, judged.split.held, seed=seed)
    learnt = None
    if task is not None and judged.baseline is not None:
        taught = train_on(task, judged.split, written, seed=seed)
        learnt = {"released": taught["accuracy"], "original": judged.baseline["accuracy"],
                  "lost": judged.baseline["accuracy"] - taught["accuracy"],
                  "majority": taught["majority"], "unlabelled": taught["unlabelled"]}  # fmt: skip
    return {**figures, "attack": attack, "accuracy": learnt}
