"""Risk and utility of Adult (k = 5, hierarchies of ARX): what a release gives away, and what it still teaches.

For each seed a fifth of the rows is held back and the rest recoded. An attacker looks for 1,000 people of the release
and 1,000 of those held back; a model for salary-class is trained on the recoded rows and tested on the original ones
held back, beside the same model trained on the original. `--keys 9` makes salary-class a key too, as in deidentify.py
(rows whose class was generalised teach nothing). `--propose SECONDS`: plans on the frontier, by so much CPU time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent))

from deidentify import ADULT, SENSITIVE, plan_of, read_adult

from gotgan.engine.deidentify.apply import Job, write_table
from gotgan.engine.deidentify.decide import Ground, ground_of
from gotgan.engine.deidentify.plan import Plan, read_plan
from gotgan.engine.deidentify.weighing.attack import simulate_attack
from gotgan.engine.deidentify.weighing.learning import MODELS, Task, mean_of, measure_accuracy
from gotgan.engine.deidentify.weighing.proposals import Effort, propose_plans
from gotgan.engine.deidentify.weighing.split import split_rows

BAR = 0.02


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--keys", type=int, choices=(8, 9), default=8)
    parser.add_argument("--model", choices=MODELS, action="append", default=[])
    parser.add_argument("--propose", type=float, default=0, metavar="SECONDS")
    arguments = parser.parse_args()
    if not ADULT.is_dir():
        print("NOT RUN: Adult is absent (../shared/data/tables/adult)")
        return 0
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as name:
        folder = Path(name)
        pq.write_table(read_adult(), folder / "adult.parquet")
        plan = adult_plan(folder, arguments.keys)
        judge(folder, plan, arguments.seeds, arguments.model or MODELS[:1])
        if arguments.propose:
            propose(folder, plan, arguments.propose)
    return 0


def adult_plan(folder: Path, keys: int) -> Plan:
    path = plan_of(folder, read_adult().column_names, "local")
    if keys == 8:
        as_key = f"{{do: key, hierarchy: {ADULT}/adult_hierarchy_{SENSITIVE}.csv}}"
        path.write_text(path.read_text(encoding="utf-8").replace(as_key, "{do: sensitive}"), encoding="utf-8")
    return read_plan(path)


def judge(folder: Path, plan: Plan, seeds: int, models: list[str] | tuple[str, ...]) -> None:
    ground = ground_of(folder / "adult.parquet", plan)
    start, attacks = time.process_time(), []
    learnt: dict[str, list[dict[str, Any]]] = {model: [] for model in models}
    for seed in range(seeds):
        attack, told = one_split(folder, plan, ground, seed, models)
        attacks.append(attack)
        for model in models:
            learnt[model].append(told[model])
    print(f"Adult, {len(plan.keys)} keys, local, k = {plan.privacy.k}, {seeds} splits, "
          f"{time.process_time() - start:.1f} CPU s")  # fmt: skip
    for name in ("linkage", "singling_out"):
        print(
            f"  {name}: "
            + ", ".join(f"{each} {mean([a[name][each] for a in attacks]):.4f}" for each in attacks[0][name])
        )
    for name in attacks[0]["inference"]:
        held = [attack["inference"][name] for attack in attacks]
        print(f"  inference of {name}: " + ", ".join(f"{each} {mean([a[each] for a in held]):.4f}" for each in held[0]))
    for model, measured in learnt.items():
        told = mean_of(measured)
        print(f"  {model}: trained on the release {told['released']:.4f}, on the original {told['original']:.4f}, "
              f"lost {told['lost']:.4f} (bar <= {BAR}), commonest answer {told['majority']:.4f}")  # fmt: skip


def show(name: str, rates: list[dict[str, float]]) -> None:
    print(f"  {name}: " + ", ".join(f"{each} {mean([rate[each] for rate in rates]):.5f}" for each in rates[0]))


def one_split(
    folder: Path, plan: Plan, ground: Ground, seed: int, models: list[str] | tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    names = tuple(read_adult().column_names)
    split = split_rows(folder / "adult.parquet", folder, columns=names, seed=seed)
    decided = ground.decide(split.released, plan)
    written = folder / "written.parquet"
    write_table(split.released, Job(names, decided, {}, {}), written)
    features = tuple(name for name in names if name != SENSITIVE)
    told = {
        model: measure_accuracy(Task(SENSITIVE, features, ground.hierarchies, model), split, written, seed=seed)
        for model in models
    }
    return simulate_attack(decided, split.released, split.held, seed=seed), told


def mean(values: list[float]) -> float:
    return float(np.mean(values))


def propose(folder: Path, plan: Plan, seconds: float) -> None:
    start = time.process_time()
    found = propose_plans(folder / "adult.parquet", plan, target=SENSITIVE, effort=Effort(seconds=seconds))
    print(f"{len(found['tried'])} of {found['grid']} plans tried, complete: {found['complete']}, "
          f"{time.process_time() - start:.1f} CPU s")  # fmt: skip
    for each in found["plans"]:
        print(f"  {each['mode']}, k = {each['k']}, weights {each['weights']}, limit {each['suppression_limit']}: "
              f"loss {each['loss']:.4f}, risk {each['risk']:.4f}, drift {each['drift']:.4f}, "
              f"accuracy {each['accuracy']:.4f}")  # fmt: skip
        for reason in each["reasons"]:
            print(f"    {reason['en']}")


if __name__ == "__main__":
    sys.exit(main())
