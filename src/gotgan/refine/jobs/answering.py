"""A run of noisy tables: paid from the dataset's ledger, then drawn, once; what breaks off after that stays paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gotgan.engine.deidentify.private.measure import measure_counts
from gotgan.engine.deidentify.private.table import LABEL, receipt_of, write_answers
from gotgan.engine.deidentify.release import DATA
from gotgan.refine import actions, queries
from gotgan.refine.jobs.measuring import evidence_of, store_files
from gotgan.refine.jobs.scratch import now
from gotgan.refine.jobs.sources import chain_of, source_of
from gotgan.refine.models import Run
from gotgan.refine.rules.ways import ask_of
from gotgan.terms.job import JobContext
from gotgan.terms.private_ledger import BudgetExceeded, Charge, Standing
from gotgan.terms.refine import RunState


@dataclass(frozen=True)
class RoomLedger:
    """The dataset's ledger for one run. A charge is committed before `spend` comes back."""

    row: Run
    subject: str | None

    def read(self) -> Standing:
        return queries.standing_for(self.row.order.dataset_id)

    def spend(self, charge: Charge, *, now: str) -> Standing:
        return actions.charge_budget(run_id=self.row.pk, charge=charge, subject=self.subject, now=now)


def answer(row: Run, folder: Path, context: JobContext) -> actions.RunResult:
    """The plan's questions, all or none. Nothing that is kept tells more of the data than the answers do."""
    source, table = source_of(row.order, row.plan.steps)
    ask, started = ask_of(row.plan.steps), now()
    ledger = RoomLedger(row, queries.standing_for(row.order.dataset_id).subject)
    context.heartbeat({"step": "measuring"})  # the last: a worker that is asked to end here has charged nothing yet
    try:
        document = measure_counts(source.parquet, ask, ledger, now=started)
    except BudgetExceeded as error:
        return actions.RunResult(RunState.REFUSED, problem=str(error))
    written = folder / "out" / DATA
    written.parent.mkdir()
    rows = write_answers(document, written)
    evidence = evidence_of(written, folder / "measure")
    receipt = receipt_of(source, ask, document, written, (started, now())).to_json()
    chain = [_without_rows(each) for each in chain_of(row.order, table, receipt)[:-1]]
    documents = {
        "proof": {"label": LABEL, "rows": rows, **{name: document[name] for name in ("unit", "epsilon", "delta")},
                  "ledger": document["ledger"], "findings": list(evidence.findings)},
        "utility": {"answers": document["answers"], "caveats": document["caveats"]},
        "receipt": {**receipt, "chain": [*chain, receipt]},
    }  # fmt: skip
    if evidence.findings:
        reason = "identifiers are left in the names of groups; list other values"
        documents["proof"] |= {"released": False, "reason": reason}
        return actions.RunResult(RunState.REFUSED, problem=reason, **{**documents, "utility": {}})
    documents["proof"] |= {"released": True, "reason": ""}
    return actions.RunResult(
        RunState.PROVED, files=store_files(written, evidence), evidence=[evidence], **documents
    )  # fmt: skip


def _without_rows(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """How many rows the table has was not paid for."""
    bare = {name: [{**each, "rows": None} for each in receipt.get(name, ())] for name in ("inputs", "outputs")}
    return {**receipt, **bare, "steps": []}
