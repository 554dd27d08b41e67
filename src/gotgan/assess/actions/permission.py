"""Finding and locking a version; a stranger learns nothing, a member learns why."""

from __future__ import annotations

from django.utils import timezone

from gotgan.assess.models import ListStep, ListVersion
from gotgan.assess.queries.lists import NoSuchList, facts_of
from gotgan.assess.rules.listing import STEPS, ListFacts, Sight, Verb, may_step, sight_of
from gotgan.assess.rules.people import may_manage
from gotgan.organisations import queries as organisations
from gotgan.terms.decision import Decision
from gotgan.terms.errors import Invalid, Issue, NotAllowed
from gotgan.terms.role import Actor, Viewer
from gotgan.terms.selection import ListState

LONGEST_REASON, LONGEST_TEXT = 2000, 50_000


class NotYours(NotAllowed):
    """A step that the person may not take, or not now."""


def viewer_of(by: Actor) -> Viewer:
    return organisations.viewer_of(by)


def check(decision: Decision) -> None:
    """Raises: NotYours with the rule's own reasons."""
    if not decision:
        raise NotYours("; ".join(decision.reasons))


def lock_version(by: Actor, version_id: str) -> tuple[ListVersion, ListFacts]:
    """The version, locked for a change, and as the rules see it. Raises: NoSuchList, also for a stranger."""
    version = ListVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is not None:
        facts = facts_of(version)
        viewer = viewer_of(by)
        if may_manage(viewer) or sight_of(viewer, facts) is not Sight.NOTHING:
            return version, facts
    raise NoSuchList(f"version {version_id}: there is no such version of a list; see the page of selection")


def lock_for(by: Actor, version_id: str, verb: Verb) -> tuple[ListVersion, ListFacts]:
    """The same for one step, which is allowed. Raises: NoSuchList, NotYours."""
    version, facts = lock_version(by, version_id)
    check(may_step(viewer_of(by), facts, verb, timezone.localdate()))
    return version, facts


def move(by: Actor, version: ListVersion, after: ListState, reason: str = "", **numbers: object) -> None:
    """Write the step down and save the version, in the caller's transaction."""
    ListStep.objects.create(
        version=version, before=version.state, after=after, reason=reason.strip(), numbers=numbers,
        by=by.label[:254], person_id=by.person_id, at=timezone.now(),
    )  # fmt: skip
    version.state = after
    save(version)


def step_panel(by: Actor, version: ListVersion, verb: Verb) -> None:
    """The panel of a version that is locked begins to rate (RATE), or has closed (CLOSE): a part of its own step.

    Raises: NotYours.
    """
    check(may_step(viewer_of(by), facts_of(version), verb, timezone.localdate()))
    after = STEPS[verb][1]
    assert after is not None
    move(by, version, after)


def save(version: ListVersion) -> None:
    version.updated = timezone.now()
    version.save()


def text_in(place: str, text: str, longest: int = LONGEST_REASON, remedy: str = "say in a sentence why") -> str:
    """Stripped. Raises: Invalid when it is empty or too long."""
    said = text.strip()
    if not said:
        raise Invalid(Issue(place, "it is empty", remedy))
    if len(said) > longest:
        raise Invalid(Issue(place, f"it is longer than {longest} characters", "shorten it"))
    return said
