"""The plans to be tried: a small grid around one plan, each a plan document that could be carried out as it stands."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from gotgan.engine.deidentify.packing import Codes
from gotgan.engine.deidentify.plan import Plan, read_plan
from gotgan.engine.deidentify.texts import as_codes

KS = (3, 5, 10, 20, 50)
LIMITS = (0.0, 0.05)
EVEN, FOR_TARGET = "even", "target"
_LEAST_WEIGHT = 0.1


@dataclass(frozen=True)
class Variant:
    """Techniques that could be applied beside the keys: {column: the plan's entry}; `name` is told with the plan."""

    name: str
    columns: Mapping[str, Mapping[str, Any]]


AS_GIVEN = Variant("as given", {})


@dataclass(frozen=True)
class Candidate:
    """`weights`: "even" as in the plan given, or "target" (keys weighted by what they say of the target)."""

    plan: Plan
    mode: str
    k: int
    weights: str
    suppression_limit: float
    techniques: str

    def to_json(self) -> dict[str, Any]:
        return {"mode": self.mode, "k": self.k, "weights": self.weights,
                "suppression_limit": self.suppression_limit, "techniques": self.techniques}  # fmt: skip


def grid_of(
    plan: Plan,
    *,
    weights: Mapping[str, float] | None,
    variants: Sequence[Variant],
    folder: Path,
    ks: Sequence[int] = KS,
    limits: Sequence[float] = LIMITS,
    least_k: int | None = None,
) -> list[Candidate]:
    """In a fixed order, the plan's own k first; no k is below `least_k`, the plan's own unless given.

    `folder`: where a document is written to be read. Raises: Invalid for a technique that no plan may hold.
    """
    own = plan.privacy.k
    wanted = [own, *(k for k in ks if k != own and k >= (own if least_k is None else least_k))]
    made = []
    for variant in [AS_GIVEN, *variants]:
        for k in wanted:
            for mode, kind, limit in _ways(plan, weights is not None, limits):
                given = weights if kind == FOR_TARGET else None
                document = _document(plan, mode, k, limit, given, variant)
                made.append(Candidate(_read(document, plan, folder), mode, k, kind, limit, variant.name))
    return made


def _ways(plan: Plan, has_target: bool, limits: Sequence[float]) -> Iterator[tuple[str, str, float]]:
    if plan.privacy.population is None:
        yield ("local", EVEN, 0.0)
        if has_target:
            yield ("local", FOR_TARGET, 0.0)
    yield from (("global", EVEN, limit) for limit in limits)


def _document(
    plan: Plan, mode: str, k: int, limit: float, weights: Mapping[str, float] | None, variant: Variant
) -> dict[str, Any]:
    document = copy.deepcopy(dict(plan.document))
    document["privacy"] = {**document.get("privacy", {}), "k": k, "mode": mode}
    document["privacy"].pop("suppression_limit", None)
    if mode == "global" and limit:
        document["privacy"]["suppression_limit"] = limit
    for name, weight in (weights or {}).items():
        document["columns"][name] = {**document["columns"][name], "weight": weight}
    document["columns"] |= {name: dict(entry) for name, entry in variant.columns.items()}
    return document


def _read(document: Mapping[str, Any], plan: Plan, folder: Path) -> Plan:
    """Checked like any plan; file names stay relative to the one that was given."""
    path = folder / "candidate.yaml"
    path.write_text(yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return replace(read_plan(path), folder=plan.folder, document=document)


def weights_for(parquet: Path, plan: Plan, target: str) -> dict[str, float]:
    """By key: what it says of the target (mutual information, Miller-Madow's bias taken off), mean 1, at least 0.1."""
    table = pq.read_table(parquet, columns=list(dict.fromkeys([*plan.keys, target])))
    codes = {name: _codes(table.column(name)) for name in table.column_names}
    told = {name: _information(codes[name], codes[target]) for name in plan.keys if name != target}
    mean = float(np.mean(list(told.values()))) if told else 0.0
    return {name: round(float(max(value / mean if mean else 1.0, _LEAST_WEIGHT)), 2) for name, value in told.items()}


def _codes(column: Any) -> Codes:
    encoded = as_codes(column.combine_chunks())
    return np.asarray(pc.fill_null(encoded.indices, len(encoded.dictionary)), dtype=np.int64)


def _information(ours: Codes, target: Codes) -> float:
    """In nats, at least 0; a key that is another value in every row tells nothing that lasts."""
    pairs, counts = np.unique(np.stack([ours, target]), axis=1, return_counts=True)
    alone = [np.bincount(codes) for codes in (ours, target)]
    rows = len(ours)
    apart = alone[0][pairs[0]] / rows * alone[1][pairs[1]] / rows
    told = float((counts / rows * np.log(counts / rows / apart)).sum())
    kinds = [int((each > 0).sum()) - 1 for each in alone]
    return max(0.0, told - kinds[0] * kinds[1] / (2 * rows))
