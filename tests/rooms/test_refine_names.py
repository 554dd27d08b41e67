"""A number of a person in the name of a source file: no page, document or download of the released version tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from gotgan.catalogue import actions as catalogue
from gotgan.inventory import queries as inventory
from gotgan.refine import actions
from gotgan.refine.models import Run
from gotgan.share import actions as share
from gotgan.terms.refine import OrderState, RunKind, RunState
from gotgan.terms.role import SYSTEM
from gotgan.work.actions import enqueue
from tests.planted_search import Sought
from tests.rooms.refined import PEOPLE, Refined, by, make_refined
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NUMBER = "900101-1234568"
SOUGHT = Sought([NUMBER])


@pytest.fixture
def released(tmp_path: Path) -> Refined:
    """By the real engine, and open to everyone."""
    made = make_refined(tmp_path / "source", {f"{NUMBER} 명단.csv": PEOPLE})
    made.plan()
    actions.start_run(by=by(made.processor), order_id=made.order_id, kind=RunKind.FINAL)
    assert "refine.run done" in run_waiting_jobs()
    assert Run.objects.get().state == RunState.PROVED
    made.step(OrderState.PROCESSED, person=made.processor)
    made.step(OrderState.UNDER_REVIEW)
    for each in made.reviewers:
        made.sign(each)
    made.step(OrderState.ADEQUATE)
    made.write("safeguards")
    actions.release(by=made.actor, order_id=made.order_id)
    enqueue("catalogue.pull", then=("share.pull",))
    run_waiting_jobs()
    catalogue.publish(by=SYSTEM, dataset_id=made.order.dataset_id)
    share.open_to_everyone(by=SYSTEM, dataset_id=made.order.dataset_id)
    run_waiting_jobs()
    return made


def test_nothing_handed_out_tells_the_number_in_the_name(released: Refined) -> None:
    order = released.order
    record = inventory.dataset(order.dataset_id)
    assert record is not None
    page, visitor = f"/datasets/{record.address}", Client()
    told = {}
    for path in (
        page, f"{page}/manifest.json", f"{page}/croissant.json", f"{page}/resolve/main/data.parquet",
        f"/api/v1/datasets/{record.address}", f"/api/v1/datasets/{record.address}/preview", "/catalog.json",
    ):  # fmt: skip
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told[path] = SOUGHT.in_bytes(content)
    assert visitor.get(f"{page}/record").status_code == 404
    assert SOUGHT.in_text(client_of(released.handler).get(f"{page}/record").content.decode()), "its keeper reads it"
    lineage = client_of(released.reviewers[0]).get(f"/refine/orders/{order.pk}/lineage.json")
    told["lineage"] = SOUGHT.in_bytes(lineage.content)
    told["proof"] = SOUGHT.in_text(json.dumps(Run.objects.get().receipt, ensure_ascii=False))
    assert {path: len(found) for path, found in told.items() if found} == {}
