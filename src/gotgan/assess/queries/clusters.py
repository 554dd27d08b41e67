"""What the overlap review settled, and the review queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from gotgan.assess.models import Cluster, Clustering, ClusterMember
from gotgan.assess.rules.cluster_path import (
    WAITING,
    ClusterState,
    MemberPlace,
    keeps_one_of,
    may_act,
    may_see,
)
from gotgan.assess.rules.links import ALERT, FAIR, links_of
from gotgan.assess.rules.people import may_see_all
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.errors import NotAllowed, NotFound
from gotgan.terms.job import JobRecord
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import KEEPERS, Viewer
from gotgan.work import queries as work

PER_PAGE = 30
SHOWN = (MemberPlace.IN, MemberPlace.APART)
"""Who counts as a member on a page: of a dismissed cluster those that were in it."""
_CHUNK = 500


class NoSuchCluster(NotFound):
    """There is no cluster with this id, or it is not the viewer's to see."""


class NothingToReview(NotAllowed):
    """The viewer has no part in the review."""


def settled_clusters(dataset_ids: Collection[str]) -> Mapping[str, str]:
    """{dataset: cluster id} of those that a person called the same data; others are in none."""
    wanted = set(dataset_ids)
    rows = ClusterMember.objects.filter(cluster__state=ClusterState.SETTLED, place=MemberPlace.IN)
    if len(wanted) <= _CHUNK:
        rows = rows.filter(dataset__in=sorted(wanted))
    return {dataset: cluster for dataset, cluster in rows.values_list("dataset_id", "cluster_id") if dataset in wanted}


def redundant_pairs(dataset_ids: Collection[str]) -> Mapping[tuple[str, str], float]:
    """{(a, b): how alike, 0 to 1}, a < b, of candidates whose content overlaps and that are in no common cluster.

    The score of same content from where it is fair; of a confirmed pair at least that of the alert. Pairs that a
    keeper refused, or confirmed as something else, are left out; those that the review took apart are not: their
    content overlaps all the same.
    """
    wanted, settled = set(dataset_ids), settled_clusters(dataset_ids)
    found = {}
    for (a, b), link in links_of(inventory.content_pairs(FAIR, wanted)).items():
        penalty = max(link.score, ALERT) if link.is_confirmed else link.score
        is_one = a in settled and settled[a] == settled.get(b)
        if not link.is_refused and penalty >= FAIR and not is_one:
            found[a, b] = round(min(penalty, 1.0), 6)
    return found


def bodies_of(cluster_id: str) -> frozenset[str]:
    """Institutions that hold, or held until they were taken out, a member of it."""
    rows = ClusterMember.objects.filter(cluster=cluster_id).exclude(place=MemberPlace.LEFT)
    return frozenset(rows.values_list("organisation_id", flat=True))


@dataclass(frozen=True)
class ClusterLine:
    """`named`: the representative, or a member that the viewer keeps; None where neither is theirs to know."""

    row: Cluster
    named: DatasetRecord | None
    bodies: tuple[Organisation, ...]


@dataclass(frozen=True)
class ClusterList:
    """`state` empty: all that wait. `counts` by state, of those that the viewer may see. `going`: clusters are being
    made anew, or will be in a moment."""

    lines: tuple[ClusterLine, ...]
    state: str
    counts: Mapping[str, int]
    clustering: Clustering | None
    may_act: bool
    sees_all: bool
    page: int
    has_more: bool
    going: JobRecord | None = None

    @property
    def states(self) -> tuple[tuple[str, int], ...]:
        return tuple((state.value, self.counts.get(state, 0)) for state in ClusterState)

    @property
    def waiting(self) -> int:
        return sum(self.counts.get(state.value, 0) for state in WAITING)

    @property
    def most(self) -> int:
        return max([1, *self.counts.values()])


def cluster_list(viewer: Viewer, *, state: str = "", page: int = 1) -> ClusterList:
    """One state at a time, largest and strongest first; without one, what waits. A bounded number of queries.

    Raises: NothingToReview.
    """
    rows = _seen_by(viewer)
    counts = Counter(dict(rows.order_by().values_list("state").annotate(Count("pk"))))
    chosen = state if state in set(ClusterState) else ""
    start = (page - 1) * PER_PAGE
    found = list(rows.filter(state__in=[chosen] if chosen else WAITING)[start : start + PER_PAGE + 1])
    return ClusterList(
        lines=_lines(found[:PER_PAGE], viewer), state=chosen, counts=counts,
        clustering=Clustering.objects.first(), may_act=bool(may_act(viewer)), sees_all=may_see_all(viewer),
        page=page, has_more=len(found) > PER_PAGE, going=next(iter(work.unfinished("assess.cluster")), None),
    )  # fmt: skip


def _seen_by(viewer: Viewer) -> QuerySet[Cluster]:
    if may_see_all(viewer):
        return Cluster.objects.all()
    kept = {held.organisation for held in viewer.roles if held.role in KEEPERS and held.organisation}
    if not kept:
        raise NothingToReview("you keep no organisation's data and have no part in the review; ask an operator")
    theirs = ClusterMember.objects.filter(organisation__in=kept).exclude(place=MemberPlace.LEFT)
    return Cluster.objects.filter(pk__in=theirs.values("cluster"))


def _lines(rows: Iterable[Cluster], viewer: Viewer) -> tuple[ClusterLine, ...]:
    found, sees_all = list(rows), may_see_all(viewer)
    members: dict[str, list[tuple[str, str]]] = {row.pk: [] for row in found}
    kept = ClusterMember.objects.filter(cluster__in=members, place__in=SHOWN)
    for cluster, dataset, body in kept.values_list("cluster_id", "dataset_id", "organisation_id"):
        members[cluster].append((dataset, body))
    named = {row.pk: _named(row, members[row.pk], viewer, sees_all=sees_all) for row in found}
    records = inventory.datasets_of({each for each in named.values() if each})
    bodies = organisations.by_codes({body for each in members.values() for _, body in each})
    return tuple(
        ClusterLine(
            row, records.get(named[row.pk]), tuple(bodies[code] for code in sorted({c for _, c in members[row.pk]}))
        )
        for row in found
    )  # fmt: skip


def _named(row: Cluster, members: Iterable[tuple[str, str]], viewer: Viewer, *, sees_all: bool) -> str:
    ours = [dataset for dataset, body in members if sees_all or keeps_one_of(viewer, [body])]
    return str(row.representative_id) if row.representative_id in ours else next(iter(ours), "")


def get_cluster(viewer: Viewer, cluster_id: str) -> Cluster:
    """Raises: NoSuchCluster, also for a stranger."""
    row = Cluster.objects.filter(pk=cluster_id).first()
    if row is None or not may_see(viewer, bodies_of(cluster_id)):
        raise NoSuchCluster(f"cluster {cluster_id}: there is no such cluster; see the list of clusters")
    return row
