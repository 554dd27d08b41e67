"""A refined version is what a dataset offers; what was scanned stays inside, and a withdrawn one reaches nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gotgan.inventory import actions, queries
from gotgan.inventory.actions.permission import NotYours
from gotgan.share import actions as share
from gotgan.share import queries as access
from gotgan.terms.dataset import StoredFile, TableEvidence
from gotgan.terms.errors import Invalid
from gotgan.terms.role import SYSTEM, VISITOR, Actor, Role
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import CLEAN, Harvested, harvest, scan_again
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MADE = actions.NewVersion(
    "b" * 64, 9, (StoredFile("data/data.parquet", 9, "c" * 64, "application/vnd.apache.parquet", "original"),), ()
)


@pytest.fixture
def harvested(tmp_path: Path) -> Harvested:
    return harvest(tmp_path / "source", {"a.csv": CLEAN})


def release(harvested: Harvested, made: actions.NewVersion = MADE) -> str:
    record = harvested.datasets["a.csv"]
    scanned = queries.scanned_version(record.id)
    assert scanned is not None
    return actions.release_refined(
        by=SYSTEM, dataset_id=record.id, derived_from=scanned.id, made=made, lineage={"activity": "deidentify"}
    )


def follow() -> None:
    """The later rooms pull what changed."""
    enqueue("catalogue.pull", then=("share.pull",))
    run_waiting_jobs()


def test_refined_is_what_is_offered(harvested: Harvested) -> None:
    record = harvested.datasets["a.csv"]
    scanned = record.version_id
    assert release(harvested) == MADE.manifest
    offered = queries.latest_version(record.id)
    assert offered is not None
    assert (offered.id, offered.derived_from) == (MADE.manifest, scanned)
    after = queries.dataset(record.id)
    assert after is not None
    assert (after.version_id, after.is_inside_only) == (MADE.manifest, True)
    assert queries.versions_of_many([record.id])[record.id].id == MADE.manifest
    assert queries.scanned_version(record.id).id == scanned  # type: ignore[union-attr]
    assert queries.lineage_of(record.id, MADE.manifest) == {"activity": "deidentify"}
    assert queries.lineage_of(record.id, scanned or "") == {}


def test_scanned_stays_inside_though_the_dataset_is_open(harvested: Harvested) -> None:
    record = harvested.datasets["a.csv"]
    scanned = queries.scanned_version(record.id)
    assert scanned is not None
    assert access.access_to(VISITOR, scanned).may_get, "open before it was refined"
    release(harvested)
    follow()
    refused = access.access_to(VISITOR, scanned)
    assert (refused.may_get, refused.may_see, refused.reasons) == (False, False, ("inside_only",))
    refined = queries.latest_version(record.id)
    assert refined is not None
    assert access.access_to(VISITOR, refined).may_get
    officer = make_viewer(Role.OFFICER, organisation=harvested.organisation)
    assert access.access_to(officer, scanned).may_get
    asker = make_viewer(Role.USER)
    share.grant(by=SYSTEM, dataset_id=record.id, person_id=asker.person_id)
    assert not access.access_to(asker, scanned).may_get, "a grant of every version is not one of the scanned"
    share.grant(by=SYSTEM, dataset_id=record.id, person_id=asker.person_id, version=scanned.id)
    assert access.access_to(asker, scanned).may_get


def test_scan_again_changes_nothing_of_what_is_offered(harvested: Harvested, tmp_path: Path) -> None:
    release(harvested)
    (tmp_path / "source" / "a.csv").write_text(CLEAN + "대구광역시,2360\n", encoding="utf-8")
    scan_again(harvested.source_id)
    record = harvested.datasets["a.csv"]
    assert queries.latest_version(record.id).id == MADE.manifest  # type: ignore[union-attr]
    assert queries.scanned_version(record.id).id != record.version_id  # type: ignore[union-attr]


def test_withdrawn_reaches_nobody(harvested: Harvested) -> None:
    record = harvested.datasets["a.csv"]
    release(harvested)
    follow()
    refined = queries.latest_version(record.id)
    assert refined is not None
    actions.withdraw_version(by=SYSTEM, dataset_id=record.id, version_id=refined.id, because="다시 식별될 수 있음")
    follow()
    gone = queries.version(record.id, refined.id)
    assert gone is not None
    for viewer in (VISITOR, make_viewer(Role.OFFICER, organisation=harvested.organisation)):
        assert access.access_to(viewer, gone).reasons == ("withdrawn",)
    assert queries.latest_version(record.id) is None
    assert not access.access(VISITOR, record.id).may_get
    (one,) = queries.withdrawn_since("")
    assert (one.version_id, one.because) == (refined.id, "다시 식별될 수 있음")
    assert queries.withdrawn_since(one.cursor) == ()
    actions.withdraw_version(by=SYSTEM, dataset_id=record.id, version_id=refined.id, because="again")
    assert len(queries.withdrawn_since("")) == 1


def test_refined_with_identifiers_left_is_refused(harvested: Harvested) -> None:
    left = replace(MADE, evidence=(TableEvidence("data", "ok", "", None, ({"kind": "rrn"},), ""),))
    with pytest.raises(Invalid, match="rrn"):
        release(harvested, left)
    scanned = queries.scanned_version(harvested.datasets["a.csv"].id)
    with pytest.raises(Invalid, match="nothing was changed"):
        release(harvested, replace(MADE, manifest=scanned.id))  # type: ignore[union-attr]


def test_refined_by_a_stranger_is_refused(harvested: Harvested) -> None:
    record = harvested.datasets["a.csv"]
    stranger = Actor.of(make_viewer(Role.USER))
    values = {"dataset_id": record.id, "derived_from": record.version_id or "", "made": MADE, "lineage": {}}
    with pytest.raises(NotYours):
        actions.release_refined(by=stranger, **values)  # type: ignore[arg-type]
    with pytest.raises(actions.NoSuchVersion):
        actions.release_refined(by=SYSTEM, **{**values, "derived_from": "f" * 64})  # type: ignore[arg-type]
    release(harvested)
    with pytest.raises(NotYours):
        actions.withdraw_version(by=stranger, dataset_id=record.id, version_id=MADE.manifest, because="x")
    with pytest.raises(actions.NoSuchVersion):
        actions.withdraw_version(by=SYSTEM, dataset_id=record.id, version_id=record.version_id or "", because="x")
    with pytest.raises(Invalid):
        actions.withdraw_version(by=SYSTEM, dataset_id=record.id, version_id=MADE.manifest, because=" ")
