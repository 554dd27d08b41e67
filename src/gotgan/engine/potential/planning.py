"""Which plan a trial carries out: what is suggested for each column, then the best of the frontier around it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from gotgan.engine.deidentify.plan import Plan, read_plan
from gotgan.engine.deidentify.weighing.proposals import Effort, propose_plans
from gotgan.engine.quality.measures.privacy import CONTACTS, OF_PERSONS
from gotgan.terms.errors import GotganError
from gotgan.terms.finding import IdentifierKind
from gotgan.terms.inspection import Suggestion

VARIABLE = "GOTGAN_TRIAL"
KEYED = ("pseudonymise", "mask_text")
NOT_OF_PERSONS = frozenset(IdentifierKind) - OF_PERSONS - {IdentifierKind.IP_ADDRESS}
"""Of firms and places: alone they make no table one of persons. An address on the net may be somebody's."""
_CONTACT_NAME = re.compile(r"전화|연락처|휴대폰|이메일|전자우편|e-?mail|phone|mobile", re.IGNORECASE)
_TRAIT = re.compile(
    r"나이|연령|성별|생년월일|출생|학력|혼인|직업|직종|국적|(^|_)age$|(^|_)sex$|gender|birth|education|marital|occupation"
    r"|race|nationality|native",
    re.IGNORECASE,
)
"""What is true of a person, not of a place or a firm."""
_FEWEST_TRAITS = 2
_EFFORT = Effort(sample_rows=3_000, judged_rows=6_000, seeds=1, most=3, seconds=240)
"""Of the weighing; its clock is no bound in practice, so that one seed gives one plan."""
Findings = Sequence[Mapping[str, Any]]


def concerns_persons(suggestions: Sequence[Suggestion], findings: Findings, stated: bool | None) -> bool:
    """Whether rows are of persons: what was found decides, then what was stated, then the columns' names."""
    if any(each["kind"] not in NOT_OF_PERSONS | CONTACTS for each in findings):
        return True
    if any(each.because == "called_so" and not _CONTACT_NAME.search(each.column) for each in suggestions):
        return True
    if stated is not None:
        return stated
    traits = [each for each in suggestions if each.entry["do"] == "key" and _TRAIT.search(each.column)]
    return len(traits) >= _FEWEST_TRAITS


def columns_of_persons(findings: Findings) -> frozenset[str]:
    """Columns in which an identifier of a person was found."""
    return frozenset(each["column"] for each in findings if each["kind"] not in NOT_OF_PERSONS)


def entries_of(suggestions: Sequence[Suggestion]) -> dict[str, dict[str, Any]]:
    """{column: what a plan says of it}, keys of pseudonyms under the trial's reference."""
    return {
        each.column: {**each.entry, "key": f"env:{VARIABLE}"} if each.entry["do"] in KEYED else dict(each.entry)
        for each in suggestions
    }


def identifiers_only(entries: Mapping[str, Mapping[str, Any]], found: frozenset[str]) -> dict[str, dict[str, Any]]:
    """Of a table that is of no persons: only columns with findings are treated, the rest passes on."""
    return {name: dict(entry) if name in found else {"do": "keep"} for name, entry in entries.items()}


def plan_in(folder: Path, entries: Mapping[str, Mapping[str, Any]], *, k: int, seed: int) -> Plan:
    """Checked like any plan. Raises: Invalid."""
    document: dict[str, Any] = {"columns": {name: dict(entry) for name, entry in entries.items()}, "seed": seed}
    if any(entry["do"] == "key" for entry in entries.values()):
        document["privacy"] = {"k": k, "mode": "local"}
    return _read(folder, document)


def _read(folder: Path, document: Mapping[str, Any]) -> Plan:
    path = folder / "trial-plan.yaml"
    path.write_text(yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_plan(path)


def best_plan(parquet: Path, plan: Plan, folder: Path) -> tuple[Plan, dict[str, Any]]:
    """Of the frontier around `plan` the one that loses least; its own where nothing can be weighed.

    Every plan of the frontier reaches the target already, so that risk is bounded and loss decides. Also what was
    weighed: {grid, not_reached, frontier, complete}.
    """
    if not plan.keys:
        return plan, {}
    try:
        found = propose_plans(parquet, plan, effort=_EFFORT)
    except GotganError:
        return plan, {"grid": 0}  # too few rows to hold some back: the plan itself is carried out
    chosen = min(found["plans"], key=lambda each: (round(each["loss"], 9), round(each["exposed"], 9), each["k"]))
    weighed = {name: found[name] for name in ("grid", "not_reached", "complete")} | {"frontier": len(found["plans"])}
    return _read(folder, chosen["plan"]), weighed


def without(entries: Mapping[str, Mapping[str, Any]], columns: frozenset[str]) -> dict[str, dict[str, Any]]:
    """The same with these columns taken out: identifiers were left in them."""
    return {name: {"do": "suppress"} if name in columns else dict(entry) for name, entry in entries.items()}


def trial_key(seed: int) -> dict[str, str]:
    """A throw-away key: no pseudonym of a trial leaves its folder, so that it may follow from the seed."""
    return {VARIABLE: hashlib.sha256(f"gotgan trial {seed}".encode()).hexdigest()}
