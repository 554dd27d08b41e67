"""Every reason is made again from the numbers: those of the engine are held against a plain recount of the list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gotgan.agent.select import select_from_file
from gotgan.assess.rules.criteria import Scales, measure
from gotgan.assess.rules.deciding import deciding_weights
from gotgan.assess.rules.evidence import candidates_in, evidence_of, measured_value, shortlist_of
from gotgan.assess.rules.reasons import (
    Numbers,
    change_words,
    left_out_changes,
    left_out_words,
    reason_of,
    taken,
)
from gotgan.assess.rules.settings import Making, Settings
from gotgan.assess.rules.succession import find_successor, keeps_to
from gotgan.assess.rules.tables import HEADER, candidates_csv, pairs_csv, read_rows, rules_yaml
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import GATES, Interval, Mode, ModeEstimate, PanelResult, Potential
from tests.assess.lists_made import chosen, found, line

RULES = Settings(
    choose=8, floors={"field": {"culture": 3}}, caps={"organisation": {"*": 3}}, budget=40_000_000.0, zone_capacity=1,
    risk_ceiling=0.25, draws=200, making=Making(redundancy_factor=0.1),
)  # fmt: skip


def plain(value: str) -> Words:
    return Words(value, value)


def value_of(column: str, value: str) -> Words:
    return plain(f"{column}:{value}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Numbers, dict[str, Any]]:
    return chosen(tmp_path_factory.mktemp("list"), RULES)


def test_every_exclusion_follows_from_the_numbers(made: tuple[dict[str, Any], Numbers, dict[str, Any]]) -> None:
    document, numbers, _ = made
    assert len(document["rejected"]) == 32
    kinds = set()
    for each in document["rejected"]:
        assert each["causes"]
        for cause in each["causes"]:
            kinds.add(cause["kind"])
            _check(cause, each["id"], numbers)
            said = reason_of(cause, each["id"], numbers)
            assert said.ko != cause["kind"]
            assert said.en
    assert {"below", "constraint", "risk"} <= kinds


def test_way_of_an_unknown_risk_is_closed_by_the_ceiling_in_words(tmp_path: Path) -> None:
    """Stored as unknown, from the evidence to the candidates; open again where the list has no ceiling."""
    ways = {"as_is": {"readiness": 0.9, "utility": 1.0, "risk": None, "cost": 0.0, "is_tried": False}}
    evidence = json.loads(json.dumps(evidence_of([found(number) for number in range(1, 7)], [])))
    lines = candidates_in(evidence)
    lines[0] = {**lines[0], "ways": ways}
    ceiling, none = Settings(choose=2, draws=50), Settings(choose=2, draws=50, risk_ceiling=None)
    for settings, is_public, is_closed in ((ceiling, False, True), (none, False, False), (ceiling, True, False)):
        lines[0] = {**lines[0], "ways": {"as_is": {**ways["as_is"], "is_public": is_public}}}
        weights, notes = deciding_weights(settings.weights, PanelResult())
        content = candidates_csv(lines, weights, settings.making, PanelResult())
        (tmp_path / "candidates.csv").write_bytes(content)
        (tmp_path / "rules.yaml").write_bytes(rules_yaml(settings, weights, notes))
        (tmp_path / "pairs.csv").write_bytes(pairs_csv([], [], 0.1))
        document, rows = select_from_file(tmp_path / "candidates.csv", tmp_path / "rules.yaml"), read_rows(content)
        name = lines[0]["id"]
        assert rows[name]["risk_as_is"] == ("public" if is_public else "unknown")
        members = {each["id"]: each["mode"] for each in document["members"]}
        numbers = Numbers(rows, members, settings.risk_ceiling, plain, value_of)
        assert (numbers.open_modes(name) == {}) == is_closed
        causes = [each["causes"] for each in document["rejected"] if each["id"] == name]
        if is_closed:
            (cause,) = causes[0]
            said = reason_of(cause, name, numbers)
            assert "위험을 잰 적이 없어" in said.ko
            assert "nobody measured it" in said.en
            change = {"column": "risk_as_is", "from": "unknown", "to": 0.2}
            assert change_words(change) == Words("있는 그대로 쓸 때의 위험 모름 → 0.2", "risk as it is not known → 0.2")
        else:
            assert not causes or causes[0][0]["kind"] != "risk_unknown"
            for kind in ("risk_public", "risk_unlimited"):
                assert "위험을 잰 적이 없습니다" in reason_of({"kind": kind, "name": "as_is"}, name, numbers).ko


def _check(cause: dict[str, str], dataset: str, numbers: Numbers) -> None:
    """What the cause claims holds in the numbers alone."""
    rules = RULES.to_json()
    if cause["kind"] == "risk":
        assert numbers.open_modes(dataset) == {}
        assert numbers.least_risk(dataset) > 0.25
    elif cause["kind"] == "below":
        allowed = {**numbers.members}
        del allowed[cause["name"]]
        modes = numbers.open_modes(dataset)
        assert any(keeps_to({**allowed, dataset: mode}, numbers, rules) for mode in modes)
    elif cause["kind"] == "constraint":
        best = numbers.best(dataset)
        assert best is not None
        weaker = [other for other in numbers.members if numbers.worth(other) < best + 0.1]
        modes = numbers.open_modes(dataset)
        broken = [
            other for other in weaker
            if not all(keeps_to({**_without(numbers, other), dataset: mode}, numbers, rules) for mode in modes)
        ]  # fmt: skip
        assert broken


def _without(numbers: Numbers, member: str) -> dict[str, str]:
    return {other: mode for other, mode in numbers.members.items() if other != member}


def test_members_reason_names_value_and_place(made: tuple[dict[str, Any], Numbers, dict[str, Any]]) -> None:
    document, numbers, _ = made
    for each in document["members"]:
        assert numbers.worth(each["id"]) == pytest.approx(each["value"])
        place = next(cause for cause in each["causes"] if cause["kind"] == "place")
        engine = each["reasons"][each["causes"].index(place)]
        said = reason_of(place, each["id"], numbers)
        assert engine.rpartition("place ")[2].split()[0] == said.en.rpartition("place ")[2].split()[0]
    floors = [cause for each in document["members"] for cause in each["causes"] if cause["kind"] == "floor"]
    assert "최소" in reason_of(floors[0], document["members"][0]["id"], numbers).ko


def test_missed_shortlist_is_told_with_value_and_line(made: tuple[dict[str, Any], Numbers, dict[str, Any]]) -> None:
    _, _, evidence = made
    rules = Settings(choose=5, making=Making(shortlist_factor=2.0))
    shortlist = shortlist_of(evidence, rules)
    by_id = {each["id"]: each for each in evidence["candidates"]}
    assert len(shortlist.ids) == 10
    for dataset, missed in shortlist.missed.items():
        assert missed.value == measured_value(by_id[dataset], rules) <= missed.line
        said = left_out_words("below_line", "", {"value": missed.value, "line": missed.line}, value_of)
        assert f"{missed.value:.4g}" in said.ko
        assert f"{missed.line:.4g}" in said.en


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("gate_failed", "lawful", "It does not pass the gate: legal basis."),
        ("gate_unknown", "updates", "Not stated: commitment to updates. Ask the organisation."),
        ("withdrawn", "", "It was withdrawn."),
        ("not_assessed", "", "Its readiness was not measured yet."),
        ("no_way", "", "No way to provide it is open. Have it tried on a sample first."),
        (
            "crowded",
            "caps.organisation.*",
            "better ones on the shortlist reach it already: the maximum for each institution",
        ),
        ("new_code", "", "new_code"),
    ],
)
def test_left_out_is_said_in_words(code: str, name: str, said: str) -> None:
    assert said in left_out_words(code, name, {"value": 0.5, "line": 0.6}, value_of).en


def test_who_was_not_chosen_from_is_told_what_would_have_to_change() -> None:
    gate, assessed, way = ("gate_unknown", "updates", {}), ("not_assessed", "", {}), ("no_way", "", {})
    below = ("below_line", "", {"value": 0.2, "line": 0.3})
    said = [each.en for each in left_out_changes([gate, assessed, way], 0.2, 0.5)]
    assert said == [
        "commitment to updates: passed", "readiness measured", "tried on a sample", "measured value 0.2000 → 0.5000",
    ]  # fmt: skip
    assert [each.en for each in left_out_changes([below], 0.2, 0.5)] == ["measured value 0.2000 → 0.3000"]
    assert len(left_out_changes([gate], 0.6, 0.5)) == len(left_out_changes([gate], 0.2, None)) == 1
    assert left_out_changes([("crowded", "caps.field.*", {"value": 0.2, "line": 0.1})], 0.2, 0.5) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"column": "lawful", "from": False, "to": True}, "legal basis: passed"),
        ({"column": "value_processed", "from": 0.25, "to": 0.5}, "value after processing 0.2500 → 0.5000"),
        ({"column": "risk_as_is", "from": 0.3, "to": 0.2}, "risk as it is 0.3000 → 0.2000"),
        ({"column": "demand", "from": 0.1, "to": 0.9}, "Demand for AI use 0.1000 → 0.9000"),
        ({"column": "risk", "from": 0.3, "to": 0.2}, "risk 0.3000 → 0.2000"),
        ({"column": "value_as_is", "from": 0.107886, "to": 0.10793}, "value as it is 0.10789 → 0.10793"),
        ({"column": "cost", "from": 1_200_000.0, "to": 800_000.5}, "cost (won) 1,200,000 → 800,000"),
        ({"column": "cost_safezone", "from": 12_000.0, "to": 0.0}, "cost (won) through a safe zone 12,000 → 0"),
        ({"column": "value_elsewhere", "from": 0.1, "to": 0.2}, "value_elsewhere 0.1000 → 0.2000"),
    ],
)
def test_change_is_said_in_words(change: dict[str, Any], said: str) -> None:
    assert change_words(change).en == said


def numbers_of(rows: dict[str, dict[str, str]], members: dict[str, str]) -> Numbers:
    blank = {"cost": "0", "risk": "0", "cluster": "", "field": "f", "value_processed": "", "value_safezone": ""}
    passed = dict.fromkeys(GATES, "true")
    filled = {key: {**blank, **passed, **row} for key, row in rows.items()}
    return Numbers(filled, members, None, plain, value_of)


def test_other_causes_and_codes_that_nobody_knows() -> None:
    numbers = numbers_of({"a": {"value_as_is": "0.5", "lawful": "false"}}, {})
    for kind in ("gate", "no_value", "redundant", "together"):
        assert reason_of({"kind": kind, "name": "gates.lawful"}, "a", numbers).ko
    assert reason_of({"kind": "infeasible", "name": "choose"}, "a", numbers).en == "infeasible"
    assert numbers.best("a") is None
    assert taken({"cost_as_is": "", "cost": "7"}, "cost", "as_is") == 7


def test_successor_is_the_best_that_keeps_the_rules(made: tuple[dict[str, Any], Numbers, dict[str, Any]]) -> None:
    document, numbers, _ = made
    standings = {each["id"]: each["class"] for each in document["rejected"]}
    gone = document["members"][0]["id"]
    successor = find_successor(gone, numbers, RULES.to_json(), standings)
    assert successor is not None
    staying = _without(numbers, gone)
    fitting = [
        (standings[each] == "reserve", worth)
        for each in standings for mode, worth in numbers.open_modes(each).items()
        if keeps_to({**staying, each: mode}, numbers, RULES.to_json())
    ]  # fmt: skip
    assert (standings[successor.id] == "reserve", successor.value) == max(fitting)
    assert find_successor(gone, numbers, RULES.to_json(), standings, never=set(standings)) is None


@pytest.mark.parametrize(
    ("rules", "keeps"),
    [
        ({}, True),
        ({"floors": {"field": {"f": 3}}}, False),
        ({"caps": {"field": {"*": 1}}}, False),
        ({"one_per_cluster": True}, False),
        ({"budget": 5}, False),
        ({"zone_capacity": 0}, False),
    ],
)
def test_list_keeps_to_its_rules(rules: dict[str, Any], keeps: bool) -> None:
    rows = {"a": {"cluster": "c", "cost_safezone": "4"}, "b": {"cluster": "c", "cost": "3"}}
    assert keeps_to({"a": "safezone", "b": "as_is"}, numbers_of(rows, {}), rules) is keeps


def test_files_are_the_same_whatever_the_order(tmp_path: Path) -> None:
    _, _, evidence = chosen(tmp_path, RULES, count=12)
    lines = evidence["candidates"]
    weights, making = RULES.weights, RULES.making
    first = candidates_csv(lines, weights, making, PanelResult())
    assert first == candidates_csv(lines[::-1], weights, making, PanelResult())
    assert first.splitlines()[0].decode() == ",".join(HEADER)
    assert (
        pairs_csv([["b", "a", 0.5], ["a", "z", 0.5], ["a", "c", 0.0]], ["a", "b", "c"], 0.2)
        == b"a,b,penalty\nb,a,0.1\n"
    )
    assert b"notes:" not in rules_yaml(RULES, weights, ())
    assert rules_yaml(RULES, weights, ["why"]).count(b"why") == 1
    assert found(1).readiness != line()


def test_how_far_criteria_are_known_is_written_where_it_is_known(tmp_path: Path) -> None:
    _, _, evidence = chosen(tmp_path, RULES, count=12)
    lines = json.loads(json.dumps(evidence["candidates"]))[:2]
    lines[0]["criteria"]["effort"] |= {"value": 0.9, "low": 0.8, "high": 0.95}
    lines[0]["criteria"]["labels"]["value"] = 0.4
    rated = {
        "labels": {lines[0]["id"]: Interval(0.6, 0.5, 0.8)},
        "public_benefit": {lines[1]["id"]: Interval(1, 0.7, 1)},
    }
    content = candidates_csv(lines, RULES.weights, RULES.making, PanelResult(rated))
    header, one, other = content.decode().splitlines()
    ends = ["labels_low", "labels_high", "public_benefit_low", "public_benefit_high", "effort_low", "effort_high"]
    assert header == ",".join([*HEADER, *ends])
    assert one.split(",")[-6:] == ["0.45", "0.6", "", "", "0.8", "0.95"]
    assert other.split(",")[-6:] == ["", "", "0.7", "1.0", "", ""]


def test_effort_is_as_uncertain_as_the_costs_of_a_trial() -> None:
    modes = (
        ModeEstimate(Mode.AS_IS, True, cost_won=Interval(1e8, 1e8, 3e8)),
        ModeEstimate(Mode.PROCESSED, True, cost_won=Interval(2e8, 0.0, 4e8)),
    )
    one = found(1, potential=Potential("d", "v", 1, 1, modes))
    effort = measure(one, Scales.of([one]))["effort"].to_json()
    assert (effort["value"], effort["low"], effort["high"]) == (0.5, 0.25, 1.0)
    sure = measure(found(1), Scales.of([found(1)]))
    assert not any({"low", "high"} & each.to_json().keys() for each in sure.values())
