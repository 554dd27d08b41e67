"""Who may take which step of a list when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gotgan.assess.rules.listing import (
    STEPS,
    About,
    ListFacts,
    Sight,
    Verb,
    holders_in,
    may_answer,
    may_object,
    may_step,
    may_stop,
    next_verb,
    sight_of,
)
from gotgan.terms.role import Role, RoleHeld, Viewer
from gotgan.terms.selection import ListState

TODAY = date(2026, 11, 26)
BODY = "1741000"
MANAGER = Viewer(1, "m", (RoleHeld(Role.SURVEY_MANAGER),))
AUDITOR = Viewer(2, "a", (RoleHeld(Role.AUDITOR),))
ASSESSOR = Viewer(3, "s", (RoleHeld(Role.ASSESSOR),))
OFFICER = Viewer(4, "o", (RoleHeld(Role.OFFICER, BODY),))
STRANGER = Viewer(5, "x", (RoleHeld(Role.OFFICER, "9999999"),))


def facts(state: ListState, **more: Any) -> ListFacts:
    given = {"choose": 4, "candidates": 10, "concerned": frozenset({BODY}), **more}
    return ListFacts(state, **given)


@pytest.mark.parametrize(
    ("verb", "before", "more", "missing"),
    [
        (Verb.COLLECT, ListState.DRAFTED, {}, ""),
        (Verb.COLLECT, ListState.RATING, {}, "not open to this step"),
        (Verb.COLLECT, ListState.DRAFTED, {"is_working": True}, "under way"),
        (Verb.RATE, ListState.COLLECTED, {}, ""),
        (Verb.RATE, ListState.COLLECTED, {"candidates": 0}, "no candidate to rate"),
        (Verb.CLOSE, ListState.RATING, {}, ""),
        (Verb.SOLVE, ListState.COLLECTED, {}, "say why measured criteria alone decide"),
        (Verb.SOLVE, ListState.COLLECTED, {"without_panel": "pilot"}, ""),
        (Verb.SOLVE, ListState.RATED, {"has_panel": True}, ""),
        (Verb.SOLVE, ListState.RATED, {"has_panel": True, "choose": 40, "candidates": 9}, "and only 9"),
        (Verb.PROPOSE, ListState.SOLVED, {}, "the minutes are not written; there is no day"),
        (Verb.PROPOSE, ListState.SOLVED, {"minutes": "x", "until": TODAY - timedelta(1)}, "there is no day"),
        (Verb.PROPOSE, ListState.SOLVED, {"minutes": "x", "until": TODAY}, ""),
        (Verb.PROPOSE, ListState.SOLVED, {"minutes": "x", "until": TODAY, "unmet": 1}, "1 objection(s) granted"),
        (Verb.SIGN, ListState.PROPOSED, {"until": TODAY - timedelta(1), "unmet": 2}, "2 objection(s) granted"),
        (Verb.SIGN, ListState.PROPOSED, {"until": TODAY}, "taken until 2026-11-26"),
        (Verb.SIGN, ListState.PROPOSED, {"until": TODAY}, "can be signed from 2026-11-27 00:00 KST on, as"),
        (Verb.SIGN, ListState.PROPOSED, {"until": TODAY - timedelta(1), "open_objections": 2}, "2 objection"),
        (Verb.SIGN, ListState.PROPOSED, {"until": TODAY - timedelta(1), "granted_objections": 1}, "was granted"),
        (Verb.SIGN, ListState.PROPOSED, {"until": TODAY - timedelta(1)}, ""),
        (Verb.PUBLISH, ListState.SIGNED, {}, ""),
        (Verb.WITHDRAW, ListState.PUBLISHED, {}, ""),
        (Verb.WITHDRAW, ListState.WITHDRAWN, {}, "not open to this step"),
    ],
)  # fmt: skip
def test_step_says_everything_that_is_missing(
    verb: Verb, before: ListState, more: dict[str, Any], missing: str
) -> None:
    decision = may_step(MANAGER, facts(before, **more), verb, TODAY)
    assert decision.allowed == (not missing)
    assert missing in "; ".join(decision.reasons)


@pytest.mark.parametrize("viewer", [AUDITOR, ASSESSOR, OFFICER, STRANGER])
@pytest.mark.parametrize("verb", list(Verb))
def test_only_the_manager_takes_steps(viewer: Viewer, verb: Verb) -> None:
    state = sorted(STEPS[verb][0])[0]
    assert not may_step(viewer, facts(state), verb, TODAY)


@pytest.mark.parametrize(
    ("viewer", "state", "until", "sight"),
    [
        (MANAGER, ListState.DRAFTED, None, Sight.ALL),
        (AUDITOR, ListState.DRAFTED, None, Sight.ALL),
        (ASSESSOR, ListState.PUBLISHED, TODAY, Sight.EXISTS),
        (OFFICER, ListState.SOLVED, None, Sight.NOTHING),
        (OFFICER, ListState.PROPOSED, TODAY, Sight.OWN),
        (OFFICER, ListState.WITHDRAWN, TODAY, Sight.OWN),
        (OFFICER, ListState.WITHDRAWN, None, Sight.NOTHING),
        (STRANGER, ListState.PUBLISHED, TODAY, Sight.NOTHING),
    ],
)
def test_sight(viewer: Viewer, state: ListState, until: date | None, sight: Sight) -> None:
    assert sight_of(viewer, facts(state, until=until)) is sight


def test_objection_is_for_officers_of_concerned_organisations_while_there_is_time() -> None:
    proposed = facts(ListState.PROPOSED, until=TODAY)
    assert may_object(OFFICER, proposed, BODY, TODAY)
    assert "no candidate" in may_object(STRANGER, proposed, "9999999", TODAY).reasons[0]
    assert "only an officer" in may_object(STRANGER, proposed, BODY, TODAY).reasons[0]
    assert "while a version is proposed" in may_object(OFFICER, facts(ListState.SIGNED), BODY, TODAY).reasons[0]
    assert "is over" in may_object(OFFICER, proposed, BODY, TODAY + timedelta(1)).reasons[0]


def test_who_an_organisation_was_merged_into_stands_in_its_place() -> None:
    merged = facts(ListState.PROPOSED, until=TODAY, heirs={BODY: ("9999999",)})
    assert sight_of(STRANGER, merged) is Sight.OWN
    assert may_object(STRANGER, merged, BODY, TODAY)
    assert may_object(OFFICER, merged, BODY, TODAY), "its own people speak for it until their roles end"


@pytest.mark.parametrize(
    ("holders", "is_member", "may"),
    [({BODY}, False, True), ({BODY}, True, True), ({"9"}, True, True), ({"9"}, False, False)],
)
def test_objection_is_to_a_member_or_to_own_data(holders: set[str], is_member: bool, may: bool) -> None:
    proposed = facts(ListState.PROPOSED, until=TODAY)
    decision = may_object(OFFICER, proposed, BODY, TODAY, About(frozenset(holders), is_member))
    assert decision.allowed is may
    assert may or "its own data" in decision.reasons[0]


def test_holders_are_who_answers_and_who_holds() -> None:
    assert holders_in({"organisation": "1", "held_by": "2"}) == {"1", "2"}
    assert holders_in({"organisation": "1"}) == {"1"}


def test_answer_is_the_managers_and_once() -> None:
    proposed = facts(ListState.PROPOSED)
    assert may_answer(MANAGER, proposed, False)
    assert not may_answer(MANAGER, proposed, True)
    assert not may_answer(AUDITOR, proposed, False)
    assert not may_answer(MANAGER, facts(ListState.SIGNED), False)


def test_work_is_stopped_by_the_manager_while_it_is_under_way() -> None:
    working = facts(ListState.COLLECTED, is_working=True)
    assert may_stop(MANAGER, working)
    assert not may_stop(AUDITOR, working)
    assert "no work" in may_stop(MANAGER, facts(ListState.COLLECTED)).reasons[0]


def test_next_step_leads_from_each_state_to_the_following_one() -> None:
    assert next_verb(facts(ListState.DRAFTED)) is Verb.COLLECT
    assert next_verb(facts(ListState.RATING)) is None
    assert next_verb(facts(ListState.PUBLISHED)) is None
