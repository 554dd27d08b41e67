"""Labels that look wrong: a model learns them from the other columns, and confident learning says which it doubts.

Source: Northcutt, Jiang, Chuang 2021, "Confident learning: estimating uncertainty in dataset labels", by cleanlab.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.repair.label_features import Features, features_of
from gotgan.terms.errors import Invalid, Issue

STEP = "labels"
MOST_ROWS = 200_000
MOST_CLASSES = 50
FOLDS = 5
FEWEST = 2 * FOLDS
"""Rows of a class, so that every fold has some to learn from and to test."""
SEED = 1


@dataclass(frozen=True)
class DoubtedLabel:
    """`quality` from 0 (surely wrong) to 1: the probability that the model, which has not seen the row, gives it."""

    row: int
    given: str
    suggested: str
    quality: float


@dataclass(frozen=True)
class LabelDoubts:
    """`doubted` with the worst first; `left_out` rows have no label or one of a class too small to learn."""

    doubted: tuple[DoubtedLabel, ...]
    rows: int
    classes: int
    left_out: int
    accuracy: float


def find_label_doubts(parquet: Path, label: str, *, seed: int = SEED) -> LabelDoubts:
    """Cross-validated on the other columns of the table; rows from 0 in the written order.

    Raises: Invalid for a column that is no label or has nothing beside it; ModuleNotFoundError without the extra.
    """
    _check(parquet, label)
    frame = pl.read_parquet(parquet, memory_map=False)
    texts = frame.get_column(label).cast(pl.String, strict=False)
    sizes = texts.drop_nulls().value_counts()
    classes = sorted(sizes.filter(pl.col("count") >= FEWEST).get_column(label).to_list())
    if not 2 <= len(classes) <= MOST_CLASSES:
        what = f"has {len(classes)} values that stand in {FEWEST} rows or more"
        raise Invalid(Issue(f"--label {label!r}", what, f"name a column of 2 to {MOST_CLASSES} classes"))
    rows = np.flatnonzero(texts.is_in(classes).fill_null(False).to_numpy())
    given = np.searchsorted(np.array(classes, dtype=object), texts.gather(rows).to_numpy())
    features = features_of(frame.drop(label)[rows.tolist()], seed=seed)
    if not features.values.shape[1]:
        raise Invalid(Issue(f"--label {label!r}", "no other column tells rows apart", "name another column"))
    likely = _probabilities(features, given, seed)
    doubted = _doubted(given, likely)
    return LabelDoubts(
        tuple(DoubtedLabel(int(rows[at]), classes[given[at]], classes[best], quality) for at, best, quality in doubted),
        len(rows), len(classes), frame.height - len(rows), float((likely.argmax(axis=1) == given).mean()),
    )  # fmt: skip


def _check(parquet: Path, label: str) -> None:
    """Before anything is read."""
    schema = pq.read_schema(parquet)
    if label not in schema.names:
        raise Invalid(Issue(f"--label {label!r}", "there is no such column", "name a column as the receipt names it"))
    if pq.read_metadata(parquet).num_rows > MOST_ROWS:
        what = f"the table has more than {MOST_ROWS} rows"
        raise Invalid(Issue(f"--label {label!r}", what, "take a part of it first"))
    if pa.types.is_floating(schema.field(label).type):
        raise Invalid(Issue(f"--label {label!r}", "measures and names no class", "name a column of classes"))


def _probabilities(features: Features, given: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.float64]:
    """What models that have not seen a row give each class of it. One thread: the same sums everywhere."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    model = HistGradientBoostingClassifier(
        max_iter=60, early_stopping=False, categorical_features=features.are_categories, random_state=seed
    )
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    with threadpool_limits(1):
        made: Any = cross_val_predict(model, features.values, given, cv=folds, method="predict_proba")
    return np.asarray(made, dtype=np.float64)


def _doubted(given: npt.NDArray[np.int64], likely: npt.NDArray[np.float64]) -> list[tuple[int, int, float]]:
    """(row, likelier class, quality) of the labels off the diagonal of the confident joint, the worst first."""
    from cleanlab.filter import find_label_issues  # type: ignore[import-untyped]
    from cleanlab.rank import get_label_quality_scores  # type: ignore[import-untyped]

    are = find_label_issues(given, likely, filter_by="prune_by_noise_rate", n_jobs=1)
    quality = get_label_quality_scores(given, likely, method="self_confidence")
    best = likely.argmax(axis=1)
    found = [(int(at), int(best[at]), round(float(quality[at]), 6)) for at in np.flatnonzero(are & (best != given))]
    return sorted(found, key=lambda each: (each[2], each[0]))
