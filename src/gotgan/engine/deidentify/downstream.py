"""What a model loses: trained on the released rows, tested on original ones it has not seen, beside its twin.

Features are the values of every key at every level of its hierarchy; a generalised cell has those from its level up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gotgan.engine.deidentify.apply import place_rows
from gotgan.engine.deidentify.census import batches_of
from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.techniques.draws import start_of, uniform_of
from gotgan.engine.deidentify.texts import as_codes
from gotgan.terms.errors import Invalid, Issue

MOST_CLASSES, MOST_ROWS = 50, 50_000
_TRAINED = 2 / 3
_UNKNOWN = -1
Codes = npt.NDArray[np.int64]


def measure_downstream(source: Path, decided: Decided, target: str) -> dict[str, Any]:
    """Accuracy of logistic regression for a column that is no key; at most MOST_ROWS rows, chosen by their number.

    `majority`: the accuracy of always saying the commonest value. Raises: Invalid when the column has one value or
    more than MOST_CLASSES; ModuleNotFoundError without scikit-learn.
    """
    from sklearn.linear_model import LogisticRegression

    answers, tuples = _read(source, decided, target)
    rows = np.arange(len(answers))
    order = np.argsort(uniform_of(start_of("downstream", target, "order"), rows), kind="stable")[:MOST_ROWS]
    cut = int(_TRAINED * len(order))
    train, test = order[:cut], order[cut:]
    if not len(test) or len(np.unique(answers[train])) < 2:
        raise Invalid(Issue(f"--predict {target!r}", "has too few rows or values to learn from", "choose another"))
    levels = [np.zeros_like(each) for each in decided.recoding.levels]
    original, released = (_features(decided, tuples[order], each) for each in (levels, decided.recoding.levels))
    encoder = _encoder(original)
    seen = encoder.transform(original[cut:])
    scores = [
        float(
            LogisticRegression(max_iter=500)
            .fit(encoder.transform(made[:cut]), answers[train])
            .score(seen, answers[test])
        )
        for made in (original, released)
    ]
    commonest = np.bincount(answers[train]).argmax()
    return {
        "column": target,
        "model": "logistic regression",
        "trained_rows": len(train),
        "tested_rows": len(test),
        "original": scores[0],
        "released": scores[1],
        "majority": float((answers[test] == commonest).mean()),
    }


def _read(source: Path, decided: Decided, target: str) -> tuple[Codes, Codes]:
    """For each row the value of the target, as a code, and the tuple of its keys."""
    if target in decided.layout.keys:
        raise Invalid(Issue(f"--predict {target!r}", "is a key", "name a column that passes unchanged"))
    known: dict[str | None, int] = {}
    answers, tuples = [], []
    for batch in batches_of(source, [*decided.layout.keys, target]):
        encoded = as_codes(batch.column(target))
        values = [*encoded.dictionary.to_pylist(), None]
        codes = np.array([known.setdefault(value, len(known)) for value in values])
        places = encoded.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
        answers.append(codes[places])
        tuples.append(place_rows(decided.census, batch))
        if len(known) > MOST_CLASSES + 1:
            what = f"has more than {MOST_CLASSES} values"
            raise Invalid(Issue(f"--predict {target!r}", what, "choose a column with few values"))
    return np.concatenate(answers), np.concatenate(tuples)


def _features(decided: Decided, tuples: Codes, levels: Any) -> Codes:
    """A column a key and level below the top: the code there, or unknown below the level it was generalised to."""
    columns = []
    for tree, leaves, level in zip(decided.hierarchies, decided.census.leaves, levels, strict=True):
        for number, codes in enumerate(tree.codes[:-1]):
            columns.append(np.where(level <= number, codes[leaves], _UNKNOWN)[tuples])
    return np.stack(columns or [np.zeros(len(tuples), dtype=np.int64)], axis=1)


def _encoder(original: Codes) -> Any:
    """One indicator a known value; nothing stands for unknown."""
    from sklearn.preprocessing import OneHotEncoder

    categories = [np.unique(column) for column in original.T]
    return OneHotEncoder(categories=categories, handle_unknown="ignore").fit(original)
