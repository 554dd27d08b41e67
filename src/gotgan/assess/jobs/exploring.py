"""Frontier, effects of constraints and sensitivity of a list, in the background, kept as one JSON text."""

from __future__ import annotations

from typing import Any

import yaml

from gotgan.assess import actions, kept
from gotgan.assess.models import ListVersion
from gotgan.assess.models.explored import Explored
from gotgan.assess.queries.explorer import lost_of
from gotgan.engine.select.frontier import explored_document, frontier
from gotgan.engine.select.sensitivity import sensitivity
from gotgan.engine.select.snapshot import Snapshot
from gotgan.engine.select.without import without_each
from gotgan.terms.errors import GotganError, Unavailable
from gotgan.terms.job import JobContext


def explore(explored_id: int, *, context: JobContext) -> None:
    """Once; what is wrong with the texts is an answer, only a lost worker or a missing service tries again."""
    row = Explored.objects.select_related("version").filter(pk=explored_id, finished=None).first()
    if row is None:
        return
    try:
        text, problem = kept.keep_json(_explored(row, context)), ""
    except Unavailable:
        raise
    except GotganError as error:
        text, problem = "", str(error)
    actions.finish_exploring(explored_id=explored_id, text=text, problem=problem)


def _explored(row: Explored, context: JobContext) -> dict[str, Any]:
    version: ListVersion = row.version
    document = kept.read_json(row.document)
    pairs = kept.read(version.pairs) if version.pairs else b""
    rules = yaml.safe_load(kept.read(version.rules))
    snapshot = Snapshot(kept.read(version.candidates), pairs, rules, lost=lost_of(version))
    table, done = snapshot.table(snapshot.rules), 0

    def told(step: str) -> None:
        nonlocal done
        done += 1
        context.heartbeat({"done": done, "step": step})

    points = frontier(table, snapshot.rules, snapshot.pairs, told=told)
    without = without_each(table, snapshot.rules, snapshot.pairs, told=told)
    told("sensitivity")
    members = [each["id"] for each in document["members"]]
    found = explored_document(points, without)
    return {
        **found,
        "document": row.document,
        "sensitivity": sensitivity(table, snapshot.rules, members, version.shortlist),
    }
