"""Who does what in selecting."""

from __future__ import annotations

import pytest

from gotgan.assess.rules.people import may_manage, may_see_all, may_see_scores
from gotgan.terms.role import Role, RoleHeld, Viewer


def viewer(role: Role, organisation: str | None = None) -> Viewer:
    return Viewer(1, "p", (RoleHeld(role, organisation),))


@pytest.mark.parametrize(
    ("role", "manages", "sees_all", "sees_scores"),
    [
        (Role.SURVEY_MANAGER, True, True, True),
        (Role.AUDITOR, False, True, True),
        (Role.ASSESSOR, False, False, True),
        (Role.USER, False, False, False),
    ],
)
def test_role_opens_what_is_its_own(role: Role, manages: bool, sees_all: bool, sees_scores: bool) -> None:
    who = viewer(role)
    assert may_manage(who) is manages
    assert may_see_all(who) is sees_all
    assert may_see_scores(who, "0001") is sees_scores


def test_officer_sees_the_scores_of_the_own_organisation_only() -> None:
    who = viewer(Role.OFFICER, "0001")
    assert may_see_scores(who, "0001")
    assert not may_see_scores(who, "0002")
