"""One table tried: drawn, repaired, de-identified where persons are in it, and measured before and after."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from gotgan.engine.deidentify.apply import written_names
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.recoding import NotReached
from gotgan.engine.deidentify.release import DATA, PROOF, Released, deidentify
from gotgan.engine.deidentify.suggest import suggest
from gotgan.engine.package.parquet import column_names
from gotgan.engine.potential import planning
from gotgan.engine.potential.measuring import (
    counted,
    figures_of,
    identified,
    measure,
)
from gotgan.engine.potential.model import Given, How, TriedTable
from gotgan.engine.potential.sample import draw_rows, table_of
from gotgan.engine.potential.table_found import Prepared, Processed, measured_of, sha256_in
from gotgan.engine.repair.codes import shipped_tables
from gotgan.engine.repair.one import repair_table
from gotgan.engine.repair.run import Repair
from gotgan.engine.tables import TableBroken
from gotgan.terms.errors import Invalid


def try_table(given: Given, folder: Path, how: How) -> TriedTable:
    """`folder` is empty and the caller's to remove: rows stand in it meanwhile. Raises: OSError (disk full)."""
    try:
        ready = _prepare(given, folder, how)
    except (TableBroken, pa.ArrowException, Invalid, ValueError):
        return _unread(given)
    done = _process(given, ready, folder, how)
    return measured_of(given, ready, done, how)


def _unread(given: Given) -> TriedTable:
    rows = int(given.profile["rows"])
    before = {"figures": figures_of(given.profile, given.findings), "findings": counted(given.findings), "risk": None}
    document = {"table": given.name, "rows": rows, "sampled": 0, "before": before, "problem": "unreadable"}
    return TriedTable(given.name, rows, 0, given.profile, given.findings, document, "unreadable")


def _prepare(given: Given, folder: Path, how: How) -> Prepared:
    drawn = draw_rows(given.parquet, folder / "sample.parquet", rows=how.rows, seed=how.seed)
    repaired = folder / "repaired.parquet"
    done = repair_table(table_of(drawn, given.name, given.columns, typed=given.typed), repaired, shipped_tables)
    profile, found = measure(repaired, given.name)
    findings = _together(given.findings, found)
    suggestions = suggest(profile, findings)
    is_personal = planning.concerns_persons(suggestions, findings, how.is_personal)
    return Prepared(drawn, repaired, _steps(done), profile, findings, suggestions, is_personal)


def _steps(done: Repair) -> list[dict[str, Any]]:
    """What repair did and met, counted; no cell of it is shown."""
    columns = {plan.name for plan in done.plan.columns}
    return [
        {key: step[key] for key in ("name", "column", "changed", "dropped", "found") if key in step}
        for step in done.tally.steps(withheld=columns)
    ]


def _together(whole: Sequence[Mapping[str, Any]], sampled: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What stands in the whole table is treated also where the sample did not meet it."""
    known = {(each["column"], each["kind"]) for each in sampled}
    return [*map(dict, sampled), *(dict(each) for each in whole if (each["column"], each["kind"]) not in known)]


def _process(given: Given, ready: Prepared, folder: Path, how: How) -> Processed:
    """De-identified where there is something to treat; once more with columns taken out in which something was left."""
    entries = planning.entries_of(ready.suggestions)
    found = identified(ready.findings)
    if not ready.is_personal:
        if not found:
            return Processed(written=ready.repaired)
        entries = planning.identifiers_only(entries, found)
    unseen = frozenset(each["name"] for each in ready.profile["columns"] if each["type"] == "binary")
    entries = planning.without(entries, unseen)  # nothing looks for faces in them here
    done = Processed()
    for number in range(2):
        done = _carry_out(given, ready, entries, folder / f"out-{number}", how)
        if done.problem != "identifiers_left" or done.released is None:
            return done
        entries = planning.without(entries, _left_in(done.released))
    return done


def _carry_out(
    given: Given, ready: Prepared, entries: Mapping[str, Mapping[str, Any]], folder: Path, how: How
) -> Processed:
    shutil.rmtree(folder, ignore_errors=True)
    scratch = folder.parent
    names = column_names(ready.repaired)
    source = Source(ready.repaired, given.name, sha256_in(ready.repaired), names, ready.profile["rows"], typed=True)
    try:
        plan = planning.plan_in(scratch, entries, k=how.k, seed=how.seed)
        if not written_names(plan, names):
            return Processed("no_column", plan=plan)
        plan, weighed = planning.best_plan(ready.repaired, plan, scratch)
        key = planning.trial_key(how.seed)
        released = deidentify(source, plan, folder, started=how.now(), now=how.now, environment=key)
    except (NotReached, Invalid):
        return Processed("not_reached")
    if released.reasons:
        problem = "identifiers_left" if _left_in(released) else "not_reached"
        return Processed(problem, plan=plan, released=released, weighed=weighed)
    return Processed("", folder / DATA, plan, released, weighed)


def _left_in(released: Released) -> frozenset[str]:
    return identified(released.documents[PROOF]["findings"])
