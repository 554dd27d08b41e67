"""The offline scan: every file an entry, books that balance, a kill that loses nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import unicodedata

import pytest

from gotgan.agent import scan as scanning
from gotgan.agent.key import SketchKey, read_key
from gotgan.agent.scan import scan_targets
from gotgan.agent.walk import walk_targets
from gotgan.terms.errors import GotganError, Invalid
from tests.shared_data import ROOT

KEY = SketchKey(b"k" * 32, False)


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "자료"
    (root / "안").mkdir(parents=True)
    (root / "a.csv").write_text("이름,수\n가,1\n나,2\n")
    (root / "안/b.csv").write_bytes("이름,수\n다,3\n".encode("cp949"))
    (root / ".hidden.csv").write_text("x,y\n1,2\n")
    (root / "empty.csv").write_bytes(b"")
    (root / "noext").write_bytes(b"\x80\x81\xff")
    (root / "broken.zip").write_bytes(b"PK\x03\x04 cut")
    (root / "link.csv").symlink_to(root / "a.csv")
    (root / "loop").symlink_to(root)
    return root


def scan(target, output, **options):
    scan_targets([str(target)], output, key=options.pop("key", KEY), **options)
    return json.loads(output.read_text())


def status_of(document):
    return {entry["path"]: entry["status"] for entry in document["files"]}


def test_scan_every_file_has_an_entry_and_the_books_balance(folder, tmp_path):
    document = scan(folder, tmp_path / "scan.json")
    assert status_of(document) == {
        ".hidden.csv": "read", "a.csv": "read", "broken.zip": "failed", "empty.csv": "skipped",
        "link.csv": "skipped", "loop": "skipped", "noext": "skipped", "안/b.csv": "read",
    }  # fmt: skip
    assert [entry["path"] for entry in document["files"]] == sorted(status_of(document))
    counts = document["counts"]
    assert (counts["seen"], counts["added"], counts["failed"]) == (8, 7, 1)
    assert counts["seen"] == sum(counts[name] for name in ("added", "changed", "same", "failed", "held"))
    assert all(bool(entry["reason"]) == (entry["status"] != "read") for entry in document["files"])
    assert (document["kind"], document["root"], document["seal"]) == ("scan", str(folder), None)
    assert document["started"].endswith("Z")
    assert not list(tmp_path.glob(".scan*")), "the journal goes when the scan is done"


def test_scan_again_counts_what_changed(folder, tmp_path):
    output = tmp_path / "scan.json"
    scan(folder, output)
    (folder / "a.csv").write_text("이름,수\n가,9\n")
    (folder / "new.csv").write_text("이름,수\n라,9\n")
    (folder / ".hidden.csv").unlink()
    counts = scan(folder, output)["counts"]
    assert (counts["added"], counts["changed"], counts["same"], counts["removed"]) == (1, 1, 5, 1)


def test_scan_leaves_its_own_output_out(folder):
    document = scan(folder, folder / "scan.json")
    assert "scan.json" not in status_of(document)
    assert "scan.json" not in status_of(scan(folder, folder / "scan.json"))


def test_scan_tells_nothing_of_what_another_scan_left(folder, tmp_path, monkeypatch):
    """Its journal holds the random key of its sketches."""

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(scanning, "write_document", killed)
        with pytest.raises(KeyboardInterrupt):
            scan_targets([str(folder)], folder / "killed.json", key=SketchKey(b"r" * 32, is_random=True))
    left = folder / ".killed.json.journal"
    assert (b"r" * 32).hex() in left.read_text()
    document = scan(folder, tmp_path / "scan.json")
    entry = next(entry for entry in document["files"] if entry["path"] == left.name)
    assert (entry["status"], entry["profile"]) == ("skipped", None)
    assert (b"r" * 32).hex() not in (tmp_path / "scan.json").read_text()


def test_scan_paths_are_composed(tmp_path):
    root = tmp_path / "r"
    root.mkdir()
    (root / unicodedata.normalize("NFD", "데이터.csv")).write_text("a,b\n1,2\n")
    (root / os.fsdecode("옛이름.csv".encode("cp949"))).write_text("a,b\n1,2\n")
    assert sorted(status_of(scan(root, tmp_path / "s.json"))) == ["데이터.csv", "옛이름.csv"]


def test_scan_keeps_going_where_it_stopped(folder, tmp_path, monkeypatch):
    output = tmp_path / "scan.json"
    measured = []
    real = scanning.measure_file

    def stop_at_third(path, **options):
        measured.append(path.name)
        if len(measured) == 3:
            raise KeyboardInterrupt
        return real(path, **options)

    monkeypatch.setattr(scanning, "measure_file", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        scan(folder, output, key=read_key(None))
    assert not output.exists()
    monkeypatch.setattr(scanning, "measure_file", lambda path, **o: (measured.append(path.name), real(path, **o))[1])
    document = scan(folder, output, key=read_key(None))
    assert len(measured) == 3 + 4, "two files were kept, the third and what follows were measured"
    assert document["counts"]["seen"] == 8
    ids = {entry["sketches"]["key_id"] for entry in document["files"] if entry["sketches"]}
    assert len(ids) == 1, "a resumed scan keeps its random key"


def test_scan_measures_a_file_again_that_changed_meanwhile(folder, tmp_path, monkeypatch):
    output = tmp_path / "scan.json"
    real = scanning.measure_file

    def stop_late(path, **options):
        if path.name == "b.csv":
            raise KeyboardInterrupt
        return real(path, **options)

    monkeypatch.setattr(scanning, "measure_file", stop_late)
    with pytest.raises(KeyboardInterrupt):
        scan(folder, output)
    (folder / "a.csv").write_text("이름,수\n가,1\n나,2\n다,3\n")
    monkeypatch.setattr(scanning, "measure_file", real)
    document = scan(folder, output)
    assert next(e for e in document["files"] if e["path"] == "a.csv")["profile"]["rows"] == 3


def test_scan_survives_a_torn_journal(folder, tmp_path, monkeypatch):
    output = tmp_path / "scan.json"
    journal = tmp_path / ".scan.json.journal"
    monkeypatch.setattr(scanning, "write_document", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        scan(folder, output)
    monkeypatch.undo()
    journal.write_bytes(journal.read_bytes()[:-40])
    assert scan(folder, output)["counts"]["seen"] == 8


def test_two_scans_of_one_output_do_not_mix(folder, tmp_path, monkeypatch):
    output = tmp_path / "scan.json"

    def second(*_, **__):
        with pytest.raises(GotganError, match="another scan"):
            scan_targets([str(folder)], output, key=KEY)
        return iter(())

    monkeypatch.setattr(scanning, "measure_file", second)
    scan(folder, output)


def test_scan_killed_outright_resumes(tmp_path):
    root = tmp_path / "many"
    root.mkdir()
    for number in range(60):
        (root / f"{number:03d}.csv").write_text("이름,수\n" + "가,1\n" * 500)
    output = tmp_path / "scan.json"
    journal = tmp_path / ".scan.json.journal"
    command = [sys.executable, "-m", "gotgan", "scan", str(root), "-o", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, env=environment)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not journal.exists() or journal.read_bytes().count(b"\n") < 4):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = journal.read_bytes().count(b"\n")
    assert kept >= 4
    assert not output.exists()
    subprocess.run(command, env=environment, check=True)
    assert json.loads(output.read_text())["counts"] == {
        "seen": 60, "added": 60, "changed": 0, "same": 0, "failed": 0, "held": 0, "folded": 0, "removed": 0,
    }  # fmt: skip
    assert not journal.exists()


def test_scan_without_output_writes_the_document_alone(folder, capsys):
    scan_targets([str(folder)], None, key=KEY)
    captured = capsys.readouterr()
    assert json.loads(captured.out)["counts"]["seen"] == 8
    assert captured.err == ""


def test_scan_of_several_targets_keeps_their_names(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(folder.parent)
    output = tmp_path / "s.json"
    scan_targets(["자료/a.csv", "자료/안"], output, key=KEY)
    assert sorted(status_of(json.loads(output.read_text()))) == ["자료/a.csv", "자료/안/b.csv"]


def test_scan_refuses_what_is_not_there(tmp_path):
    with pytest.raises(Invalid, match="there is no such file or folder"):
        scan_targets([str(tmp_path / "nothing")], None, key=KEY)


def test_scan_refuses_a_folder_as_its_output_before_it_measures(folder, tmp_path):
    with pytest.raises(Invalid, match="is a folder"):
        scan_targets([str(folder)], tmp_path, key=KEY)
    assert not list(tmp_path.parent.glob(f".{tmp_path.name}.*"))


def test_walk_unreadable_folder_is_an_entry(tmp_path, monkeypatch):
    (tmp_path / "locked").mkdir()
    real = os.scandir

    def scandir(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    (found,) = walk_targets([tmp_path])
    assert (found.name, found.status, "permission denied" in found.problem) == ("locked/", "failed", True)


def test_key_is_read_from_a_variable_only(monkeypatch):
    monkeypatch.setenv("CAMPAIGN", "s" * 32)
    assert read_key("env:CAMPAIGN").secret == b"s" * 32
    assert read_key(None).id != read_key(None).id
    monkeypatch.setenv("SHORT", "abc")
    for reference, words in (("s" * 32, "never written out"), ("env:UNSET_NAME", "not set"), ("env:SHORT", "3 bytes")):
        with pytest.raises(Invalid, match=words):
            read_key(reference)


def test_scan_names_that_are_one_in_nfc_are_told_apart(tmp_path):
    root = tmp_path / "data"
    root.mkdir()
    for form, content in (("NFC", "a\n1\n"), ("NFD", "a\n1\n2\n")):
        (root / unicodedata.normalize(form, "가나다.csv")).write_text(content)
    (root / "가나다 (2).csv").write_text("a\n")

    first = scan(root, tmp_path / "scan.json")
    again = scan(root, tmp_path / "scan.json")

    rows = {entry["path"]: entry["profile"]["rows"] for entry in first["files"]}
    assert rows == {"가나다.csv": 1, "가나다 (2).csv": 0, "가나다 (3).csv": 2}
    assert (again["counts"]["same"], again["counts"]["changed"]) == (3, 0)


def test_scan_of_a_table_too_wide_or_without_columns_says_so(tmp_path):
    root = tmp_path / "data"
    root.mkdir()
    (root / "wide.csv").write_text("," * 200_000 + "\n")
    (root / "none.csv").write_text('""')

    reasons = {entry["path"]: entry["reason"] for entry in scan(root, tmp_path / "scan.json")["files"]}

    assert "200001 columns, more than 10000" in reasons["wide.csv"]
    assert "no column" in reasons["none.csv"]
