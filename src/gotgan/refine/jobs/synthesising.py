"""A run of synthesis: drawn, proved on the written file, measured beside the real one, and stored if it is final."""

from __future__ import annotations

from pathlib import Path

from gotgan.engine.deidentify.release import DATA, PROOF, RECEIPT
from gotgan.engine.deidentify.synthetic.synthesise import CLOSENESS, synthesise
from gotgan.refine import actions
from gotgan.refine.jobs.composing import measure_joint
from gotgan.refine.jobs.measuring import evidence_of, store_files
from gotgan.refine.jobs.scratch import now
from gotgan.refine.jobs.sources import chain_of, source_of
from gotgan.refine.models import Run
from gotgan.refine.rules.ways import recipe_of
from gotgan.terms.job import JobContext
from gotgan.terms.refine import RunKind, RunState


def draw(row: Run, folder: Path, context: JobContext) -> actions.RunResult:
    """Rows of nobody; refused when some equal one person's, lie too near to what was learnt from, or identify."""
    source, table = source_of(row.order, row.plan.steps)
    released = synthesise(source, recipe_of(row.plan.steps), folder / "out", started=now(), now=now)
    context.heartbeat({"step": "measuring"})
    measured = released.documents[CLOSENESS]
    receipt = released.documents[RECEIPT]
    documents = {
        "proof": released.documents[PROOF],
        "utility": {**measured, "drift": measured["closeness"]["columns"]["synthetic"]["by_column"]},
        "receipt": {**receipt, "chain": chain_of(row.order, table, receipt)},
    }
    if released.reasons:
        return actions.RunResult(RunState.REFUSED, problem="; ".join(released.reasons), **documents)
    written = folder / "out" / DATA
    evidence = evidence_of(written, folder / "measure")
    if row.kind != RunKind.FINAL:
        return actions.RunResult(RunState.PROVED, evidence=[evidence], **documents)
    joint = measure_joint(row, written, documents["proof"], folder / "earlier")
    files = store_files(written, evidence)
    return actions.RunResult(RunState.PROVED, files=files, evidence=[evidence], joint=joint, **documents)
