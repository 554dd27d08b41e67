"""One model trained on a release and tested on original rows that were held back: what the release still teaches.

Beside it the same model trained on the same rows as they were, and the commonest answer of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.deidentify.hierarchy import Hierarchy
from gotgan.engine.deidentify.techniques.change import as_numbers
from gotgan.engine.deidentify.texts import as_texts, ranked
from gotgan.engine.deidentify.weighing.encoding import KeyReader, PlainReader, Reals, stack
from gotgan.engine.deidentify.weighing.split import Split
from gotgan.terms.errors import Invalid, Issue

MODELS = ("logistic", "boosted")
_MOST_CLASSES = 20
"""A number column with more values than that is asked whether it lies above its median."""
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """Predict `target` from `columns`; `hierarchies` of those that are keys."""

    target: str
    columns: tuple[str, ...]
    hierarchies: Mapping[str, Hierarchy]
    model: str = MODELS[0]


def measure_accuracy(task: Task, split: Split, written: Path, *, seed: int = 0) -> dict[str, Any]:
    """`written`: the release of `split.released`, row by row in the same order.

    `original` and `released` are the shares of held-back rows that a model trained on each answers rightly.
    Raises: Invalid for a target that teaches nothing.
    """
    baseline = train_on(task, split, split.released, seed=seed)
    taught = train_on(task, split, written, seed=seed)
    return {
        "target": task.target,
        "model": task.model,
        "original": baseline["accuracy"],
        "released": taught["accuracy"],
        "lost": baseline["accuracy"] - taught["accuracy"],
        "majority": taught["majority"],
        "rows": taught["rows"],
        "held_back": split.held_rows,
        "unlabelled": taught["unlabelled"],
    }


def train_on(task: Task, split: Split, taught: Path, *, seed: int = 0) -> dict[str, Any]:
    """Accuracy on the held-back rows; `unlabelled`: rows whose target was generalised, left out."""
    names = [name for name in task.columns if name in pq.read_schema(taught).names]
    new = pq.read_table(taught, columns=[*names, task.target]).combine_chunks()
    old, held = (pq.read_table(path, columns=[*names, task.target]) for path in (split.released, split.held))
    labels = _Labels(task.target, _one(old, task.target), _one(held, task.target))
    answers, expected = labels.read(_one(new, task.target)), labels.read(_one(held, task.target))
    known = answers >= 0
    if len(np.unique(answers[known])) < 2:
        raise Invalid(Issue(f"column {task.target!r}", "has one value left to learn", "choose another target"))
    readers = {name: _reader(task, name, new, old, held) for name in names}
    rows = stack([readers[name].read(_one(new, name)) for name in names], new.num_rows)[known]
    tests = stack([readers[name].read(_one(held, name)) for name in names], held.num_rows)
    predicted = _predict(task.model, rows, answers[known], tests, seed)
    commonest = int(np.argmax(np.bincount(answers[known])))
    return {
        "accuracy": float((predicted == expected).mean()),
        "majority": float((expected == commonest).mean()),
        "rows": int(known.sum()),
        "unlabelled": int((~known).sum()),
    }


def _one(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name).combine_chunks()
    return column if isinstance(column, pa.Array) else pa.concat_arrays(column.chunks)


def _reader(task: Task, name: str, new: pa.Table, old: pa.Table, held: pa.Table) -> KeyReader | PlainReader:
    if name not in task.hierarchies:
        return PlainReader(_one(new, name), pa.concat_arrays([_one(old, name), _one(held, name)]))
    present = pc.unique(pa.concat_arrays([as_texts(_one(old, name)), as_texts(_one(held, name))]))
    return KeyReader(task.hierarchies[name].restrict(present, name=name), _one(new, name))


class _Labels:
    """The classes of the target, from its original values."""

    def __init__(self, name: str, old: pa.Array, held: pa.Array) -> None:
        both = pa.concat_arrays([as_texts(old), as_texts(held)])
        values, is_number = ranked(pc.unique(both))
        self.name, self.values = name, values.drop_null()
        self.is_halved = is_number and len(self.values) > _MOST_CLASSES
        self.median = float(np.nanmedian(as_numbers(as_texts(old), name))) if self.is_halved else 0.0

    def read(self, values: pa.Array) -> Codes:
        """-1 for a cell that names no class: missing, or generalised."""
        if not self.is_halved:
            return np.asarray(pc.fill_null(pc.index_in(as_texts(values), value_set=self.values), -1), dtype=np.int64)
        texts = as_texts(values)
        if not ranked(pc.unique(texts))[1]:
            texts = pc.if_else(pc.is_in(texts, value_set=self.values), texts, pa.scalar(None, pa.string()))
        numbers = as_numbers(texts, self.name)
        return np.where(np.isnan(numbers), -1, numbers > self.median).astype(np.int64)


def _predict(name: str, rows: Reals, answers: Codes, tests: Reals, seed: int) -> Codes:
    """scikit-learn is imported where it is used: most commands never need it. One thread: the same sums everywhere."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    model: Any
    if name == "boosted":
        model = HistGradientBoostingClassifier(max_iter=60, early_stopping=False, random_state=seed)
    else:
        model = LogisticRegression(solver="newton-cholesky", C=1.0, max_iter=30)
    with threadpool_limits(1):
        model.fit(rows, answers)
        return np.asarray(model.predict(tests), dtype=np.int64)


def mean_of(measured: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The mean over seeds of every figure; what is no figure is that of the first. `spread`: of the accuracies."""
    first = measured[0]
    figures = {name for name, value in first.items() if isinstance(value, int | float)}
    means = {name: float(np.mean([each[name] for each in measured])) for name in first if name in figures}
    spread = float(np.std([each["released"] for each in measured]))
    return {**first, **means, "seeds": len(measured), "spread": spread}
