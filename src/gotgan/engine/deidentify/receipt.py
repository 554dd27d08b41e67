"""The receipt of a de-identification: what was done to each column and by which rules; never a value, never a key."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from gotgan import __version__
from gotgan.engine.deidentify.apply import Job
from gotgan.engine.deidentify.decide import Decided
from gotgan.engine.deidentify.global_recoding import TIES
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.techniques.pictures import MaskPictures
from gotgan.engine.deidentify.techniques.pseudonym import Key
from gotgan.engine.detect import mask_text
from gotgan.engine.package.manifest import entry_of
from gotgan.terms.receipt import Receipt

CAVEATS = (
    "one column mixes levels; a reader that needs one level a column uses mode: global",
    "what stays at a parent's value tells that members of the split-off siblings are not among it; "
    "use mode: global for strict releases",
    "k alone does not stop the disclosure of a sensitive value: look at l and t",
)
"""Of local recoding, told with every release (refine.md, 3)."""


@dataclass(frozen=True)
class Source:
    """The table to treat: a Parquet, and what it was read from. `typed` as in `tables.Table`."""

    parquet: Path
    path: str
    sha256: str | None
    names: tuple[str, ...]
    rows: int
    typed: bool


def receipt_of(
    source: Source, plan: Plan, keys: Mapping[str, Key], job: Job, written: Sequence[Path], times: tuple[str, str]
) -> Receipt:
    """`written`: the data files; the times are those of start and end."""
    files = [entry_of(file, file.parent) for file in written]
    return Receipt(
        activity="deidentify",
        started=times[0],
        finished=times[1],
        inputs=({"path": mask_text(source.path), "sha256": source.sha256, "rows": source.rows},),
        parameters=_parameters(plan, keys, job.decided),
        versions={"gotgan": __version__, "python": platform.python_version(), "numpy": np.__version__,
                  "pyarrow": pa.__version__, "duckdb": duckdb.__version__},
        outputs=tuple({"path": file.path, "sha256": file.sha256, "rows": source.rows} for file in files),
        steps=tuple(_steps(source, plan, job)),
    )  # fmt: skip


def _parameters(plan: Plan, keys: Mapping[str, Key], decided: Decided | None) -> dict[str, Any]:
    """The plan as written (keys are references there), the ids of the keys, and the rules that decided."""
    is_global = plan.privacy.mode == "global"
    return {
        "plan": dict(plan.document),
        "key_ids": {reference: key.id for reference, key in keys.items()},
        "ties": TIES if is_global else "greatest gain; then the first key of the plan",
        "looked_at": decided.recoding.checked if decided else 0,
        "caveats": [] if is_global or decided is None else list(CAVEATS),
    }


def _steps(source: Source, plan: Plan, job: Job) -> Iterator[dict[str, Any]]:
    """One a column: how many cells were rewritten, and why. No examples: they would be values."""
    for name in source.names:
        do = plan.columns[name].do if name in plan.columns else f"unlisted: {plan.unlisted}"
        step = {"name": do, "column": name, "changed": 0, "dropped": 0, "reason": _REASONS.get(do, ""), "examples": []}
        if name not in job.names:
            yield {**step, "changed": source.rows, "reason": "the column is not written"}
        elif isinstance(change := job.changes.get(name), MaskPictures):
            yield {**step, "changed": change.covered.looked, "pictures": change.to_json()}
        elif name in job.changes:
            yield {**step, "changed": source.rows}
        elif job.decided and name in plan.keys:
            yield {**step, "changed": _generalised(job.decided, name)}
        else:
            yield step


_REASONS = {
    "key": "generalised with the rows of its class",
    "keep": "passes unchanged",
    "sensitive": "passes unchanged",
    "mask_pictures": "written anew of pixels alone, what the detectors found in them covered",
}


def _generalised(decided: Decided, name: str) -> int:
    levels = decided.recoding.levels[decided.layout.keys.index(name)]
    return int(decided.census.rows[levels > 0].sum())
