"""Rules of a list as they are set: what is wrong is said with its place, and nothing wrong is taken."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from gotgan.assess.rules.settings import Known, Settings, normalised, read_settings, relaxed
from gotgan.assess.rules.settings_form import as_typed, document_of, field_places, typed_of
from gotgan.engine.select import Robustness, read_rules
from gotgan.terms.errors import Invalid
from gotgan.terms.published import CORE_FROM, RESERVE_FROM
from gotgan.terms.selection import CRITERIA


def document(**more: Any) -> dict[str, Any]:
    return {**Settings().to_json(), **more}


def test_defaults_are_read_as_they_are_written() -> None:
    assert read_settings(document()) == Settings()
    full = Settings(budget=1e7, zone_capacity=3, floors={"field": {"health": 5}}, caps={"organisation": {"*": 8}})
    assert read_settings(full.to_json()) == full


def test_lines_of_the_classes_stand_in_the_rules_where_they_are_not_as_usual() -> None:
    usual, own = Settings().to_json()["robustness"], Settings(core_from=0.8, reserve_from=0.25).to_json()["robustness"]
    assert usual == {"draws": 10_000, "spread": 0.3, "seed": 1}
    assert own == {**usual, "core_from": 0.8, "reserve_from": 0.25}
    assert read_settings(document(robustness=own)) == Settings(core_from=0.8, reserve_from=0.25)
    assert read_rules({"choose": 1, "weights": {"a": 1}, "robustness": own}).robustness.core_from == 0.8


def test_usual_lines_are_those_of_the_engine_and_of_the_pages() -> None:
    engine, settings = Robustness(), Settings()
    assert (engine.core_from, engine.reserve_from) == (settings.core_from, settings.reserve_from)
    assert (engine.core_from, engine.reserve_from) == (CORE_FROM, RESERVE_FROM)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"weights": {"demand": 0.5}}, "weights: they sum to 0.5, not to 1"),
        ({"weights": {"demand": math.nan}}, "weights.demand: it is no number from 0 to 1"),
        ({"weights": {"demand": math.inf}}, "weights.demand: it is no number"),
        ({"weights": {"beauty": 1.0}}, "weights.beauty: there is no such criterion"),
        ({"choose": 0}, "choose: it is no whole number from 1"),
        ({"choose": 2.5}, "choose: it is no whole number"),
        ({"choose": True}, "choose: it is no whole number"),
        ({"budget": -1}, "budget: it is no number from 0"),
        ({"zone_capacity": -1}, "zone_capacity: it is no whole number"),
        ({"risk_ceiling": 2}, "risk_ceiling: it is no number from 0 to 1"),
        ({"floors": {"colour": {"red": 1}}}, "floors.colour: it is not counted"),
        ({"floors": {"field": {"*": 1}}}, "a floor is of one value"),
        ({"floors": {"field": {"health": 60, "culture": 50}}}, "together they ask for 110, and the list has 100"),
        ({"floors": {"field": {"health": 5}}, "caps": {"field": {"*": 3}}}, "at least 5 and at most 3 cannot both be"),
        ({"floors": {"field": {"health": "many"}}}, "floors.field.health: it is no whole number"),
        ({"robustness": {"draws": 0}}, "draws: it is no whole number from 1"),
        ({"robustness": {"core_from": 1.5}}, "core_from: it is no number from 0 to 1"),
        ({"making": {"shortlist_factor": 0.5}}, "shortlist_factor: it is no number from 1"),
    ],
)
def test_wrong_rules_are_refused_with_their_place(more: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_settings(document(**more))
    assert said in " | ".join(map(str, caught.value.issues))


def test_what_is_known_of_the_candidates_is_held_against_the_rules() -> None:
    known = Known({"field": ["health"]}, 40)
    with pytest.raises(Invalid, match="100 are asked for, and there are 40 candidates"):
        read_settings(document(), known)
    with pytest.raises(Invalid, match=r"floors\.field\.astrology: no dataset has this value"):
        read_settings(document(choose=4, floors={"field": {"astrology": 1}}), known)


def test_weights_are_made_to_sum_to_one() -> None:
    found = normalised({"a": 1.0, "b": 1.0, "c": 1.0})
    assert sum(found.values()) == pytest.approx(1, abs=1e-12)
    for wrong in ({"a": 0.0}, {"a": math.nan}, {"a": math.inf}):
        with pytest.raises(Invalid):
            normalised(wrong)


def test_relaxation_is_applied_to_a_copy() -> None:
    before = document(floors={"field": {"health": 5}}, caps={"organisation": {"*": 2}}, budget=10.0)
    after = relaxed(
        before,
        [
            {"name": "floors.field.health", "to": 3.0}, {"name": "caps.organisation.*", "to": 4.0},
            {"name": "choose", "to": 90.0}, {"name": "budget", "to": 12.5},
        ],
    )  # fmt: skip
    assert (after["floors"], after["caps"]) == ({"field": {"health": 3}}, {"organisation": {"*": 4}})
    assert (after["choose"], after["budget"], before["floors"]) == (90, 12.5, {"field": {"health": 5}})
    with pytest.raises(Invalid, match="no limit that can give way"):
        relaxed(before, [{"name": "gates.lawful", "from": 1, "to": 0}])


def test_form_shows_and_reads_the_same_rules() -> None:
    full = Settings(choose=7, budget=1_000_000.0, floors={"field": {"health": 2}}, caps={"organisation": {"*": 3}})
    full = replace(full, core_from=0.8, making=replace(full.making, organisations=("1741000", "6110000")))
    assert typed_of(full.to_json())["organisations"] == "1741000, 6110000"
    shown = typed_of(full.to_json())
    typed = {name: str(value) for name, value in shown.items() if isinstance(value, int | float)}
    typed |= {f"weight-{each.id}": str(weight) for each, weight in shown["weights"]}
    typed |= {
        f"limit-{row}-{name}": str(value) for row, limit in enumerate(shown["limits"]) for name, value in limit.items()
    }
    typed |= {"one_per_cluster": "on", "budget": "1,000,000", "organisations": shown["organisations"]}
    assert read_settings(document_of(typed, full.to_json())) == full
    assert len(shown["limits"]) == 5


@pytest.mark.parametrize("blank", ["", " ", ","])
def test_a_blank_weight_is_none(blank: str) -> None:
    typed = {f"weight-{each.id}": "1" for each in CRITERIA} | {f"weight-{CRITERIA[0].id}": blank}
    weights = document_of(typed, {})["weights"]
    assert weights[CRITERIA[0].id] == 0
    assert sum(normalised(weights).values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "typed",
    [
        {"choose": "many"},
        {"limit-0-kind": "floors", "limit-0-column": "field", "limit-0-value": "", "limit-0-count": "2"},
        {"limit-0-kind": "floors", "limit-0-column": "field", "limit-0-value": "x", "limit-0-count": "-2"},
        {f"weight-{CRITERIA[0].id}": "half"},
    ],
)
def test_form_refuses_what_is_no_number(typed: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        document_of(typed, {})


def test_issue_is_said_at_the_field_where_it_was_typed() -> None:
    row = {"limit-1-kind": "caps", "limit-1-column": "organisation", "limit-1-value": "*", "limit-1-count": "x"}
    places = field_places(as_typed({"weight-readiness": "heavy", **row}))
    assert places["weights.readiness"] == "weight-readiness"
    assert places["caps.organisation.*"] == "limit-0-count", "rows that are empty are left out when it is shown again"
    assert "choose" not in places
