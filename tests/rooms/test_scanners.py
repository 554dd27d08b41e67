"""Enrolled scanners: their sealed scans are taken in as theirs, any other seal is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.agent.seal import make_key
from gotgan.engine import detect
from gotgan.inventory import actions, queries
from gotgan.inventory.actions.permission import NotYours
from gotgan.inventory.jobs.carried import carried_version, clean_carried
from gotgan.inventory.jobs.cleaning import clean_record, mask_text
from gotgan.terms.errors import Invalid
from gotgan.terms.record import SourceRecord
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.scan import ScanState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.test_inventory_files import record_of, scan

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    (tmp_path / "자료").mkdir()
    (tmp_path / "자료/a.csv").write_text("이름,수\n가,1\n나,2\n")
    output = tmp_path / "scan.json"
    key = make_key(tmp_path / "scanner.key")
    scan_targets([str(tmp_path / "자료")], output, key=SketchKey(b"k" * 32, False), sealer=key.seal)
    return output


def enrol(scan_file: Path, organisation: str, by: Actor = SYSTEM) -> str:
    public = scan_file.with_name("scanner.key.pub").read_text().strip()
    key_id = json.loads(scan_file.read_text())["seal"]["key_id"]
    actions.enrol_scanner(by=by, organisation=organisation, key_id=key_id, public_key=public, title="서버실 3")
    return key_id


def carry_in(path: Path, organisation: str):
    source = actions.find_or_add_source(by=SYSTEM, kind="scanfile", location=str(path), organisation=organisation)
    return scan(source.source_id)


def test_sealed_scan_is_marked_with_whose_key(sealed: Path) -> None:
    code = make_organisation().code
    key_id = enrol(sealed, code)
    assert carry_in(sealed, code).state is ScanState.DONE
    mark = queries.provenance_of(record_of("a.csv").id).raw["seal"]
    assert mark == {"state": "valid", "key_id": key_id, "scanner": "서버실 3", "organisation": code}


def test_mark_of_a_seal_is_masked_in_what_people_wrote_alone() -> None:
    key_id = "d557bd1369016442"  # reads like the phone number 01369016442
    mark = {"state": "valid", "key_id": key_id, "scanner": "김 010-1234-5678", "organisation": "1000001"}
    raw = {"path": "a.csv", "scanned": "2026-11-26T03:00:00Z", "seal": mark, "others": key_id, "scan_entries": []}
    shown = clean_carried(SourceRecord("a.csv", "a", "a.csv", raw=raw)).raw_shown
    assert shown["seal"] == {**mark, "scanner": "김 0**-****-****"}
    assert shown["others"] != key_id, "what a document says of itself is masked as before"


SHA256 = "a68b412c4282555f15546cf6e1fc42893b7e07f271557ceb021821098dd66c1b"  # reads like the phone number 021821098
SHA1 = "632667547e7cd3e0466547863e1207a8c0c0c549"


def test_hash_is_kept_whole_where_it_stands_alone() -> None:
    raw = {"sha256": SHA256, "commit": SHA1, "said": f"of {SHA256}"}
    shown = clean_record(SourceRecord("a", "a", "a", raw=raw)).raw_shown
    assert (shown["sha256"], shown["commit"]) == (SHA256, SHA1)
    assert SHA256 not in shown["said"], "this hash is one that masking changes"
    profile = {"rows": 1, "columns": [], "header_hash": SHA256}
    entry = {"path": "a.csv", "size_bytes": 1, "sha256": SHA1, "status": "read", "profile": profile}
    version, _ = carried_version([entry])
    assert version is not None
    assert version.evidence[0].profile == profile


@pytest.mark.parametrize("text", [SHA1.upper(), SHA256[:-1], SHA256 + "\n"])
def test_what_is_no_hash_is_masked_as_before(text: str) -> None:
    assert mask_text(text) == detect.mask_text(text)


def test_unsealed_scan_is_taken_in_and_marked(sealed: Path) -> None:
    code = make_organisation().code
    sealed.write_text(json.dumps({**json.loads(sealed.read_text()), "seal": None}))
    assert carry_in(sealed, code).state is ScanState.DONE
    assert queries.provenance_of(record_of("a.csv").id).raw["seal"] == {"state": "unsealed"}


def test_altered_scan_is_refused(sealed: Path) -> None:
    code = make_organisation().code
    enrol(sealed, code)
    sealed.write_text(sealed.read_text().replace("a.csv", "b.csv"))
    done = carry_in(sealed, code)
    assert (done.state, done.counts.seen) == (ScanState.FAILED, 0)
    assert done.problem.startswith("scan.json: it was changed after it was sealed; ")


def test_seal_of_a_stranger_or_another_organisation_is_refused(sealed: Path) -> None:
    code, other = make_organisation().code, make_organisation().code
    assert "which no scanner of" in carry_in(sealed, code).problem
    enrol(sealed, other)
    assert "which no scanner of" in carry_in(sealed, code).problem
    with pytest.raises(Invalid, match="enrolled by another organisation"):
        enrol(sealed, code)


def test_withdrawn_key_seals_nothing_more(sealed: Path) -> None:
    code = make_organisation().code
    key_id = enrol(sealed, code)
    actions.withdraw_scanner(by=SYSTEM, key_id=key_id)
    assert "which was withdrawn" in carry_in(sealed, code).problem
    with pytest.raises(Invalid, match="its key was withdrawn"):
        enrol(sealed, code)
    (view,) = queries.scanners(code)
    assert view.withdrawn
    with pytest.raises(actions.NoSuchScanner):
        actions.withdraw_scanner(by=SYSTEM, key_id="nobody")


def test_only_who_manages_an_organisation_enrols_for_it(sealed: Path) -> None:
    code, other = make_organisation().code, make_organisation().code
    with pytest.raises(NotYours):
        enrol(sealed, other, Actor.of(make_viewer(Role.OFFICER, organisation=code)))
    enrol(sealed, code, Actor.of(make_viewer(Role.OFFICER, organisation=code)))
