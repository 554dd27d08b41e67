"""Entries follow the inventory; people decide before wishes; the index follows in jobs."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.catalogue import actions, jobs, queries
from gotgan.catalogue.models import Entry, PublishedVersion, PullCursor
from gotgan.inventory import actions as inventory
from gotgan.inventory import queries as datasets
from gotgan.terms.job import JobState
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.search import SearchQuery
from gotgan.work.models import Job
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.harvested import CLEAN, WITH_PHONES, Harvested, harvest, scan_again
from tests.rooms.listed import Context
from tests.rooms.once import Made, Once
from tests.rooms.running import run_waiting_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_desk(settings) -> None:  # type: ignore[no-untyped-def]
    settings.GOTGAN_DESK = "tests.rooms.entries.no_desk"


@pytest.fixture(scope="module")
def first_opened(once: Once) -> Made[Harvested]:
    return once(partial(harvest, files={"인구.csv": CLEAN, "연락처.csv": WITH_PHONES}))


@pytest.fixture
def opened(first_opened: Made[Harvested], data_folder: Path) -> Harvested:
    return first_opened.again(data_folder)


def _id(harvested: Harvested, name: str) -> str:
    return harvested.datasets[name].id


def _found(words: str) -> set[str]:
    return {hit.dataset_id for hit in queries.search(SearchQuery(words)).hits}


def test_pull_draft_is_neither_listed_nor_found(tmp_path: Path) -> None:
    """Comes first: what the others open stays to the end of the file."""
    drafts = harvest(tmp_path / "source", {"인구.csv": CLEAN}, publication="draft")
    entry = queries.entry(_id(drafts, "인구.csv"))
    assert entry is not None
    assert not entry.is_published
    assert (_found("인구"), queries.newest(), queries.entries()) == (set(), (), ())


def test_pull_open_wish_is_listed_and_found(opened: Harvested) -> None:
    entry = queries.entry(_id(opened, "인구.csv"))
    assert entry is not None
    assert entry.is_published
    assert (entry.formats, entry.rows, entry.version_id) == (
        ("csv",), 2, opened.datasets["인구.csv"].version_id,
    )  # fmt: skip
    assert queries.find_entry(entry.organisation_slug, entry.name) == entry
    assert entry.dataset_id in _found("인구")
    assert queries.counts().total == queries.total() == 2
    assert queries.counts().by_organisation == {opened.organisation: 2}


def test_pull_again_changes_nothing_and_says_nothing(opened: Harvested) -> None:
    assert actions.pull(by=SYSTEM).read == 0
    Entry.objects.update(title="x")
    PullCursor.objects.all().delete()
    assert actions.pull(by=SYSTEM).changed == 2
    PullCursor.objects.all().delete()
    again = actions.pull(by=SYSTEM)
    assert (again.read, again.changed) == (2, 0)


def test_pull_in_small_batches_reads_everything_once(opened: Harvested, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    PullCursor.objects.all().delete()
    monkeypatch.setattr(sys.modules["gotgan.catalogue.actions.pull"], "BATCH", 1)
    beats: list[int] = []
    assert actions.pull(by=SYSTEM, beat=beats.append).read == 2
    assert beats == [1, 2, 2]


def test_removed_source_is_withdrawn_with_its_history_kept(opened: Harvested) -> None:
    inventory.remove_source(by=SYSTEM, source_id=opened.source_id)
    actions.pull(by=SYSTEM)
    assert _found("인구") == set()
    assert queries.total() == 0
    history = queries.history_of(_id(opened, "인구.csv"))
    assert len(history) == 1
    assert history[0].withdrawn_at is not None


def test_new_version_is_published_and_the_old_one_kept(opened: Harvested, first_opened: Made[Harvested]) -> None:
    (first_opened.source / "인구.csv").write_text(CLEAN + "대구광역시,2363\n", encoding="utf-8")
    scan_again(opened.source_id)
    history = queries.history_of(_id(opened, "인구.csv"))
    assert [row.withdrawn_at is None for row in history] == [True, False]
    assert queries.entry(_id(opened, "인구.csv")).rows == 3  # type: ignore[union-attr]
    assert PublishedVersion.objects.filter(withdrawn_at__isnull=True).count() == 2


def test_unpublish_by_a_person_outlives_the_wish(opened: Harvested) -> None:
    dataset_id = _id(opened, "인구.csv")
    viewer = make_viewer(Role.OFFICER, organisation=opened.organisation)
    assert actions.unpublish(by=Actor.of(viewer), dataset_id=dataset_id)
    assert dataset_id not in _found("인구")
    assert not actions.unpublish(by=Actor.of(viewer), dataset_id=dataset_id)
    inventory.set_publication(by=SYSTEM, source_id=opened.source_id, publication="open")
    actions.pull(by=SYSTEM)
    assert not queries.entry(dataset_id).is_published  # type: ignore[union-attr]
    assert actions.publish(by=Actor.of(viewer), dataset_id=dataset_id)
    run_waiting_jobs()
    assert dataset_id in _found("인구")
    done = [event.action for event in audit.events_of(f"dataset:{dataset_id}")]
    assert done.count("catalogue.unpublish") == done.count("catalogue.publish") == 1


def test_publish_by_somebody_else_is_refused(opened: Harvested) -> None:
    stranger = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    with pytest.raises(actions.NotYourDataset):
        actions.unpublish(by=Actor.of(stranger), dataset_id=_id(opened, "인구.csv"))
    assert queries.entry(_id(opened, "인구.csv")).is_published  # type: ignore[union-attr]


def test_publish_unknown_dataset() -> None:
    with pytest.raises(actions.UnknownEntry):
        actions.publish(by=SYSTEM, dataset_id="0" * 32)


def test_set_routes_one_event_for_all_and_none_for_nothing(opened: Harvested) -> None:
    ids = [record.id for record in opened.datasets.values()]
    assert actions.set_routes(by=SYSTEM, routes=dict.fromkeys([*ids, "unknown"], "trade")) == 2
    assert actions.set_routes(by=SYSTEM, routes=dict.fromkeys(ids, "trade")) == 0
    assert queries.counts().by_route == {"trade": 2}
    assert actions.set_route(dataset_id=ids[0], route="")
    run_waiting_jobs()
    counts = {value.value: value.count for value in queries.search(SearchQuery()).facets["route"]}
    assert counts == {"trade": 1, "none": 1}


def test_index_follows_changes_and_is_built_when_lost(opened: Harvested, data_folder: Path) -> None:
    assert actions.index_changes().written == Entry.objects.filter(tokens_key="", is_published=True).count()
    shutil.rmtree(data_folder / "index")
    assert queries.search(SearchQuery("인구")).total == 0
    assert actions.index_changes().written == 2
    assert _id(opened, "인구.csv") in _found("인구")


def test_reindex_builds_beside_and_swaps(opened: Harvested, data_folder: Path) -> None:
    before = (data_folder / "index" / "current").read_text()
    actions.reindex(by=SYSTEM)
    run_waiting_jobs()
    assert (data_folder / "index" / "current").read_text() != before
    assert len([path for path in (data_folder / "index").iterdir() if path.is_dir()]) <= 2
    assert _id(opened, "인구.csv") in _found("인구")


def test_index_without_the_desk_is_tried_again_a_minute_later_and_not_for_ever(opened: Harvested) -> None:
    before = timezone.now()
    jobs.index(context=Context())
    (again,) = Job.objects.filter(state=JobState.QUEUED)
    assert (again.name, again.args, again.key) == ("catalogue.index", [1], "catalogue.index.again")
    assert again.run_after is not None
    assert again.run_after >= before + jobs.RETRY_AFTER
    again.delete()
    jobs.index(jobs.MOST_RETRIES, context=Context())
    assert not Job.objects.filter(state=JobState.QUEUED).exists()


def test_rebuild_uses_stored_morphemes_when_the_desk_is_down(opened: Harvested, settings) -> None:  # type: ignore[no-untyped-def]
    settings.GOTGAN_DESK = "tests.rooms.entries.real_desk"
    assert actions.index_changes().without_morphemes == 0
    row = Entry.objects.get(dataset_id=_id(opened, "인구.csv"))
    assert "인구" in row.title_m.split()
    settings.GOTGAN_DESK = "tests.rooms.entries.no_desk"
    assert actions.rebuild_index().without_morphemes == 0
    row.refresh_from_db()
    assert "인구" in row.title_m.split()


def test_no_identifier_in_what_is_found(opened: Harvested) -> None:
    shown = str(queries.search(SearchQuery("연락처"))) + str(queries.newest())
    assert "010-2000" not in shown
    assert datasets.dataset(_id(opened, "연락처.csv")) is not None
