"""The journal of a download: what was got is never fetched again, what was not is never believed."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Any

import pytest

from gotgan.client.journal import PART_BYTES, Journal, Part, parts_of
from gotgan.terms.manifest import FileEntry


def entry(size: int) -> FileEntry:
    return FileEntry("표.csv", size, "0" * 64)


def test_parts_cover_the_file_once() -> None:
    size = 3 * PART_BYTES + 5
    parts = list(parts_of(entry(size)))
    assert parts[0].start == 0
    assert parts[-1].last == size - 1
    assert all(before.last + 1 == after.start for before, after in itertools.pairwise(parts))


def test_parts_of_an_empty_file_are_none() -> None:
    assert list(parts_of(entry(0))) == []


def test_journal_remembers_across_a_kill(tmp_path: Path) -> None:
    first = Journal(tmp_path, "v1")
    first.add(Part("표.csv", 0, 9))
    first.close()
    assert Journal(tmp_path, "v1").done == {Part("표.csv", 0, 9)}


def test_journal_ignores_a_half_written_line_and_goes_on_after_it(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(tmp_path, "v1")
    journal.add(Part("a", 0, 9))
    journal.close()
    path.write_text(path.read_text() + '{"path": "a", "sta', encoding="utf-8")
    again = Journal(tmp_path, "v1")
    assert again.done == {Part("a", 0, 9)}
    again.add(Part("a", 10, 19))
    again.close()
    assert Journal(tmp_path, "v1").done == {Part("a", 0, 9), Part("a", 10, 19)}


def test_journal_of_another_version_counts_for_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "v1")
    journal.add(Part("a", 0, 9))
    journal.close()
    other = Journal(tmp_path, "v2")
    assert other.done == set()
    other.close()
    assert Journal(tmp_path, "v1").done == set()


def test_journal_forgets_a_file_whose_bytes_were_wrong(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "v1")
    journal.add(Part("a", 0, 9))
    journal.add(Part("b", 0, 9))
    journal.forget("a")
    assert journal.done == {Part("b", 0, 9)}


def test_folder_that_goes_while_it_is_made_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, failed = Path.mkdir, []

    def goes_once(path: Path, *how: Any, **more: Any) -> None:
        if not failed:
            failed.append(path)
            raise FileExistsError(17, "File exists", str(path))
        make(path, *how, **more)

    monkeypatch.setattr(Path, "mkdir", goes_once)
    journal = Journal(tmp_path / "work", "v1")
    assert failed == [tmp_path / "work"]
    journal.remove()
    (tmp_path / "work").write_text("", encoding="utf-8")
    with pytest.raises(FileExistsError):
        Journal(tmp_path / "work", "v1")


def test_second_journal_of_a_folder_waits_for_the_first(tmp_path: Path) -> None:
    folder, order = tmp_path / "work", []
    first = Journal(folder, "v1")

    def come_second() -> None:
        order.append("asks")
        second = Journal(folder, "v1")
        order.append("has it")
        second.remove()

    thread = threading.Thread(target=come_second)
    thread.start()
    while not order:
        pass
    order.append("first is done")
    first.remove()
    thread.join()
    assert order == ["asks", "first is done", "has it"]
    assert not folder.exists()
