"""The optimal list: 20,000 candidates in three modes, the what-if of 5,000, robustness, and plain top-100 beside it.

python benchmarks/optimal_list.py [--candidates 20000] [--pairs 0]
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # not this folder: its profile.py is not Python's

import numpy as np  # noqa: E402

from gotgan.engine.select import Candidates, Robustness, Rules  # noqa: E402
from gotgan.engine.select.problem import Pairs, Problem, make_problem  # noqa: E402
from gotgan.engine.select.robust import acceptability  # noqa: E402
from gotgan.engine.select.solver import Solver, worth  # noqa: E402

CRITERIA, FIELDS, MODALITIES, REGIONS = 12, 16, 8, 17
CHOOSE, DRAWS = 100, 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=0, help="redundant pairs")
    args = parser.parse_args()
    print(f"{'':44} {'wall s':>7} {'CPU s':>7} {'peak MB':>8}")
    candidates, rules, pairs = generated(args.candidates, args.pairs, seed=1)
    problem, solver = measured("programme made and loaded", lambda: loaded(candidates, rules, pairs))
    solution = measured(f"{args.candidates:,} candidates, bar 60 CPU s", solver.solve)
    assert solution is not None
    gap = (solution.bound - solution.objective) / solution.objective
    print(f"  {len(problem):,} open modes, objective {solution.objective:.4f}, gap {gap:.1e}")
    compare(problem, candidates, rules, solution.objective)
    weights = np.fromiter(rules.weights.values(), float)
    robustness = Robustness(DRAWS, 0.3, 1)
    shares = measured(
        f"robustness, {DRAWS:,} draws, bar 30 CPU s",
        lambda: acceptability(candidates.criteria, weights, CHOOSE, robustness).share,
    )
    print(f"  {int((shares >= 0.9).sum())} candidates are among the first {CHOOSE} in nine of ten draws")
    few, few_rules, few_pairs = generated(min(5_000, args.candidates), args.pairs // 4, seed=2)
    measured("what-if of 5,000, bar 2 s", lambda: loaded(few, few_rules, few_pairs)[1].solve())


def loaded(candidates: Candidates, rules: Rules, pairs: Pairs) -> tuple[Problem, Solver]:
    problem = make_problem(candidates, rules, pairs, rules.names())
    return problem, Solver(problem)


def compare(problem: Problem, candidates: Candidates, rules: Rules, objective: float) -> None:
    """Beside the first 100 by value, which look at no constraint."""
    order = np.argsort(-problem.value, kind="stable")
    _, first = np.unique(problem.candidate[order], return_index=True)
    plain = order[np.sort(first)[:CHOOSE]]
    owners = problem.candidate[plain]
    missed = [
        name for column, counts in rules.floors.items() for name, least in counts.items()
        if sum(candidates.texts[column][owner] == name for owner in owners) < least
    ]  # fmt: skip
    clusters = [candidates.texts["cluster"][owner] for owner in owners if candidates.texts["cluster"][owner]]
    doubled = len(clusters) - len(set(clusters))
    spent = problem.cost[plain].sum() / (rules.budget or 1)
    print(f"  plain top {CHOOSE}: {worth(problem, plain):.4f} after penalties, of which the list is "
          f"{objective / worth(problem, plain):.3f}; {len(missed)} floors missed, {doubled} doubled clusters, "
          f"{spent:.2f} of the budget")  # fmt: skip


def generated(count: int, pairs: int, seed: int) -> tuple[Candidates, Rules, Pairs]:
    """Criteria that hang together, as real ones do, and rules that bind."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(count, 1))
    criteria = 1 / (1 + np.exp(-(0.6 * common + 0.8 * rng.normal(size=(count, CRITERIA)))))
    weights = rng.dirichlet(np.full(CRITERIA, 5.0))
    score = criteria @ weights
    readiness = np.stack([rng.beta(3, 3, count), rng.beta(6, 2, count), rng.beta(5, 3, count)], axis=1)
    values = score[:, None] * readiness
    values[rng.random(values.shape) < 0.2] = np.nan
    costs = rng.gamma(2.0, 20.0, (count, 3)) * np.array([0.2, 1.0, 1.5])
    texts = {
        "organisation": tuple(f"o{each}" for each in rng.zipf(1.3, count) % 1200),
        "field": tuple(f"f{each}" for each in rng.zipf(1.5, count) % FIELDS),
        "modality": tuple(f"m{each}" for each in rng.zipf(2.0, count) % MODALITIES),
        "region": tuple(f"r{each}" for each in rng.integers(0, REGIONS, count)),
        "cluster": tuple(f"c{each}" if each < count // 5 else "" for each in rng.integers(0, count, count)),
    }
    names = [f"criterion_{place}" for place in range(CRITERIA)]
    rules = Rules(
        CHOOSE, dict(zip(names, weights.tolist(), strict=True)), ("lawful",),
        {"field": {f"f{place}": 3 for place in range(FIELDS)},
         "modality": {f"m{place}": 4 for place in range(MODALITIES)},
         "region": {f"r{place}": 2 for place in range(REGIONS)}},
        {"organisation": {"*": 5}}, True, 2_000.0, 30, 0.25,
    )  # fmt: skip
    ends = rng.integers(0, count, (pairs, 2))
    penalties = {
        (int(min(pair)), int(max(pair))): float(rng.random() / 5) for pair in ends if pair[0] != pair[1]
    }  # fmt: skip
    ids = tuple(f"d{place:06}" for place in range(count))
    risks = rng.random((count, 3)) * 0.3
    gates = {"lawful": rng.random(count) < 0.9}
    return Candidates(ids, criteria, gates, texts, values, costs, risks, True, {}), rules, penalties


def measured(label, work):  # type: ignore[no-untyped-def]
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:44} {time.perf_counter() - wall:7.1f} {time.process_time() - cpu:7.1f} {peak:8.0f}", flush=True)
    return result


if __name__ == "__main__":
    main()
