"""Who does what in selecting."""

from __future__ import annotations

from gotgan.terms.role import Role, Viewer

SELECTORS = (Role.SURVEY_MANAGER, Role.ASSESSOR, Role.AUDITOR, Role.OPERATOR)
"""Roles with a place for selection in the header."""


def may_manage(viewer: Viewer) -> bool:
    """Make lists, freeze evidence, run the panel, solve, propose, sign."""
    return viewer.holds(Role.SURVEY_MANAGER, Role.OPERATOR)


def may_see_all(viewer: Viewer) -> bool:
    """Read every score sheet, list and minutes, with who did what: the manager and the auditor."""
    return may_manage(viewer) or viewer.holds(Role.AUDITOR)


def may_see_scores(viewer: Viewer, organisation: str) -> bool:
    """A dataset's score sheet: who sees all, assessors, and whoever belongs to the organisation that holds it."""
    is_own = any(held.organisation == organisation for held in viewer.roles)
    return may_see_all(viewer) or viewer.holds(Role.ASSESSOR) or is_own
