"""Questions answered with differential privacy: paid from the dataset's ledger first, then counted and blurred."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan import __version__
from gotgan.engine.deidentify.private.exact import Rows, found_values, totals_of
from gotgan.engine.deidentify.private.noise import Noise, add_noise, noise_of_found, require_opendp
from gotgan.engine.profile.relation import open_relation
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.private_ask import Ask, Question
from gotgan.terms.private_ledger import Charge, PrivacyLedger, Standing

CAVEATS = (
    "counts and sums may be negative or not add up: that is the noise, and mending it is for the reader",
    "the budget is the dataset's for life, all versions and askers together",
)


def measure_counts(parquet: Path, ask: Ask, ledger: PrivacyLedger, *, now: str) -> dict[str, Any]:
    """Answer all questions of an ask, or none. `now`: ISO 8601 UTC.

    Returns a JSON document: {dataset, unit: {subject, contributions}, epsilon, delta, answers: [{ask, column, epsilon,
    delta, mechanism, scale, within_95, sensitivity, value | counts, ...}], ledger: {budget, spent, left, head}}; sums
    and their scales in the unit of the column. Nothing else in it depends on the data.
    The charge is on the disk before the first answer is drawn: a failure afterwards costs it.
    Memory: DuckDB's bound, and one counter a bin.
    Raises: Invalid (a column that is not there or does not fit), BudgetExceeded, Unavailable; nothing is spent then.
    """
    require_opendp()
    schema = pq.read_schema(parquet)
    before = ledger.read()
    _check(ask, schema, before)
    charge = Charge(ask.epsilon, ask.delta, asked_of(ask))
    before.check_fits(charge)
    with open_relation(parquet) as relation:
        rows = Rows(relation, schema, before.subject, ask.contributions)
        after = ledger.spend(charge, now=now)
        answers = [_answer(rows, question) for question in ask.questions]
    return {
        "gotgan": __version__,
        "kind": "measure",
        "dataset": after.dataset,
        "unit": {"subject": after.subject, "contributions": ask.contributions},
        "epsilon": float(ask.epsilon),
        "delta": float(ask.delta),
        "answers": answers,
        "ledger": after.to_json(),
        "caveats": list(CAVEATS),
    }


def asked_of(ask: Ask) -> dict[str, Any]:
    """What was asked, for the ledger and the receipt."""
    return {"contributions": ask.contributions, "questions": [_asked(each) for each in ask.questions]}


def _asked(question: Question) -> dict[str, Any]:
    """No category and no filter by its text, which could be somebody's."""
    return {
        "ask": question.kind,
        "column": question.column,
        "where": list(question.where),
        "epsilon": str(question.epsilon),
        "delta": str(question.delta),
        "sha256": fingerprint(json.loads(json.dumps(question.document, default=str))),
    }


def _check(ask: Ask, schema: pa.Schema, standing: Standing) -> None:
    """Against the names and types of the file, which are taken as known to everyone."""
    issues = []
    if standing.subject is None and ask.contributions != 1:
        issues.append(Issue("contributions", "no person is named", "open the ledger with a subject, or give 1"))
    names = [name for question in ask.questions for name in question.columns]
    for name in dict.fromkeys([*([standing.subject] if standing.subject is not None else []), *names]):
        if schema.names.count(name) != 1:
            issues.append(Issue(f"column {name!r}", "is not there once", "correct the name"))
        elif pa.types.is_nested(schema.field(name).type):
            issues.append(Issue(f"column {name!r}", "holds nested values", "ask for a flat column"))
    issues = issues or [issue for question in ask.questions for issue in _check_kind(question, schema)]
    if issues:
        raise Invalid(*issues)


def _check_kind(question: Question, schema: pa.Schema) -> list[Issue]:
    if question.column is None or (question.kind != "sum" and question.edges is None):
        return []
    kind = schema.field(question.column).type
    place = f"column {question.column!r}"
    if question.is_of_times:
        fits = pa.types.is_date(kind) or pa.types.is_timestamp(kind) or _is_text(kind)
        return [] if fits else [Issue(place, "holds no days", "give edges as numbers, or name another column")]
    fits = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind) or _is_text(kind)
    return [] if fits else [Issue(place, "holds no numbers", "name another column, or give edges as days")]


def _is_text(kind: pa.DataType) -> bool:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(plain) or pa.types.is_large_string(plain))


def _answer(rows: Rows, question: Question) -> dict[str, Any]:
    if question.kind == "histogram" and question.delta:
        counts, noise = noise_of_found(found_values(rows, question), rows.most, question.epsilon, question.delta)
        shown = [{"value": value, "count": counts[value]} for value in sorted(counts)]
        return {**_told(question, noise, rows.most), "threshold": noise.threshold, "counts": shown}
    sensitivity = question.sensitivity(rows.most)
    totals, noise = add_noise(totals_of(rows, question), sensitivity, question.epsilon)
    return {**_told(question, noise, sensitivity), **_shown(question, totals)}


def _told(question: Question, noise: Noise, sensitivity: int) -> dict[str, Any]:
    """What was asked, and how sure the answer is. A sum's steps are told in the column's unit."""
    unit = float(question.step) if question.kind == "sum" else 1
    bounds = {"low": float(question.low), "high": float(question.high), "step": unit} if question.kind == "sum" else {}
    return {
        "ask": question.kind,
        "column": question.column,
        "where": {name: list(texts) for name, texts in question.where.items()},
        **bounds,
        "epsilon": float(question.epsilon),
        "delta": float(question.delta),
        "mechanism": noise.mechanism,
        "scale": noise.scale * unit,
        "within_95": noise.within_95 * unit,
        "sensitivity": sensitivity * unit,
    }


def _shown(question: Question, totals: list[int]) -> Mapping[str, Any]:
    if question.kind == "count":
        return {"value": totals[0]}
    if question.kind == "sum":
        value = totals[0] * question.step
        return {"value": int(value) if value == value.to_integral_value() else float(value)}
    if question.edges is not None:
        edges = question.told_edges
        bins = zip(edges, edges[1:], totals, strict=False)
        return {"counts": [{"low": a, "high": b, "count": n} for a, b, n in bins], "missing": totals[-1]}
    named = zip(question.categories or (), totals, strict=False)
    return {"counts": [{"value": a, "count": n} for a, n in named], "other": totals[-2], "missing": totals[-1]}
