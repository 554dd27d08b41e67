"""What organisations say against a proposed version, and what the manager answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.actions.opening import next_version
from gotgan.assess.actions.permission import check, lock_version, text_in, viewer_of
from gotgan.assess.models import ListVersion, Objection
from gotgan.assess.rules.listing import Effect, Side, may_answer, may_object
from gotgan.audit.actions import record
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.role import Actor


class NoSuchObjection(NotFound):
    """The version has no such objection."""


@dataclass(frozen=True)
class Said:
    """For an organisation: that a dataset should be `side` of the list, and why."""

    organisation: str
    dataset: str
    side: Side
    text: str


@transaction.atomic
def object_to(*, by: Actor, version_id: str, said: Said) -> int:
    """Write an objection down; returns its id. Raises: NoSuchList, NotYours, Invalid."""
    version, facts = lock_version(by, version_id)
    check(may_object(viewer_of(by), facts, said.organisation, timezone.localdate()))
    text = text_in("text", said.text, remedy="say in a few sentences what is wrong")
    if said.dataset not in kept.read_json(version.names):
        raise Invalid(Issue("dataset", "it is none that this list was chosen from", "choose one of the list"))
    if (said.side is Side.OUT) != (said.dataset in _members(version)):
        raise Invalid(Issue("side", "it is so already", "choose the other"))
    made = Objection.objects.create(
        version=version, organisation_id=said.organisation, dataset=said.dataset, side=said.side, text=text,
        by=by.label[:254], person_id=by.person_id, at=timezone.now(),
    )  # fmt: skip
    details = {"organisation": said.organisation, "dataset": said.dataset, "side": said.side.value}
    record(by=by, action="assess.object_to_list", subject=f"list_version:{version_id}", details=details)
    return made.pk


def _members(version: ListVersion) -> set[str]:
    return {each["id"] for each in kept.read_json(version.document)["members"]}


@transaction.atomic
def answer_objection(*, by: Actor, version_id: str, objection_id: int, answer: str, effect: Effect) -> None:
    """Answer an objection, once. A new version is made with the same settings and evidence, where it is granted.

    Raises: NoSuchList, NoSuchObjection, NotYours, Invalid.
    """
    version, facts = lock_version(by, version_id)
    objection = version.objections.select_for_update().filter(pk=objection_id).first()
    if objection is None:
        raise NoSuchObjection(f"objection {objection_id}: there is no such objection to this version; see its list")
    check(may_answer(viewer_of(by), facts, bool(objection.effect)))
    objection.answer = text_in("answer", answer, remedy="say in a few sentences why")
    objection.effect, objection.answered_by, objection.answered_at = effect, by.label[:254], timezone.now()
    objection.save()
    if effect is Effect.NEW_VERSION and not facts.granted_objections:
        next_version(by, version, recollect=False)
    details = {"objection": objection_id, "effect": effect.value}
    record(by=by, action="assess.answer_objection", subject=f"list_version:{version_id}", details=details)
