"""Two people at one cluster, and two jobs that make clusters, on two connections: nothing is lost, nothing doubled."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from gotgan.assess.actions import clusters as review
from gotgan.assess.actions.clustering import cluster_overlaps
from gotgan.assess.models import Cluster, ClusterStep
from gotgan.terms.errors import GotganError
from tests.rooms.clustered import Clustered, make_clustered
from tests.rooms.meeting import WAIT_SECONDS, is_somebody_waiting, needs_row_locks, on_a_connection_of_its_own

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def while_it_waits(first: Callable[[], object], second: Callable[[], object]) -> Any:
    """Do `first` and, before it is committed, begin `second`, which comes to wait; returns what came of that."""
    told: list[Any] = []
    thread = on_a_connection_of_its_own(second, told)
    with transaction.atomic():
        first()
        thread.start()
        until = time.monotonic() + WAIT_SECONDS
        while thread.is_alive() and not is_somebody_waiting():
            assert time.monotonic() < until, "the other neither ends nor waits"
            time.sleep(0.02)
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive(), "the other waits for ever"
    return told[0]


@pytest.fixture
def made() -> Clustered:
    needs_row_locks()
    found = make_clustered()
    found.make()
    return found


def test_of_two_who_decide_at_once_the_second_is_told(made: Clustered) -> None:
    cluster = made.only()
    said: dict[str, Any] = {"by": made.by, "cluster_id": cluster.pk, "revision": cluster.revision}
    told = while_it_waits(
        lambda: review.settle_cluster(**said, representative=made.ids["a"], reason="같은 자료"),
        lambda: review.take_out(**said, datasets=[made.ids["c"]], reason="다른 자료"),
    )
    assert isinstance(told, GotganError)
    assert "changed after you looked" in str(told)
    assert (made.only().state, made.names()) == ("settled", "abc")


def test_objection_that_comes_while_somebody_settles_is_kept(made: Clustered) -> None:
    cluster = made.only()
    told = while_it_waits(
        lambda: review.settle_cluster(
            by=made.by, cluster_id=cluster.pk, revision=cluster.revision, representative=made.ids["a"], reason="같음"
        ),
        lambda: review.say_of_cluster(by=made.by, cluster_id=cluster.pk, is_objection=True, text="아닙니다"),
    )
    assert told is None
    assert (made.only().state, made.only().is_objected) == ("settled", True)
    assert list(ClusterStep.objects.values_list("kind", flat=True)) == ["proposed", "settled", "objected"]


def test_settling_while_clusters_are_made_keeps_both(made: Clustered) -> None:
    cluster = made.only()
    made.add("d")
    for name in "abc":
        made.link(name, "d")
    told = while_it_waits(
        lambda: review.settle_cluster(
            by=made.by, cluster_id=cluster.pk, revision=cluster.revision, representative=made.ids["a"], reason="같음"
        ),
        cluster_overlaps,
    )
    assert told == 1
    assert [step.kind for step in made.only().steps.all()] == ["proposed", "settled", "reopened"]
    assert made.names() == "abcd"


def test_two_jobs_at_once_make_each_cluster_once() -> None:
    needs_row_locks()
    make_clustered().make()
    made = make_clustered()
    assert while_it_waits(cluster_overlaps, cluster_overlaps) == 0
    assert Cluster.objects.count() == 2
    assert made.ids
