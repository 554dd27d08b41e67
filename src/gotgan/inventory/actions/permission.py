"""Whether an actor may do what an action is about to do."""

from __future__ import annotations

from gotgan.inventory import rules
from gotgan.organisations import queries as organisations
from gotgan.terms.decision import Decision
from gotgan.terms.errors import NotAllowed
from gotgan.terms.role import Actor


class NotYours(NotAllowed):
    """The person holds no role in that organisation that would let them."""


def check_may_manage(by: Actor, organisation: str) -> None:
    """Raises: NotYours."""
    _check(rules.may_manage(organisations.viewer_of(by), organisation))


def check_may_release(by: Actor, organisation: str) -> None:
    """Raises: NotYours."""
    _check(rules.may_release(organisations.viewer_of(by), organisation))


def check_may_record_survey(by: Actor) -> None:
    """Raises: NotYours."""
    _check(rules.may_record_survey(organisations.viewer_of(by)))


def check_may_name(by: Actor, location: str) -> bool:
    """Whether the place may lie in the hub's own network. Raises: NotYours for its own machine."""
    allowed = rules.may_name_private_places(organisations.viewer_of(by))
    if not allowed and not rules.is_web(location):
        raise NotYours(f"{'; '.join(allowed.reasons)}; upload the files, or ask an operator to add the place")
    return bool(allowed)


def check_may_refer(by: Actor) -> None:
    """Raises: NotYours."""
    decision = rules.may_name_references(organisations.viewer_of(by))
    if not decision:
        raise NotYours(f"{'; '.join(decision.reasons)}; ask an operator to add this source")


def check_may_connect(by: Actor) -> None:
    """Raises: NotYours."""
    decision = rules.may_use_connectors(organisations.viewer_of(by))
    if not decision:
        raise NotYours(f"{'; '.join(decision.reasons)}; ask an operator to add this source")


def _check(decision: Decision) -> None:
    if not decision:
        raise NotYours(f"{'; '.join(decision.reasons)}; ask an operator for the role")
