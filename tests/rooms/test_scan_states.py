"""Scans over a listing that the test writes: counts, resumption, how they end, what changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.inventory import actions, jobs, queries
from gotgan.inventory.jobs import visiting
from gotgan.inventory.models import Dataset, Scan
from gotgan.terms.errors import Invalid, NotAllowed
from gotgan.terms.record import SourceRecord
from gotgan.terms.role import SYSTEM, VISITOR, Actor
from gotgan.terms.scan import Counts, ScanState
from gotgan.work import actions as work
from tests.rooms.listed import Context, Killed, Listing, entries, entry, held_listing, listed_source, live, scan

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def listing(monkeypatch: pytest.MonkeyPatch) -> Listing:
    return held_listing(monkeypatch)


@pytest.fixture
def source_id(listing: Listing) -> str:
    return listed_source()


def test_first_scan_adds_every_record(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    done = scan(source_id)
    assert done.state is ScanState.DONE
    assert done.counts == Counts(seen=10, added=10)
    assert (done.live_before, done.live_after, done.lines) == (0, 10, 10)
    assert queries.source(source_id).kind == "datajson"


def test_second_scan_changes_nothing(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan(source_id)
    before = queries.datasets_changed_since(None)
    done = scan(source_id)
    after = queries.datasets_changed_since(None)
    assert done.counts == Counts(seen=10, same=10)
    assert [record.updated_at for record in before] == [record.updated_at for record in after]
    assert all(old.last_seen < new.last_seen for old, new in zip(before, after, strict=True))
    assert queries.datasets_changed_since(queries.cursor_of(before[-1])) == ()


def test_changed_record_keeps_its_address(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(0, 1)
    scan(source_id)
    (old,) = [record for record in queries.datasets_changed_since(None) if record.remote_id == "id-1"]
    listing.records_held[1] = entry(1, title="교통량 조사")
    assert scan(source_id).counts == Counts(seen=2, same=1, changed=1)
    new = queries.dataset_by_address(old.organisation_slug, old.name)
    assert new is not None
    assert (new.id, new.title) == (old.id, "교통량 조사")


def test_repeated_ids_are_folded_across_batches(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(0, 1, 1, 2, 3, 4, 0)
    done = scan(source_id)
    assert done.counts == Counts(seen=5, added=5, folded=2)
    assert done.lines == done.counts.seen + done.counts.folded


def test_broken_entries_fail_with_their_reason(source_id: str, listing: Listing) -> None:
    broken = SourceRecord("#3", "", "", problem="entry 3 has no title; add one")
    listing.records_held = [*entries(0, 1), broken, SourceRecord("x" * 600, "Long", ""), SourceRecord("", "No id", "")]
    done = scan(source_id)
    assert done.state is ScanState.DONE_WITH_FAILURES
    assert done.counts == Counts(seen=5, added=2, failed=3)
    reasons = [line.reason for line in queries.lines_of(done.id, outcome="failed")]
    assert reasons[0] == "entry 3 has no title; add one"
    assert "longer than" in reasons[1]
    assert "no identifier" in reasons[2]


def test_record_that_breaks_keeps_its_dataset(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(0, 1)
    scan(source_id)
    listing.records_held[1] = SourceRecord("id-1", "", "", problem="entry 1 is no object")
    done = scan(source_id)
    assert (done.counts.failed, done.absent, live(source_id)) == (1, 0, 2)


def test_record_of_a_catalogue_brings_no_evidence_with_it(source_id: str, listing: Listing) -> None:
    """Only a scan that was carried in tells what was measured elsewhere, and its pages say so."""
    claimed = {
        "path": "a.csv",
        "size_bytes": 9,
        "sha256": "0" * 64,
        "status": "read",
        "profile": {"rows": 9, "columns": []},
    }
    listing.records_held = [SourceRecord("id-0", "교통량", "0", raw={"identifier": "id-0", "scan_entries": [claimed]})]
    done = scan(source_id)
    assert (done.state, done.counts) == (ScanState.DONE, Counts(seen=1, added=1))
    (record,) = queries.datasets_in(source_id)
    assert record.version_id is None


@pytest.mark.parametrize("dies_at", [1, 2, 3, 4])
def test_killed_scan_goes_on_without_repeating(source_id: str, listing: Listing, dies_at: int) -> None:
    listing.records_held = entries(*range(10), 0)
    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    with pytest.raises(Killed):
        jobs.scan(scan_id, context=Context(dies_at=dies_at))
    assert not queries.scan(scan_id).is_finished
    jobs.scan(scan_id, context=Context())
    done = queries.scan(scan_id)
    assert done.counts == Counts(seen=10, added=10, folded=1)
    assert (done.state, done.live_after) == (ScanState.DONE, 10)


def test_two_scans_at_once_are_refused(source_id: str, listing: Listing) -> None:
    actions.start_scan(by=SYSTEM, source_id=source_id)
    with pytest.raises(actions.ScanRunning, match="already waiting or running"):
        actions.start_scan(by=SYSTEM, source_id=source_id)


def test_finished_scan_is_not_run_again(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(0)
    done = scan(source_id)
    listing.records_held = entries(0, 1)
    jobs.scan(done.id, context=Context())
    assert live(source_id) == 1


def test_listing_that_breaks_off_fails_and_resumes(source_id: str, listing: Listing) -> None:
    listing.records_held, listing.breaks_after = entries(*range(10)), 6
    broken = scan(source_id)
    assert (broken.state, broken.counts.added) == (ScanState.FAILED, 6)
    assert broken.problem.endswith("it answered 500; try again later; what was listed is kept, resume to go on")
    assert broken.can_resume
    listing.breaks_after = None
    actions.resume_scan(by=SYSTEM, scan_id=broken.id)
    jobs.scan(broken.id, context=Context())
    done = queries.scan(broken.id)
    assert (done.state, done.counts, done.problem) == (ScanState.DONE, Counts(seen=10, added=10), "")


def test_cancel_ends_between_records_and_keeps_them(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    done = scan(source_id, Context(cancelled=True))
    assert (done.state, done.counts.added) == (ScanState.CANCELLED, 4)
    waiting = actions.start_scan(by=SYSTEM, source_id=source_id)
    actions.cancel_scan(by=SYSTEM, scan_id=waiting)
    assert queries.scan(waiting).state is ScanState.CANCELLED


def test_deadline_ends_a_scan(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    actions.begin_gathering(scan_id=scan_id, job_id=1)
    Scan.objects.filter(pk=scan_id).update(deadline=timezone.now() - timedelta(seconds=1))
    jobs.scan(scan_id, context=Context())
    done = queries.scan(scan_id)
    assert done.state is ScanState.FAILED
    assert "deadline passed after 4 records" in done.problem


def test_unforeseen_error_is_written_down_and_raised(
    source_id: str, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing.records_held = entries(0)
    monkeypatch.setattr(visiting, "clean_record", lambda record: 1 / 0)
    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    with pytest.raises(ZeroDivisionError):
        jobs.scan(scan_id, context=Context())
    assert queries.scan(scan_id).state is ScanState.FAILED


def test_books_that_do_not_balance_fail_the_scan(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(3))
    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    actions.begin_gathering(scan_id=scan_id, job_id=1)
    Scan.objects.filter(pk=scan_id).update(live_before=5)
    jobs.scan(scan_id, context=Context())
    done = queries.scan(scan_id)
    assert done.state is ScanState.FAILED
    assert "3 datasets are live where 8 should be" in done.problem


def test_same_content_under_a_new_id_is_proposed_and_accepted(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(10))
    scan(source_id)
    old = Dataset.objects.get(remote_id="id-9")
    moved = SourceRecord("new-9", "Dataset 9", "", description="About 9", raw={"identifier": "new-9"})
    listing.records_held = [*entries(*range(9)), moved]
    done = scan(source_id)
    assert (done.counts.added, done.absent) == (1, 1)
    (proposal,) = queries.relinks_of(done.id)
    assert proposal.old_dataset_id == old.id
    new_name = Dataset.objects.get(pk=proposal.new_dataset_id).name
    assert actions.accept_relink(by=SYSTEM, relink_id=proposal.id) == old.id
    slug = queries.dataset(old.id).organisation_slug  # type: ignore[union-attr]
    assert queries.new_address(slug, new_name) == f"{slug}/{old.name}"
    assert live(source_id) == 10
    assert scan(source_id).counts == Counts(seen=10, same=10)
    with pytest.raises(Invalid, match="accepted before"):
        actions.decline_relink(by=SYSTEM, relink_id=proposal.id)


def test_remove_source_takes_its_datasets_out(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(3))
    scan(source_id)
    assert actions.remove_source(by=SYSTEM, source_id=source_id) == 3
    assert [record.is_live for record in queries.datasets_changed_since(None)] == [False] * 3
    assert queries.sources() == ()
    with pytest.raises(Invalid, match="removed"):
        actions.start_scan(by=SYSTEM, source_id=source_id)


def test_set_publication_counts_as_a_change(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(3))
    scan(source_id)
    last = queries.datasets_changed_since(None)[-1]
    actions.set_publication(by=SYSTEM, source_id=source_id, publication="open", confirmed_by="a@example.org")
    assert len(queries.datasets_changed_since((last.updated_at, last.id))) == 3
    assert queries.source(source_id).publication == "open"


def test_add_source_is_refused_to_strangers_and_nonsense(source_id: str) -> None:
    code = queries.source(source_id).organisation
    with pytest.raises(NotAllowed):
        actions.add_source(by=Actor.of(VISITOR), kind="folder", location="/x", organisation=code)
    with pytest.raises(Invalid) as refused:
        actions.add_source(by=SYSTEM, kind="ftp", location=" ", organisation=code, publication="secret")
    assert len(refused.value.issues) == 3


def test_every_change_is_in_the_audit_chain(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(6))
    done = scan(source_id)
    actions_taken = [event.action for event in audit.events_of(f"scan:{done.id}")]
    assert actions_taken == [
        "inventory.reconcile", "inventory.record_batch", "inventory.record_batch", "inventory.start_scan",
    ]  # fmt: skip
    assert audit.events_of(f"source:{source_id}")[0].action == "inventory.add_source"


def test_changed_since_pages_through_everything_once(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(11))
    scan(source_id)
    cursor, met = None, []
    while page := queries.datasets_changed_since(cursor, limit=4):
        met += [record.id for record in page]
        cursor = queries.cursor_of(page[-1])
    assert len(met) == len(set(met)) == 11


def test_queries_stay_few(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(*range(30))
    scan(source_id)
    for ask, most in ((lambda: queries.datasets_changed_since(None), 3), (queries.holdings, 2), (queries.sources, 2)):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ask()
        assert len(asked) <= most


def test_words_are_cleaned_and_masked(source_id: str, listing: Listing) -> None:
    raw = {"title": "Pool", "note": "call 010-1234-5678\x00", "deep": [{"mail": "kim@example.org"}], "n": float("nan")}
    listing.records_held = [
        SourceRecord(
            "id-1", "<b>Pool</b> &amp; bath \ud800", "", description="<p>a<br>b</p><script>x()</script> 010-1234-5678",
            raw=raw,
        )
    ]  # fmt: skip
    scan(source_id)
    (record,) = queries.datasets_changed_since(None)
    assert record.title == "Pool & bath ?"
    assert record.description.startswith("a\nb")
    shown = f"{record} {queries.provenance_of(record.id)}"
    assert "1234-5678" not in shown
    assert "kim@example" not in shown
    assert "x()" not in shown


def test_scan_whose_job_ended_without_it_gives_way(source_id: str, listing: Listing) -> None:
    listing.records_held = entries(0)
    stuck = actions.start_scan(by=SYSTEM, source_id=source_id)
    job = work.enqueue("inventory.scan", stuck)
    actions.begin_gathering(scan_id=stuck, job_id=job.id)
    with pytest.raises(actions.ScanRunning):
        actions.start_scan(by=SYSTEM, source_id=source_id)
    work.request_cancel(job.id)
    assert scan(source_id).state is ScanState.DONE
    assert queries.scan(stuck).state is ScanState.FAILED


def test_sweep_ends_scans_that_no_job_carries(source_id: str, listing: Listing) -> None:
    stuck = actions.start_scan(by=SYSTEM, source_id=source_id)
    jobs.sweep(context=Context())
    assert not queries.scan(stuck).is_finished
    Scan.objects.filter(pk=stuck).update(created=timezone.now() - timedelta(hours=1))
    carried = work.enqueue("inventory.scan", stuck)
    jobs.sweep(context=Context())
    assert not queries.scan(stuck).is_finished
    work.request_cancel(carried.id)
    jobs.sweep(context=Context())
    assert queries.scan(stuck).can_resume
