"""Backups: consistent while others write, refused when cut or changed, never half in place."""

from __future__ import annotations

import io
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from gotgan.cli.archive import FolderNotEmpty, read_backup, write_backup
from gotgan.cli.up.ground import FolderInUse, hold_folder
from gotgan.terms.errors import Invalid


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("objects/ab/abc", "sample/자료.csv", "index/old", "run/worker.log", "secret.key", "audit.head"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    with closing(sqlite3.connect(folder / "gotgan.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (n INTEGER)")
        database.execute("INSERT INTO t VALUES (1)")
        database.commit()
    return folder


def rows(folder: Path) -> list[int]:
    with closing(sqlite3.connect(folder / "gotgan.sqlite3")) as database:
        return [row[0] for row in database.execute("SELECT n FROM t")]


def test_round_trip_keeps_everything_but_what_is_made_again(hub: Path, tmp_path: Path) -> None:
    write_backup(hub, tmp_path / "b.tar")
    done = read_backup(tmp_path / "b.tar", tmp_path / "again", replace=False)
    again = tmp_path / "again"
    files = {path.relative_to(again).as_posix() for path in again.rglob("*") if path.is_file()}
    assert files == {"objects/ab/abc", "sample/자료.csv", "secret.key", "audit.head", "gotgan.sqlite3"}
    assert done.files == 5
    assert rows(again) == [1]
    assert (again / "secret.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0


def test_backup_during_an_open_write_has_what_was_committed(hub: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(hub / "gotgan.sqlite3")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO t VALUES (2)")
        write_backup(hub, tmp_path / "b.tar")
        writer.commit()
    read_backup(tmp_path / "b.tar", tmp_path / "again", replace=False)
    assert rows(tmp_path / "again") == [1]


@pytest.mark.parametrize("place", ["b.tar", "backups/b.tar"])
def test_backup_written_into_the_folder_holds_no_backup(hub: Path, tmp_path: Path, place: str) -> None:
    elsewhere = write_backup(hub, tmp_path / "b.tar")
    for _ in range(2):
        assert write_backup(hub, hub / place).files == elsewhere.files


def test_restore_into_a_used_folder_needs_replace(hub: Path, tmp_path: Path) -> None:
    write_backup(hub, tmp_path / "b.tar")
    (hub / "later").touch()
    with pytest.raises(FolderNotEmpty):
        read_backup(tmp_path / "b.tar", hub, replace=False)
    read_backup(tmp_path / "b.tar", hub, replace=True)
    assert not (hub / "later").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_restore_over_a_running_hub_is_refused(hub: Path, tmp_path: Path) -> None:
    write_backup(hub, tmp_path / "b.tar")
    with hold_folder(hub), pytest.raises(FolderInUse):
        read_backup(tmp_path / "b.tar", hub, replace=True)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_cut_backup_is_refused_and_the_folder_untouched(hub: Path, tmp_path: Path, share: float) -> None:
    backup = tmp_path / "b.tar"
    write_backup(hub, backup)
    whole = backup.read_bytes()
    with tarfile.open(backup) as tar:
        end = tar.getmembers()[-1].offset
    backup.write_bytes(whole[: int(end * share)])
    with pytest.raises(Invalid):
        read_backup(backup, hub, replace=True)
    assert rows(hub) == [1]


def test_changed_backup_is_refused(hub: Path, tmp_path: Path) -> None:
    backup = tmp_path / "b.tar"
    write_backup(hub, backup)
    whole = backup.read_bytes()
    backup.write_bytes(whole.replace(b"objects/ab/abc" + b"\0" * 20, b"objects/ab/abc" + b"\0" * 20, 1))
    with tarfile.open(backup) as tar:
        at = tar.getmember("objects/ab/abc").offset_data
    backup.write_bytes(whole[:at] + b"X" + whole[at + 1 :])
    with pytest.raises(Invalid, match="differs from its sha256"):
        read_backup(backup, tmp_path / "again", replace=False)
    assert not (tmp_path / "again").exists()


def test_name_that_leads_out_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("../outside"), io.BytesIO())
    with pytest.raises(Invalid, match="leads out"):
        read_backup(tmp_path / "b.tar", tmp_path / "again", replace=False)
    assert not (tmp_path / "outside").exists()


def test_no_backup_at_all(tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_text("hello")
    with pytest.raises(Invalid, match="cannot be read as a backup"):
        read_backup(tmp_path / "b.tar", tmp_path / "again", replace=False)
