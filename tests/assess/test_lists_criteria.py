"""Measured criteria, ways and values: formulas by hand, defaults where nothing is known, never a NaN."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from gotgan.assess.rules.criteria import DEFAULTS, Found, Scales, measure, percentile
from gotgan.assess.rules.deciding import deciding_weights, rated_criteria
from gotgan.assess.rules.evidence import count_left_out, evidence_of, known_values, measured_value
from gotgan.assess.rules.settings import Making, Settings
from gotgan.assess.rules.tables import best_mode_of
from gotgan.assess.rules.values import base_value, best_mode, gates_of, left_out, mode_value, ways_of
from gotgan.terms.errors import Invalid
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import (
    CRITERIA,
    UNKNOWN_RISK,
    Agreement,
    Interval,
    Mode,
    ModeEstimate,
    PanelResult,
    Potential,
)
from tests.assess.lists_made import found, interval, line

BARE = {"id": "x", "version": "v", "organisation": "1", "held_by": "1"}
WEIGHTS = {each.id: each.weight for each in CRITERIA}


COSTLY = Potential("d", "v", 1, 1, (ModeEstimate(Mode.AS_IS, True, cost_won=interval(1e8)),))


def value(name: str, **more: Any) -> float:
    one = Found(**{**BARE, **more})
    return measure(one, Scales.of([one, found(3), found(30)]))[name].value


@pytest.mark.parametrize(
    ("name", "more", "expected"),
    [
        ("demand", {"downloads": 15}, 1.0),
        ("demand", {"downloads": 3}, math.log1p(3) / math.log1p(15)),
        ("demand", {"requests": 0}, 0.0),
        ("demand", {"requests": 9, "downloads": 0}, 0.5),
        ("uniqueness", {"overlap": 0.3}, 0.7),
        ("scale", {"rows": 1, "modality": "tabular"}, 0.5 / 3),
        ("scale", {"size_bytes": 5, "modality": "image"}, 0.5),
        ("labels", {"missing_labels": 0.25}, 0.75),
        ("linkability", {"joinable": 20}, 1.0),
        ("linkability", {"joinable": 3}, math.log1p(3) / math.log1p(20)),
        ("provision", {"is_opened": True}, 1.0),
        ("provision", {"provision": "open", "provision_stated": True}, 0.6),
        ("provision", {"provision": "limited", "provision_stated": True}, 0.5),
        ("residual_risk", {"was_searched": True}, 1.0),
        ("residual_risk", {}, 0.5),
        ("residual_risk", {"has_findings": True}, 0.5),
        ("residual_risk", {"potential": found(9).potential}, 1.0),
        ("effort", {"processing": ("none",)}, 0.6),
        ("effort", {"potential": COSTLY}, 0.5),
        ("readiness", {"readiness": line(70.0)}, 0.7),
    ],
)  # fmt: skip
def test_criterion_is_its_formula(name: str, more: dict[str, Any], expected: float) -> None:
    assert value(name, **more) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("more", "risk"),
    [
        ({}, None), ({"was_searched": True}, 0.0), ({"was_searched": True, "alone": 0.3}, 0.3), ({"alone": 0.0}, 0.0),
        ({"was_searched": True, "alone": 0.3, "has_findings": True}, None),
    ],
)  # fmt: skip
def test_risk_that_nobody_measured_is_unknown_and_never_none_at_all(more: dict[str, Any], risk: float | None) -> None:
    """Without a trial by what the scan saw; a trial that measured none (of pictures) says no more than that."""
    if not more.get("has_findings"):
        assert ways_of(Found(**BARE, readiness=line(50.0), is_opened=True, **more))["as_is"].risk == risk
    plain = Potential("d", "v", 1, 1, (ModeEstimate(Mode.AS_IS, True, interval(50.0)),))
    assert ways_of(Found(**BARE, readiness=line(50.0), potential=plain, **more))["as_is"].risk == risk
    measured = Potential("d", "v", 1, 1, (ModeEstimate(Mode.AS_IS, True, interval(50.0), risk=0.04),))
    assert ways_of(Found(**BARE, readiness=line(50.0), potential=measured, **more))["as_is"].risk == 0.04


@pytest.mark.parametrize(
    ("more", "is_public"),
    [({"is_opened": True}, True), ({"provision": "open"}, True), ({"provision": "limited"}, False)],
)
def test_way_as_it_is_of_what_everyone_has_already_is_public(more: dict[str, Any], is_public: bool) -> None:
    assert ways_of(Found(**BARE, readiness=line(50.0), **more))["as_is"].is_public is is_public
    modes = tuple(ModeEstimate(mode, True, interval(50.0)) for mode in Mode)
    tried = ways_of(Found(**BARE, readiness=line(50.0), potential=Potential("d", "v", 1, 1, modes), **more))
    assert {mode: way.is_public for mode, way in tried.items()} == {
        "as_is": is_public, "processed": False, "safezone": False,
    }  # fmt: skip
    assert ("is_public" in tried["as_is"].to_json()) is is_public


def test_unknown_risk_takes_off_as_much_as_one_in_two() -> None:
    way = {"readiness": 0.8, "utility": 0.5, "cost": 0}
    values = [mode_value(0.5, {**way, "risk": risk}, Making()) for risk in (0.0, None, UNKNOWN_RISK, 1.0)]
    assert values[1] == values[2]
    assert values[0] > values[1] > values[3]


@pytest.mark.parametrize(
    ("methods", "expected"),
    [
        ({}, ("measured", 1.0)),
        ({"measured": 0.6, "sampled": 0.0, "declared": 0.4}, ("measured", 1.0)),
        ({"measured": 0.4, "sampled": 0.3, "declared": 0.3}, ("sampled", 1.0)),
        ({"measured": 0.5, "sampled": 0.0, "declared": 0.5}, ("declared", 0.6)),
        ({"declared": 1.0}, ("declared", 0.6)),
    ],
)
def test_readiness_is_known_as_its_sheet_says(methods: dict[str, float], expected: tuple[str, float]) -> None:
    one = Found(**BARE, readiness=replace(line(70.0), methods=methods))
    readiness = measure(one, Scales.of([one]))["readiness"]
    assert (readiness.method, readiness.confidence) == expected


def test_what_is_not_known_gets_its_default_and_little_confidence() -> None:
    one = Found(**BARE, has_findings=True)
    measured = measure(one, Scales.of([one]))
    assert "readiness" not in measured
    for name, each in measured.items():
        assert (each.value, each.method, each.confidence) == (DEFAULTS[name], "default", 0.2)


def test_percentile_halves_equals() -> None:
    assert percentile(5, [5]) == 0.5
    assert [percentile(each, [1, 2, 2, 3]) for each in (1, 2, 3)] == [0.125, 0.5, 0.875]


def test_ways_are_open_only_where_they_were_measured() -> None:
    assert set(ways_of(found(4))) == {"as_is", "processed", "safezone"}
    assert ways_of(Found(**BARE)) == {}
    assert ways_of(Found(**BARE, readiness=line(), has_findings=True, is_opened=True)) == {}
    alone = ways_of(Found(**BARE, readiness=line(50.0), is_opened=True))["as_is"]
    assert (alone.readiness, alone.cost, alone.is_tried) == (0.5, 0.0, False)
    closed = ModeEstimate(Mode.PROCESSED, True)
    plain = ModeEstimate(Mode.AS_IS, True)
    tried = Found(**BARE, readiness=line(50.0), has_findings=True, potential=Potential("d", "v", 1, 1, (plain, closed)))
    assert set(ways_of(tried)) == {"as_is"}
    assert (ways_of(tried)["as_is"].readiness, ways_of(tried)["as_is"].risk) == (0.5, None)


@pytest.mark.parametrize(
    ("state", "expected"), [("failed", [("gate_failed", "harm")]), ("unknown", []), ("passed", [])]
)
def test_the_greatest_harm_keeps_a_dataset_out_and_what_is_not_known_is_for_people(
    state: str, expected: list[tuple[str, str]]
) -> None:
    one = found(1, readiness=line(50.0, harm=state))
    assert [(each.code, each.name) for each in left_out(one, gates_of(one), ways_of(one))] == expected
    assert "harm" not in gates_of(one)


def test_gates_that_are_not_stated_are_not_passed() -> None:
    assert set(gates_of(Found(**BARE)).values()) == {"unknown"}
    one = found(1, readiness=line(50.0, lawful="failed", updates="unknown"))
    reasons = left_out(one, gates_of(one), ways_of(one))
    assert [(each.code, each.name) for each in reasons] == [("gate_failed", "lawful"), ("gate_unknown", "updates")]


@pytest.mark.parametrize(("state", "codes"), [("failed", [("gate_failed", "harm")]), ("unknown", []), ("passed", [])])
def test_what_may_do_harm_is_left_out_and_what_people_still_look_at_is_not(
    state: str, codes: list[tuple[str, str]]
) -> None:
    one = found(1, readiness=line(50.0, harm=state))
    reasons = left_out(one, gates_of(one), ways_of(one))
    assert [(each.code, each.name) for each in reasons] == codes
    assert [each.code for each in left_out(Found(**BARE), {}, {})] == ["not_assessed"]
    assert [each.code for each in left_out(found(1), gates_of(found(1)), {})] == ["no_way"]
    withdrawn = found(1, is_withdrawn=True)
    assert [each.code for each in left_out(withdrawn, gates_of(withdrawn), ways_of(withdrawn))] == ["withdrawn"]


def test_value_of_a_mode_by_hand() -> None:
    base = base_value(
        {"demand": 1.0, "uniqueness": 0.0, "readiness": 0.9}, {"demand": 0.3, "uniqueness": 0.1, "readiness": 0.6}
    )
    assert base == pytest.approx(0.75)
    way = {"readiness": 0.8, "utility": 0.5, "cost": 200_000_000, "risk": 0.1}
    making = Making(cost_weight=0.05, risk_weight=0.2)
    assert mode_value(base, way, making) == pytest.approx(0.75 * 0.8 * 0.5 - 0.1 - 0.02)
    assert base_value({}, {}) == 0.0
    assert best_mode(base, {}, making) is None
    same = {"processed": way, "as_is": way}
    assert best_mode(base, same, making) == ("as_is", mode_value(base, way, making))


def agreement(alpha: float | None) -> Agreement:
    return Agreement(alpha, None, None, 5, 3, alpha is not None and alpha >= 0.67, Words("", ""))


def panel(**alphas: float | None) -> PanelResult:
    rated = {"x": Interval(0.8, 0.7, 0.9)}
    return PanelResult(dict.fromkeys(alphas, rated), {name: agreement(alpha) for name, alpha in alphas.items()})


def test_criterion_without_agreement_does_not_decide() -> None:
    weights, notes = deciding_weights(WEIGHTS, panel(public_benefit=0.8, beneficiaries=0.41, labels=None))
    assert weights["beneficiaries"] == weights["labels"] == 0
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["demand"] / weights["readiness"] == pytest.approx(0.13 / 0.25)
    assert notes == (
        "labels: alpha not known is under 0.67; it does not decide",
        "beneficiaries: alpha 0.41 is under 0.67; it does not decide",
    )


def test_criteria_nobody_rated_do_not_decide_and_one_must_be_left() -> None:
    weights, notes = deciding_weights(WEIGHTS, PanelResult())
    assert (weights["public_benefit"], weights["labels"] > 0, len(notes)) == (0, True, 2)
    _, notes = deciding_weights(WEIGHTS, panel(public_benefit=0.9))
    assert notes == ("beneficiaries: the panel has not rated it; it does not decide",)
    with pytest.raises(Invalid, match="no criterion with a weight may decide"):
        deciding_weights({"public_benefit": 1.0}, PanelResult())
    same, none = deciding_weights({"demand": 1.0}, PanelResult())
    assert (same, none) == ({"demand": 1.0}, ())


def test_panel_and_measure_meet_in_the_middle() -> None:
    rated = rated_criteria({"labels": 0.4, "demand": 0.3}, "x", panel(labels=0.9, public_benefit=0.9))
    assert (rated["labels"], rated["public_benefit"], rated["demand"]) == (0.6, 0.8, 0.3)
    assert rated["beneficiaries"] == DEFAULTS["beneficiaries"]


def test_evidence_is_json_without_nan_and_counts_who_is_left_out() -> None:
    all_found = [found(2), found(1), found(3, readiness=None), found(4, readiness=line(50.0, lawful="failed"))]
    evidence = evidence_of(all_found, [("d001", "d002", 0.5)])
    json.dumps(evidence, allow_nan=False)
    assert [each["id"] for each in evidence["candidates"]] == ["d001", "d002", "d003", "d004"]
    assert count_left_out(evidence) == {"not_assessed": 1, "gate_failed.lawful": 1}
    assert known_values(evidence)["field"] == ["culture", "transport"]
    assert measured_value({**evidence["candidates"][0], "ways": {}}, Settings()) == 0.0


@pytest.mark.parametrize(
    ("values", "best"),
    [
        ({"as_is": "0.4", "processed": "0.4", "safezone": "0.4"}, ("as_is", 0.4)),
        ({"as_is": "", "processed": "-0.1", "safezone": "-0.2"}, ("processed", -0.1)),
        ({"as_is": "", "processed": "", "safezone": ""}, None),
        ({}, None),
    ],
)
def test_best_mode_of_a_row_is_the_first_of_equals(values: dict[str, str], best: tuple[str, float] | None) -> None:
    assert best_mode_of({f"value_{mode}": value for mode, value in values.items()}) == best
