"""What a trial found of one table: figures before and after, what is kept, the risk, and the work that it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gotgan.engine.deidentify.decide import ground_of
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.release import RECEIPT, UTILITY, Released
from gotgan.engine.deidentify.suggest import keys_of, sensitive_of
from gotgan.engine.deidentify.utility import loss_of_file
from gotgan.engine.package.parquet import column_names
from gotgan.engine.potential import planning
from gotgan.engine.potential.measuring import (
    counted,
    figures_of,
    filled_of,
    identified,
    lost_cells,
    measure,
    risk_of,
    with_missing,
)
from gotgan.engine.potential.model import Given, How, TriedTable
from gotgan.engine.potential.retained import kept_of_columns, utility_of
from gotgan.engine.potential.sample import Drawn
from gotgan.terms.digest import CHUNK_BYTES, sha256_of
from gotgan.terms.inspection import Suggestion

JUDGEMENTS = ("missing", "header", "near", "wide", "outliers")
"""Found by repair, and no work by themselves."""


@dataclass
class Prepared:
    """What is known before anything is de-identified. `findings`: of the whole table and of the repaired sample."""

    drawn: Drawn
    repaired: Path
    steps: list[dict[str, Any]]
    profile: dict[str, Any]
    findings: list[dict[str, Any]]
    suggestions: tuple[Suggestion, ...]
    is_personal: bool


@dataclass
class Processed:
    """`problem` of words.PROBLEMS, or a written file with what it was made by."""

    problem: str = ""
    written: Path | None = None
    plan: Plan | None = None
    released: Released | None = None
    weighed: Mapping[str, Any] | None = None


def sha256_in(path: Path) -> str:
    with path.open("rb") as content:
        return sha256_of(iter(lambda: content.read(CHUNK_BYTES), b""))


def measured_of(given: Given, ready: Prepared, done: Processed, how: How) -> TriedTable:
    keys, sensitive = keys_of(ready.suggestions), sensitive_of(ready.suggestions)
    before = risk_of(ready.repaired, keys, sensitive, ready.drawn.of) if ready.is_personal else None
    document: dict[str, Any] = {
        "table": given.name, "rows": ready.drawn.of, "sampled": ready.drawn.rows, "is_personal": ready.is_personal,
        "source_sha256": given.sha256,
        "before": {"figures": figures_of(given.profile, given.findings), "findings": counted(given.findings),
                   "risk": before},
        "repair": ready.steps, "problem": done.problem,
    }  # fmt: skip
    if done.plan is not None:
        document["plan"], document["weighed"] = dict(done.plan.document), dict(done.weighed or {})
    table = TriedTable(
        given.name, ready.drawn.of, ready.drawn.rows, given.profile, given.findings, document, done.problem,
        risk=(_risk(before, ready.findings), None), steps=_work(ready, done),
    )  # fmt: skip
    return table if done.written is None else _after(table, given, ready, done, done.written, how)


def _after(table: TriedTable, given: Given, ready: Prepared, done: Processed, written: Path, how: How) -> TriedTable:
    is_same = written == ready.repaired
    profile, findings = (ready.profile, ready.findings) if is_same else measure(written, given.name)
    # Rows that generalisation made equal are still of different persons: repeats are those of the repaired table.
    profile |= {name: ready.profile[name] for name in ("duplicate_rows", "duplicate_row_rate")}
    lost = lost_cells(written, done.plan.keys if done.plan else ())
    profile = with_missing(profile, lost)
    kept = _kept(ready, done, written, how)
    keys, sensitive = keys_of(ready.suggestions), sensitive_of(ready.suggestions)
    after = risk_of(written, keys, sensitive, ready.drawn.of) if ready.is_personal else None
    filled, entries = filled_of(profile), done.plan.columns if done.plan else {}
    columns = [
        {"name": name, "do": entries[name].do if name in entries else "keep", "kept": kept[name],
         "before": given_filled, "after": filled.get(name)}
        for name, given_filled in filled_of(given.profile).items() if name in kept
    ]  # fmt: skip
    documents = done.released.documents if done.released else {}
    document = {
        **table.document,
        "after": {"figures": figures_of(profile, findings), "findings": counted(findings), "risk": after},
        "columns": columns,
        "utility": {name: value for name, value in documents.get(UTILITY, {}).items() if name != "drift"},
        "receipt": documents.get(RECEIPT, {}),
        "written_sha256": sha256_in(written),
    }
    identifying = identified(ready.findings)
    return TriedTable(
        table.name, table.rows, table.sampled, profile, findings, document, "",
        utility=utility_of(kept, identifying, how.rates), risk=(table.risk[0], _risk(after, findings)),
        has_changes=done.released is not None or _does(ready, "changed") or _does(ready, "dropped"),
        drops_rows=_does(ready, "dropped"), lost=lost, steps=table.steps,
    )  # fmt: skip


def _does(ready: Prepared, what: str) -> bool:
    return any(each.get(what) for each in ready.steps)


def _kept(ready: Prepared, done: Processed, written: Path, how: How) -> dict[str, float]:
    if done.plan is None or done.released is None:
        return dict.fromkeys(column_names(ready.repaired), 1.0)
    entries = {name: {"do": column.do} for name, column in done.plan.columns.items()}
    trees = ground_of(ready.repaired, done.plan).hierarchies if done.plan.keys else {}
    losses = {name: loss_of_file(written, {name: tree}) for name, tree in trees.items()}
    return kept_of_columns(entries, done.released.documents[UTILITY], losses, how.rates)


def _risk(risk: Mapping[str, Any] | None, findings: Sequence[Mapping[str, Any]]) -> float:
    """Of the person most at risk: certain where a finding names somebody, else one in the smallest class; 0 where no
    rows are of persons, or no columns tell them apart."""
    if any(each["kind"] not in planning.NOT_OF_PERSONS for each in findings):
        return 1.0
    return 0.0 if risk is None else float(risk["prosecutor_max"])


def _work(ready: Prepared, done: Processed) -> dict[str, int]:
    """What processing has to do, counted: for effort."""
    treated = done.plan.columns.values() if done.plan else ()
    met = [each for each in ready.steps if each["name"] not in (*JUDGEMENTS, "codes")]
    return {
        "defects": len({(each["name"], each["column"]) for each in met}),
        "code_columns": len({each["column"] for each in ready.steps if each["name"] == "codes"}),
        "deidentified": int(done.plan is not None),
        "deidentified_columns": sum(each.do not in ("keep", "sensitive") for each in treated),
        "columns": len(ready.profile["columns"]),
        "rows": ready.drawn.of,
    }
