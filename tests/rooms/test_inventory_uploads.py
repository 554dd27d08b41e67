"""Files that people send, and scans that they carry in."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gotgan.inventory import actions, jobs, queries
from gotgan.inventory.models import Upload
from gotgan.terms.errors import Invalid, NotAllowed, NotFound
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.scan import Counts, ScanState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.test_inventory_files import PLAIN, WITH_PHONES, Context, record_of, scan

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def carried(tmp_path: Path, **changes: Any) -> Path:
    profile = {"path": "a.csv", "rows": 2, "columns": [], "warnings": []}
    found = {
        "path": "a.csv", "size_bytes": 10, "sha256": "0" * 64, "format": "csv", "encoding": "utf-8",
        "status": "read", "reason": "", "profile": profile, "sketches": {"columns": []},
        "findings": [{"column": "x", "kind": "phone", "count": 1, "share": 0.5, "masked_examples": ["010-****"]}],
    }  # fmt: skip
    bad = {**found, "path": "b.zip!c.csv", "status": "failed", "reason": "cut short", "profile": None, "findings": []}
    document = {"gotgan": "0.1.0", "kind": "scan", "root": "/x", "files": [found, bad], **changes}
    path = tmp_path / "scan.json"
    path.write_text(json.dumps(document))
    return path


def test_carried_scan_makes_datasets_without_bytes(tmp_path: Path) -> None:
    code = make_organisation().code
    source_id = actions.add_source(by=SYSTEM, kind="scanfile", location=str(carried(tmp_path)), organisation=code)
    done = scan(source_id)
    assert done.counts == Counts(seen=2, added=1, failed=1)
    record = record_of("a.csv")
    version = queries.latest_version(record.id)
    assert version is not None
    assert (version.files, version.rows, version.finding_kinds) == ((), 2, ("phone",))
    assert queries.evidence_of(record.id, version.id)[0].profile is not None
    assert "findings" not in str(queries.provenance_of(record.id).raw)
    assert scan(source_id).counts == Counts(seen=2, same=1, failed=1)


@pytest.mark.parametrize("changes", [{"kind": "profile"}, {"files": None}, {"files": [{"size": 1}]}])
def test_carried_file_that_is_no_scan_fails_clearly(tmp_path: Path, changes: dict[str, Any]) -> None:
    code = make_organisation().code
    path = carried(tmp_path, **changes)
    source_id = actions.add_source(by=SYSTEM, kind="scanfile", location=str(path), organisation=code)
    done = scan(source_id)
    assert done.state is ScanState.FAILED
    assert done.problem.startswith("scan.json: ")


def officer(code: str) -> Actor:
    return Actor.of(make_viewer(Role.OFFICER, organisation=code))


def test_upload_in_parts_becomes_a_dataset() -> None:
    code, content = make_organisation().code, PLAIN.encode()
    by = officer(code)
    begun = actions.begin_upload(by=by, organisation=code, file_name="C:\\내 파일\\인구.csv", size_bytes=len(content))
    assert begun.file_name == "인구.csv"
    actions.append_upload(by=by, upload_id=begun.id, offset=0, content=content[:20])
    again = actions.append_upload(by=by, upload_id=begun.id, offset=0, content=content[:20])
    assert again.received == 20
    with pytest.raises(Invalid, match="byte 20 comes next"):
        actions.append_upload(by=by, upload_id=begun.id, offset=30, content=b"x")
    with pytest.raises(Invalid, match="20 of"):
        actions.finish_upload(by=by, upload_id=begun.id)
    actions.append_upload(by=by, upload_id=begun.id, offset=20, content=content[20:])
    with pytest.raises(Invalid, match="another sha256"):
        actions.finish_upload(by=by, upload_id=begun.id, sha256="0" * 64)
    done = actions.finish_upload(by=by, upload_id=begun.id, sha256=hashlib.sha256(content).hexdigest())
    assert done.scan_id
    jobs.scan(done.scan_id, context=Context())
    assert queries.scan(done.scan_id).counts == Counts(seen=1, added=1)
    assert record_of("인구.csv").columns == ("시도", "인구")
    assert actions.finish_upload(by=by, upload_id=begun.id).is_finished


def send(by: Actor, code: str, name: str, content: bytes) -> str:
    upload = actions.begin_upload(by=by, organisation=code, file_name=name, size_bytes=len(content))
    actions.append_upload(by=by, upload_id=upload.id, offset=0, content=content)
    return str(actions.finish_upload(by=by, upload_id=upload.id).scan_id)


def test_file_sent_again_is_a_new_version() -> None:
    code = make_organisation().code
    by = officer(code)
    jobs.scan(send(by, code, "a.csv", PLAIN.encode()), context=Context())
    second = send(by, code, "a.csv", (PLAIN + "대구,1\n").encode())
    jobs.scan(second, context=Context())
    assert queries.scan(second).counts == Counts(seen=1, changed=1)
    assert len(queries.versions_of(record_of("a.csv").id)) == 2


def test_file_sent_while_a_scan_runs_is_scanned_after_it() -> None:
    code = make_organisation().code
    by = officer(code)
    first = send(by, code, "a.csv", PLAIN.encode())
    actions.begin_gathering(scan_id=first, job_id=1)
    actions.record_batch(scan_id=first, batch=[])
    assert send(by, code, "b.csv", WITH_PHONES.encode()) == "None"
    jobs.scan(first, context=Context())
    assert {record.remote_id for record in queries.datasets_changed_since(None)} == {"a.csv", "b.csv"}
    assert queries.unfinished_scans() == ()


def test_upload_is_refused_to_others_and_for_nonsense() -> None:
    code = make_organisation().code
    by, other = officer(code), officer(code)
    with pytest.raises(NotAllowed):
        actions.begin_upload(by=officer(make_organisation().code), organisation=code, file_name="a", size_bytes=1)
    for name, size in (("", 1), ("..", 1), ("a", 0), ("x" * 300, 1)):
        with pytest.raises(Invalid):
            actions.begin_upload(by=by, organisation=code, file_name=name, size_bytes=size)
    upload = actions.begin_upload(by=by, organisation=code, file_name="a", size_bytes=2)
    with pytest.raises(NotAllowed):
        actions.append_upload(by=other, upload_id=upload.id, offset=0, content=b"x")
    with pytest.raises(Invalid, match="more than"):
        actions.append_upload(by=by, upload_id=upload.id, offset=0, content=b"xxx")


@pytest.mark.django_db(transaction=True)
def test_abandoned_uploads_are_swept(data_folder: Path) -> None:
    code = make_organisation().code
    by = officer(code)
    old, young = (
        actions.begin_upload(by=by, organisation=code, file_name=name, size_bytes=2).id for name in ("old", "young")
    )
    for upload_id in (old, young):
        actions.append_upload(by=by, upload_id=upload_id, offset=0, content=b"x")
    Upload.objects.filter(pk=old).update(touched=timezone.now() - timedelta(days=3))
    jobs.sweep(context=Context())
    assert [part.stem for part in (data_folder / "scratch" / "uploads").iterdir()] == [young]
    with pytest.raises(NotFound):
        actions.append_upload(by=by, upload_id=old, offset=1, content=b"x")
