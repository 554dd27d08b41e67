"""What officers do: each button calls one action with the person's name, and the chain follows a scan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gotgan.site.chain import AFTER_SCAN
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.place import Kept
from gotgan.terms.scan import Counts, ScanState
from gotgan.terms.source import UploadView
from tests.site.fakes import EVIDENCE, OFFICER

PAGE = "/datasets/haewon/bus-stops-1"


@pytest.fixture
def officer(hub, english):
    hub.viewer = OFFICER
    return english


def _calls(hub, name):
    return [named for called, named in hub.done if called == name]


def _upload(**more):
    return UploadView(**{"id": "u1", "organisation": "1741000", "file_name": "a.csv", "size_bytes": 10, "received": 0,
                         "is_finished": False, **more})  # fmt: skip


def test_added_source_is_scanned_and_the_chain_follows(hub, officer):
    answer = officer.post("/sources/add", {"location": "/data/x", "organisation": "1741000", "publication": "open"})
    assert answer["Location"] == "/scans/k9"
    (added,) = _calls(hub, "find_or_add_source")
    assert (added["kind"], added["publication"], added["by"].label) == (None, "open", OFFICER.label)
    assert _calls(hub, "enqueue") == [{"args": ("inventory.scan", "k9"), "then": AFTER_SCAN}]


def test_place_that_is_a_source_already_is_scanned_again_and_said_so(hub, officer, monkeypatch):
    monkeypatch.setattr("gotgan.inventory.actions.find_or_add_source", lambda **_: Kept("s1", False))
    sent = {"location": "/data/x/", "organisation": "1741000", "publication": "draft"}
    answer = officer.post("/sources/add", sent, follow=True)
    assert "This place was a source already." in answer.content.decode()
    assert [each["source_id"] for each in _calls(hub, "start_scan")] == ["s1"]


def test_source_for_another_organisation_is_refused_by_the_form(hub, officer):
    answer = officer.post("/sources/add", {"location": "/x", "organisation": "1352000", "publication": "draft"})
    assert answer.status_code == 422
    assert hub.done == []


def test_refused_source_keeps_what_was_typed_and_says_why(hub, officer, monkeypatch):
    def refuse(**_):
        raise Invalid(Issue("/data/x", "there is no such folder", "check the path"))

    monkeypatch.setattr("gotgan.inventory.actions.find_or_add_source", refuse)
    answer = officer.post("/sources/add", {"location": "/data/x", "organisation": "1741000", "publication": "draft"})
    assert answer.status_code == 422
    assert "there is no such folder; check the path" in answer.content.decode()
    assert 'value="/data/x"' in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "action"),
    [
        ("/sources/s1/scan", "start_scan"), ("/sources/s1/remove", "remove_source"),
        ("/scans/k1/cancel", "cancel_scan"), ("/scans/k1/release", "release_held"),
        (f"{PAGE}/publish", "publish"), (f"{PAGE}/unpublish", "unpublish"),
        (f"{PAGE}/close", "close"),
    ],
)  # fmt: skip
def test_button_calls_its_action_in_the_persons_name(hub, officer, address, action):
    assert officer.post(address).status_code == 302
    (called,) = _calls(hub, action)
    assert called["by"].person_id == OFFICER.person_id


def test_unpublishing_takes_the_files_back_too(hub, officer):
    officer.post(f"{PAGE}/unpublish")
    assert [name for name, _ in hub.done] == ["close", "unpublish", "enqueue"]


def test_opening_data_with_findings_needs_a_name(hub, officer):
    answer = officer.post(f"{PAGE}/open", {"confirmed_by": "", "confirmed": "on"})
    assert answer.status_code == 422
    assert _calls(hub, "open_to_everyone") == []
    officer.post(f"{PAGE}/open", {"confirmed_by": "Kim Haewon", "confirmed": "on"})
    assert [call["confirmed_by"] for call in _calls(hub, "open_to_everyone")] == ["Kim Haewon"]


def test_opening_data_without_findings_asks_nothing(hub, officer):
    hub.evidence = (replace(EVIDENCE[0], findings=()),)
    hub.access = replace(hub.access, reasons=("own_organisation",))
    assert "confirmed_by" not in officer.get(f"{PAGE}/open").content.decode()
    officer.post(f"{PAGE}/open", {})
    assert len(_calls(hub, "open_to_everyone")) == 1


def test_running_scan_polls_and_a_finished_one_does_not(hub, officer):
    assert 'hx-trigger="every 2s"' in officer.get("/scans/k1").content.decode()
    hub.scan = replace(hub.scan, state=ScanState.DONE)
    assert "hx-trigger" not in officer.get("/scans/k1").content.decode()


def test_scan_part_for_htmx_has_no_page_around_it(officer):
    part = officer.get("/scans/k1", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="scan"')
    assert "<html" not in part


def test_scan_says_when_the_books_do_not_add_up(hub, officer):
    hub.scan = replace(hub.scan, state=ScanState.DONE, counts=Counts(seen=3, added=1))
    assert "does not add up" in officer.get("/scans/k1").content.decode()


def test_upload_in_parts_goes_on_where_it_stopped(hub, officer, monkeypatch):
    monkeypatch.setattr("gotgan.inventory.actions.begin_upload", hub.record("begin", _upload()))
    monkeypatch.setattr("gotgan.inventory.actions.append_upload", hub.record("append", _upload(received=10)))
    monkeypatch.setattr("gotgan.inventory.actions.finish_upload", hub.record("finish", _upload(scan_id="k7")))
    monkeypatch.setattr("gotgan.inventory.queries.find_upload", lambda _: _upload(received=4))
    wish = {"organisation": "1741000", "file_name": "a.csv", "size_bytes": "10"}
    assert officer.post("/uploads/", wish).json()["received"] == 0
    assert officer.get("/uploads/u1").json()["received"] == 4
    sent = officer.post("/uploads/u1?offset=4", b"456789", content_type="application/octet-stream")
    assert sent.json()["received"] == 10
    assert officer.post("/uploads/u1/finish").json() == {"address": "/scans/k7"}
    (part,) = _calls(hub, "append")
    assert (part["offset"], part["content"]) == (4, b"456789")


@pytest.mark.parametrize(("address", "status"), [("/uploads/u1?offset=x", 422), ("/uploads/u1", 422)])
def test_upload_part_without_a_place_is_refused(officer, monkeypatch, address, status):
    monkeypatch.setattr("gotgan.inventory.queries.find_upload", lambda _: _upload())
    answer = officer.post(address, b"x", content_type="application/octet-stream")
    assert answer.status_code == status
    assert "offset" in answer.json()["error"]


def test_upload_of_another_organisation_is_refused(officer, monkeypatch):
    monkeypatch.setattr("gotgan.inventory.queries.find_upload", lambda _: _upload(organisation="1352000"))
    assert officer.get("/uploads/u1").status_code == 403


def test_unknown_upload_says_what_to_do(officer, monkeypatch):
    monkeypatch.setattr("gotgan.inventory.queries.find_upload", lambda _: None)
    answer = officer.get("/uploads/u9")
    assert (answer.status_code, "choose the file again" in answer.json()["error"]) == (404, True)


def test_upload_without_scripts_sends_the_whole_file(hub, officer, monkeypatch):
    from django.core.files.uploadedfile import SimpleUploadedFile

    monkeypatch.setattr("gotgan.inventory.actions.begin_upload", hub.record("begin", _upload()))
    monkeypatch.setattr("gotgan.inventory.actions.append_upload", hub.record("append", _upload(received=10)))
    monkeypatch.setattr("gotgan.inventory.actions.finish_upload", hub.record("finish", _upload(scan_id="k7")))
    file = SimpleUploadedFile("정류소.csv", b"0123456789")
    wish = {"file": file, "organisation": "1741000", "title": "정류소", "publication": "draft"}
    assert officer.post("/sources/upload/file", wish)["Location"] == "/scans/k7"
    assert _calls(hub, "begin")[0]["file_name"] == "정류소.csv"
    assert _calls(hub, "append")[0]["content"] == b"0123456789"
