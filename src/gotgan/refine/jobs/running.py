"""One run: the scanned table treated by the plan, proved on the written file, measured, and stored if it is final."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from gotgan.agent.gather import is_full
from gotgan.engine.deidentify.plan import read_plan
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.recoding import NotReached
from gotgan.engine.deidentify.release import DATA, PROOF, RECEIPT, UTILITY, Released, deidentify
from gotgan.engine.package.parquet import column_names
from gotgan.inventory import queries as inventory
from gotgan.refine import actions, custody, queries
from gotgan.refine.actions.keys import custody_folder
from gotgan.refine.jobs.composing import measure_joint
from gotgan.refine.jobs.measuring import evidence_of, store_files
from gotgan.refine.jobs.scratch import now, scratch, store
from gotgan.refine.models import Run
from gotgan.refine.rules.planning import engine_plan, needs_key
from gotgan.terms.dataset import StoredFile
from gotgan.terms.errors import GotganError, Invalid, Issue, Unavailable
from gotgan.terms.job import JobContext
from gotgan.terms.refine import RunKind, RunState

VARIABLE = "GOTGAN_CUSTODY"
"""What the engine's plan calls the key; it is handed over in process and stands in no environment."""


def run(run_id: str, *, context: JobContext) -> None:
    """Carry one run through. What the engine refuses is an answer; only a full disk or a lost worker tries again."""
    row = actions.begin_run(run_id=run_id)
    context.heartbeat({"step": "reading"})
    try:
        with scratch(f"run-{run_id}") as folder:
            result = _carry_through(row, folder, context)
    except NotReached as error:
        result = actions.RunResult(RunState.REFUSED, problem=str(error))
    except Unavailable:
        raise
    except GotganError as error:
        result = actions.RunResult(RunState.FAILED, problem=str(error))
    except OSError as error:
        if not is_full(error):
            raise
        result = actions.RunResult(RunState.FAILED, problem="the disk is full; make room and run it again")
    actions.finish_run(run_id=run_id, result=result)


def _carry_through(row: Run, folder: Path, context: JobContext) -> actions.RunResult:
    source, table = _source_of(row)
    key_id, environment = _key_for(row)
    plan = folder / "plan.yaml"
    text = yaml.safe_dump(engine_plan(row.plan.steps, f"env:{VARIABLE}"), allow_unicode=True, sort_keys=False)
    plan.write_text(text, encoding="utf-8")
    released = deidentify(
        source, replace(read_plan(plan), project=row.order_id), folder / "out",
        started=now(), now=now, environment=environment,
    )  # fmt: skip
    context.heartbeat({"step": "measuring"})
    documents = {
        "proof": released.documents[PROOF],
        "utility": released.documents[UTILITY],
        "receipt": {**released.documents[RECEIPT], "key_id": key_id, "chain": _chain(row, table, released)},
    }
    if released.reasons:
        return actions.RunResult(RunState.REFUSED, problem="; ".join(released.reasons), **documents)
    written = folder / "out" / DATA
    evidence = evidence_of(written, folder / "measure")
    files = store_files(written, evidence) if row.kind == RunKind.FINAL else []
    joint = measure_joint(row, written, documents["proof"], folder / "earlier") if row.kind == RunKind.FINAL else []
    return actions.RunResult(RunState.PROVED, files=files, evidence=[evidence], joint=joint, **documents)


def _source_of(row: Run) -> tuple[Source, StoredFile]:
    """The Parquet of the table that the plan means. Raises: Invalid when the version has none, or several."""
    version = inventory.version(row.order.dataset_id, row.order.version)
    tables = [file for file in version.files if file.role == "parquet"] if version else []
    wanted = row.plan.steps.get("table")
    found = [file for file in tables if wanted in (None, file.table)]
    if len(found) != 1:
        names = ", ".join(file.table for file in tables) or "none"
        raise Invalid(Issue("table", f"the plan does not name one of the version's tables ({names})", "name one"))
    path = store().path_of(found[0].sha256)
    return Source(path, found[0].path, found[0].sha256, column_names(path), found[0].rows or 0, typed=True), found[0]


def _key_for(row: Run) -> tuple[str, dict[str, str]]:
    """The id of the order's key, and the key itself for the engine; nothing when the plan needs none."""
    if not needs_key(row.plan.steps):
        return "", {}
    key_id = actions.key_of(order_id=row.order_id)
    return key_id, {VARIABLE: custody.read_key(custody_folder(), key_id)}


def _chain(row: Run, table: StoredFile, released: Released) -> list[dict]:
    """Receipts from the original file, or from those of a combination, to what was written."""
    measured = inventory.evidence_of(row.order.dataset_id, row.order.version)
    derived = [each.receipt for each in measured if each.table == table.table and each.receipt]
    combined = queries.receipts_before(row.order.dataset_id, row.order.version)
    return [*combined, *derived, dict(released.documents[RECEIPT])]
