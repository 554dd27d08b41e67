"""Combinations of two or more institutions' data, as the rules and pages of refining see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CombinationState(StrEnum):
    """Where a combination stands. Source: PIPC guideline on processing pseudonymous data, combination.

    `keyed`: the key manager made the key. `prepared`: every institution handed its two files over. `matched`: the
    linkage is there. `combined`: the table is, with a work order of its own. `closed`: key, keys and linkage destroyed.
    """

    OPENED = "opened"
    KEYED = "keyed"
    PREPARED = "prepared"
    MATCHED = "matched"
    COMBINED = "combined"
    CLOSED = "closed"
    STOPPED = "stopped"


class Party(StrEnum):
    """What a person is in a combination. Nobody is two of them, but an applicant may provide too."""

    APPLICANT = "applicant"
    PROVIDER = "provider"
    KEY_MANAGER = "key_manager"
    COMBINING_BODY = "combining_body"


class ParcelKind(StrEnum):
    """What is handed over. `keys`: join keys with serials; `payload`: serials with data; `linkage`: serials alone."""

    KEYS = "keys"
    PAYLOAD = "payload"
    LINKAGE = "linkage"


class TaskState(StrEnum):
    """The engine at work on one institution's files, on the linkage or on the result."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class PartyFacts:
    """One person for one institution in a combination; `is_ready` of a provider whose files are handed over."""

    party: Party
    person: int
    organisation: str
    is_ready: bool = False
    is_working: bool = False


@dataclass(frozen=True)
class CombinationFacts:
    """Everything a rule needs to know of a combination. `is_busy`: the engine matches or joins."""

    state: CombinationState
    parties: tuple[PartyFacts, ...] = ()
    is_busy: bool = False

    def of(self, party: Party) -> tuple[PartyFacts, ...]:
        return tuple(each for each in self.parties if each.party is party)


@dataclass(frozen=True)
class CombinationRecord:
    """A combination in a list."""

    id: str
    title: str
    state: CombinationState
    updated: datetime
    parties: frozenset[Party]
    """What the viewer is in it."""
    waits: bool = False
    """Whether the viewer is who goes on."""
