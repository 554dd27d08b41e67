"""A plan applied and proved: the folder appears whole, with data only if the written file reaches its target.

Everything is written beside the folder first and renamed at the end, so that a run that is killed leaves no half of
a release. What a refused attempt leaves are JSON documents that say why.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from gotgan import __version__
from gotgan.engine.deidentify.apply import Job, passed_on, prepare_changes, write_table, written_names
from gotgan.engine.deidentify.csv_file import write_csv
from gotgan.engine.deidentify.decide import Decided, decide
from gotgan.engine.deidentify.global_recoding import TIES
from gotgan.engine.deidentify.kept_types import kept_types
from gotgan.engine.deidentify.keys import open_keys
from gotgan.engine.deidentify.plan import Plan, check_names
from gotgan.engine.deidentify.proof import Proof, Target, prove
from gotgan.engine.deidentify.proof_more import with_earlier, with_population
from gotgan.engine.deidentify.techniques.pseudonym import Key
from gotgan.engine.deidentify.utility import measure_utility
from gotgan.engine.package.manifest import entry_of
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.receipt import Receipt

DATA, CSV, RECEIPT, PROOF, UTILITY = "data.parquet", "data.csv", "receipt.json", "proof.json", "utility.json"
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


@dataclass(frozen=True)
class Released:
    """`documents` by file name; `reasons` are empty when the data stand in the folder."""

    documents: Mapping[str, Mapping[str, Any]]
    reasons: tuple[str, ...]


def deidentify(
    source: Source,
    plan: Plan,
    folder: Path,
    *,
    with_csv: bool = False,
    started: str,
    now: Callable[[], str],
    population: Path | None = None,
    earlier: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
) -> Released:
    """Apply, write, prove, and put the folder in its place. `now()` gives the time as ISO 8601 text.

    `population`: a Parquet of the population, if the plan asks for one. `earlier`: folders of releases of the same
    table, with which the new one is measured together.

    Raises: Invalid, NotReached (nothing is written then), OSError (disk full; nothing is left).
    """
    check_names(plan, source.names)
    keys = open_keys(plan, environment)
    decided = decide(source.parquet, plan, population=population) if plan.keys else None
    names = written_names(plan, source.names)
    if not names:
        raise Invalid(Issue("plan", "leaves no column", "keep, treat or generalise at least one"))
    changes = prepare_changes(source.parquet, plan, names, keys)
    kept = kept_types(source.parquet, passed_on(plan, names), typed=source.typed)
    job = Job(names, decided, changes, kept)
    with beside(folder) as part:
        rows = write_table(source.parquet, job, part / DATA)
        proof = prove(part / DATA, _target(source, plan))
        if population is not None and decided is not None:
            proof = with_population(proof, part / DATA, population, plan, decided)
        if earlier:
            proof = with_earlier(proof, part / DATA, plan.keys, earlier)
        utility = measure_utility(source.parquet, part / DATA, decided, source.names, list(changes))
        if proof.may_release and with_csv:
            write_csv(part / DATA, part / CSV)
        receipt = _receipt(source, plan, keys, job, part, rows, (started, now()))
        documents = {PROOF: proof.to_json(), UTILITY: utility, RECEIPT: receipt.to_json()}
        _settle(part, documents, proof)
    return Released(documents, proof.reasons)


def _target(source: Source, plan: Plan) -> Target:
    privacy = plan.privacy
    return Target(
        plan.keys,
        privacy.k,
        plan.sensitive,
        privacy.distinct_l,
        privacy.entropy_l,
        privacy.recursive,
        privacy.t,
        (source.parquet, plan.subject) if plan.subject else None,
    )


def _settle(part: Path, documents: Mapping[str, Mapping[str, Any]], proof: Proof) -> None:
    """Documents beside the data, or instead of them."""
    if not proof.may_release:
        for file in (DATA, CSV):
            (part / file).unlink(missing_ok=True)
    for name, document in documents.items():
        _write_json(part / name, document)


def refuse(folder: Path, reason: str) -> None:
    """Leave nothing but why there is no release."""
    with beside(folder) as part:
        _write_json(part / PROOF, {"released": False, "reason": reason})


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    head = {"gotgan": __version__, "kind": f"deidentify {path.stem}"}
    text = json.dumps({**head, **document}, ensure_ascii=False, allow_nan=False, indent=2, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def check_folder(folder: Path) -> None:
    """Raises: Invalid unless it is absent, empty, or holds nothing but the documents of an earlier refusal."""
    if folder.exists() and not folder.is_dir():
        raise Invalid(Issue(str(folder), "is a file", "choose another -o"))
    if folder.is_dir() and any(each.suffix != ".json" or each.is_dir() for each in folder.iterdir()):
        raise Invalid(Issue(str(folder), "holds files that would be lost", "choose another -o"))


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """A folder to write to, renamed to `folder` when all went well. What a killed run left is cleared first."""
    place = folder.absolute()
    place.parent.mkdir(parents=True, exist_ok=True)
    _clear_dead(place)
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    part.mkdir(mode=0o700)
    try:
        yield part
        for file in part.iterdir():
            _sync(file)
        if place.is_dir():
            shutil.rmtree(place)
        part.chmod(0o755)
        part.rename(place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _sync(file: Path) -> None:
    with file.open("rb") as content:
        os.fsync(content.fileno())


def _clear_dead(place: Path) -> None:
    for left in place.parent.glob(f".{place.name}.*.part"):
        number = left.name.split(".")[-2]
        if number.isdigit() and (int(number) == os.getpid() or not _lives(int(number))):
            shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _receipt(
    source: Source, plan: Plan, keys: Mapping[str, Key], job: Job, part: Path, rows: int, times: tuple[str, str]
) -> Receipt:
    files = [entry_of(part / name, part) for name in (DATA, CSV) if (part / name).exists()]
    return Receipt(
        activity="deidentify",
        started=times[0],
        finished=times[1],
        inputs=({"path": source.path, "sha256": source.sha256, "rows": source.rows},),
        parameters=_parameters(plan, keys, job.decided),
        versions={"gotgan": __version__, "python": platform.python_version(), "numpy": np.__version__,
                  "pyarrow": pa.__version__, "duckdb": duckdb.__version__},
        outputs=tuple({"path": file.path, "sha256": file.sha256, "rows": rows} for file in files),
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
}


def _generalised(decided: Decided, name: str) -> int:
    levels = decided.recoding.levels[decided.layout.keys.index(name)]
    return int(decided.census.rows[levels > 0].sum())
