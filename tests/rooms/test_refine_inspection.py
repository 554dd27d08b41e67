"""An order's tables are looked at as soon as it is opened: a suggestion per column, and the risk before."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.refine import actions, queries
from gotgan.refine.models import Inspection
from gotgan.terms.inspection import InspectionState
from tests.rooms.factories import make_viewer
from tests.rooms.once import Made, Once
from tests.rooms.refined import Refined, by, make_refined
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Refined]:
    return once(make_refined)


@pytest.fixture
def refined(first: Made[Refined], data_folder: Path) -> Refined:
    return first.again(data_folder)


def test_opened_order_is_inspected_by_the_engine(refined: Refined) -> None:
    before = queries.inspection_of(refined.order)
    assert before is not None
    assert (before.state, before.tables) == (InspectionState.ASKED, ())
    assert "refine.inspect done" in run_waiting_jobs()
    found = queries.inspection_of(refined.order)
    assert found is not None
    assert (found.state, found.problem) == (InspectionState.DONE, "")
    (table,) = found.tables
    did = {each.column: each.entry["do"] for each in table.suggestions}
    assert did == {"이름": "suppress", "나이": "key", "시도": "key", "연락처": "suppress"}
    assert table.risk is not None
    assert (table.risk["keys"], table.risk["rows"], table.risk["k"]) == (["나이", "시도"], 40, 10)
    assert "010-" not in str(found)


def test_inspection_waits_once_and_may_be_asked_for_again(refined: Refined) -> None:
    asked = actions.ask_inspection(by=refined.actor, order_id=refined.order_id)
    assert Inspection.objects.count() == 1
    run_waiting_jobs()
    assert actions.ask_inspection(by=by(refined.processor), order_id=refined.order_id) != asked
    run_waiting_jobs()
    assert [row.state for row in Inspection.objects.all()] == ["done", "done"]
    with pytest.raises(actions.NoSuchInspection):
        actions.finish_inspection(order_id=refined.order_id)


def test_stranger_cannot_ask(refined: Refined) -> None:
    with pytest.raises(queries.NoSuchOrder):
        actions.ask_inspection(by=by(make_viewer()), order_id=refined.order_id)
