"""What organisations say against a proposed version, and what the manager answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.actions.opening import next_version
from gotgan.assess.actions.permission import check, lock_version, save, text_in, viewer_of
from gotgan.assess.models import ListVersion, Objection, Unmet
from gotgan.assess.queries.carrying import carried_of, is_followed
from gotgan.assess.rules.carrying import may_answer_before, may_explain
from gotgan.assess.rules.listing import About, Effect, Side, holders_in, may_answer, may_object
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
    viewer, today = viewer_of(by), timezone.localdate()
    check(may_object(viewer, facts, said.organisation, today))
    text = text_in("text", said.text, remedy="say in a few sentences what is wrong")
    named = kept.read_json(version.names).get(said.dataset)
    if named is None:
        raise Invalid(Issue("dataset", "it is none that this list was chosen from", "choose one of the list"))
    about = About(holders_in(named), said.dataset in _members(version))
    check(may_object(viewer, facts, said.organisation, today, about))
    if (said.side is Side.OUT) != about.is_member:
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
    """Answer an objection, once: to the version, or to an earlier one that nobody answered. Granted, it binds what
    follows: a dataset granted to be out is not chosen from there, and no version that follows is proposed before it
    does what was granted. One is made with the same settings and evidence where none follows yet.

    Raises: NoSuchList, NoSuchObjection, NotYours, Invalid.
    """
    version, facts = lock_version(by, version_id)
    objection = _objection_of(version, objection_id)
    may = may_answer if objection.version_id == version.pk else may_answer_before
    check(may(viewer_of(by), facts, bool(objection.effect)))
    objection.answer = text_in("answer", answer, remedy="say in a few sentences why")
    objection.effect, objection.answered_by, objection.answered_at = effect, by.label[:254], timezone.now()
    objection.save()
    if effect is Effect.NEW_VERSION and not is_followed(objection.version):
        next_version(by, version, recollect=False)
    details = {"objection": objection_id, "effect": effect.value, "to": objection.version.number}
    record(by=by, action="assess.answer_objection", subject=f"list_version:{version_id}", details=details)


def _objection_of(version: ListVersion, objection_id: int) -> Objection:
    """To the version or to an earlier one of its list, locked. Raises: NoSuchObjection."""
    found = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("version")
        .filter(
            pk=objection_id, version__dataset_list=version.dataset_list_id, version__number__lte=version.number,
        )
        .first()
    )  # fmt: skip
    if found is None:
        raise NoSuchObjection(f"objection {objection_id}: there is no such objection to this version; see its list")
    return found


@transaction.atomic
def explain_unmet(*, by: Actor, version_id: str, objection_id: int, reason: str) -> None:
    """Say why the version does not do what an objection granted to an earlier one asks for; it stays with the version.

    A dataset that was granted to be out is then chosen from again. Raises: NoSuchList, NoSuchObjection, NotYours,
    Invalid.
    """
    version, facts = lock_version(by, version_id)
    carried = next((each for each in carried_of(version) if each.objection.pk == objection_id), None)
    if carried is None:
        raise NoSuchObjection(f"objection {objection_id}: none that was granted binds this version; see its list")
    check(may_explain(viewer_of(by), facts, carried.met))
    said = text_in("reason", reason, remedy="say in a few sentences why it could not be done")
    told = {"reason": said, "by": by.label[:254], "person_id": by.person_id, "at": timezone.now()}
    Unmet.objects.update_or_create(version=version, objection_id=objection_id, defaults=told)
    version.job_id = None
    save(version)
    details = {"objection": objection_id, "dataset": carried.objection.dataset}
    record(by=by, action="assess.explain_unmet", subject=f"list_version:{version_id}", details=details)
