"""What granted objections ask of the versions that follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gotgan.assess.rules.carrying import Granted, binding, excluded, is_met, may_answer_before, may_explain, unmet
from gotgan.assess.rules.listing import ListFacts, Side, Verb, may_step
from gotgan.terms.role import Role, RoleHeld, Viewer
from gotgan.terms.selection import ListState

MANAGER = Viewer(1, "m", (RoleHeld(Role.SURVEY_MANAGER),))
AUDITOR = Viewer(2, "a", (RoleHeld(Role.AUDITOR),))
OUT, IN, OTHER = Granted(1, "a", Side.OUT), Granted(2, "b", Side.IN), Granted(3, "c", Side.OUT)


def test_of_two_on_one_dataset_the_last_granted_binds() -> None:
    later = Granted(4, "a", Side.IN)
    assert binding((OUT, IN, later)) == (IN, later)
    assert binding((later, IN, OUT)) == (OUT, IN)
    assert binding(()) == ()


@pytest.mark.parametrize(
    ("granted", "members", "met"), [(OUT, {"b"}, True), (OUT, {"a"}, False), (IN, {"b"}, True), (IN, {"a"}, False)]
)
def test_list_does_what_was_granted(granted: Granted, members: set[str], met: bool) -> None:
    assert is_met(granted, members) is met
    assert unmet((granted,), members, ()) == (() if met else (granted,))
    assert unmet((granted,), members, {granted.id}) == ()


def test_what_is_granted_to_be_out_is_not_chosen_from_unless_it_is_said_why() -> None:
    assert excluded((OUT, IN, OTHER), ()) == {"a", "c"}
    assert excluded((OUT, IN, OTHER), {1}) == {"c"}


@pytest.mark.parametrize(
    ("viewer", "more", "met", "says"),
    [
        (MANAGER, {}, False, ""),
        (MANAGER, {"state": ListState.DRAFTED}, None, ""),
        (MANAGER, {}, True, "does what the objection asks for"),
        (MANAGER, {"is_working": True}, False, "under way"),
        (MANAGER, {"state": ListState.SIGNED}, False, "before a list is signed"),
        (AUDITOR, {}, False, "only a selection manager"),
    ],
)
def test_manager_says_why_before_the_signature(
    viewer: Viewer, more: dict[str, Any], met: bool | None, says: str
) -> None:
    decision = may_explain(viewer, ListFacts(**{"state": ListState.PROPOSED, **more}), met)
    assert decision.allowed == (not says)
    assert says in "; ".join(decision.reasons)


@pytest.mark.parametrize(
    ("viewer", "more", "is_answered", "says"),
    [
        (MANAGER, {}, False, ""),
        (MANAGER, {"state": ListState.DRAFTED}, False, ""),
        (MANAGER, {}, True, "answered already"),
        (MANAGER, {"is_working": True}, False, "under way"),
        (MANAGER, {"state": ListState.SIGNED}, False, "before a list is signed"),
        (MANAGER, {"state": ListState.WITHDRAWN}, False, "before a list is signed"),
        (AUDITOR, {}, False, "only a selection manager"),
    ],
)
def test_objection_to_an_earlier_version_is_answered_before_the_signature(
    viewer: Viewer, more: dict[str, Any], is_answered: bool, says: str
) -> None:
    decision = may_answer_before(viewer, ListFacts(**{"state": ListState.PROPOSED, **more}), is_answered)
    assert decision.allowed == (not says)
    assert says in "; ".join(decision.reasons)


def test_signing_names_the_versions_whose_objections_are_open() -> None:
    facts = ListFacts(state=ListState.PROPOSED, until=date(2026, 11, 1), open_before={2: 1, 1: 3})
    signing = may_step(MANAGER, facts, Verb.SIGN, date(2026, 11, 2))
    assert signing.reasons == (
        "3 objection(s) to version 1 are not answered; answer them on the page of objections",
        "1 objection(s) to version 2 are not answered; answer them on the page of objections",
    )
    proposed = ListFacts(state=ListState.SOLVED, minutes="m", until=date(2026, 11, 2), open_before={1: 3})
    assert may_step(MANAGER, proposed, Verb.PROPOSE, date(2026, 11, 2))
