"""What a model learns from a release as written: trained on its rows, tested on original ones it has not seen."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.weighing.learning import Task, measure_accuracy
from gotgan.engine.deidentify.weighing.split import split_rows, take_rows
from gotgan.engine.deidentify.weighing.trial import measured_names
from gotgan.terms.errors import Invalid, Issue

MOST_ROWS = 50_000


def check_target(plan: Plan, names: list[str] | tuple[str, ...], target: str, place: str) -> None:
    """Raises: Invalid for a column that the release does not hold as it is, so that nothing can be learnt of it."""
    if target not in measured_names(plan, names):
        what = "is not passed on by the plan" if target in names else "is not in the table"
        raise Invalid(Issue(f"{place} {target!r}", what, "name a column that is written"))


def learn_from_release(source: Path, written: Path, plan: Plan, decided: Decided, target: str) -> dict[str, Any]:
    """`measure_accuracy` on at most MOST_ROWS rows of a release; whole persons are held back where a subject is named.

    Raises: Invalid for a target that teaches nothing; ModuleNotFoundError without scikit-learn.
    """
    names = pq.read_schema(source).names
    check_target(plan, names, target, "--predict")
    columns = measured_names(plan, names)
    task = Task(target, tuple(name for name in columns if name != target), _trees(decided))
    with tempfile.TemporaryDirectory(prefix="gotgan-") as place:
        folder = Path(place)
        split = split_rows(source, folder, columns=columns, subject=plan.subject, most=MOST_ROWS)
        take_rows(written, split.numbers, columns, folder / "taught.parquet")
        return measure_accuracy(task, split, folder / "taught.parquet")


def _trees(decided: Decided) -> dict[str, Any]:
    return dict(zip(decided.layout.keys, decided.hierarchies, strict=True))
