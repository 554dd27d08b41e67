"""The one list of roles. A role is held in an organisation, or everywhere (no organisation)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    VISITOR = "visitor"
    USER = "user"
    OFFICER = "officer"
    APPROVER = "approver"
    LEAD = "lead"
    OBSERVER = "observer"
    SURVEY_MANAGER = "survey_manager"
    ASSESSOR = "assessor"
    STEWARD = "steward"
    REVIEWER = "reviewer"
    ZONE_OPERATOR = "zone_operator"
    CHECKER = "checker"
    SELLER = "seller"
    BUYER = "buyer"
    BROKER = "broker"
    AUDITOR = "auditor"
    OPERATOR = "operator"


KEEPERS = (Role.OFFICER, Role.LEAD, Role.STEWARD, Role.OPERATOR)
"""Who keeps an organisation's data: brings it in, publishes, opens, closes and removes it."""


@dataclass(frozen=True)
class RoleHeld:
    """One role of one person; `organisation` is a code, or None for every organisation."""

    role: Role
    organisation: str | None = None


@dataclass(frozen=True)
class Viewer:
    """Who asks: everything a rule needs to know about a person, and nothing else of them."""

    person_id: int | None = None
    label: str = "visitor"
    roles: tuple[RoleHeld, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    def holds(self, *roles: Role, organisation: str | None = None) -> bool:
        """Whether the viewer holds one of `roles` in `organisation` (or everywhere)."""
        return any(
            held.role in roles and (held.organisation is None or held.organisation == organisation)
            for held in self.roles
        )


VISITOR = Viewer()


@dataclass(frozen=True)
class Actor:
    """Who did something, as the audit chain writes it: a person, or the system itself."""

    person_id: int | None
    label: str

    @classmethod
    def of(cls, viewer: Viewer) -> Actor:
        return cls(viewer.person_id, viewer.label)


SYSTEM = Actor(None, "system")
"""The hub itself, or somebody at its own command line: who holds the data folder holds all of it."""
