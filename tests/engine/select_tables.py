"""Candidates and rules of a few rows, made by hand or drawn, and the best list of them by trying all."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from gotgan.engine.select import Candidates, Choice, Rules, choose, read_candidates, read_pairs, read_rules
from gotgan.engine.select.shapes import MODES

ROBUSTNESS = {"draws": 200, "spread": 0.3, "seed": 1}
Table = list[dict[str, Any]]
PLAIN: dict[str, Any] = {
    "organisation": "o", "field": "f", "modality": "m", "region": "r", "cluster": "", "cost": 1, "risk": 0.1,
    "lawful": "true", "demand": 0.5, "unique": 0.5,
}  # fmt: skip


def csv_of(table: Table) -> bytes:
    columns = list(dict.fromkeys(name for row in table for name in row))
    lines = [columns, *([str(row.get(name, "")) for name in columns] for row in table)]
    return "\n".join(",".join(line) for line in lines).encode()


def rules_of(**more: Any) -> Rules:
    return read_rules({"choose": 2, "weights": {"demand": 0.6, "unique": 0.4}, "robustness": ROBUSTNESS, **more})


def listed(table: Table, rules: Rules, pairs: str = "") -> Choice:
    candidates = read_candidates(csv_of(table), rules)
    return choose(candidates, rules, read_pairs(pairs.encode(), candidates.ids) if pairs else {})


def table_of(*demands: float, **columns: list[Any]) -> Table:
    """One row for each demand, a, b, c, ..."""
    return [
        {
            "id": chr(ord("a") + place),
            **PLAIN,
            "demand": demand,
            **{name: cells[place] for name, cells in columns.items()},
        }
        for place, demand in enumerate(demands)
    ]


def ids(choice: Choice) -> list[str]:
    return [each.id for each in choice.members]


# -- brute force


@st.composite
def cases(draw: st.DrawFn) -> tuple[Table, dict[str, Any], str]:
    count = draw(st.integers(3, 7))
    number = st.integers(0, 20).map(lambda each: each / 20)
    has_modes = draw(st.booleans())
    table = []
    for place in range(count):
        row = {
            "id": f"d{place}", **PLAIN, "organisation": draw(st.sampled_from("xy")),
            "field": draw(st.sampled_from("fg")),
            "cluster": draw(st.sampled_from(["", "", "1", "2"])), "cost": draw(st.integers(0, 9)),
            "risk": draw(number), "lawful": draw(st.sampled_from(["true", "true", "false"])),
            "demand": draw(number), "unique": draw(number),
        }  # fmt: skip
        if has_modes:
            row |= {f"value_{mode}": draw(st.one_of(st.just(""), number)) for mode in MODES}
            row |= {"cost_processed": draw(st.one_of(st.just(""), st.integers(0, 9)))}
        table.append(row)
    rules: dict[str, Any] = {"choose": draw(st.integers(1, count)), "gates": ["lawful"], "one_per_cluster": True}
    if draw(st.booleans()):
        rules["floors"] = {"field": {"g": draw(st.integers(0, 2))}}
    if draw(st.booleans()):
        rules["caps"] = {"organisation": {"*": draw(st.integers(0, 3)), "x": draw(st.integers(0, 3))}}
    if draw(st.booleans()):
        rules |= {"budget": draw(st.integers(0, 30)), "risk_ceiling": 0.8}
    if draw(st.booleans()):
        rules["zone_capacity"] = draw(st.integers(0, 2))
    pairs = "a,b,penalty\n" + "".join(
        f"d{first},d{second},{draw(number)}\n" for first, second in combinations(range(count), 2) if draw(st.booleans())
    )
    return table, rules, pairs


def best_by_hand(candidates: Candidates, rules: Rules, pairs: dict[tuple[int, int], float]) -> float | None:
    """The objective of the best of all lists, or None when none is allowed."""
    best = None
    for members in combinations(range(len(candidates)), rules.choose):
        for modes in product(range(3), repeat=len(members)):
            worth = worth_by_hand(candidates, rules, pairs, list(zip(members, modes, strict=True)))
            if worth is not None and (best is None or worth > best):
                best = worth
    return best


def worth_by_hand(
    candidates: Candidates, rules: Rules, pairs: dict[tuple[int, int], float], chosen: list[tuple[int, int]]
) -> float | None:
    inside = [owner for owner, _ in chosen]
    if any(np.isnan(candidates.values[each]) for each in chosen):
        return None
    if not all(passed[owner] for passed in candidates.gates.values() for owner in inside):
        return None
    if rules.risk_ceiling is not None and any(candidates.risks[each] > rules.risk_ceiling for each in chosen):
        return None
    if rules.budget is not None and sum(candidates.costs[each] for each in chosen) > rules.budget + 1e-9:
        return None
    if rules.zone_capacity is not None and sum(mode == 2 for _, mode in chosen) > rules.zone_capacity:
        return None
    for column, counts in rules.floors.items():
        held = [candidates.texts[column][owner] for owner in inside]
        if any(held.count(value) < least for value, least in counts.items()):
            return None
    for column, counts in rules.caps.items():
        held = [candidates.texts[column][owner] for owner in inside]
        if any(held.count(value) > counts.get(value, counts.get("*", len(held))) for value in held):
            return None
    clusters = [candidates.texts["cluster"][owner] for owner in inside]
    if rules.one_per_cluster and any(clusters.count(each) > 1 for each in clusters if each):
        return None
    lost = sum(each for (first, second), each in pairs.items() if first in inside and second in inside)
    return float(sum(candidates.values[each] for each in chosen) - lost)
