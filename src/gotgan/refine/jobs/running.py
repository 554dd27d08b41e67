"""One run: the scanned table treated by the plan, proved on the written file, measured, and stored if it is final."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from gotgan.agent.gather import is_full
from gotgan.engine.deidentify.plan import read_plan
from gotgan.engine.deidentify.recoding import NotReached
from gotgan.engine.deidentify.release import DATA, PROOF, RECEIPT, UTILITY, deidentify
from gotgan.refine import actions, custody
from gotgan.refine.actions.keys import custody_folder
from gotgan.refine.jobs.answering import answer
from gotgan.refine.jobs.composing import measure_joint
from gotgan.refine.jobs.measuring import evidence_of, store_files
from gotgan.refine.jobs.reading import chain_of, now, source_of
from gotgan.refine.jobs.synthesising import draw
from gotgan.refine.models import Run
from gotgan.refine.rules.planning import engine_plan, needs_key
from gotgan.refine.rules.ways import DEIDENTIFY, MEASURES, SYNTHETIC, way_of
from gotgan.terms.errors import GotganError, Unavailable
from gotgan.terms.job import JobContext
from gotgan.terms.refine import RunKind, RunState

VARIABLE = "GOTGAN_CUSTODY"
"""What the engine's plan calls the key; it is handed over in process and stands in no environment."""


def run(run_id: str, *, context: JobContext) -> None:
    """Carry one run through. What the engine refuses is an answer; only a full disk or a lost worker tries again."""
    row = actions.begin_run(run_id=run_id)
    context.heartbeat({"step": "reading"})
    try:
        with _scratch(run_id) as folder:
            result = CARRY[way_of(row.plan.steps)](row, folder, context)
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
    source, table = source_of(row)
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
        "receipt": {
            **released.documents[RECEIPT],
            "key_id": key_id,
            "chain": chain_of(row, table, released.documents[RECEIPT]),
        },
    }
    if released.reasons:
        return actions.RunResult(RunState.REFUSED, problem="; ".join(released.reasons), **documents)
    written = folder / "out" / DATA
    evidence = evidence_of(written, folder / "measure")
    files = store_files(written, evidence) if row.kind == RunKind.FINAL else []
    joint = measure_joint(row, written, documents["proof"], folder / "earlier") if row.kind == RunKind.FINAL else []
    return actions.RunResult(RunState.PROVED, files=files, evidence=[evidence], joint=joint, **documents)


def _key_for(row: Run) -> tuple[str, dict[str, str]]:
    """The id of the order's key, and the key itself for the engine; nothing when the plan needs none."""
    if not needs_key(row.plan.steps):
        return "", {}
    key_id = actions.key_of(order_id=row.order_id)
    return key_id, {VARIABLE: custody.read_key(custody_folder(), key_id)}


CARRY = {DEIDENTIFY: _carry_through, MEASURES: answer, SYNTHETIC: draw}
"""What is done for each way that a plan may go."""


@contextmanager
def _scratch(run_id: str) -> Iterator[Path]:
    folder = Path(settings.GOTGAN_DATA) / "scratch" / f"run-{run_id}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
