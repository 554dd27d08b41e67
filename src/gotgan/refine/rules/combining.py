"""Who may do what in a combination, and when: keys and data never come to the same hands.

Source: PIPA art. 28-3; PIPC guideline on combining pseudonymous data (key manager, combining body).
"""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.terms.combination import CombinationFacts, CombinationState, ParcelKind, Party, PartyFacts
from gotgan.terms.decision import Decision
from gotgan.terms.role import KEEPERS, Role, Viewer

LEAST_PROVIDERS = 2
MOST_FIELDS = 8
WAIT = "the engine works on it; wait until it is done"
STAGES = (
    CombinationState.OPENED, CombinationState.KEYED, CombinationState.PREPARED, CombinationState.MATCHED,
    CombinationState.COMBINED, CombinationState.CLOSED,
)  # fmt: skip
ENDED = frozenset({CombinationState.CLOSED, CombinationState.STOPPED})
ELIGIBLE: Mapping[Party, tuple[Role, ...]] = {
    Party.PROVIDER: (Role.OFFICER, Role.LEAD, Role.STEWARD),
    Party.KEY_MANAGER: (Role.OFFICER, Role.LEAD, Role.STEWARD),
    Party.COMBINING_BODY: (Role.STEWARD,),
}
"""The role that a party asks for, held in the institution that it stands for."""
READERS: Mapping[ParcelKind, Party] = {
    ParcelKind.KEYS: Party.KEY_MANAGER,
    ParcelKind.PAYLOAD: Party.COMBINING_BODY,
    ParcelKind.LINKAGE: Party.COMBINING_BODY,
}
"""Who a parcel is handed to. Beside them only who made it may take it."""


def parties_of(person: int | None, facts: CombinationFacts) -> frozenset[Party]:
    """What the person is in this combination."""
    return frozenset(each.party for each in facts.parties if person is not None and each.person == person)


def may_apply(viewer: Viewer) -> Decision:
    """Opening a combination: who keeps some institution's data."""
    if any(held.role in KEEPERS for held in viewer.roles):
        return Decision.yes()
    return Decision.no("only who keeps an organisation's data may apply for a combination")


def may_see(viewer: Viewer, facts: CombinationFacts) -> Decision:
    """The page with its states and people: the parties, and auditors. What parcels hold is another question."""
    if parties_of(viewer.person_id, facts) or viewer.holds(Role.AUDITOR):
        return Decision.yes()
    return Decision.no("you have no part in this combination")


def may_name(facts: CombinationFacts, person: int | None, new: PartyFacts, candidate: Viewer) -> Decision:
    """Whether the person may name another one for a party: the applicant, before the key is made."""
    if Party.APPLICANT not in parties_of(person, facts):
        return Decision.no("only the applicant of this combination names its parties")
    if facts.state is not CombinationState.OPENED:
        return Decision.no("the key is made already; open another combination for other parties")
    if new.party not in ELIGIBLE:
        return Decision.no("the applicant stays the same")
    if not candidate.holds(*ELIGIBLE[new.party], organisation=new.organisation):
        return Decision.no("the person does not keep data of that organisation")
    return may_join(facts, new)


def may_join(facts: CombinationFacts, new: PartyFacts) -> Decision:
    """Whether somebody may take a party beside those that there are: other people, other institutions.

    The applicant is no institution's party, and may provide; but never manages the key or combines.
    """
    others = [
        each for each in facts.parties if each.party is not new.party or each.party is Party.PROVIDER
    ]  # a new key manager stands in the place of the one before
    for each in others:
        is_free = each.party is Party.APPLICANT and new.party is Party.PROVIDER
        if each.person == new.person and not is_free:
            return Decision.no("the person is a party of this combination already: nobody is two of them")
        if each.party is not Party.APPLICANT and each.organisation == new.organisation:
            return Decision.no("the organisation is a party of this combination already: none is two of them")
    return Decision.yes()


def may_make_key(facts: CombinationFacts, person: int | None) -> Decision:
    """Making the key of the combination: its key manager, once all parties are named."""
    if Party.KEY_MANAGER not in parties_of(person, facts):
        return Decision.no("only the key manager of this combination does this")
    if facts.state is not CombinationState.OPENED:
        return Decision.no("the key is made already")
    missing = []
    if (short := LEAST_PROVIDERS - len(facts.of(Party.PROVIDER))) > 0:
        missing.append(f"{short} providing institution(s) missing of {LEAST_PROVIDERS}")
    if not facts.of(Party.COMBINING_BODY):
        missing.append("no combining body is named")
    return Decision.no(*missing) if missing else Decision.yes()


def may_prepare(facts: CombinationFacts, person: int | None) -> Decision:
    """Handing a table over: a provider, once there is a key; again as long as nothing was matched."""
    if Party.PROVIDER not in parties_of(person, facts):
        return Decision.no("only a providing institution of this combination does this")
    if facts.state is CombinationState.OPENED:
        return Decision.no("the key manager has not made the key yet")
    if facts.state not in (CombinationState.KEYED, CombinationState.PREPARED):
        return Decision.no("the keys are matched already; what was handed over stays")
    is_working = any(each.is_working and each.person == person for each in facts.of(Party.PROVIDER))
    return Decision.no(WAIT) if facts.is_busy or is_working else Decision.yes()


def may_match(facts: CombinationFacts, person: int | None) -> Decision:
    """Making the linkage: the key manager, once every provider handed over."""
    if Party.KEY_MANAGER not in parties_of(person, facts):
        return Decision.no("only the key manager of this combination does this")
    if facts.state is not CombinationState.PREPARED:
        return Decision.no("not every institution has handed its files over")
    return Decision.no(WAIT) if facts.is_busy else Decision.yes()


def may_combine(facts: CombinationFacts, person: int | None) -> Decision:
    """Putting the data together: the combining body, once there is a linkage."""
    if Party.COMBINING_BODY not in parties_of(person, facts):
        return Decision.no("only the combining body of this combination does this")
    if facts.state is not CombinationState.MATCHED:
        return Decision.no("the key manager has not made the linkage")
    return Decision.no(WAIT) if facts.is_busy else Decision.yes()


def may_close(facts: CombinationFacts, person: int | None) -> Decision:
    """Destroying key, keys, linkage and payloads: the key manager, once the result is there."""
    if Party.KEY_MANAGER not in parties_of(person, facts):
        return Decision.no("only the key manager of this combination does this")
    if facts.state is not CombinationState.COMBINED:
        return Decision.no("there is no result yet; to give up, stop the combination")
    return Decision.yes()


def may_stop(facts: CombinationFacts, person: int | None) -> Decision:
    """Giving up before there is a result: any party. Everything handed over is destroyed."""
    if not parties_of(person, facts):
        return Decision.no("you have no part in this combination")
    if facts.state in ENDED or facts.state is CombinationState.COMBINED:
        return Decision.no("it cannot be stopped any more")
    is_working = any(each.is_working for each in facts.parties)
    return Decision.no(WAIT) if facts.is_busy or is_working else Decision.yes()


def may_take(facts: CombinationFacts, person: int | None, kind: ParcelKind, organisation: str) -> Decision:
    """Whether the person may read a parcel: whom it is handed to, and who made it. `organisation` is its maker's.

    The key manager never gets data, the combining body never keys; nobody else gets anything.
    """
    for each in facts.parties:
        if each.person != person:
            continue
        is_maker = each.organisation == organisation and each.party in (Party.PROVIDER, Party.KEY_MANAGER)
        if each.party is READERS[kind] or is_maker:
            return Decision.yes()
    return Decision.no("this file is not handed to you")


def waits_for(facts: CombinationFacts) -> frozenset[int]:
    """The people who go on now."""
    if facts.is_busy:
        return frozenset()
    manager = facts.of(Party.KEY_MANAGER)
    on = {
        CombinationState.OPENED: manager if _is_named(facts) else facts.of(Party.APPLICANT),
        CombinationState.KEYED: tuple(
            each for each in facts.of(Party.PROVIDER) if not each.is_ready and not each.is_working
        ),
        CombinationState.PREPARED: manager,
        CombinationState.MATCHED: facts.of(Party.COMBINING_BODY),
        CombinationState.COMBINED: manager,
    }.get(facts.state, ())
    return frozenset(each.person for each in on)


def _is_named(facts: CombinationFacts) -> bool:
    return bool(facts.of(Party.KEY_MANAGER) and facts.of(Party.COMBINING_BODY)) and (
        len(facts.of(Party.PROVIDER)) >= LEAST_PROVIDERS
    )


def is_all_ready(facts: CombinationFacts) -> bool:
    return all(each.is_ready for each in facts.of(Party.PROVIDER))
