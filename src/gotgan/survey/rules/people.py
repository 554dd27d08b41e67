"""Who may do what in the survey. An officer sees the own organisation only."""

from __future__ import annotations

from gotgan.terms.decision import Decision
from gotgan.terms.role import Role, Viewer

MANAGERS = (Role.SURVEY_MANAGER,)
READERS_OF_ALL = (Role.SURVEY_MANAGER, Role.OBSERVER, Role.AUDITOR)
ANSWERERS = (Role.OFFICER, Role.LEAD)
MEMBERS = (Role.OFFICER, Role.LEAD, Role.APPROVER, Role.OBSERVER)


def may_manage(viewer: Viewer) -> Decision:
    """Questionnaires, campaigns, waves, acceptance, freezing: the survey manager, everywhere."""
    if viewer.holds(*MANAGERS):
        return Decision.yes()
    return Decision.no("only a survey manager may do this")


def may_see_all(viewer: Viewer) -> Decision:
    """The whole campaign: survey manager, observer and auditor of every organisation."""
    if viewer.holds(*READERS_OF_ALL):
        return Decision.yes()
    return Decision.no("only a survey manager, an observer or an auditor sees every organisation")


def may_see(viewer: Viewer, organisation: str) -> Decision:
    """One organisation's sheets: its own people, and who sees all."""
    if may_see_all(viewer) or viewer.holds(*MEMBERS, organisation=organisation):
        return Decision.yes()
    return Decision.no("you are not a member of this organisation")


def may_answer(viewer: Viewer, organisation: str) -> Decision:
    """Writing answers: officers and the lead of the organisation."""
    if viewer.holds(*ANSWERERS, organisation=organisation):
        return Decision.yes()
    return Decision.no("only an officer or the lead of this organisation may answer")


def may_lead(viewer: Viewer, organisation: str) -> Decision:
    """Delegating, "we hold none", declaring completeness: the organisation's lead."""
    if viewer.holds(Role.LEAD, organisation=organisation):
        return Decision.yes()
    return Decision.no("only the lead of this organisation may do this")


def may_sign(viewer: Viewer, organisation: str) -> Decision:
    """Signing and returning as the department head: an approver of the organisation."""
    if viewer.holds(Role.APPROVER, organisation=organisation):
        return Decision.yes()
    return Decision.no("only an approver of this organisation may sign")
