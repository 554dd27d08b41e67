"""What would bring a dataset in: solved again, the said level enters, and a little less does not."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gotgan.agent.select import select_from_file
from gotgan.assess.rules import tables
from gotgan.assess.rules.bringing import READINESS, Rise, rise_words, rises_of
from gotgan.assess.rules.deciding import deciding_weights
from gotgan.assess.rules.evidence import candidates_in, evidence_of
from gotgan.assess.rules.settings import Making, Settings
from gotgan.terms.selection import PanelResult
from tests.assess.lists_made import found

RULES = Settings(
    choose=4, caps={"organisation": {"*": 2}}, budget=30_000_000.0, zone_capacity=1, risk_ceiling=0.3, draws=1,
    making=Making(redundancy_factor=0.1),
)  # fmt: skip
PAIRS = [["d002", "d003", 0.6], ["d010", "d011", 0.6]]
LITTLE = 1e-4
"""So much less, as a share of the criterion, keeps it out: the margin of the engine in worth is 1e-5."""


def evidence(numbers: list[int]) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(evidence_of([found(number) for number in numbers], PAIRS)))
    return made


def solve(folder: Path, held: dict[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, str]], dict[str, float]]:
    """(document, rows, weights)."""
    weights, notes = deciding_weights(RULES.weights, PanelResult())
    lines = candidates_in(held)
    pairs = tables.pairs_csv(held["pairs"], [each["id"] for each in lines], RULES.making.redundancy_factor)
    candidates = tables.candidates_csv(lines, weights, RULES.making, PanelResult())
    contents = {tables.CANDIDATES: candidates, tables.PAIRS: pairs,
                tables.RULES: tables.rules_yaml(RULES, weights, notes)}  # fmt: skip
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    document = select_from_file(folder / tables.CANDIDATES, folder / tables.RULES)
    return document, tables.read_rows(candidates), weights


def comes_in(folder: Path, held: dict[str, Any], name: str, rise: Rise, value: float) -> bool:
    changed = copy.deepcopy(held)
    line = next(each for each in changed["candidates"] if each["id"] == name)
    if rise.name == READINESS:
        line["ways"][rise.mode]["readiness"] = value
    else:
        line["criteria"][rise.name]["value"] = value
    return name in {each["id"] for each in solve(folder, changed)[0]["members"]}


def rises(held: dict[str, Any], each: dict[str, Any], rows: Any, weights: dict[str, float]) -> tuple[Rise, ...]:
    line = next(line for line in held["candidates"] if line["id"] == each["id"])
    criteria = {name: float(rows[each["id"]][name]) for name in tables.IDS}
    return rises_of(each["alone"], line["ways"], criteria, weights, RULES.making)


@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(1, 40), min_size=9, max_size=11), st.integers(0, 4))
def test_said_level_enters_and_a_little_less_does_not(tmp_path: Path, numbers: set[int], at: int) -> None:
    held = evidence(sorted(numbers))
    document, rows, weights = solve(tmp_path, held)
    if not document["rejected"]:
        return
    each = document["rejected"][at % len(document["rejected"])]
    told = rises(held, each, rows, weights)
    assert [rise.by for rise in told] == sorted(rise.by for rise in told)
    assert len({rise.name for rise in told}) == len(told)
    for rise in told[:3]:
        assert 0 <= rise.before < rise.after <= 1
        assert comes_in(tmp_path, held, each["id"], rise, rise.after), rise
        step = LITTLE / max(weights.get(rise.name, 1.0), 0.05)
        if rise.after - step > rise.before:
            assert not comes_in(tmp_path, held, each["id"], rise, rise.after - step), rise


def test_readiness_and_criteria_are_both_told_where_they_can(tmp_path: Path) -> None:
    held = evidence(list(range(1, 13)))
    document, rows, weights = solve(tmp_path, held)
    names = {rise.name for each in document["rejected"] for rise in rises(held, each, rows, weights)}
    assert READINESS in names
    assert len(names) > 2
    assert not names & {"public_benefit", "effort"}, "without a weight, or not in the worth, nothing is gained by it"


@pytest.mark.parametrize(
    ("rise", "ko", "en"),
    [
        (Rise(READINESS, 0.48, 0.617213, "as_is"), "AI 준비도 0.48 → 0.62", "Readiness 0.62 instead of 0.48"),
        (Rise(READINESS, 0.48, 0.48123, "processed"), "AI 준비도(가공한 뒤) 0.4800 → 0.4813",
         "Readiness (after processing) 0.4813 instead of 0.4800"),
        (Rise("demand", 0.3, 1.0), "AI 활용 수요 0.30 → 1.00", "Demand for AI use 1.00 instead of 0.30"),
        (Rise("scale", 0.5, 0.500001), "규모와 풍부함 0.500000 → 0.500001",
         "Scale and richness 0.500001 instead of 0.500000"),
    ],
)  # fmt: skip
def test_rise_is_told_never_short_of_what_is_needed(rise: Rise, ko: str, en: str) -> None:
    assert (rise_words(rise).ko, rise_words(rise).en) == (ko, en)


def test_nothing_is_told_of_what_cannot_be_reached() -> None:
    way = {"readiness": 0.5, "utility": 1.0, "cost": 0, "risk": 0}
    asked = [{"column": "value_as_is", "from": 0.2, "to": 0.9}, {"column": "value_safezone", "from": 0.2, "to": 0.3}]
    assert rises_of(asked, {"as_is": way}, {"demand": 0.4}, {"demand": 1.0}, Making()) == ()
    near = [{"column": "value_as_is", "from": 0.2, "to": 0.25}]
    told = rises_of(near, {"as_is": way}, {"demand": 0.4}, {"demand": 1.0}, Making())
    assert [(rise.name, rise.after) for rise in told] == [("demand", 0.5), ("readiness", 0.625)]
    none = {**way, "readiness": 0.0}
    told = rises_of(near, {"as_is": none}, {"demand": 0.4}, {"demand": 1.0}, Making())
    assert [(rise.name, rise.after) for rise in told] == [("readiness", 0.625)]
    assert rises_of(near, {"as_is": way}, {"demand": 0.0}, {"demand": 0.0}, Making()) == ()
