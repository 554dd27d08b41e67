"""What a scan no longer finds: held for a person when it is much, taken out after two whole runs, and found again."""

from __future__ import annotations

import pytest

from gotgan.inventory import actions, queries
from gotgan.inventory.models import Dataset
from gotgan.terms.errors import Invalid, NotAllowed
from gotgan.terms.role import SYSTEM, VISITOR, Actor, Role
from gotgan.terms.scan import Counts, ScanState
from tests.rooms.factories import make_viewer
from tests.rooms.listed import Listing, entries, held_listing, listed_source, live, scan

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def listing(monkeypatch: pytest.MonkeyPatch) -> Listing:
    return held_listing(monkeypatch)


@pytest.fixture
def source_id(listing: Listing) -> str:
    return listed_source()


def test_big_drop_is_held_and_released_by_a_person(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan(source_id)
    listing.records_held = entries(*range(7))
    held = scan(source_id)
    assert (held.state, held.absent, held.removals_held) == (ScanState.HELD, 3, 3)
    assert "3 of 10 datasets (30 %)" in held.problem
    assert live(source_id) == 10
    officer = make_viewer(Role.OFFICER, organisation=queries.source(source_id).organisation)
    assert actions.release_held(by=Actor.of(officer), scan_id=held.id) == 3
    after = queries.scan(held.id)
    assert (after.state, after.counts.removed, after.live_after) == (ScanState.DONE, 3, 7)
    assert live(source_id) == 7


def test_release_needs_the_role_and_the_newest_scan(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan(source_id)
    listing.records_held = entries(0)
    held = scan(source_id)
    for viewer in (VISITOR, make_viewer(Role.STEWARD, organisation=queries.source(source_id).organisation)):
        with pytest.raises(NotAllowed):
            actions.release_held(by=Actor.of(viewer), scan_id=held.id)
    newer = scan(source_id)
    with pytest.raises(Invalid, match="newer scan"):
        actions.release_held(by=SYSTEM, scan_id=held.id)
    actions.release_held(by=SYSTEM, scan_id=newer.id)
    with pytest.raises(Invalid, match="not held"):
        actions.release_held(by=SYSTEM, scan_id=newer.id)


def test_small_drop_needs_two_complete_runs(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan(source_id)
    listing.records_held = entries(*range(9))
    first = scan(source_id)
    assert (first.state, first.counts.removed, first.absent) == (ScanState.DONE, 0, 1)
    gone = Dataset.objects.get(remote_id="id-9")
    assert gone.state == "absent"
    assert queries.dataset(gone.id).is_live  # type: ignore[union-attr]
    second = scan(source_id)
    assert (second.counts.removed, second.live_after) == (1, 9)
    record = queries.dataset(gone.id)
    assert record is not None
    assert not record.is_live


def test_absent_dataset_that_comes_back_starts_anew(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan(source_id)
    for shown in (9, 10, 9):
        listing.records_held = entries(*range(shown))
        scan(source_id)
    assert live(source_id) == 10
    assert Dataset.objects.get(remote_id="id-9").absences == 1


def test_held_run_between_two_absences_starts_the_count_anew(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan(source_id)
    for shown in (9, 2, 9):
        listing.records_held = entries(*range(shown))
        last = scan(source_id)
    assert (last.counts.removed, live(source_id)) == (0, 10)
    assert scan(source_id).counts.removed == 1


def test_removed_dataset_that_comes_back_is_added_with_its_id(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan(source_id)
    old = Dataset.objects.get(remote_id="id-9")
    listing.records_held = entries(*range(9))
    scan(source_id)
    scan(source_id)
    listing.records_held = entries(*range(10))
    done = scan(source_id)
    assert done.counts == Counts(seen=10, added=1, same=9)
    new = Dataset.objects.get(remote_id="id-9")
    assert (new.id, new.name, new.state) == (old.id, old.name, "live")


def test_incomplete_listing_removes_nothing(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan(source_id)
    listing.records_held, listing.complete = entries(*range(9)), False
    for _ in range(3):
        done = scan(source_id)
    assert done.state is ScanState.DONE_WITH_FAILURES
    assert "cut short" in done.problem
    assert (live(source_id), Dataset.objects.filter(absences__gt=0).count()) == (10, 0)


def test_listing_that_never_began_does_not_speak_of_what_was_kept(source_id: str, listing: Listing) -> None:
    listing.records_held, listing.breaks_after = entries(0), 0
    broken = scan(source_id)
    assert (broken.state, broken.can_resume) == (ScanState.FAILED, True)
    assert broken.problem == "http://example.org/data.json: it answered 500; try again later"
