"""Plans on the frontier: a grid tried on a bounded sample, the best of it tried again on the whole table, and proposed.

Same table, plan and seed give the same proposals. The clock only ends a search early, and then `complete` says so.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from gotgan.engine.deidentify.decide import Ground, ground_of
from gotgan.engine.deidentify.plan import Plan, check_names
from gotgan.engine.deidentify.recoding import NotReached
from gotgan.engine.deidentify.weighing.candidates import Candidate, Variant, grid_of, weights_for
from gotgan.engine.deidentify.weighing.choice import objectives_of, on_frontier, spread
from gotgan.engine.deidentify.weighing.journalist import journalist_risk
from gotgan.engine.deidentify.weighing.learning import Task, train_on
from gotgan.engine.deidentify.weighing.reasons import reasons_for
from gotgan.engine.deidentify.weighing.release_model import check_target
from gotgan.engine.deidentify.weighing.split import split_rows
from gotgan.engine.deidentify.weighing.trial import Judged, carry_out, judge, measured_names
from gotgan.terms.errors import Invalid, Issue, NotAllowed

SAMPLE_ROWS, JUDGED_ROWS = 8_000, 40_000
MOST, SECONDS = 5, 60.0
_FOR_SAMPLE = 0.5
_LEFT_OUT, _OF_MEASURED = 0.001, 1_000_003
"""Share that a bounded part lacks beside the bound, and the seed of its draw."""


@dataclass(frozen=True)
class Effort:
    """`sample_rows` for the grid, `judged_rows` for attack and model of each proposal, over `seeds` splits.

    `measured_rows`: about so many rows at most to carry proposals out on, all unless given.
    `seconds`: of processor time of the calling thread, so that a busy machine proposes the same.
    """

    sample_rows: int = SAMPLE_ROWS
    judged_rows: int = JUDGED_ROWS
    measured_rows: int | None = None
    seeds: int = 2
    most: int = MOST
    seconds: float = SECONDS
    clock: Callable[[], float] = field(default=time.thread_time)
    tell: Callable[[int, int], None] | None = None
    """Called with how many trials are done, and of how many."""


def propose_plans(
    parquet: Path,
    plan: Plan,
    *,
    target: str | None = None,
    variants: Sequence[Variant] = (),
    population: Path | None = None,
    effort: Effort | None = None,
) -> dict[str, Any]:
    """Plans around `plan` of which no other is better in every respect, each with figures and reasons, as JSON.

    `target`: a column that a model shall still learn. `variants`: techniques to try beside the keys. No k below the
    plan's is tried; l, t and the like are demanded as given; k-map and presence are left to the release itself.
    Raises: Invalid for table, plan or target; NotAllowed when no plan of the grid reaches the target.
    """
    _check(parquet, plan, target)
    with tempfile.TemporaryDirectory(prefix="gotgan-") as folder:
        search = _Search(parquet, plan, target, Path(folder), effort or Effort())
        return search.run(variants, population)


def _check(parquet: Path, plan: Plan, target: str | None) -> None:
    names = pq.read_schema(parquet).names
    check_names(plan, names)
    if not plan.keys:
        raise Invalid(Issue("plan", "has no keys to generalise", "mark the quasi-identifiers by do: key"))
    if target is not None:
        check_target(plan, names, target, "target")


class _Search:
    def __init__(self, parquet: Path, plan: Plan, target: str | None, folder: Path, effort: Effort) -> None:
        self.parquet, self.plan, self.target, self.folder, self.effort = parquet, plan, target, folder, effort
        self.ground: Ground = ground_of(parquet, plan)
        self.started = effort.clock()
        names = measured_names(plan, pq.read_schema(parquet).names)
        self.columns = tuple(dict.fromkeys([*names, *([plan.subject] if plan.subject else [])]))
        features = tuple(name for name in names if name != target)
        self.measured = self._bounded()
        self.task = Task(target, features, self.ground.hierarchies) if target else None
        self.trials = 0

    def _bounded(self) -> Path:
        """The table, or a part of it where it has more rows than are to be measured."""
        most = self.effort.measured_rows
        if most is None or pq.read_metadata(self.parquet).num_rows <= most:
            return self.parquet
        return split_rows(
            self.parquet, self.folder, columns=self.columns, subject=self.plan.subject, share=_LEFT_OUT, most=most,
            seed=_OF_MEASURED,
        ).released  # fmt: skip

    def run(self, variants: Sequence[Variant], population: Path | None) -> dict[str, Any]:
        sample = self._judged(self.effort.sample_rows, 0)
        weights = weights_for(sample.split.released, self.plan, self.target) if self.target else None
        grid = grid_of(_without_population(self.plan), weights=weights, variants=variants, folder=self.folder)
        self.trials = len(grid) + self.effort.most
        tried, refused = self._try_all(grid, sample)
        if not tried:
            raise NotAllowed("no plan of the grid reaches the target; lower k or l, or raise t")
        best = on_frontier([objectives_of(figures) for _, figures in tried])
        chosen = spread([tried[place] for place in best], self.effort.most)
        plans, ended = self._try_whole(chosen, population)
        tried_all = len(tried) + refused == len(grid)
        return {
            "rows": pq.read_metadata(self.parquet).num_rows,
            "measured_rows": pq.read_metadata(self.measured).num_rows,
            "sample": {"rows": sample.split.rows, "held_back": sample.split.held_rows},
            "target": self.target,
            "grid": len(grid),
            "not_reached": refused,
            "complete": tried_all and not ended,
            "tried": [
                {**candidate.to_json(), **_point(figures), "on_frontier": place in best}
                for place, (candidate, figures) in enumerate(tried)
            ],
            "plans": [{**each, "reasons": reasons_for(each, plans, self.target)} for each in plans],
        }

    def _judged(self, rows: int, seed: int) -> Judged:
        split = split_rows(
            self.parquet, self.folder, columns=self.columns, subject=self.plan.subject, most=rows, seed=seed
        )
        return Judged(split, train_on(self.task, split, split.released, seed=seed) if self.task else None)

    def _is_late(self, share: float) -> bool:
        return self.effort.clock() - self.started > self.effort.seconds * share

    def _tell(self, done: int) -> None:
        if self.effort.tell is not None:
            self.effort.tell(done, self.trials)

    def _try_all(self, grid: Sequence[Candidate], sample: Judged) -> tuple[list[tuple[Candidate, dict[str, Any]]], int]:
        """What each candidate gives, and how many do not reach their target; stops when half of the time is gone."""
        tried: list[tuple[Candidate, dict[str, Any]]] = []
        refused = 0
        for number, candidate in enumerate(grid):
            self._tell(number)
            if tried and self._is_late(_FOR_SAMPLE):
                break
            try:
                figures = judge(candidate.plan, self.ground, sample, self.task, self.folder / "tried.parquet", seed=0)
            except (NotReached, Invalid):
                refused += 1
                continue
            tried.append((candidate, figures))
        return tried, refused

    def _try_whole(self, chosen: Sequence[Candidate], population: Path | None) -> tuple[list[dict[str, Any]], bool]:
        """The figures on all rows; attack and model on splits. What another one beats there is left out."""
        judged = [self._judged(self.effort.judged_rows, seed) for seed in range(self.effort.seeds)]
        done: list[dict[str, Any]] = []
        ended = False
        for number, candidate in enumerate(chosen):
            self._tell(self.trials - len(chosen) + number)
            if done and self._is_late(1.0):
                ended = True
                break
            try:
                done.append(self._whole(candidate, judged, population))
            except (NotReached, Invalid):
                continue
        if not done:
            raise NotAllowed("what was found on a sample does not hold on the whole table; give more rows to sample")
        best = on_frontier([objectives_of(each["figures"]) for each in done])
        return [done[place] for place in best], ended

    def _whole(self, candidate: Candidate, judged: Sequence[Judged], population: Path | None) -> dict[str, Any]:
        written = self.folder / "tried.parquet"
        parts = [
            judge(candidate.plan, self.ground, each, self.task, written, seed=seed) for seed, each in enumerate(judged)
        ]
        decided, figures = carry_out(candidate.plan, self.ground, self.measured, written)
        whole = {**figures, "attack": parts[0]["attack"], "accuracy": _mean([each["accuracy"] for each in parts])}
        if population is not None:
            whole["journalist"] = journalist_risk(decided, candidate.plan, population)
        document = {**candidate.plan.document, "privacy": {**_of_population(self.plan),
                    **candidate.plan.document["privacy"]}}  # fmt: skip
        return {**candidate.to_json(), **_point(whole), "figures": whole, "plan": document}


def _without_population(plan: Plan) -> Plan:
    """The grid is tried without the population's table; its mode stays global by `Plan.privacy`."""
    kept = {name: value for name, value in plan.document.get("privacy", {}).items() if name not in _OF_POPULATION}
    return replace(plan, document={**plan.document, "privacy": kept})


_OF_POPULATION = ("population", "k_map", "delta_presence")


def _of_population(plan: Plan) -> dict[str, Any]:
    given = plan.document.get("privacy", {})
    return {name: given[name] for name in _OF_POPULATION if name in given}


def _point(figures: Mapping[str, Any]) -> dict[str, Any]:
    """A place on the picture."""
    accuracy = figures["accuracy"]
    return {
        "loss": figures["loss"],
        "risk": figures["attack"]["linkage"]["success"],
        "exposed": figures["exposed_max"],
        "drift": figures["drift_mean"],
        "accuracy": accuracy and accuracy["released"],
        **{name: figures[name] for name in ("prosecutor_max", "marketer_average", "suppressed_rows")},
        "reached": {name: figures[name] for name in ("k", "l", "t")},
    }


def _mean(measured: Sequence[Mapping[str, Any] | None]) -> dict[str, Any] | None:
    """Over the splits; `spread` is the deviation of the released accuracy."""
    given = [each for each in measured if each is not None]
    if not given:
        return None
    means = {name: float(np.mean([each[name] for each in given])) for name in given[0]}
    return {**means, "seeds": len(given), "spread": float(np.std([each["released"] for each in given]))}
