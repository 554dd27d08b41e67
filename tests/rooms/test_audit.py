"""The chain: written with its change, found when broken, refused to be changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import Error, connection, transaction

from gotgan.audit import queries
from gotgan.audit.actions import NotInTransaction, record
from gotgan.audit.guard import protect, unprotect
from gotgan.audit.models import Event
from gotgan.terms.role import SYSTEM, Actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def write_events(number: int) -> None:
    for index in range(number):
        with transaction.atomic():
            record(by=Actor(7, "kim@example.org"), action="test.write", subject=f"thing:{index}", details={"n": index})


def test_record_outside_transaction_is_refused() -> None:
    with pytest.raises(NotInTransaction):
        record(by=SYSTEM, action="test.write", subject="thing")


def test_record_rolls_back_with_its_change() -> None:
    with transaction.atomic():
        record(by=SYSTEM, action="test.write", subject="thing")
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_verify_intact_chain() -> None:
    write_events(5)
    report = queries.verify()
    assert report.ok
    assert report.events == 5


def test_verify_empty_chain() -> None:
    assert queries.verify().ok


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "2020-01-01T00:00:00.000000+00:00"), ("person_id", 8), ("label", "lee@example.org"),
     ("action", "test.other"), ("subject", "thing:99"), ("details", '{"n":99}'), ("previous", "0" * 64)],
)  # fmt: skip
def test_verify_finds_edited_column(column: str, value: object) -> None:
    write_events(5)
    Event.objects.filter(seq=3).update(**{column: value})
    report = queries.verify()
    assert not report.ok
    assert report.first_bad_seq == 3


def test_verify_finds_removed_row() -> None:
    write_events(5)
    Event.objects.filter(seq=2).delete()
    report = queries.verify()
    assert report.first_bad_seq == 3
    assert "event 2 was removed" in report.reason


def test_verify_finds_cut_tail_even_with_the_head_row_adjusted() -> None:
    write_events(5)
    Event.objects.filter(seq__gt=3).delete()
    last = Event.objects.get(seq=3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_head SET seq = 3, hash = %s", [last.hash])
    report = queries.verify()
    assert not report.ok
    assert report.first_bad_seq == 4


def test_verify_finds_everything_removed() -> None:
    write_events(3)
    Event.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_head")
    assert not queries.verify().ok


def test_verify_finds_missing_and_broken_head_file(data_folder: Path) -> None:
    write_events(2)
    (data_folder / "audit.head").write_text("nonsense")
    assert not queries.verify().ok
    (data_folder / "audit.head").unlink()
    assert "missing" in queries.verify().reason


def test_verify_allows_events_after_the_head_file(data_folder: Path) -> None:
    """A crash between commit and the head file leaves the file behind, not ahead."""
    write_events(2)
    early = (data_folder / "audit.head").read_text()
    write_events(2)
    (data_folder / "audit.head").write_text(early)
    assert queries.verify().ok


def test_head_file_names_last_event(data_folder: Path) -> None:
    write_events(4)
    mark = json.loads((data_folder / "audit.head").read_text())
    assert mark == {"seq": 4, "hash": Event.objects.get(seq=4).hash}


def test_database_refuses_update_and_delete() -> None:
    write_events(1)
    protect(connection)
    try:
        with pytest.raises(Error, match="append-only"):
            Event.objects.update(label="somebody else")
        with pytest.raises(Error, match="append-only"):
            Event.objects.all().delete()
    finally:
        unprotect(connection)


def test_events_of_subject_newest_first() -> None:
    write_events(2)
    with transaction.atomic():
        record(by=SYSTEM, action="test.again", subject="thing:0")
    assert [event.action for event in queries.events_of("thing:0")] == ["test.again", "test.write"]
