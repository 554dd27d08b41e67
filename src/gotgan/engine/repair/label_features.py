"""The columns of a table as numbers that a tree can learn from: mixed types, texts by hashed letters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

MOST_CATEGORIES = 200
"""Different texts up to here are categories; more are read letter by letter."""
_LETTERS, _TOPICS = 1 << 12, 12
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Features:
    """`values`: one row a row, NaN for missing; `are_categories`: which columns name rather than measure."""

    values: Reals
    are_categories: npt.NDArray[np.bool_]


def features_of(frame: pl.DataFrame, *, seed: int) -> Features:
    """Of every column but those that say the same in all rows. Days are numbers, rare texts one category."""
    parts: list[Reals] = []
    are: list[bool] = []
    for column in frame.iter_columns():
        made, is_category = _features(column, seed)
        if made is not None:
            parts.append(made)
            are += [is_category] * made.shape[1]
    values = np.concatenate(parts, axis=1) if parts else np.zeros((frame.height, 0))
    return Features(values, np.array(are, dtype=bool))


def _features(column: pl.Series, seed: int) -> tuple[Reals | None, bool]:
    if column.dtype.is_nested() or column.n_unique() < 2:
        return None, False
    if column.dtype == pl.Boolean or column.dtype.is_numeric():
        return _reals(column.cast(pl.Float64)), False
    if column.dtype.is_temporal():
        return _reals(column.to_physical().cast(pl.Float64)), False
    texts = column.cast(pl.String, strict=False)
    if texts.n_unique() <= MOST_CATEGORIES:
        return _reals((texts.rank("dense") - 1).cast(pl.Float64)), True
    return _topics(texts, seed), False


def _reals(column: pl.Series) -> Reals:
    return column.fill_null(float("nan")).to_numpy().reshape(-1, 1)


def _topics(texts: pl.Series, seed: int) -> Reals:
    """Pairs and triples of letters, hashed and brought to a few numbers."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import HashingVectorizer

    vectors = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 3), n_features=_LETTERS)
    made = vectors.transform(texts.fill_null("").to_list())
    return np.asarray(TruncatedSVD(_TOPICS, random_state=seed).fit_transform(made), dtype=np.float64)
