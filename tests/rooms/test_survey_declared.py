"""Data that only people know of: accepted answers make a declared dataset, which a later scan may turn out to show."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.audit import queries as audit
from gotgan.catalogue import actions as catalogue_actions
from gotgan.catalogue import queries as catalogue
from gotgan.inventory import actions as inventory
from gotgan.inventory import queries as known
from gotgan.inventory.actions.permission import NotYours
from gotgan.inventory.models import Dataset, Relink, Source
from gotgan.inventory.models import SurveyRecord as Row
from gotgan.share import actions as share_actions
from gotgan.share import queries as share
from gotgan.survey.actions.preparing import prepare_batch
from gotgan.survey.actions.sheets import accept, call_back
from gotgan.survey.models import Campaign, Sheet
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.errors import Invalid
from gotgan.terms.role import SYSTEM, VISITOR, Actor, Role
from gotgan.terms.survey import SheetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.harvested import CLEAN, datasets_of, scan_again
from tests.rooms.surveyed import Surveyed, by, confirmed, make_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SAID = {
    "title_ko": "도로 보수 대장", "description": "창고에 있는 종이 대장", "provision_now": "internal",
    "possible_scope": ["all"], "processing_needed": ["digitise"], "modality": ["document"],
}  # fmt: skip


@pytest.fixture
def manager() -> Actor:
    return by(make_viewer(Role.SURVEY_MANAGER))


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


def signed(surveyed: Surveyed, title: str = "도로 보수 대장", **more: object) -> Sheet:
    answers = {key: confirmed(value) for key, value in (SAID | {"title_ko": title}).items()}
    return surveyed.sheet(title, answers=answers, state=SheetState.SIGNED, **more)


def declared(surveyed: Surveyed, manager: Actor) -> tuple[Sheet, DatasetRecord]:
    sheet = signed(surveyed)
    assert accept(by=manager, sheet_ids=[sheet.pk]).done == (sheet.pk,)
    sheet.refresh_from_db()
    found = known.dataset(sheet.dataset_id)
    assert found is not None
    return sheet, found


def test_accepted_answers_make_a_declared_dataset(surveyed: Surveyed, manager: Actor) -> None:
    sheet, found = declared(surveyed, manager)
    assert (sheet.state, found.organisation, found.title) == ("accepted", surveyed.organisation, "도로 보수 대장")
    assert found.survey is not None
    assert (found.survey.rule, found.survey.accepted.sheet) == ("needs_processing", sheet.pk)
    assert (found.harvested, found.version_id, found.provision_now) == ({}, None, "internal")
    source = Source.objects.get(pk=found.source_id)
    assert (source.kind, source.publication) == ("declared", "draft")
    assert [each.datasets for each in known.holdings()] == [1]
    told = audit.events_of(f"source:{source.pk}")[0]
    assert (told.action, told.details["datasets"]) == ("inventory.declare_datasets", 1)
    call_back(by=manager, sheet_id=sheet.pk, remark="다시 확인해 주십시오.")
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SIGNED)
    accept(by=manager, sheet_ids=[sheet.pk])
    assert Dataset.objects.count() == 1
    assert len(known.survey_history(found.id)) == 2


def test_counts_and_search_see_it_and_nothing_is_opened(surveyed: Surveyed, manager: Actor) -> None:
    _, found = declared(surveyed, manager)
    catalogue_actions.pull(by=SYSTEM)
    share_actions.pull(by=SYSTEM)
    entry = catalogue.entry(found.id)
    assert entry is not None
    assert (entry.title, entry.usability) == ("도로 보수 대장", "after_processing")
    assert catalogue.usability().after_processing == 1
    assert not share.access(VISITOR, found.id).may_know
    assert share.access(surveyed.lead, found.id).may_know
    assert not share.access(surveyed.lead, found.id).may_get


def test_a_copy_of_another_bodys_sheet_is_not_doubled(surveyed: Surveyed, manager: Actor) -> None:
    first = signed(surveyed)
    copy = signed(Surveyed(surveyed.campaign), same_as=first)
    assert len(accept(by=manager, sheet_ids=[first.pk, copy.pk]).done) == 2
    assert Dataset.objects.count() == 1
    copy.refresh_from_db()
    assert copy.dataset_id is None


def test_the_next_campaign_knows_it_by_its_dataset(surveyed: Surveyed, manager: Actor) -> None:
    _, found = declared(surveyed, manager)
    following = make_campaign(form=surveyed.campaign.form, slug="next")
    Campaign.objects.filter(pk=following.pk).update(previous=surveyed.campaign)
    target = Surveyed(Campaign.objects.get(pk=following.pk), surveyed.organisation).target
    facts = list(known.facts_of(surveyed.organisation))
    assert [(each.source_kind, each.catalogue, each.scanned_at) for each in facts] == [("declared", {}, None)]
    assert prepare_batch(target_id=target.pk, facts=facts).made == 1
    sheet = Sheet.objects.get(target=target)
    assert sheet.dataset_id == found.id
    assert (sheet.answers["title_ko"]["value"], sheet.answers["title_ko"]["filled_by"]) == (
        "도로 보수 대장", "last_wave",
    )  # fmt: skip


def test_a_scan_that_meets_it_proposes_a_link_and_no_double(tmp_path: Path, surveyed: Surveyed, manager: Actor) -> None:
    sheet, found = declared(surveyed, manager)
    folder = tmp_path / "자료"
    folder.mkdir()
    (folder / "도로보수대장.csv").write_text(CLEAN, encoding="utf-8")
    source = inventory.add_source(by=SYSTEM, kind="folder", location=str(folder), organisation=surveyed.organisation)
    scan_again(source)
    (met,) = datasets_of(source).values()
    (relink,) = Relink.objects.all()
    (told,) = known.relinks_of(relink.scan_id)
    assert (told.old_dataset_id, told.new_dataset_id, told.is_declared) == (found.id, met.id, True)
    facts = list(known.facts_of(surveyed.organisation, dataset_ids=[met.id]))
    assert prepare_batch(target_id=surveyed.target.pk, facts=facts).made == 0  # it waits for a person
    assert inventory.accept_relink(by=SYSTEM, relink_id=relink.pk) == found.id
    joined = known.dataset(found.id)
    assert joined is not None
    assert (joined.source_id, joined.title, joined.version_id) == (source, "도로 보수 대장", met.version_id)
    assert known.new_address(joined.organisation_slug, met.name) == joined.address
    scan_again(source)
    assert [each.id for each in known.datasets_in(source)] == [found.id]
    assert Row.objects.get(sheet=sheet.pk).dataset_id == found.id


def test_of_what_a_person_keeps_apart_a_sheet_is_made(tmp_path: Path, surveyed: Surveyed, manager: Actor) -> None:
    declared(surveyed, manager)
    folder = tmp_path / "자료"
    folder.mkdir()
    (folder / "도로 보수 대장.csv").write_text(CLEAN, encoding="utf-8")
    source = inventory.add_source(by=SYSTEM, kind="folder", location=str(folder), organisation=surveyed.organisation)
    scan_again(source)
    (met,) = datasets_of(source).values()
    inventory.decline_relink(by=SYSTEM, relink_id=Relink.objects.get().pk)
    changed = known.datasets_changed_since((met.updated_at, met.id)) if met.updated_at else ()
    assert [each.id for each in changed] == [met.id]
    facts = list(known.facts_of(surveyed.organisation, dataset_ids=[met.id]))
    assert prepare_batch(target_id=surveyed.target.pk, facts=facts).made == 1


def test_what_is_declared_has_no_place_to_scan(surveyed: Surveyed, manager: Actor) -> None:
    _, found = declared(surveyed, manager)
    with pytest.raises(Invalid, match="only declared"):
        inventory.start_scan(by=SYSTEM, source_id=found.source_id)
    with pytest.raises(Invalid, match="what was declared"):
        inventory.add_source(by=SYSTEM, kind="declared", location="/x", organisation=surveyed.organisation)
    with pytest.raises(NotYours):
        inventory.declare_datasets(by=by(surveyed.lead), organisation=surveyed.organisation, declared={"a": {}})
    assert inventory.declare_datasets(by=SYSTEM, organisation=surveyed.organisation, declared={}) == {}
    other = make_organisation().code
    made = inventory.declare_datasets(by=SYSTEM, organisation=other, declared={"a": {"title": "가"}})
    assert inventory.declare_datasets(by=SYSTEM, organisation=other, declared={"a": {"title": "나"}}) == made
