"""A scan.json sent through the browser: taken in as its organisation's source, or refused with nothing left of it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.agent.seal import SealingKey, make_key
from gotgan.audit import queries as audit
from gotgan.engine.detect import contains_identifier
from gotgan.inventory import actions, queries
from gotgan.inventory.models import Dataset, Evidence, Source, Upload
from gotgan.terms.carried import document_head
from gotgan.terms.overlap import OverlapView
from gotgan.terms.role import SYSTEM, Role
from gotgan.terms.scan import ScanState
from gotgan.terms.source import ScanView
from tests.rooms.factories import make_organisation, make_token, make_viewer
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_inventory_files import scan as scan_of
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]
ROWS = "번호,이름\n" + "".join(f"{n},시설{n}\n" for n in range(40))


class Room:
    """A server room with two tables and a scanner of its own."""

    def __init__(self, folder: Path) -> None:
        self.data, self.output = folder / "자료", folder / "scan.json"
        self.data.mkdir()
        (self.data / "a.csv").write_text(ROWS, encoding="utf-8")
        (self.data / "b.csv").write_text(ROWS.replace("시설", "도로"), encoding="utf-8")
        self.key = make_key(folder / "scanner.key")

    def scan(self, *, sealed: bool = True, key: bytes = b"k") -> bytes:
        self.output.unlink(missing_ok=True)
        sketches = SketchKey(key * 32, is_random=False)
        scan_targets([str(self.data)], self.output, key=sketches, sealer=self.key.seal if sealed else None)
        return self.output.read_bytes()

    def enrol(self, organisation: str) -> None:
        actions.enrol_scanner(
            by=SYSTEM, organisation=organisation, key_id=self.key.id, public_key=self.key.public, title="3층 서버실"
        )


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


@pytest.fixture
def code() -> str:
    return make_organisation().code


def officer(code: str, language: str = "en") -> Client:
    return client_of(make_viewer(Role.OFFICER, organisation=code), language)


def send(client: Client, code: str, content: bytes, name: str = "scan.json", **more: str) -> Any:
    wished = {"organisation": code, "publication": "draft", **more}
    return client.post("/sources/upload/file", {**wished, "file": SimpleUploadedFile(name, content)})


def carry(client: Client, code: str, content: bytes, name: str = "scan.json", **more: str) -> ScanView:
    answer = send(client, code, content, name, **more)
    assert answer.status_code == 302, text(answer)
    run_waiting_jobs()
    return queries.scan(answer["Location"].rpartition("/")[2])


def test_sealed_scan_becomes_a_source_of_what_was_scanned(room: Room, code: str) -> None:
    room.enrol(code)
    client = officer(code)
    scan = carry(client, code, room.scan())
    assert (scan.state, scan.counts.added) == (ScanState.DONE, 2)
    source = queries.source(scan.source_id)
    assert (source.kind, source.location, source.title) == ("scanfile", str(room.data), "자료")
    assert {each.remote_id for each in queries.datasets_in(source.id)} == {"a.csv", "b.csv"}
    assert not Source.objects.filter(kind="upload").exists(), "the document itself is no dataset"


def test_packed_and_unsealed_scan_is_taken_in(room: Room, code: str) -> None:
    scan = carry(officer(code), code, gzip.compress(room.scan(sealed=False)), "scan.json.gz")
    assert (scan.state, scan.counts.added) == (ScanState.DONE, 2)


def test_newer_scan_of_the_same_root_goes_on_with_the_source(room: Room, code: str) -> None:
    client = officer(code)
    first = carry(client, code, room.scan(sealed=False))
    (room.data / "a.csv").write_text(ROWS + "99,시설99\n", encoding="utf-8")
    second = carry(client, code, room.scan(sealed=False), "monday.json")
    assert second.source_id == first.source_id
    assert (second.counts.changed, second.counts.same, second.counts.added) == (1, 1, 0)
    dataset = next(each for each in queries.datasets_in(first.source_id) if each.remote_id == "a.csv")
    assert "Rows: 40 → 41." in text(client.get(f"/datasets/{dataset.address}/changes"))
    assert f"/scans/{first.id}" in text(client.get(f"/sources/{first.source_id}/history"))


def test_table_that_stayed_is_the_same_and_its_mark_follows(room: Room, code: str) -> None:
    client = officer(code)
    first = carry(client, code, room.scan(sealed=False))
    moments = {each.id: each.updated_at for each in queries.datasets_in(first.source_id)}
    room.enrol(code)
    second = carry(client, code, room.scan())
    assert (second.counts.same, second.counts.changed) == (2, 0)
    for dataset in queries.datasets_in(first.source_id):
        assert dataset.updated_at == moments[dataset.id], "later rooms need not look again"
        assert queries.provenance_of(dataset.id).raw["seal"]["state"] == "valid"


def test_sketches_of_a_new_campaign_take_the_place_of_the_old(room: Room, code: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other, elsewhere = Room(tmp_path / "other"), make_organisation().code
    (other.data / "a.csv").write_text(ROWS + "99,시설99\n", encoding="utf-8")
    client = officer(code)
    first = carry(client, code, room.scan(sealed=False))
    carry(officer(elsewhere), elsewhere, other.scan(sealed=False, key=b"n"))
    dataset = next(each for each in queries.datasets_in(first.source_id) if each.remote_id == "a.csv")
    evidence = Evidence.objects.get(version__dataset=dataset.id)
    assert not _shared(dataset.id, elsewhere), "under two keys no value can be compared"
    second = carry(client, code, room.scan(sealed=False, key=b"n"))
    assert (second.counts.same, second.counts.changed) == (2, 0)
    renewed = Evidence.objects.get(version__dataset=dataset.id)
    assert (renewed.pk, renewed.is_compared) == (evidence.pk, True)
    assert renewed.sketches["key_id"] != evidence.sketches["key_id"]
    assert _shared(dataset.id, elsewhere)


def _shared(dataset_id: str, organisation: str) -> list[OverlapView]:
    found = queries.overlaps([organisation], relation="same_content", dataset_id=dataset_id)
    return [pair for pair in found if organisation in (pair.a.organisation, pair.b.organisation)]


def test_page_of_what_was_carried_in_offers_no_files_and_says_where_its_rows_are(room: Room, code: str) -> None:
    client = officer(code)
    scan = carry(client, code, room.scan(sealed=False))
    page = text(client.get(f"/datasets/{queries.datasets_in(scan.source_id)[0].address}"))
    assert "only its scan is here, and its rows stayed where they are" in page
    assert "Show its columns to everyone" in page
    assert "Open the files to everyone" not in page


def altered(content: bytes) -> bytes:
    return content.replace(b"a.csv", b"c.csv")


REFUSED = {
    "altered": (altered, "it was changed after it was sealed"),
    "cut": (lambda content: content[:-200], "it is not JSON"),
    "stranger": (None, "which no scanner of"),
    "withdrawn": (None, "which was withdrawn"),
    "entries": (lambda content: b'{"gotgan": "1", "kind": "scan", "root": "/x", "files": [{}]}', "has no path"),
    "packed": (lambda content: gzip.compress(content)[:-40], "cut short or damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_scan_says_why_and_leaves_nothing(room: Room, code: str, case: str) -> None:
    change, said = REFUSED[case]
    if case != "stranger":
        room.enrol(code)
    if case == "withdrawn":
        actions.withdraw_scanner(by=SYSTEM, key_id=room.key.id)
    client = officer(code)
    content = room.scan()
    scan = carry(client, code, change(content) if change else content)
    assert (scan.state, scan.counts.seen) == (ScanState.FAILED, 0)
    assert said in scan.problem
    assert queries.sources(code) == ()
    assert queries.datasets_in(scan.source_id) == ()
    page = text(client.get(f"/scans/{scan.id}"))
    assert "Go on where it stopped" not in page
    korean = text(officer(code, "ko").get(f"/scans/{scan.id}"))
    note = re.search(r'<p class="note bad">(.*?)</p>', korean, re.DOTALL)
    assert note is not None
    assert re.search("[가-힣]", note[1])
    assert said not in note[1], "in Korean words"


def test_refused_newer_scan_leaves_the_source_as_it_was(room: Room, code: str) -> None:
    room.enrol(code)
    client = officer(code)
    first = carry(client, code, room.scan())
    refused = carry(client, code, altered(room.scan()))
    assert (refused.state, refused.source_id) == (ScanState.FAILED, first.source_id)
    (source,) = queries.sources(code)
    assert source.datasets == 2
    assert "with 2 tables was carried in." in text(client.get(f"/scans/{first.id}"))
    assert "was carried in." not in text(client.get(f"/scans/{refused.id}"))
    assert scan_of(source.id).counts.same == 2, "the one that was taken in is scanned, not the refused one"


def test_document_of_another_kind_is_refused_at_once(code: str) -> None:
    client = officer(code)
    answer = send(client, code, b'{"gotgan": "1.0", "kind": "profile", "files": []}', "profile.json")
    assert answer.status_code == 422
    assert "it holds the result of `gotgan profile`, not of a scan" in text(answer)
    assert not Upload.objects.exists()
    assert not Source.objects.exists()
    korean = send(officer(code, "ko"), code, b'{"gotgan": "1.0", "kind": "profile", "files": []}', "profile.json")
    assert "점검 결과가 아닙니다" in text(korean)


def test_stranger_may_not_carry_anything_in(room: Room, code: str) -> None:
    stranger = officer(make_organisation().code)
    assert send(stranger, code, room.scan()).status_code == 422
    assert not Upload.objects.exists()
    assert not Source.objects.exists()


def test_carried_in_over_the_api_with_a_token(room: Room, code: str) -> None:
    content = room.scan(sealed=False)
    viewer = make_viewer(Role.OFFICER, organisation=code)
    assert viewer.person_id is not None
    client = Client(headers={"authorization": f"Bearer {make_token(viewer.person_id)}"})
    wished = {"organisation": code, "file_name": "scan.json", "size_bytes": len(content), "publication": "draft"}
    begun = client.post("/uploads/", wished).json()
    part = f"/uploads/{begun['id']}?offset=0"
    assert client.post(part, content, content_type="application/octet-stream").json()["received"] == len(content)
    answer = client.post(f"/uploads/{begun['id']}/finish").json()
    run_waiting_jobs()
    assert queries.scan(answer["address"].rpartition("/")[2]).counts.added == 2
    assert any(event.action == "inventory.finish_upload" for event in audit.newest(limit=50))


def test_ordinary_json_stays_a_dataset(code: str) -> None:
    scan = carry(officer(code), code, json.dumps([{"kind": "scan", "gotgan": "1"}]).encode(), "table.json")
    assert queries.source(scan.source_id).kind == "upload"


def test_location_of_the_hubs_machine_is_never_opened_by_a_carried_root(code: str, room: Room) -> None:
    """A document's root is its writer's word: nothing lies there for the hub."""
    own = room.output.with_name("own.json")
    own.write_bytes(room.scan(sealed=False))
    document = json.loads(own.read_text(encoding="utf-8")) | {"root": str(own), "files": [{}]}
    refused = carry(officer(code), code, json.dumps(document, ensure_ascii=False).encode())
    assert (refused.state, refused.counts.seen) == (ScanState.FAILED, 0)
    assert queries.datasets_in(refused.source_id) == ()


@pytest.mark.parametrize(
    ("beginning", "expected"),
    [
        (b'{"gotgan": "0.1", "kind": "scan", "root": "/srv/\\"a\\"", "x": 1', ("scan", '/srv/"a"')),
        (b'\n{ "gotgan":"0.1",\n"kind":"scan"', ("scan", "")),
        (b'{"kind": "scan", "gotgan": "0.1"}', None),
        (b"a,b\n1,2\n", None),
        (b"", None),
        (b"\xff\xfe\x00", None),
        (b'{"gotgan": "1", "kind": "scan", "root": "a\\q"', ("scan", "")),
    ],
)
def test_document_is_told_by_its_beginning(beginning: bytes, expected: tuple[str, str] | None) -> None:
    head = document_head(beginning)
    assert (head and (head.kind, head.root)) == expected


@pytest.mark.parametrize("is_like_a_number", [False, True])
def test_pages_tell_whose_scan_it_is(room: Room, code: str, is_like_a_number: bool) -> None:
    if is_like_a_number:
        room.key = key_like_a_number()
    room.enrol(code)
    client, korean = officer(code), officer(code, "ko")
    (room.data / "broken.csv").write_bytes(b"\x00\x01\xff" * 50)
    scan = carry(client, code, room.scan())
    dataset = next(each for each in queries.datasets_in(scan.source_id) if each.remote_id == "a.csv")
    sealed = f"sealed by the scanner 3층 서버실 of {queries_name(code)}, key <code>{room.key.id}</code>"
    for address in (f"/datasets/{dataset.address}", "/sources/", f"/scans/{scan.id}"):
        assert sealed in " ".join(text(client.get(address)).split()), address
        assert "점검기 ‘3층 서버실’이 봉인함" in text(korean.get(address)), address
    page = text(client.get(f"/datasets/{dataset.address}"))
    assert "Its files are not kept here." in page
    assert "You can download this." not in page
    page = " ".join(text(client.get(f"/scans/{scan.id}")).split())
    assert "with 2 tables was carried in." in page
    assert "1 part could not be read where it lies." in page
    assert f"/sources/{scan.source_id}/history" in page
    carry(client, code, room.scan(sealed=False))
    for address in (f"/datasets/{dataset.address}", "/sources/"):
        assert "Carried in without a seal" in text(client.get(address)), address


def test_mark_of_a_source_is_of_the_scan_that_was_taken_not_of_what_could_not_be_read(room: Room, code: str) -> None:
    room.enrol(code)
    client = officer(code)
    carry(client, code, room.scan())
    (room.data / "b.csv").write_bytes(b"\x00\x01\xff" * 50)
    second = carry(client, code, room.scan(sealed=False))
    assert (second.counts.same, second.counts.failed) == (1, 1)
    for address in ("/sources/", f"/scans/{second.id}"):
        page = text(client.get(address))
        assert "Carried in without a seal" in page, address
        assert "sealed by the scanner" not in page, address


def key_like_a_number() -> SealingKey:
    """Of three hundred keys one has an id in which sixteen hex digits read like somebody's number."""
    key = SealingKey(Ed25519PrivateKey.from_private_bytes((499).to_bytes(32, "big")))
    assert contains_identifier(key.id), "the test is about an id that masking would change"
    return key


def queries_name(code: str) -> str:
    from gotgan.organisations import queries as organisations

    return organisations.get(code).name


def test_what_the_hub_measured_is_said_so_whatever_its_source_claims(code: str) -> None:
    client = officer(code)
    scan = carry(client, code, ROWS.encode(), "시설.csv")
    (dataset,) = queries.datasets_in(scan.source_id)
    Dataset.objects.update(raw_shown={"seal": {"state": "valid", "key_id": "0" * 16, "scanner": "x"}})
    for address in (f"/datasets/{dataset.address}", "/sources/"):
        page = text(client.get(address))
        assert "Measured by this hub" in page
        assert "sealed by" not in page


def test_scanner_is_enrolled_and_withdrawn_on_its_page(room: Room, code: str) -> None:
    client = officer(code)
    assert "No scanner is enrolled yet" in text(client.get("/scanners/"))
    typed = {"organisation": code, "title": "3층 서버실", "public_key": room.key.public + "\n"}
    assert client.post("/scanners/", typed).status_code == 302
    page = text(client.get("/scanners/"))
    assert room.key.id in page
    assert "enrolled" in page
    assert carry(client, code, room.scan()).state is ScanState.DONE
    address = f"/scanners/{room.key.id}/withdraw"
    assert "cannot be undone" in text(client.get(address))
    assert client.post(address).status_code == 302
    assert "Withdrawn" in text(client.get("/scanners/"))
    assert "which was withdrawn" in carry(client, code, room.scan()).problem
    written = {event.action for event in audit.events_of(f"scanner:{room.key.id}")}
    assert written == {"inventory.enrol_scanner", "inventory.withdraw_scanner"}


@pytest.mark.parametrize("wrong", ["", "not a key", "AAAA", "A" * 44])
def test_wrong_key_is_refused_in_words(code: str, wrong: str) -> None:
    answer = officer(code, "ko").post("/scanners/", {"organisation": code, "public_key": wrong, "title": ""})
    assert answer.status_code == 422
    assert queries.scanners() == ()


def test_scanners_are_those_of_the_viewers_organisations(room: Room, code: str) -> None:
    room.enrol(code)
    other = make_organisation().code
    stranger = officer(other)
    assert room.key.id not in text(stranger.get("/scanners/"))
    assert stranger.post(f"/scanners/{room.key.id}/withdraw").status_code == 403
    assert stranger.post("/scanners/", {"organisation": code, "public_key": room.key.public}).status_code == 422
    assert client_of(make_viewer()).get("/scanners/").status_code == 403
    assert Client().get("/scanners/").status_code == 302
    assert room.key.id in text(client_of(make_viewer(Role.OPERATOR)).get("/scanners/"))
    (view,) = queries.scanners()
    assert not view.withdrawn
