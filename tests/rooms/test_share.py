"""Opening, closing, granting and following the inventory, on a database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from gotgan.audit import queries as audit
from gotgan.catalogue import queries as catalogue
from gotgan.inventory import queries as inventory
from gotgan.share import actions, queries
from gotgan.share.actions import FindingsUnconfirmed, NotYourDataset, UnknownDataset
from gotgan.terms.access import Mode
from gotgan.terms.errors import NotAllowed, NotFound
from gotgan.terms.role import SYSTEM, VISITOR, Actor, Role
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.harvested import CLEAN, WITH_PHONES, datasets_of, harvest, scan_again

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def actions_on(dataset_id: str) -> list[str]:
    return [event.action for event in audit.events_of(f"dataset:{dataset_id}")]


def test_wish_opens_clean_data_and_leaves_findings_closed(tmp_path: Path) -> None:
    made = harvest(tmp_path / "in", {"깨끗.csv": CLEAN, "전화.csv": WITH_PHONES})
    clean, found = made.datasets["깨끗.csv"], made.datasets["전화.csv"]
    assert queries.access(VISITOR, clean.id).may_get
    assert queries.access(VISITOR, found.id).reasons == ("findings_unconfirmed",)
    routes = {key: catalogue.entry(each.id).route for key, each in made.datasets.items()}
    assert routes == {"깨끗.csv": "download", "전화.csv": "apply_download"}


def test_open_needs_a_named_person_where_something_was_found(tmp_path: Path) -> None:
    found = harvest(tmp_path / "in", {"전화.csv": WITH_PHONES}).datasets["전화.csv"]
    with pytest.raises(FindingsUnconfirmed, match="phone"):
        actions.open_to_everyone(by=SYSTEM, dataset_id=found.id)
    actions.open_to_everyone(by=SYSTEM, dataset_id=found.id, confirmed_by="kim@example.go.kr")
    assert queries.access(VISITOR, found.id).may_get
    assert catalogue.entry(found.id).route == "download"
    assert "share.open" in actions_on(found.id)


def test_close_bites_at_once_and_outlives_the_wish(tmp_path: Path) -> None:
    made = harvest(tmp_path / "in", {"표.csv": CLEAN})
    opened = made.datasets["표.csv"]
    address = f"/datasets/{opened.address}/manifest.json"
    assert Client().get(address).status_code == 200
    officer = make_viewer(Role.OFFICER, organisation=made.organisation)
    assert actions.close(by=Actor.of(officer), dataset_id=opened.id)
    assert Client().get(address).status_code == 401
    (tmp_path / "in" / "표.csv").write_text(CLEAN + "대구광역시,2366\n", encoding="utf-8")
    scan_again(made.source_id)
    assert datasets_of(made.source_id)["표.csv"].version_id != opened.version_id
    assert not queries.access(VISITOR, opened.id).may_get
    assert not actions.close(by=SYSTEM, dataset_id=opened.id)
    actions.open_to_everyone(by=SYSTEM, dataset_id=opened.id)
    assert queries.access(VISITOR, opened.id).may_get


def test_new_version_with_a_finding_is_closed_before_any_job_runs(tmp_path: Path) -> None:
    made = harvest(tmp_path / "in", {"표.csv": CLEAN})
    opened = made.datasets["표.csv"]
    assert queries.access(VISITOR, opened.id).may_get
    (tmp_path / "in" / "표.csv").write_text(WITH_PHONES, encoding="utf-8")
    scan_again(made.source_id)
    access = queries.access(VISITOR, opened.id)
    assert (access.may_get, access.reasons) == (False, ("findings_unconfirmed",))
    assert catalogue.entry(opened.id).route == "apply_download"


def test_grant_to_one_person_opens_for_that_person(tmp_path: Path) -> None:
    found = harvest(tmp_path / "in", {"전화.csv": WITH_PHONES}).datasets["전화.csv"]
    kim, lee = make_viewer(Role.USER), make_viewer(Role.USER)
    grant_id = actions.grant(by=SYSTEM, dataset_id=found.id, person_id=kim.person_id)
    assert queries.access(kim, found.id).may_get
    assert not queries.access(lee, found.id).may_get
    actions.revoke(by=SYSTEM, grant_id=grant_id)
    assert not queries.access(kim, found.id).may_get
    with pytest.raises(NotFound):
        actions.revoke(by=SYSTEM, grant_id=grant_id)


def test_grant_names_somebody(tmp_path: Path) -> None:
    found = harvest(tmp_path / "in", {"전화.csv": WITH_PHONES}).datasets["전화.csv"]
    with pytest.raises(NotAllowed, match="names a person or an organisation"):
        actions.grant(by=SYSTEM, dataset_id=found.id, mode=Mode.SAFEZONE)
    with pytest.raises(UnknownDataset):
        actions.grant(by=SYSTEM, dataset_id="0" * 32, person_id=1)


def test_stranger_opens_grants_and_closes_nothing(tmp_path: Path) -> None:
    opened = harvest(tmp_path / "in", {"표.csv": CLEAN}).datasets["표.csv"]
    grant_id = actions.grant(by=SYSTEM, dataset_id=opened.id, person_id=make_viewer(Role.USER).person_id)
    elsewhere = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    for viewer in (VISITOR, elsewhere, make_viewer(Role.APPROVER, organisation=opened.organisation)):
        by = Actor.of(viewer)
        for refused in (
            lambda by=by: actions.close(by=by, dataset_id=opened.id),
            lambda by=by: actions.open_to_everyone(by=by, dataset_id=opened.id, confirmed_by="x"),
            lambda by=by: actions.grant(by=by, dataset_id=opened.id, organisation="1741000"),
            lambda by=by: actions.revoke(by=by, grant_id=grant_id),
        ):
            with pytest.raises(NotYourDataset, match="ask an operator"):
                refused()
    assert queries.access(VISITOR, opened.id).may_get


def test_delivery_is_recorded_once_a_download(tmp_path: Path) -> None:
    opened = harvest(tmp_path / "in", {"표.csv": CLEAN}).datasets["표.csv"]
    address = f"/datasets/{opened.address}/resolve/main/%ED%91%9C.csv"
    assert b"".join(Client().get(address).streaming_content).decode() == CLEAN
    Client().head(address)
    Client().get(address, headers={"Range": "bytes=5-9"})
    assert queries.deliveries_of(opened.id) == 1
    assert actions_on(opened.id).count("share.deliver") == 1


def test_pull_is_repeatable(tmp_path: Path) -> None:
    opened = harvest(tmp_path / "in", {"표.csv": CLEAN}).datasets["표.csv"]
    before = len(actions_on(opened.id))
    assert actions.pull(by=SYSTEM).seen == 0
    assert len(actions_on(opened.id)) == before
    assert inventory.dataset(opened.id).publication == "open"
