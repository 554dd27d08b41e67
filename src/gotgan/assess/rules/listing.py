"""Which step of a list's version may be taken now, and by whom: the manager acts, the auditor reads, an assessor
learns that a list exists, and who speaks for a concerned organisation may object while a version is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from gotgan.assess.rules.people import may_manage, may_see_all
from gotgan.terms.decision import Decision
from gotgan.terms.role import Role, Viewer
from gotgan.terms.selection import ListState


class Side(StrEnum):
    """What an objection asks for: a dataset in the list, or out of it."""

    IN = "in"
    OUT = "out"


class Effect(StrEnum):
    """What an answered objection leads to."""

    NONE = "none"
    NEW_VERSION = "new_version"


class Verb(StrEnum):
    SET = "set"
    COLLECT = "collect"
    RATE = "rate"
    CLOSE = "close"
    SOLVE = "solve"
    PROPOSE = "propose"
    SIGN = "sign"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class Sight(StrEnum):
    """What a viewer learns of a version: all; its members and what concerns the own organisation; that it exists."""

    ALL = "all"
    OWN = "own"
    EXISTS = "exists"
    NOTHING = "nothing"


_S = ListState
PATH = (_S.DRAFTED, _S.COLLECTED, _S.RATING, _S.RATED, _S.SOLVED, _S.PROPOSED, _S.SIGNED, _S.PUBLISHED)
STEPS: Mapping[Verb, tuple[frozenset[ListState], ListState | None]] = {
    Verb.SET: (frozenset({_S.DRAFTED, _S.COLLECTED, _S.RATING, _S.RATED, _S.SOLVED}), None),
    Verb.COLLECT: (frozenset({_S.DRAFTED, _S.COLLECTED}), _S.COLLECTED),
    Verb.RATE: (frozenset({_S.COLLECTED}), _S.RATING),
    Verb.CLOSE: (frozenset({_S.RATING}), _S.RATED),
    Verb.SOLVE: (frozenset({_S.COLLECTED, _S.RATED, _S.SOLVED}), _S.SOLVED),
    Verb.PROPOSE: (frozenset({_S.SOLVED}), _S.PROPOSED),
    Verb.SIGN: (frozenset({_S.PROPOSED}), _S.SIGNED),
    Verb.PUBLISH: (frozenset({_S.SIGNED}), _S.PUBLISHED),
    Verb.WITHDRAW: (frozenset(PATH), _S.WITHDRAWN),
}
"""{verb: (states it is taken from, the state after; None: as it was)}."""
SPEAKERS = (Role.OFFICER, Role.LEAD)
"""Who objects for an organisation."""
IS_SHOWN = frozenset({_S.PROPOSED, _S.SIGNED, _S.PUBLISHED, _S.WITHDRAWN})
"""States in which concerned organisations see a version, once it was proposed: drafts are withdrawn too."""


@dataclass(frozen=True)
class ListFacts:
    """A version as the rules see it. `candidates` that may be chosen, None before they are collected; `chosen` members
    of the document; `until` None before it is proposed; `concerned` organisations that hold a candidate, as they were
    frozen, and by those that stand no longer their `heirs` today; `objections` open and granted are counts; `unmet` of
    those granted to earlier versions that the list neither does nor answers; `open_before` how many to each earlier
    version nobody answered, by its number."""

    state: ListState
    choose: int = 0
    candidates: int | None = None
    chosen: int = 0
    is_working: bool = False
    has_panel: bool = False
    without_panel: str = ""
    minutes: str = ""
    until: date | None = None
    open_objections: int = 0
    granted_objections: int = 0
    unmet: int = 0
    open_before: Mapping[int, int] = field(default_factory=dict)
    concerned: frozenset[str] = frozenset()
    heirs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def sight_of(viewer: Viewer, facts: ListFacts) -> Sight:
    """What the viewer may learn of a version."""
    if may_see_all(viewer):
        return Sight.ALL
    was_proposed = facts.until is not None
    if was_proposed and facts.state in IS_SHOWN and speaks_for(viewer, facts):
        return Sight.OWN
    return Sight.EXISTS if viewer.holds(Role.ASSESSOR) else Sight.NOTHING


def speaks_for(viewer: Viewer, facts: ListFacts) -> frozenset[str]:
    """Concerned organisations that the viewer is an officer or lead of, or of the one that they were merged into."""
    return frozenset(
        code for code in facts.concerned
        if any(viewer.holds(*SPEAKERS, organisation=each) for each in (code, *facts.heirs.get(code, ())))
    )  # fmt: skip


def may_step(viewer: Viewer, facts: ListFacts, verb: Verb, today: date) -> Decision:
    """Whether the viewer may take this step now; a no says everything that is missing."""
    if not may_manage(viewer):
        return Decision.no("only a selection manager takes a list further")
    if facts.state not in STEPS[verb][0]:
        return Decision.no(f"a version that is {facts.state.value} is not open to this step")
    if facts.is_working:
        return Decision.no("work on it is under way; wait until it is done")
    missing = _MISSING[verb](facts, today) if verb in _MISSING else []
    return Decision.no(*missing) if missing else Decision.yes()


def may_stop(viewer: Viewer, facts: ListFacts) -> Decision:
    """Whether the viewer may stop the work that is under way."""
    if not may_manage(viewer):
        return Decision.no("only a selection manager stops the work on a list")
    return Decision.yes() if facts.is_working else Decision.no("no work on it is under way")


def _for_solving(facts: ListFacts, _: date) -> list[str]:
    missing = []
    if facts.candidates is not None and facts.candidates < facts.choose:
        missing.append(f"{facts.choose} are asked for, and only {facts.candidates} candidates may be chosen")
    if not facts.has_panel and not facts.without_panel.strip():
        missing.append("no panel has rated the shortlist; say why measured criteria alone decide")
    return missing


def _for_rating(facts: ListFacts, _: date) -> list[str]:
    return [] if facts.candidates else ["there is no candidate to rate"]


def _for_proposing(facts: ListFacts, today: date) -> list[str]:
    missing = [] if facts.minutes.strip() else ["the minutes are not written"]
    if facts.until is None or facts.until < today:
        missing.append("there is no day, today or later, until which objections are taken")
    return missing + _for_granted(facts)


def _for_granted(facts: ListFacts) -> list[str]:
    if not facts.unmet:
        return []
    what = f"{facts.unmet} objection(s) granted to an earlier version are not met"
    return [f"{what}; change the rules, or say on the page of objections why not"]


def _for_signing(facts: ListFacts, today: date) -> list[str]:
    missing = []
    if facts.until is not None and today <= facts.until:
        opens = facts.until + timedelta(days=1)
        missing.append(
            f"objections are taken until {facts.until.isoformat()}; the list can be signed from {opens.isoformat()} "
            "00:00 KST on, as institutions have the right to object until then"
        )
    if facts.open_objections:
        missing.append(f"{facts.open_objections} objection(s) are not answered")
    missing += [
        f"{count} objection(s) to version {number} are not answered; answer them on the page of objections"
        for number, count in sorted(facts.open_before.items())
    ]
    if facts.granted_objections:
        missing.append("an objection was granted: sign the version that follows from it")
    return missing + _for_granted(facts)


_MISSING = {
    Verb.RATE: _for_rating, Verb.SOLVE: _for_solving, Verb.PROPOSE: _for_proposing, Verb.SIGN: _for_signing,
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """A dataset that somebody objects to: who holds or answers for it, and whether it is in the list."""

    holders: frozenset[str]
    is_member: bool


def holders_in(named: Mapping[str, str]) -> frozenset[str]:
    """Who answers for a dataset and who holds it, by what a version keeps of its names."""
    return frozenset(code for code in (named.get("organisation"), named.get("held_by")) if code)


def may_object(
    viewer: Viewer, facts: ListFacts, organisation: str, today: date, about: About | None = None
) -> Decision:
    """Whether the viewer may object for an organisation now: to any member, and to what the organisation holds."""
    if organisation not in facts.concerned:
        return Decision.no("this organisation holds no candidate of the list")
    if organisation not in speaks_for(viewer, facts):
        return Decision.no("only an officer or lead of the organisation objects for it")
    if facts.state is not ListState.PROPOSED:
        return Decision.no("objections are taken while a version is proposed")
    if facts.until is None or today > facts.until:
        return Decision.no("the time for objections is over")
    if about is not None and not about.is_member and organisation not in about.holders:
        return Decision.no("an organisation objects to members of the list and to its own data")
    return Decision.yes()


def may_answer(viewer: Viewer, facts: ListFacts, is_answered: bool) -> Decision:
    """Whether the viewer may answer an objection."""
    if not may_manage(viewer):
        return Decision.no("only a selection manager answers objections")
    if facts.state is not ListState.PROPOSED:
        return Decision.no("objections are answered while a version is proposed")
    return Decision.no("it is answered already") if is_answered else Decision.yes()


def next_verb(facts: ListFacts) -> Verb | None:
    """The step that a version waits for; None when nothing follows, or the panel has it."""
    following = {
        ListState.DRAFTED: Verb.COLLECT, ListState.COLLECTED: Verb.RATE, ListState.RATED: Verb.SOLVE,
        ListState.SOLVED: Verb.PROPOSE, ListState.PROPOSED: Verb.SIGN, ListState.SIGNED: Verb.PUBLISH,
    }  # fmt: skip
    return following.get(facts.state)
