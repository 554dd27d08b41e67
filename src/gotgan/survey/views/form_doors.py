"""Who may look at questionnaires, and who may change them."""

from __future__ import annotations

from typing import Any

from gotgan.survey.actions.permission import check
from gotgan.survey.queries.forms import NoSuchForm
from gotgan.survey.rules import people
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Viewer


def check_reads(viewer: Viewer) -> None:
    """Survey managers, observers and auditors. Raises: NoSuchForm for a stranger, NotYours for other roles."""
    if not viewer.roles:
        raise NoSuchForm("questionnaires: there is no such page")
    check(people.may_see_all(viewer))


def check_changes(viewer: Viewer) -> None:
    """Survey managers. Raises: NoSuchForm for a stranger, NotYours for other roles."""
    check_reads(viewer)
    check(people.may_manage(viewer))


def may_change(viewer: Viewer) -> bool:
    return bool(people.may_manage(viewer))


def mark_of(row: Any) -> str:
    """A mark of what a page showed, sent back with what was written on it."""
    return fingerprint(row)[:16]


def check_unchanged(place: str, now: Any, mark: str) -> None:
    """Raises: Invalid when somebody else changed it since the page was drawn. Without a mark nothing is compared."""
    if mark and mark != mark_of(now):
        raise Invalid(
            Issue(place, "somebody changed it meanwhile", "compare with the page as it is now, then keep again")
        )
