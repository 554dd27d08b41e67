"""A synthetic table in the room: drawn, proved on the written file, reviewed and released; refused when it copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.engine.deidentify.synthetic import synthesise as engine
from gotgan.inventory import queries as inventory
from gotgan.refine import actions, queries
from gotgan.refine.models import Run
from gotgan.terms.errors import Invalid
from gotgan.terms.lineage import sources_of
from gotgan.terms.refine import RunState
from tests.rooms.refined import Refined, by
from tests.rooms.refined_private import (
    SYNTHETIC,
    each_in_turn,
    make_visits,
    prepare,
    release_reviewed,
    run_final,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def refined(tmp_path: Path) -> Refined:
    return make_visits(tmp_path / "source")


def test_synthetic_table_becomes_a_version(refined: Refined) -> None:
    each_in_turn(refined, plan_that_cannot_be_followed_is_told)
    settle(refined, SYNTHETIC)
    done = run_final(refined)
    assert (done.state, done.problem) == (RunState.PROVED, "")
    assert (done.proof["copies_of_one"], done.proof["label"]) == (0, "synthetic, not private")
    assert done.utility["closeness"]["pairs"]["synthetic"]["count"] == 1
    drift = {each.name: each.drift for each in queries.pairs_of(done)}
    assert drift["진료과"] is not None
    assert drift["번호"] is None
    released = release_reviewed(refined)
    offered = inventory.latest_version(refined.order.dataset_id)
    assert offered is not None
    assert offered.id == released
    (evidence,) = inventory.evidence_of(refined.order.dataset_id, released)
    assert [each["name"] for each in evidence.profile["columns"]] == ["진료과", "나이"]  # type: ignore[index]
    lineage = inventory.lineage_of(refined.order.dataset_id, released)
    (made,) = [file.sha256 for file in offered.files if file.role == "original"]
    scanned = inventory.scanned_version(refined.order.dataset_id)
    (original,) = [file.sha256 for file in scanned.files if file.role == "original"]  # type: ignore[union-attr]
    assert sources_of(lineage, f"sha256:{made}") == {f"sha256:{original}"}
    assert [each.kind for each in queries.way_of(lineage)][-1] == "synthesise"


def test_copies_that_slipped_through_are_refused(refined: Refined, monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawing code forgets to leave them out; the proof on the written file does not."""
    monkeypatch.setattr(engine, "_without_copies", lambda _cells, _persons, drawn, _recipe: (drawn, 0))
    settle(refined, {**SYNTHETIC, "order": ["진료과", "나이", "비용"], "k": 3})
    done: Run = run_final(refined)
    assert done.state == RunState.REFUSED
    assert "equal one person's in every column" in done.problem
    assert done.files == []


def plan_that_cannot_be_followed_is_told(refined: Refined) -> None:
    prepare(refined)
    write = {"by": by(refined.processor), "order_id": refined.order_id}
    for steps, said in (
        ({"way": "magic"}, "way: it is unknown"),
        ({"way": "synthetic", "order": [], "k": True, "held_out": "x", "z": 1}, "it is no option of this way"),
        ({"way": "synthetic", "order": ["나이"], "k": 1}, "k: is below 2"),
        ({"way": "measures", "questions": [{"ask": "count", "epsilon": 1}] * 51}, "there are more than 50"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.write_plan(**write, steps=steps)
        assert said in "; ".join(map(str, refused.value.issues))
