"""Who may do what in a combination, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gotgan.refine.rules import combining
from gotgan.terms.combination import CombinationFacts, CombinationState, ParcelKind, Party, PartyFacts
from gotgan.terms.role import Role, RoleHeld, Viewer

APPLICANT, ONE, OTHER, MANAGER, BODY, STRANGER = range(1, 7)
PARTIES = (
    PartyFacts(Party.APPLICANT, APPLICANT, "app"),
    PartyFacts(Party.PROVIDER, ONE, "one", is_ready=True),
    PartyFacts(Party.PROVIDER, OTHER, "other", is_ready=True),
    PartyFacts(Party.KEY_MANAGER, MANAGER, "manager"),
    PartyFacts(Party.COMBINING_BODY, BODY, "body"),
)
STATE = CombinationState


def facts(state: CombinationState, *parties: PartyFacts, is_busy: bool = False) -> CombinationFacts:
    return CombinationFacts(state, parties or PARTIES, is_busy)


def viewer(person: int, *roles: tuple[Role, str | None]) -> Viewer:
    return Viewer(person, "p", tuple(RoleHeld(role, organisation) for role, organisation in roles))


DO = {
    "key": (combining.may_make_key, MANAGER, {STATE.OPENED}),
    "prepare": (combining.may_prepare, ONE, {STATE.KEYED, STATE.PREPARED}),
    "match": (combining.may_match, MANAGER, {STATE.PREPARED}),
    "combine": (combining.may_combine, BODY, {STATE.MATCHED}),
    "close": (combining.may_close, MANAGER, {STATE.COMBINED}),
    "stop": (combining.may_stop, APPLICANT, {STATE.OPENED, STATE.KEYED, STATE.PREPARED, STATE.MATCHED}),
}


@pytest.mark.parametrize("what", DO)
def test_each_step_in_its_state_by_its_party(what: str) -> None:
    rule, person, states = DO[what]
    assert {state for state in STATE if rule(facts(state), person)} == states
    for state in STATE:
        assert not rule(facts(state), STRANGER)
        assert not rule(facts(state), None)


@pytest.mark.parametrize("what", ["prepare", "match", "combine", "stop"])
def test_nothing_while_the_engine_works(what: str) -> None:
    rule, person, states = DO[what]
    assert not any(rule(facts(state, is_busy=True), person) for state in states)


def test_key_needs_all_parties() -> None:
    alone = facts(STATE.OPENED, PARTIES[0], PARTIES[1], PARTIES[3])
    assert combining.may_make_key(alone, MANAGER).reasons == (
        "1 providing institution(s) missing of 2", "no combining body is named",
    )  # fmt: skip


def test_institution_that_is_working_waits_for_itself_alone() -> None:
    working = facts(STATE.KEYED, *PARTIES[:1], replace(PARTIES[1], is_working=True, is_ready=False), *PARTIES[2:])
    assert not combining.may_prepare(working, ONE)
    assert combining.may_prepare(working, OTHER)
    assert not combining.may_stop(working, APPLICANT)
    assert combining.waits_for(working) == frozenset()
    assert not combining.is_all_ready(working)
    assert combining.is_all_ready(facts(STATE.KEYED))


def test_naming() -> None:
    new = PartyFacts(Party.PROVIDER, STRANGER, "new")
    keeper = viewer(STRANGER, (Role.OFFICER, "new"))
    assert combining.may_name(facts(STATE.OPENED), APPLICANT, new, keeper)
    assert not combining.may_name(facts(STATE.OPENED), ONE, new, keeper)
    assert not combining.may_name(facts(STATE.KEYED), APPLICANT, new, keeper)
    assert not combining.may_name(facts(STATE.OPENED), APPLICANT, replace(new, party=Party.APPLICANT), keeper)
    assert not combining.may_name(facts(STATE.OPENED), APPLICANT, new, viewer(STRANGER, (Role.OFFICER, "other")))
    body = replace(new, party=Party.COMBINING_BODY)
    assert not combining.may_name(facts(STATE.OPENED), APPLICANT, body, keeper), "a steward combines"
    assert combining.may_name(facts(STATE.OPENED), APPLICANT, body, viewer(STRANGER, (Role.STEWARD, "new")))


@pytest.mark.parametrize(
    ("party", "person", "organisation", "may"),
    [
        (Party.PROVIDER, STRANGER, "new", True),
        (Party.PROVIDER, APPLICANT, "app", True),
        (Party.PROVIDER, ONE, "new", False),
        (Party.PROVIDER, STRANGER, "one", False),
        (Party.PROVIDER, STRANGER, "body", False),
        (Party.KEY_MANAGER, MANAGER, "manager", True),
        (Party.KEY_MANAGER, APPLICANT, "new", False),
        (Party.KEY_MANAGER, BODY, "new", False),
        (Party.KEY_MANAGER, STRANGER, "body", False),
        (Party.KEY_MANAGER, STRANGER, "one", False),
        (Party.COMBINING_BODY, APPLICANT, "new", False),
        (Party.COMBINING_BODY, MANAGER, "new", False),
        (Party.COMBINING_BODY, STRANGER, "other", False),
    ],
)
def test_nobody_is_two_parties(party: Party, person: int, organisation: str, may: bool) -> None:
    assert bool(combining.may_join(facts(STATE.OPENED), PartyFacts(party, person, organisation))) is may


def test_files_go_to_whom_they_are_handed_and_to_their_maker() -> None:
    def who(kind: ParcelKind, maker: str) -> set[int]:
        people = range(APPLICANT, STRANGER + 1)
        return {person for person in people if combining.may_take(facts(STATE.MATCHED), person, kind, maker)}

    assert who(ParcelKind.KEYS, "one") == {ONE, MANAGER}
    assert who(ParcelKind.PAYLOAD, "one") == {ONE, BODY}
    assert who(ParcelKind.LINKAGE, "manager") == {MANAGER, BODY}
    assert not combining.may_take(facts(STATE.MATCHED), None, ParcelKind.KEYS, "one")


def test_seeing_and_applying() -> None:
    assert combining.may_see(viewer(ONE), facts(STATE.OPENED))
    assert combining.may_see(viewer(STRANGER, (Role.AUDITOR, None)), facts(STATE.OPENED))
    assert not combining.may_see(viewer(STRANGER, (Role.OPERATOR, None)), facts(STATE.OPENED))
    assert combining.may_apply(viewer(STRANGER, (Role.OFFICER, "x")))
    assert not combining.may_apply(viewer(STRANGER, (Role.REVIEWER, "x")))


def test_who_goes_on() -> None:
    waits = {state: combining.waits_for(facts(state)) for state in STATE}
    assert waits == {
        STATE.OPENED: {MANAGER}, STATE.KEYED: set(), STATE.PREPARED: {MANAGER}, STATE.MATCHED: {BODY},
        STATE.COMBINED: {MANAGER}, STATE.CLOSED: set(), STATE.STOPPED: set(),
    }  # fmt: skip
    assert combining.waits_for(facts(STATE.OPENED, PARTIES[0])) == {APPLICANT}
    fresh = facts(STATE.KEYED, *PARTIES[:2], replace(PARTIES[2], is_ready=False), *PARTIES[3:])
    assert combining.waits_for(fresh) == {OTHER}
    assert combining.waits_for(facts(STATE.PREPARED, is_busy=True)) == frozenset()
