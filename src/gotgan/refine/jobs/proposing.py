"""Plans weighed around one: a grid on a bounded sample of the scanned table, the best of it on more rows or on all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from gotgan.agent.gather import is_full
from gotgan.agent.journal import strict
from gotgan.engine.deidentify.weighing.candidates import Variant
from gotgan.engine.deidentify.weighing.proposals import Effort, propose_plans
from gotgan.refine import actions, queries
from gotgan.refine.jobs.scratch import scratch
from gotgan.refine.jobs.sources import FULL, plan_in, source_of
from gotgan.refine.models import Weighing
from gotgan.refine.rules.weighing import beside, order_plan
from gotgan.terms.errors import GotganError, Unavailable
from gotgan.terms.job import JobContext
from gotgan.terms.weighing import Weighed, WeighingState

EFFORT = Effort(sample_rows=8_000, judged_rows=40_000, measured_rows=300_000, seeds=2, most=5, seconds=120)
"""Bounds of one weighing: rows of the sample, of each split and of what proposals are carried out on, then seconds."""


def propose(weighing_id: int, *, context: JobContext) -> None:
    """Weigh once; what the engine refuses is an answer, only a lost worker or a missing service tries again."""
    row = Weighing.objects.select_related("order").get(pk=weighing_id)
    if row.state != WeighingState.ASKED:
        return
    try:
        with scratch(f"weighing-{weighing_id}") as folder:
            weighed = _weigh(row, folder, context)
    except Unavailable:
        raise
    except GotganError as error:
        weighed = Weighed(problem=str(error))
    except OSError as error:
        if not is_full(error):
            raise
        weighed = Weighed(problem=FULL)
    actions.finish_weighing(weighing_id=weighing_id, weighed=weighed)


def _weigh(row: Weighing, folder: Path, context: JobContext) -> Weighed:
    source, table = source_of(row.order, row.steps)
    plan = plan_in(folder, row.steps, row.order_id)
    added = beside(row.steps, queries.suggestions_of(row.order, table.table))
    variants = [Variant(f"{name}: {entry['do']}", {name: entry}) for name, entry in added.items()]
    effort = replace(EFFORT, tell=lambda done, of: context.heartbeat({"done": done, "of": of}))
    found = strict(propose_plans(source.parquet, plan, target=row.target or None, variants=variants, effort=effort))
    plans = [_as_kept(each, row.steps.get("table", "")) for each in found.pop("plans")]
    return Weighed(found=found, plans=plans)


def _as_kept(proposal: dict[str, Any], table: str) -> dict[str, Any]:
    kept = {name: value for name, value in proposal.items() if name != "plan"}
    return {**kept, "steps": order_plan(proposal["plan"], table)}
