"""Records with files: measured whole, versions that appear whole."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from gotgan.inventory import actions, jobs, queries
from gotgan.inventory.jobs import visiting
from gotgan.inventory.jobs.measuring import parquet_path
from gotgan.inventory.models import Dataset, Evidence, Version
from gotgan.store.folder import FolderStore
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.role import SYSTEM
from gotgan.terms.scan import Counts, ScanState
from gotgan.terms.source import ScanView
from tests.rooms.factories import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RESIDENT_NUMBER = "900101-1234568"
PLAIN = "시도,인구\n서울특별시,9411\n부산광역시,3293\n"
WITH_PHONES = "name,phone\n" + "".join(f"p{n},010-{2000 + n}-{3000 + n}\n" for n in range(30))


class Killed(BaseException):
    """The process is gone."""


class Context:
    job_id = 1

    def __init__(self, dies_at: int | None = None) -> None:
        self.beats, self.dies_at = 0, dies_at

    def heartbeat(self, progress: Mapping[str, Any]) -> None:
        self.beats += 1
        if self.beats == self.dies_at:
            raise Killed

    def is_cancelled(self) -> bool:
        return False


class Files:
    """Every file of a folder is one dataset."""

    kind = "folder"

    def __init__(self, root: Path) -> None:
        self.root, self.fetched = root, 0
        self.error: OSError | None = None

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        paths = sorted(path for path in self.root.iterdir())
        for path in paths:
            if cursor is None or path.name > cursor:
                stat = path.stat()
                raw = {"path": path.name, "size": stat.st_size, "touched": stat.st_mtime_ns}
                file = FileRef(path.name, str(path), stat.st_size)
                yield SourceRecord(path.name, path.stem, path.name, files=(file,), raw=raw)
        yield ListingEnd(True, len(paths))

    def fetch(self, file: FileRef, target: Path) -> None:
        self.fetched += 1
        if self.error:
            raise self.error
        target.write_bytes(Path(file.location).read_bytes())


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    root = tmp_path / "source"
    root.mkdir()
    held = Files(root)
    monkeypatch.setattr(visiting, "open_source", lambda kind, location, **_: held)
    return held


@pytest.fixture
def source_id(files: Files) -> str:
    return actions.add_source(by=SYSTEM, kind="folder", location=str(files.root), organisation=make_organisation().code)


def scan(source_id: str, context: Context | None = None) -> ScanView:
    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    jobs.scan(scan_id, context=context or Context())
    return queries.scan(scan_id)


def record_of(remote_id: str) -> DatasetRecord:
    record = queries.dataset(Dataset.objects.get(remote_id=remote_id).id)
    assert record is not None
    return record


def store(data_folder: Path) -> FolderStore:
    return FolderStore(data_folder / "objects")


def test_file_becomes_a_version_with_evidence(source_id: str, files: Files, data_folder: Path) -> None:
    (files.root / "인구.csv").write_bytes(PLAIN.encode("cp949"))
    done = scan(source_id)
    assert (done.state, done.counts) == (ScanState.DONE, Counts(seen=1, added=1))
    record = record_of("인구.csv")
    assert (record.title, record.columns) == ("인구", ("시도", "인구"))
    assert record.name.startswith("ingu-")
    version = queries.latest_version(record.id)
    assert version is not None
    assert version.id == version.manifest.sha256 == record.version_id
    original, parquet = version.files
    assert b"".join(store(data_folder).read(original.sha256)) == PLAIN.encode("cp949")
    assert (parquet.role, parquet.table, parquet.rows) == ("parquet", "인구.csv", 2)
    assert store(data_folder).has(parquet.sha256)
    (evidence,) = queries.evidence_of(record.id, version.id)
    assert evidence.profile is not None
    assert (evidence.status, evidence.profile["rows"]) == ("read", 2)
    receipt = evidence.receipt
    assert receipt is not None
    assert receipt["inputs"] == [{"path": "인구.csv", "sha256": original.sha256, "rows": 2}]
    assert receipt["outputs"] == [{"path": parquet.path, "sha256": parquet.sha256, "rows": 2}]
    assert (receipt["parameters"]["encoding"], receipt["parameters"]["header_rows"]) == ("cp949", 1)
    assert receipt["started"] <= receipt["finished"]
    assert set(receipt["versions"]) == {"gotgan", "duckdb", "pyarrow"}
    preview = queries.preview(record.id, version.commit, "인구.csv")
    assert preview is not None
    assert preview.rows[0] == ("서울특별시", "9411")
    assert not list((data_folder / "scratch").glob("scan-*"))


def test_unchanged_files_are_not_fetched_again(source_id: str, files: Files) -> None:
    (files.root / "a.csv").write_text(PLAIN)
    scan(source_id)
    done = scan(source_id)
    assert (done.counts, files.fetched) == (Counts(seen=1, same=1), 1)


def test_touched_file_with_the_same_bytes_is_the_same(source_id: str, files: Files) -> None:
    (files.root / "a.csv").write_text(PLAIN)
    scan(source_id)
    before = record_of("a.csv")
    (files.root / "a.csv").touch()
    assert scan(source_id).counts == Counts(seen=1, same=1)
    assert scan(source_id).counts == Counts(seen=1, same=1)
    assert files.fetched == 2
    assert record_of("a.csv").updated_at == before.updated_at


def test_changed_bytes_make_a_new_version_and_keep_the_old(source_id: str, files: Files) -> None:
    (files.root / "a.csv").write_text(PLAIN)
    scan(source_id)
    old = record_of("a.csv")
    (files.root / "a.csv").write_text(PLAIN + "대구광역시,2360\n")
    assert scan(source_id).counts == Counts(seen=1, changed=1)
    new = record_of("a.csv")
    assert (new.id, new.name) == (old.id, old.name)
    assert [version.rows for version in queries.versions_of(new.id)] == [3, 2]
    assert queries.version(new.id, str(old.version_id)) is not None


def test_findings_stay_out_of_every_answer(source_id: str, files: Files) -> None:
    (files.root / "phones.csv").write_text(WITH_PHONES)
    (files.root / f"{RESIDENT_NUMBER}.csv").write_text(PLAIN)
    scan(source_id)
    record = record_of("phones.csv")
    version = queries.latest_version(record.id)
    assert version is not None
    assert version.finding_kinds == ("phone",)
    evidence = queries.evidence_of(record.id, version.id)
    preview = queries.preview(record.id, version.id, evidence[0].table)
    named = next(each for each in queries.datasets_changed_since(None) if each.id != record.id)
    shown = f"{evidence} {preview} {named.title} {queries.versions_of(named.id)} {queries.provenance_of(named.id)}"
    assert "010-2001-3001" not in shown
    assert RESIDENT_NUMBER not in shown


def test_one_bad_file_does_not_stop_the_rest(source_id: str, files: Files) -> None:
    (files.root / "a.csv").write_text(PLAIN)
    (files.root / "b.zip").write_bytes(b"PK\x03\x04 cut")
    (files.root / "c.csv").write_text(PLAIN + "x,1\n")
    done = scan(source_id)
    assert done.state is ScanState.DONE_WITH_FAILURES
    assert done.counts == Counts(seen=3, added=2, failed=1)
    (line,) = queries.lines_of(done.id, outcome="failed")
    assert line.remote_id == "b.zip"
    assert line.reason
    assert Dataset.objects.count() == 2


def test_file_that_turns_bad_keeps_its_version(source_id: str, files: Files) -> None:
    (files.root / "a.zip").write_bytes(_zip({"t.csv": PLAIN}))
    scan(source_id)
    before = record_of("a.zip").version_id
    (files.root / "a.zip").write_bytes(b"PK\x03\x04 cut")
    done = scan(source_id)
    assert (done.counts.failed, done.absent) == (1, 0)
    assert record_of("a.zip").version_id == before


def test_archive_is_one_dataset_of_several_tables(source_id: str, files: Files) -> None:
    (files.root / "both.zip").write_bytes(_zip({"가.csv": PLAIN, "나.csv": WITH_PHONES}))
    scan(source_id)
    version = queries.latest_version(record_of("both.zip").id)
    assert version is not None
    tables = ["data/both.zip/가.csv.parquet", "data/both.zip/나.csv.parquet"]
    assert [file.path for file in version.files] == ["both.zip", *tables]
    assert version.rows == 32


def _zip(members: dict[str, str]) -> bytes:
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return held.getvalue()


@pytest.mark.parametrize("dies_at", [1, 2, 3, 4])
def test_killed_while_measuring_goes_on(source_id: str, files: Files, dies_at: int) -> None:
    for number in range(3):
        (files.root / f"{number}.csv").write_text(f"n\n{number}\n")
    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    with pytest.raises(Killed):
        jobs.scan(scan_id, context=Context(dies_at))
    assert Dataset.objects.filter(current__isnull=True).count() == 0
    jobs.scan(scan_id, context=Context())
    assert queries.scan(scan_id).counts == Counts(seen=3, added=3)
    assert files.fetched == 3


def test_killed_between_store_and_commit_shows_nothing_half(
    source_id: str, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files.root / "a.csv").write_text(PLAIN)

    def die(*_: object, **__: object) -> None:
        raise Killed

    scan_id = actions.start_scan(by=SYSTEM, source_id=source_id)
    with monkeypatch.context() as patched:
        patched.setattr(Evidence.objects, "bulk_create", die)
        with pytest.raises(Killed):
            jobs.scan(scan_id, context=Context())
    assert (Dataset.objects.count(), Version.objects.count()) == (0, 0)
    jobs.scan(scan_id, context=Context())
    assert queries.scan(scan_id).counts == Counts(seen=1, added=1)


def test_full_disk_fails_the_scan_and_resumes(source_id: str, files: Files) -> None:
    (files.root / "a.csv").write_text(PLAIN)
    files.error = OSError(errno.ENOSPC, "No space left on device")
    failed = scan(source_id)
    assert (failed.state, failed.waiting) == (ScanState.FAILED, 1)
    assert "disk is full" in failed.problem
    files.error = None
    actions.resume_scan(by=SYSTEM, scan_id=failed.id)
    jobs.scan(failed.id, context=Context())
    assert queries.scan(failed.id).counts == Counts(seen=1, added=1)


def test_unreadable_file_is_a_failure_of_its_own(source_id: str, files: Files) -> None:
    (files.root / "a.csv").write_text(PLAIN)
    files.error = OSError(errno.EACCES, "Permission denied")
    done = scan(source_id)
    assert (done.state, done.counts.failed) == (ScanState.DONE_WITH_FAILURES, 1)
    assert "Permission denied" in queries.lines_of(done.id)[0].reason


def test_renamed_file_is_proposed_as_the_same(source_id: str, files: Files) -> None:
    for number in range(6):
        (files.root / f"{number}.csv").write_text(f"n\n{number}\n")
    scan(source_id)
    (files.root / "5.csv").rename(files.root / "five.csv")
    done = scan(source_id)
    (proposal,) = queries.relinks_of(done.id)
    assert (proposal.old_title, proposal.new_title) == ("5", "five")


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("a.csv", "data/a.csv.parquet"),
        ("a.zip!b/c.csv", "data/a.zip/b/c.csv.parquet"),
        ("../../etc/passwd", "data/etc/passwd.parquet"),
        ("..", "data/table.parquet"),
    ],
)
def test_parquet_path_stays_inside(table: str, expected: str) -> None:
    assert parquet_path(table) == expected


def test_cells_with_nul_bytes_are_stored(source_id: str, files: Files) -> None:
    (files.root / "a.csv").write_text("name\x00,n\na\x00b,1\na\x00b,2\n")
    assert scan(source_id).counts == Counts(seen=1, added=1)
