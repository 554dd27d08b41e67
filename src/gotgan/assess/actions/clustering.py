"""Making clusters out of what was measured and decided, and following them as that changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from gotgan.assess.models import Cluster, Clustering, ClusterMember, ClusterStep, HeldApart
from gotgan.assess.queries.scoring import readiness_lines
from gotgan.assess.rules import cluster_path as path
from gotgan.assess.rules.cluster_path import Change, ClusterState, Known, MemberPlace, StepKind
from gotgan.assess.rules.clustering import Proposal, propose
from gotgan.assess.rules.links import FAIR, Contents, Link, contents_of, has_changed, links_of
from gotgan.assess.rules.representing import Candidate, choose_representative, copies_among
from gotgan.audit.actions import record
from gotgan.inventory import queries as inventory
from gotgan.terms.digest import fingerprint
from gotgan.terms.overlap import ContentPair, HeldFacts
from gotgan.terms.role import SYSTEM, Actor

_ONLY = 1
MOST_KEPT = 200
"""Members of the proposed cut that are kept with a cluster."""


@dataclass(frozen=True)
class _Now:
    """What is known at one moment: pairs, what they say, who is held, the clusters so far."""

    at: datetime
    links: Mapping[tuple[str, str], Link]
    contents: Contents
    clusters: Mapping[str, Cluster]
    known: tuple[Known, ...]
    members: Mapping[str, Contents]
    held: Mapping[str, HeldFacts]


@transaction.atomic
def cluster_overlaps(*, by: Actor = SYSTEM) -> int:
    """Propose clusters anew; what a person settled is opened again only where measurement gives a reason. Returns how
    many clusters changed. The same pairs and decisions again change nothing. One at a time: who comes later waits."""
    clustering, _ = Clustering.objects.select_for_update().get_or_create(pk=_ONLY, defaults={"at": timezone.now()})
    pairs = tuple(inventory.content_pairs(FAIR))
    now = _now(pairs)
    apart = held_apart(now.contents)
    together = [group for each in now.known if len(group := path.kept_together(each, now.contents, now.held)) > 1]
    proposals = propose(now.links.values(), apart=apart, together=together)
    changes = path.reconcile(proposals, now.known, now.contents, now.held)
    candidates = _candidates(proposals, now)
    for change in sorted(changes, key=lambda each: each.proposal is not None):
        _leave(change, now)
    changed = sum(_keep(change, now, candidates) for change in changes)
    clustering.at, clustering.pairs = now.at, len(pairs)
    clustering.digest = fingerprint([asdict(each) for each in sorted(pairs, key=lambda each: each.id)])
    clustering.save()
    if changed:
        record(by=by, action="assess.cluster_overlaps", subject="clusters",
               details={"pairs": len(pairs), "clusters": len(proposals), "changed": changed})  # fmt: skip
    return changed


def _now(pairs: tuple[ContentPair, ...]) -> _Now:
    active = [state.value for state in path.ACTIVE]
    clusters = {each.pk: each for each in Cluster.objects.select_for_update().filter(state__in=active).order_by("pk")}
    members: dict[str, dict[str, dict[str, str]]] = {each: {} for each in clusters}
    settled: dict[str, set[str]] = {each: set() for each in clusters}
    rows = ClusterMember.objects.filter(cluster__in=clusters, place=MemberPlace.IN)
    for cluster, dataset, contents, is_settled in rows.values_list(
        "cluster_id", "dataset_id", "contents", "is_settled"
    ):
        members[cluster][dataset] = contents
        settled[cluster] |= {dataset} if is_settled else set()
    known = tuple(
        Known(key, ClusterState(each.state), members[key], settled[key], each.representative_id or "", each.forbidden)
        for key, each in clusters.items()
    )
    links = links_of(pairs)
    ids = {end for ends in links for end in ends} | {each for held in members.values() for each in held}
    return _Now(timezone.now(), links, contents_of(pairs), clusters, known, members, inventory.held_facts(ids))


def held_apart(contents: Contents) -> set[tuple[str, str]]:
    """Pairs of datasets, a < b, that the review holds apart: those whose content is still what it was then."""
    found: set[tuple[str, str]] = set()
    for groups, before in HeldApart.objects.filter(is_standing=True).values_list("groups", "contents"):
        same = {each for group in groups for each in group
                if not has_changed(before.get(each, {}), contents.get(each, {}))}  # fmt: skip
        for one, other in combinations(groups, 2):
            found |= {(min(a, b), max(a, b)) for a in one for b in other if a in same and b in same}
    return found


def _candidates(proposals: Iterable[Proposal], now: _Now) -> dict[str, Candidate]:
    ids = [member for each in proposals for member in each.members]
    lines = readiness_lines(ids)
    found = {}
    for each in ids:
        facts, readiness = now.held[each], lines[each].total if each in lines else None
        found[each] = Candidate(each, facts.rows, facts.measured, readiness, facts.first_seen)
    return found


def _leave(change: Change, now: _Now) -> None:
    """Members go before others come: a dataset is in one cluster at a time."""
    if change.left:
        rows = ClusterMember.objects.filter(cluster=change.cluster, dataset__in=change.left, place=MemberPlace.IN)
        rows.update(place=MemberPlace.LEFT, is_settled=False, since=now.at)


def _keep(change: Change, now: _Now, candidates: Mapping[str, Candidate]) -> bool:
    """Write down what became of one cluster; returns whether anything did."""
    if change.proposal is None:
        cluster = now.clusters[change.cluster]
        cluster.size, cluster.bodies = 0, 0
        _step(cluster, change, now)
        return True
    cluster = now.clusters.get(change.cluster) or _new(change.proposal, now)
    before = vars(cluster).copy()
    _measure(cluster, change, now, candidates)
    has_moved = _join(cluster, change, now)
    if change.kind is not None:
        _step(cluster, change, now)
    elif has_moved or before != vars(cluster):
        cluster.revision, cluster.updated = cluster.revision + 1, now.at
        cluster.save()
    return before != vars(cluster)


def _new(proposal: Proposal, now: _Now) -> Cluster:
    """One that was dismissed or lapsed with the same members stands up again, with its history."""
    found = Cluster.objects.select_for_update().filter(pk=proposal.id).first()
    if found is not None and found.pk not in now.clusters:
        return found
    key = {} if found else {"pk": proposal.id}
    return Cluster.objects.create(**key, state=ClusterState.PROPOSED, created=now.at, updated=now.at)


def _measure(cluster: Cluster, change: Change, now: _Now, candidates: Mapping[str, Candidate]) -> None:
    """The figures of a cluster. While it is settled its representative and strength stay as they were then."""
    proposal = change.proposal
    assert proposal is not None
    cluster.size = len(proposal.members)
    cluster.bodies = len({now.held[each].organisation for each in proposal.members})
    cluster.against, cluster.forbidden = len(proposal.disagreements), len(proposal.forbidding)
    if change.state is ClusterState.SETTLED:
        return
    copies = copies_among(now.links.get(link.ends, link) for link in proposal.links)
    chosen, reason = choose_representative([candidates[each] for each in proposal.members], copies)
    cluster.representative_id, cluster.reason, cluster.strength = chosen, reason, proposal.strength
    stays = next(part for part in proposal.parts if chosen in part)
    cluster.cut = [each for each in proposal.members if each not in stays][:MOST_KEPT]


def _join(cluster: Cluster, change: Change, now: _Now) -> bool:
    """Members that came and, where the cluster waits, the contents that all have now; returns whether any changed."""
    assert change.proposal is not None
    before = now.members.get(cluster.pk, {})
    wanted = change.joined if change.state is ClusterState.SETTLED else change.proposal.members
    contents = {each: {**before.get(each, {}), **now.contents.get(each, {})} for each in wanted}
    moved = [each for each in wanted if before.get(each) != contents[each]]
    if not moved:
        return False
    rows = {row.dataset_id: row for row in ClusterMember.objects.filter(cluster=cluster, dataset__in=moved)}
    new = []
    for each in moved:
        row = rows.get(each) or ClusterMember(cluster=cluster, dataset_id=each)
        row.is_settled = row.is_settled and not has_changed(row.contents, contents[each])
        row.organisation_id, row.contents = now.held[each].organisation, contents[each]
        row.since = row.since if each in before else now.at
        row.place = MemberPlace.IN
        if row.pk is None:
            new.append(row)
        else:
            row.save()
    ClusterMember.objects.bulk_create(new)
    return True


def _step(cluster: Cluster, change: Change, now: _Now) -> None:
    assert change.kind is not None
    is_new = change.kind is StepKind.PROPOSED and not cluster.revision
    kind = StepKind.REOPENED if change.kind is StepKind.PROPOSED and not is_new else change.kind
    details = {"joined": [*change.joined], "left": [*change.left], "because": [*map(str, change.because)]}
    ClusterStep.objects.create(
        cluster=cluster, kind=kind, before="" if is_new else cluster.state, after=change.state, details=details,
        by=SYSTEM.label, at=now.at,
    )  # fmt: skip
    cluster.state, cluster.revision, cluster.updated = change.state, cluster.revision + 1, now.at
    cluster.save()
