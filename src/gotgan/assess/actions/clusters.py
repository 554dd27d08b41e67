"""What people say of a cluster: settled, some taken out, dismissed, taken back; remarks and objections."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.assess.actions.permission import LONGEST_REASON, check
from gotgan.assess.models import Cluster, ClusterMember, ClusterStep, HeldApart
from gotgan.assess.queries.clusters import NoSuchCluster, bodies_of
from gotgan.assess.rules import cluster_path as path
from gotgan.assess.rules.cluster_path import ClusterState, MemberPlace, StepKind
from gotgan.audit.actions import record
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work.actions import enqueue

_LOOK_AGAIN = "look at it again before you decide"


@transaction.atomic
def ask_clustering(*, by: Actor) -> None:
    """Have clusters made anew, once, however often it is asked. Raises: NotYours."""
    check(path.may_act(organisations.viewer_of(by)))
    record(by=by, action="assess.ask_clustering", subject="clusters")
    _make_anew()


def _make_anew() -> None:
    enqueue("assess.cluster", key="assess.cluster")


@transaction.atomic
def settle_cluster(*, by: Actor, cluster_id: str, revision: int, representative: str, reason: str) -> None:
    """These are the same data, and this one stands for them.

    `revision` is of the cluster as it was looked at. Raises: NoSuchCluster, NotYours, Invalid; also while somebody's
    word stands against two of its members.
    """
    cluster, members = _lock(by, cluster_id, StepKind.SETTLED)
    issues = _issues(cluster, revision, reason)
    if representative not in members:
        issues.append(Issue("representative", "nobody is named", "choose the member that stands for the others"))
    if cluster.forbidden:
        what = "somebody refused that two of its members are the same"
        issues.append(Issue("members", what, "take one of the two out, or have the pair's decision changed"))
    _raise(issues)
    before = cluster.state
    is_proposed = representative == cluster.representative_id
    cluster.state, cluster.representative_id = ClusterState.SETTLED, representative
    cluster.reason = cluster.reason if is_proposed else ""
    ClusterMember.objects.filter(cluster=cluster, place=MemberPlace.IN).update(is_settled=True)
    details = {"representative": representative, "datasets": sorted(members), "strength": cluster.strength}
    _done(cluster, by, StepKind.SETTLED, before, details, reason)


@transaction.atomic
def take_out(*, by: Actor, cluster_id: str, revision: int, datasets: Collection[str], reason: str) -> None:
    """These are not the same data as the others, whatever they are among themselves; the others wait again.

    Raises: NoSuchCluster, NotYours, Invalid.
    """
    cluster, members = _lock(by, cluster_id, StepKind.TAKEN_OUT)
    issues, out = _issues(cluster, revision, reason), sorted(set(datasets))
    if not out or not set(out) <= set(members):
        issues.append(Issue("datasets", "no member is chosen", "choose who is not the same as the others"))
    elif len(members) - len(out) < 2:
        issues.append(Issue("datasets", "fewer than two would stay", "dismiss the cluster instead"))
    _raise(issues)
    rest = sorted(set(members) - set(out))
    before, cluster.state = cluster.state, ClusterState.SPLIT
    _move(cluster, out, MemberPlace.OUT)
    cluster.size, cluster.bodies = len(rest), len({members[each].organisation_id for each in rest})
    cluster.cut = [each for each in cluster.cut if each in rest]
    if cluster.representative_id in out:
        cluster.representative_id, cluster.reason = rest[0], ""
    step = _done(cluster, by, StepKind.TAKEN_OUT, before, {"datasets": out}, reason)
    _hold_apart(step, [out, rest], members)
    _make_anew()


@transaction.atomic
def dismiss_cluster(*, by: Actor, cluster_id: str, revision: int, reason: str) -> None:
    """No two of its members are the same data, as long as their contents stay. Raises as `take_out`."""
    cluster, members = _lock(by, cluster_id, StepKind.DISMISSED)
    _raise(_issues(cluster, revision, reason))
    before, cluster.state = cluster.state, ClusterState.DISMISSED
    _move(cluster, members, MemberPlace.APART)
    step = _done(cluster, by, StepKind.DISMISSED, before, {"datasets": sorted(members)}, reason)
    _hold_apart(step, [[each] for each in sorted(members)], members)


@transaction.atomic
def take_back(*, by: Actor, cluster_id: str, revision: int, reason: str) -> None:
    """Undo what was decided: the cluster waits again, and what was held apart may come back. Raises as `take_out`."""
    cluster, _ = _lock(by, cluster_id, StepKind.TAKEN_BACK)
    _raise(_issues(cluster, revision, reason))
    before, cluster.state = cluster.state, ClusterState.PROPOSED
    if before == ClusterState.DISMISSED:
        _bring_back(cluster)
    ClusterMember.objects.filter(cluster=cluster).update(is_settled=False)
    HeldApart.objects.filter(step__cluster=cluster, is_standing=True).update(is_standing=False)
    _done(cluster, by, StepKind.TAKEN_BACK, before, {}, reason)
    _make_anew()


@transaction.atomic
def say_of_cluster(*, by: Actor, cluster_id: str, is_objection: bool, text: str, organisation: str = "") -> None:
    """A remark or an objection, for who keeps the data of a member. Nothing is decided by it.

    Raises: NoSuchCluster, NotYours, Invalid.
    """
    cluster, _ = _lock(by, cluster_id)
    viewer, bodies = organisations.viewer_of(by), bodies_of(cluster_id)
    check(path.may_say(viewer, bodies))
    if issue := _reason_issue(text, "text"):
        raise Invalid(issue)
    kept = next((code for code in sorted(bodies) if path.keeps_one_of(viewer, [code])), None)
    speaks_for = organisation if organisation in bodies and path.keeps_one_of(viewer, [organisation]) else kept
    kind = StepKind.OBJECTED if is_objection else StepKind.REMARKED
    _write(cluster, by, kind, cluster.state, {}, text, speaks_for)
    cluster.is_objected = cluster.is_objected or is_objection
    cluster.save(update_fields=["is_objected"])
    record(by=by, action="assess.say_of_cluster", subject=f"cluster:{cluster_id}", details={"kind": str(kind)})


def _lock(by: Actor, cluster_id: str, kind: StepKind | None = None) -> tuple[Cluster, Mapping[str, ClusterMember]]:
    """The cluster, locked, with the members that are in it. Raises: NoSuchCluster, also for a stranger; NotYours."""
    cluster = Cluster.objects.select_for_update().filter(pk=cluster_id).first()
    viewer = organisations.viewer_of(by)
    if cluster is None or not (by == SYSTEM or path.may_see(viewer, bodies_of(cluster_id))):
        raise NoSuchCluster(f"cluster {cluster_id}: there is no such cluster; see the list of clusters")
    if kind is not None:
        check(path.may_act(viewer))
        check(path.may_step(kind, ClusterState(cluster.state)))
    rows = ClusterMember.objects.filter(cluster=cluster, place__in=[MemberPlace.IN, MemberPlace.APART])
    return cluster, {row.dataset_id: row for row in rows}


def _issues(cluster: Cluster, revision: int, reason: str) -> list[Issue]:
    issues = [issue] if (issue := _reason_issue(reason, "reason")) else []
    if revision != cluster.revision:
        issues.append(Issue("cluster", "it changed after you looked at it", _LOOK_AGAIN))
    return issues


def _reason_issue(text: str, place: str) -> Issue | None:
    if not text.strip():
        return Issue(place, "it is empty", "say in a sentence why")
    if len(text) > LONGEST_REASON:
        return Issue(place, f"it is longer than {LONGEST_REASON} characters", "shorten it")
    return None


def _raise(issues: Sequence[Issue]) -> None:
    if issues:
        raise Invalid(*issues)


def _move(cluster: Cluster, datasets: Collection[str], place: MemberPlace) -> None:
    rows = ClusterMember.objects.filter(cluster=cluster, dataset__in=list(datasets))
    rows.update(place=place, is_settled=False, since=timezone.now())


def _bring_back(cluster: Cluster) -> None:
    """Members of a dismissed cluster that meanwhile are in no other one."""
    apart = ClusterMember.objects.filter(cluster=cluster, place=MemberPlace.APART)
    ids = list(apart.values_list("dataset_id", flat=True))
    elsewhere = ClusterMember.objects.filter(dataset__in=ids, place=MemberPlace.IN)
    free = sorted(set(ids) - set(elsewhere.values_list("dataset_id", flat=True)))
    if len(free) < 2:
        raise Invalid(Issue("cluster", "its members are in other clusters now", "settle those"))
    _move(cluster, free, MemberPlace.IN)


def _hold_apart(step: ClusterStep, groups: Sequence[Sequence[str]], members: Mapping[str, ClusterMember]) -> None:
    contents = {each: members[each].contents for group in groups for each in group}
    HeldApart.objects.create(step=step, groups=[list(group) for group in groups], contents=contents)


def _done(
    cluster: Cluster, by: Actor, kind: StepKind, before: str, details: Mapping[str, Any], reason: str
) -> ClusterStep:
    step = _write(cluster, by, kind, before, details, reason)
    cluster.revision, cluster.updated, cluster.is_objected = cluster.revision + 1, step.at, False
    cluster.save()
    told = {"kind": str(kind), "after": str(cluster.state), "datasets": len(details.get("datasets", ()))}
    record(by=by, action=f"assess.{kind}", subject=f"cluster:{cluster.pk}", details=told)
    return step


def _write(
    cluster: Cluster, by: Actor, kind: StepKind, before: str, details: Mapping[str, Any], reason: str,
    organisation: str | None = None,
) -> ClusterStep:  # fmt: skip
    return ClusterStep.objects.create(
        cluster=cluster, kind=kind, before=before, after=cluster.state, details=dict(details), reason=reason.strip(),
        by=by.label[:254], person_id=by.person_id, organisation_id=organisation, at=timezone.now(),
    )  # fmt: skip
