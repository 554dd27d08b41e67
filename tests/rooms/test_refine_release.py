"""What was reviewed becomes the version that is offered; an incident or a withdrawal stops its use at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.inventory import queries as inventory
from gotgan.refine import actions
from gotgan.refine.models import Run
from gotgan.share import queries as share
from gotgan.terms.errors import Invalid
from gotgan.terms.lineage import sources_of
from gotgan.terms.refine import OrderState, RunKind, RunState
from tests.rooms.once import Made, Once
from tests.rooms.refined import MADE, Refined, make_refined

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Refined]:
    return once(make_refined)


@pytest.fixture
def refined(first: Made[Refined], data_folder: Path) -> Refined:
    return first.again(data_folder)


def test_release_makes_the_version_that_is_offered(refined: Refined) -> None:
    released = refined.release()
    dataset = refined.harvested.datasets["people.csv"]
    offered = inventory.latest_version(dataset.id)
    assert offered is not None
    assert (offered.id, offered.derived_from) == (released, dataset.version_id)
    assert refined.order.released == released
    assert refined.order.next_watch is not None
    lineage = inventory.lineage_of(dataset.id, released)
    assert sources_of(lineage, f"sha256:{MADE.sha256}") == {"sha256:" + "a" * 64}


def test_release_only_of_what_was_reviewed(refined: Refined) -> None:
    refined.review()
    for reviewer in refined.reviewers:
        refined.sign(reviewer)
    refined.step(OrderState.ADEQUATE)
    with pytest.raises(actions.NotYours, match="safeguards is not written"):
        actions.release(by=refined.actor, order_id=refined.order_id)
    refined.write("safeguards")
    first = Run.objects.get(kind=RunKind.FINAL, state=RunState.PROVED)
    other = Run.objects.get(pk=first.pk)
    other.pk, other.queued = "0" * 32, first.finished
    other.save(force_insert=True)
    with pytest.raises(Invalid, match="not the one that was reviewed"):
        actions.release(by=refined.actor, order_id=refined.order_id)
    assert refined.state is OrderState.ADEQUATE, "nothing half done"
    assert inventory.latest_version(refined.order.dataset_id).derived_from == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("stop", [OrderState.INCIDENT, OrderState.WITHDRAWN])
def test_release_is_stopped_at_once(refined: Refined, stop: OrderState) -> None:
    released = refined.release()
    refined.write("incident")
    refined.step(stop, reason="다시 식별될 수 있음")
    version = inventory.version(refined.order.dataset_id, released)
    assert version is not None
    assert share.access_to(refined.handler, version).reasons == ("withdrawn",)
    (one,) = inventory.withdrawn_since("")
    assert (one.version_id, one.because) == (released, "다시 식별될 수 있음")


def test_release_is_watched_and_destroyed(refined: Refined) -> None:
    refined.release()
    actions.key_of(order_id=refined.order_id)
    refined.write("watch")
    refined.step(OrderState.MONITORED)
    refined.write("destruction")
    refined.step(OrderState.DESTROYED)
    assert not refined.order.keys.filter(destroyed__isnull=True).exists()
    assert refined.order.next_watch is None
