"""Clusters under any sequence of measurements and decisions: no dataset in two, nothing settled against a refusal."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from gotgan.assess.actions import clusters as review
from gotgan.assess.models import Cluster, ClusterMember
from gotgan.assess.queries.cluster_page import cluster_page
from gotgan.assess.queries.clusters import cluster_list, redundant_pairs, settled_clusters
from gotgan.assess.queries.spending import spending
from gotgan.assess.rules.cluster_path import ACTIVE
from gotgan.inventory.models import Dataset, Overlap
from gotgan.terms.errors import GotganError
from tests.rooms.clustered import Clustered

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NAMES = "abcdefg"


class Walk:
    """One hub and one manager, who do things at random."""

    def __init__(self, seed: int) -> None:
        self.random, self.made = random.Random(seed), Clustered()
        for place, name in enumerate(NAMES):
            body = self.made.bodies["a"] if place in (3, 5) else ""
            self.made.add(name, rows=self.random.randrange(1, 5) * 100, body=body)
        self.done: list[str] = []

    def step(self) -> None:
        do = self.random.choice(["link", "link", "change", "decide", "remove", "settle", "out", "dismiss", "back"])
        self.done.append(do)
        try:
            getattr(self, do)()
        except GotganError as error:
            self.done[-1] += f" refused: {error}"
        self.made.make()

    def two(self) -> tuple[str, str]:
        one, other = self.random.sample(NAMES, 2)
        return one, other

    def link(self) -> None:
        self.made.link(*self.two(), self.random.choice([0.1, 0.3, 0.6, 0.9]))

    def change(self) -> None:
        self.made.link(*self.two(), 0.9, content=str(self.random.randrange(3)))

    def decide(self) -> None:
        number = self.random.choice([*Overlap.objects.values_list("pk", flat=True)] or [0])
        status = self.random.choice(["refused", "confirmed", "open"])
        verb = self.random.choice(["identical", "subset", "unrelated"]) if status == "confirmed" else ""
        self.made.decide(number, status, verb)

    def remove(self) -> None:
        key = self.made.ids[self.random.choice(NAMES)]
        state = self.random.choice(["removed", "live", "live"])
        Dataset.objects.filter(pk=key).update(state=state)

    def chosen(self) -> tuple[Cluster, list[str]]:
        rows = list(Cluster.objects.order_by("pk"))
        if not rows:
            raise GotganError("there is none")
        cluster = self.random.choice(rows)
        return cluster, list(cluster.members.filter(place="in").values_list("dataset_id", flat=True))

    def settle(self) -> None:
        cluster, members = self.chosen()
        said = {"by": self.made.by, "cluster_id": cluster.pk, "revision": cluster.revision, "reason": "x"}
        review.settle_cluster(**said, representative=self.random.choice(members or [""]))  # type: ignore[arg-type]

    def out(self) -> None:
        cluster, members = self.chosen()
        taken = self.random.sample(members, min(len(members), self.random.randrange(1, 3)))
        review.take_out(by=self.made.by, cluster_id=cluster.pk, revision=cluster.revision, datasets=taken, reason="x")

    def dismiss(self) -> None:
        cluster, _ = self.chosen()
        review.dismiss_cluster(by=self.made.by, cluster_id=cluster.pk, revision=cluster.revision, reason="x")

    def back(self) -> None:
        cluster, _ = self.chosen()
        review.take_back(by=self.made.by, cluster_id=cluster.pk, revision=cluster.revision, reason="x")


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_keeps_clusters_whole(seed: int) -> None:
    walk = Walk(seed)
    for _ in range(20):
        walk.step()
        check(walk)
    assert Cluster.objects.count() > 1, walk.done


def check(walk: Walk) -> None:
    said = walk.done[-3:]
    assert walk.made.make() == 0, f"making again changed something after {said}"
    inside: dict[str, str] = {}
    for dataset, cluster, state in ClusterMember.objects.filter(place="in").values_list(
        "dataset_id", "cluster_id", "cluster__state"
    ):
        assert state in ACTIVE, said
        inside[dataset] = cluster
    for cluster in Cluster.objects.all():
        members = {dataset for dataset, of in inside.items() if of == cluster.pk}
        assert cluster.state not in ACTIVE or len(members) == cluster.size >= 2, said
        assert cluster.state not in ACTIVE or cluster.representative_id in members, said
        assert cluster.state != "settled" or not cluster.forbidden, said
        cluster_page(walk.made.manager, cluster.pk)
    settled = settled_clusters(walk.made.ids.values())
    refused = Overlap.objects.filter(status="refused", is_found=True).values_list("a_id", "b_id")
    assert not [pair for pair in refused if pair[0] in settled and settled[pair[0]] == settled.get(pair[1])], said
    redundant = redundant_pairs(walk.made.ids.values())
    assert not [pair for pair in combinations(sorted(settled), 2) if settled[pair[0]] == settled[pair[1]]
                and pair in redundant], said  # fmt: skip
    report = spending()
    assert 0 <= report.again <= report.total
    assert len(cluster_list(walk.made.manager, state="settled").lines) == len(set(settled.values()))
