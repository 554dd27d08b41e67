"""A what-if as it is typed: inputs, changes, everything wrong at once, settings that keep what is silent."""

from __future__ import annotations

from typing import Any

import pytest

from gotgan.assess.rules import exploring
from gotgan.assess.rules.exploring import fields_of, may_explore, read_changes, settings_with
from gotgan.terms.errors import Invalid
from gotgan.terms.role import VISITOR, Role, RoleHeld, Viewer
from gotgan.terms.selection import ListState

RULES: dict[str, Any] = {
    "choose": 4, "weights": {"readiness": 0.75, "demand": 0.25}, "floors": {"field": {"health": 1}},
    "caps": {"organisation": {"*": 2}}, "one_per_cluster": True, "budget": 1000.5, "zone_capacity": 2,
}  # fmt: skip


def typed(**changed: str) -> dict[str, str]:
    own = {each.name: each.value for each in fields_of(RULES, {})}
    return {"asked": "1", "one_per_cluster": "1", **own} | {
        name.replace("__", "."): each for name, each in changed.items()
    }


def wrong(**changed: str) -> set[str]:
    with pytest.raises(Invalid) as caught:
        read_changes(RULES, typed(**changed))
    return {issue.place for issue in caught.value.issues}


def test_inputs_hold_the_rules_own_numbers_weights_in_the_order_of_the_tree() -> None:
    fields = {each.name: each for each in fields_of(RULES, {})}
    assert [name for name in fields if name.startswith("weight.")] == ["weight.demand", "weight.readiness"]
    assert (fields["budget"].value, fields["risk_ceiling"].value, fields["choose"].value) == ("1000.5", "", "4")
    assert (fields["floors.field.health"].kind, fields["caps.organisation.*"].of) == ("floor", "*")
    assert exploring.has_one_per_cluster(RULES, {})
    assert not exploring.has_one_per_cluster(RULES, {"asked": "1"})


def test_inputs_hold_what_was_typed_also_when_it_is_wrong() -> None:
    fields = {each.name: each.value for each in fields_of(RULES, typed(choose="many"))}
    assert fields["choose"] == "many"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, {}),
        ({"choose": "5"}, {"choose": 5}),
        ({"weight__demand": "0.75"}, {"weights": {"readiness": 0.5, "demand": 0.5}}),
        ({"floors__field__health": ""}, {"floors": {}}),
        ({"floors__field__health": "2"}, {"floors": {"field": {"health": 2}}}),
        ({"caps__organisation__*": "3"}, {"caps": {"organisation": {"*": 3}}}),
        ({"added": "region:seoul", "added_least": "2"}, {"floors": {"field": {"health": 1}, "region": {"seoul": 2}}}),
        ({"added": "region:seoul"}, {}),
        ({"one_per_cluster": ""}, {"one_per_cluster": False}),
        ({"budget": "", "zone_capacity": ""}, {"budget": None, "zone_capacity": None}),
        ({"budget": "2,000", "risk_ceiling": "0.2"}, {"budget": 2000.0, "risk_ceiling": 0.2}),
    ],
)
def test_changes_are_what_differs(changed: dict[str, str], found: dict[str, Any]) -> None:
    assert read_changes(RULES, typed(**changed)) == found


def test_nothing_asked_is_nothing_changed() -> None:
    assert read_changes(RULES, {"choose": "9"}) == {}


def test_everything_wrong_is_said_at_once_with_its_place() -> None:
    assert wrong(choose="0", weight__demand="x", budget="-1", risk_ceiling="1.5", added="a:b", added_least="1.5") == {
        "choose", "weight.demand", "budget", "risk_ceiling", "added_least",
    }  # fmt: skip
    assert wrong(weight__demand="0", weight__readiness="0") == {"weights"}
    assert wrong(floors__field__health="9" * 5000) == {"floors.field.health"}
    assert wrong(zone_capacity="³") == {"zone_capacity"}


def test_a_weight_that_did_not_decide_stays_in_the_settings() -> None:
    """Public benefit is silent at .2: readiness and demand share the .8 that is left, half and half."""
    own = {"weights": {"readiness": 0.6, "demand": 0.2, "public_benefit": 0.2}, "budget": 5, "making": {}}
    rules = {"weights": {"readiness": 0.75, "demand": 0.25, "public_benefit": 0.0}}
    changed = {"weights": {"readiness": 0.5, "demand": 0.5, "public_benefit": 0.0}, "budget": None, "choose": 3}
    found = settings_with(own, rules, changed)
    assert found["weights"] == pytest.approx({"readiness": 0.4, "demand": 0.4, "public_benefit": 0.2})
    assert "budget" not in found
    assert (found["choose"], found["making"]) == (3, {})
    assert settings_with(own, rules, {"choose": 3})["weights"] == own["weights"]


@pytest.mark.parametrize(
    ("role", "before", "after"),
    [(Role.SURVEY_MANAGER, True, True), (Role.AUDITOR, True, True), (Role.ASSESSOR, False, True),
     (Role.OFFICER, False, False)],
)  # fmt: skip
def test_who_may_explore(role: Role, before: bool, after: bool) -> None:
    """An assessor sees no members before the list is published."""
    viewer = Viewer(1, "p", (RoleHeld(role),))
    assert {may_explore(viewer, each) for each in (ListState.RATED, ListState.PROPOSED, ListState.SIGNED)} == {before}
    assert {may_explore(viewer, each) for each in (ListState.PUBLISHED,)} == {after}
    assert not may_explore(VISITOR, ListState.PUBLISHED)
