"""Roles, decisions, errors, routes."""

from __future__ import annotations

import pytest

from gotgan.terms.decision import Decision
from gotgan.terms.entry import UsabilityCounts
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import SYSTEM, VISITOR, Actor, Role, RoleHeld, Viewer
from gotgan.terms.route import CHIP_OF_ROUTE, Chip, Route, chip_of


def test_viewer_holds_a_role_in_one_organisation_or_everywhere() -> None:
    officer = Viewer(1, "kim", (RoleHeld(Role.OFFICER, "1741000"),))
    operator = Viewer(2, "lee", (RoleHeld(Role.OPERATOR),))
    assert officer.holds(Role.OFFICER, organisation="1741000")
    assert not officer.holds(Role.OFFICER, organisation="B551234")
    assert not officer.holds(Role.OFFICER)
    assert operator.holds(Role.OPERATOR, organisation="1741000")
    assert not VISITOR.is_signed_in
    assert Actor.of(officer) == Actor(1, "kim")
    assert SYSTEM.person_id is None


def test_decision_is_true_when_it_is_a_yes() -> None:
    assert Decision.yes()
    assert not Decision.no("because")
    assert Decision.no("because").reasons == ("because",)


def test_invalid_names_the_first_issue_and_counts_the_rest() -> None:
    error = Invalid(Issue("a.csv", "is empty", "fetch it again"), Issue("b.csv", "is empty"))
    assert str(error) == "a.csv: is empty; fetch it again (and 1 more)"
    assert str(Invalid()) == "invalid input"


@pytest.mark.parametrize(
    ("route", "chip"),
    [("download", Chip.DIRECT), ("apply_download", Chip.REQUEST), ("", Chip.NOT_OFFERED), ("by_owl", Chip.NOT_OFFERED)],
)
def test_chip_of_a_route_promises_nothing_it_does_not_know(route: str, chip: Chip) -> None:
    assert chip_of(route) is chip


def test_usable_now_is_what_everyone_can_have_at_once() -> None:
    groups = [(True, "download", "", 3), (True, "api", "not_usable", 1), (True, "apply_download", "", 2)]
    counts = UsabilityCounts.of([*groups, (True, "", "now", 4), (False, "download", "after_processing", 5)])
    assert counts == UsabilityCounts(now=8, after_processing=5, unknown=2, surveyed=10)


def test_usability_counts_each_dataset_once() -> None:
    counts = UsabilityCounts.of([(True, "", "not_usable", 1), (False, "", "unknown", 2), (False, "", "", 4)])
    assert counts == UsabilityCounts(not_usable=1, unknown=6, surveyed=3)


def test_every_route_has_a_chip() -> None:
    assert set(CHIP_OF_ROUTE) == {*Route, None}
    assert CHIP_OF_ROUTE[Route.FEDERATED_QUERY] is Chip.SAFE_ZONE
