"""What a release still tells: loss, drift and class sizes, measured on the written file (SHAPES.md, deidentify)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.hierarchy import TOP, Hierarchy
from gotgan.engine.deidentify.recoding import classes_of, nodes_of
from gotgan.engine.deidentify.texts import as_texts, ranked
from gotgan.engine.package.lines import is_bytes

Reals = npt.NDArray[np.float64]
_BINS = 20


def loss_of_file(parquet: Path, hierarchies: Mapping[str, Hierarchy]) -> float:
    """Mean over all rows x keys of (leaves - 1) / (all leaves - 1); a cell `*` is lost wholly.

    One evaluator for every tool: it reads texts. A text that names values of several levels counts as the widest.
    """
    rows = pq.read_metadata(parquet).num_rows
    if not rows or not hierarchies:
        return 0.0
    lost = sum(_lost(parquet, name, hierarchy) for name, hierarchy in hierarchies.items())
    return float(lost / (rows * len(hierarchies)))


def _lost(parquet: Path, name: str, hierarchy: Hierarchy) -> float:
    cells: dict[str | None, float] = {}
    for labels, losses in zip(hierarchy.labels, hierarchy.cells, strict=True):
        for text, loss in zip(labels.to_pylist(), losses.tolist(), strict=True):
            cells[text] = max(loss, cells.get(text, 0.0))
    cells[TOP] = 1.0
    counted = _count(parquet, name)
    return sum(cells[text] * count for text, count in counted.items())


def _count(parquet: Path, name: str) -> dict[str | None, int]:
    """The values of a column as texts, and how often each stands there."""
    counts: dict[str | None, int] = {}
    with pq.ParquetFile(parquet, memory_map=True) as file:
        texts = [name] if pa.types.is_string(file.schema_arrow.field(name).type) else []
    with pq.ParquetFile(parquet, memory_map=True, read_dictionary=texts) as file:
        for batch in file.iter_batches(columns=[name], batch_size=1 << 20):
            counted = pc.value_counts(batch.column(0))
            values = counted.field("values")
            plain = as_texts(values.dictionary_decode() if pa.types.is_dictionary(values.type) else values)
            for text, count in zip(plain.to_pylist(), counted.field("counts").to_pylist(), strict=True):
                counts[text] = counts.get(text, 0) + count
    return counts


def measure_utility(
    source: Path, written: Path, decided: Decided | None, names: Sequence[str], changed: Sequence[str]
) -> dict[str, Any]:
    """`names`: all columns of the source; `changed`: those that a technique rewrote."""
    output = pq.read_schema(written).names
    keys = dict(zip(decided.layout.keys, decided.hierarchies, strict=True)) if decided else {}
    drift = {name: 0.0 if name in output else 1.0 for name in names}
    drift |= {name: _distance(source, written, name) for name in changed if not _is_bytes(written, name)}
    if decided is None:
        rows = pq.read_metadata(written).num_rows
        return {"loss": 0.0, "suppressed_rows": 0, "classes": min(rows, 1), "drift": drift, "node": None}
    drift |= _spread_drift(decided)
    labels, classes = classes_of(decided.census, decided.hierarchies, decided.recoding)
    sizes = np.bincount(labels, weights=decided.census.rows, minlength=classes)
    node = decided.recoding.node
    return {
        "loss": loss_of_file(written, keys),
        "suppressed_rows": int(decided.census.rows[_all_top(decided)].sum()),
        "classes": classes,
        "drift": drift,
        "node": dict(zip(decided.layout.keys, node, strict=True)) if node is not None else None,
        "average_class_size": float(sizes.mean()),
        "discernibility": int((sizes**2).sum()),
        "non_uniform_entropy": _entropy(decided),
        "mode": "global" if node is not None else "local",
    }


def _is_bytes(parquet: Path, name: str) -> bool:
    """Pictures, of which each is written anew: no drift is told of them."""
    return is_bytes(pq.read_schema(parquet).field(name).type)


def _all_top(decided: Decided) -> npt.NDArray[np.bool_]:
    """Tuples of which every key is written `*`."""
    tops = [
        levels == tree.height if tree.height else np.zeros(len(levels), dtype=bool)
        for tree, levels in zip(decided.hierarchies, decided.recoding.levels, strict=True)
    ]
    return np.asarray(np.logical_and.reduce(tops))


def _spread_drift(decided: Decided) -> dict[str, float]:
    """Total variation by key, each generalised value taken as spread evenly over the values of the table under it."""
    found = {}
    rows = decided.census.rows
    nodes = nodes_of(decided.census, decided.hierarchies, decided.recoding)
    for name, tree, leaves, node in zip(
        decided.layout.keys, decided.hierarchies, decided.census.leaves, nodes, strict=True
    ):
        before = np.bincount(leaves, weights=rows, minlength=len(tree.codes[0]))
        held = np.bincount(node, weights=rows, minlength=sum(map(len, tree.leaves)))
        after, offset = np.zeros(len(before)), 0
        for codes, counts in zip(tree.codes, tree.leaves, strict=True):
            mass = held[offset : offset + len(counts)]
            after += mass[codes] / np.bincount(codes)[codes]
            offset += len(counts)
        found[name] = float(np.abs(before - after).sum() / 2 / max(rows.sum(), 1))
    return found


def _entropy(decided: Decided) -> float:
    """Share of the keys' information that is gone: what a generalised value leaves open (Gionis, Tassa 2009)."""
    rows, kept, all_of = decided.census.rows, 0.0, 0.0
    nodes = nodes_of(decided.census, decided.hierarchies, decided.recoding)
    for tree, leaves, node in zip(decided.hierarchies, decided.census.leaves, nodes, strict=True):
        of_leaf = np.bincount(leaves, weights=rows, minlength=len(tree.codes[0]))
        under = np.concatenate(
            [
                np.bincount(codes, weights=of_leaf, minlength=len(c))
                for codes, c in zip(tree.codes, tree.leaves, strict=True)
            ]
        )
        kept += float((rows * np.log(under[node] / of_leaf[leaves])).sum())
        all_of += float((rows * np.log(rows.sum() / of_leaf[leaves])).sum())
    return kept / all_of if all_of else 0.0


def _distance(source: Path, written: Path, name: str) -> float:
    """Total variation between before and after; numbers by twenty bins of equally many cells before."""
    if pa.types.is_string(pq.read_schema(written).field(name).type):
        return _variation(source, written, name)
    before, after = _count(source, name), _count(written, name)
    total = max(sum(before.values()), 1)
    values = pa.array([text for text in before if text is not None], pa.string())
    if ranked(values)[1]:
        return _binned(before, after) / total
    return sum(abs(before.get(text, 0) - after.get(text, 0)) for text in {*before, *after}) / 2 / total


def _variation(source: Path, written: Path, name: str) -> float:
    """Of texts, told apart by 64 bits of a hash. Memory: 16 bytes a row, however many values there are."""
    before, after = _hashed(source, name), _hashed(written, name)
    cells = pl.concat([before.with_columns(cells=pl.lit(1)), after.with_columns(cells=pl.lit(-1))])
    more = cells.group_by("hash").agg(pl.col("cells").sum()).get_column("cells").abs().sum()
    return float(more / 2 / max(len(before), 1))


def _hashed(parquet: Path, name: str) -> pl.DataFrame:
    with pq.ParquetFile(parquet, memory_map=True) as file:
        batches = file.iter_batches(columns=[name], batch_size=1 << 18)
        parts = [pl.Series("hash", as_texts(batch.column(0)), pl.String).hash() for batch in batches]
    return pl.DataFrame({"hash": pl.concat(parts) if parts else pl.Series([], dtype=pl.UInt64)})


def _binned(before: Mapping[str | None, int], after: Mapping[str | None, int]) -> float:
    def numbers(counts: Mapping[str | None, int]) -> tuple[Reals, Reals]:
        filled = [(float(text), count) for text, count in counts.items() if text is not None]
        values, held = np.array([each[0] for each in filled]), np.array([each[1] for each in filled], dtype=np.float64)
        order = np.argsort(values)
        return values[order], held[order]

    values, held = numbers(before)
    edges = np.unique(values[np.searchsorted(np.cumsum(held), held.sum() * np.arange(1, _BINS) / _BINS)])
    bins = [
        np.bincount(np.searchsorted(edges, of, side="right"), weights=weights, minlength=len(edges) + 1)
        for of, weights in ((values, held), numbers(after))
    ]
    return float(np.abs(bins[0] - bins[1]).sum() / 2)
