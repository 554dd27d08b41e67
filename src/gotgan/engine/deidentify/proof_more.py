"""More of the proof: against the population's table, and together with earlier releases of the same table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.proof import Proof
from gotgan.terms.errors import Invalid, Issue

_ROUNDING = 1e-9


def with_population(proof: Proof, written: Path, population: Path, plan: Plan, decided: Decided) -> Proof:
    """k-map and delta-presence of the written classes: the population's rows that have the same values.

    The population is generalised here by the texts of the hierarchies; only global recoding has one level a key.
    """
    keys, node = list(plan.keys), decided.recoding.node
    if node is None:
        raise ValueError("local recoding has no single level a key")
    ours = _counted(pl.scan_parquet(written), keys)
    theirs = pl.scan_parquet(population).select(
        _text(name).replace_strict(_map(decided, place, level), default=None, return_dtype=pl.String)
        for place, (name, level) in enumerate(zip(keys, node, strict=True))
    )
    known = _counted(theirs, keys)
    stars = ("*",) * len(keys)
    everyone = sum(known.values())
    found = [(count, everyone if row == stars else known.get(row, 0)) for row, count in ours.items()]
    least = min(held for _, held in found)
    shares = [count / held if held else 1.0 for count, held in found]
    document = {"k_map": least, "delta_presence": [min(shares), max(shares)],
                "journalist_max": 1 / least if least else 1.0}  # fmt: skip
    return replace(proof, document={**proof.document, **document}, reasons=(*proof.reasons, *_below(document, plan)))


def _below(document: dict[str, Any], plan: Plan) -> list[str]:
    reasons = []
    if plan.privacy.k_map is not None and document["k_map"] < plan.privacy.k_map:
        reasons.append(f"k-map is {document['k_map']}, below {plan.privacy.k_map}")
    if plan.privacy.presence is not None:
        least, most = document["delta_presence"]
        if least < plan.privacy.presence[0] - _ROUNDING or most > plan.privacy.presence[1] + _ROUNDING:
            reasons.append(f"delta-presence is {least:.4g} to {most:.4g}, outside what the plan allows")
    return reasons


def _map(decided: Decided, place: int, level: int) -> dict[str | None, str | None]:
    tree = decided.hierarchies[place]
    labels = tree.labels[level].to_pylist()
    return {leaf: labels[code] for leaf, code in zip(tree.labels[0].to_pylist(), tree.codes[level], strict=True)}


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String)


def _counted(frame: pl.LazyFrame, keys: Sequence[str]) -> Counter[tuple[str | None, ...]]:
    counted = frame.group_by([_text(name) for name in keys]).agg(pl.len().alias("\0count")).collect()
    return Counter({tuple(row[:-1]): row[-1] for row in counted.iter_rows()})


def with_earlier(proof: Proof, written: Path, keys: Sequence[str], folders: Sequence[Path]) -> Proof:
    """Who has both releases sees smaller classes than either promises: rows are matched by their place.

    A warning with the measured size, no refusal. Raises: Invalid for a folder without a release of as many rows.
    """
    together = pl.read_parquet(written, columns=list(keys))
    told = []
    for number, folder in enumerate(folders):
        columns, frame = _earlier(folder, together.height)
        told.append({"folder": folder.name, "keys": columns})
        together = together.hstack([frame[name].alias(f"\0{number}\0{name}") for name in columns])
    sizes = together.group_by(together.columns).len()["len"]
    document = {"releases": told, "k": sizes.min(), "classes": len(sizes), "unique_rows": int((sizes == 1).sum())}
    return replace(proof, document={**proof.document, "composition": document})


def _earlier(folder: Path, rows: int) -> tuple[list[str], pl.DataFrame]:
    try:
        columns = json.loads((folder / "proof.json").read_text(encoding="utf-8"))["keys"]
        frame = pl.read_parquet(folder / "data.parquet", columns=columns)
    except (OSError, ValueError, KeyError, pl.exceptions.PolarsError):
        raise Invalid(Issue(str(folder), "holds no release", "name the folder of one")) from None
    if frame.height != rows:
        what = f"is a release of {frame.height} rows, not {rows}"
        raise Invalid(Issue(str(folder), what, "name one of the same table"))
    return columns, frame
