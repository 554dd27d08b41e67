"""One file measured: entries, derived Parquet, previews without identifiers."""

from __future__ import annotations

import errno
import json

import pyarrow.parquet as pq
import pytest

from gotgan.agent import gather, measure
from gotgan.agent.measure import measure_file

PHONES = "이름,전화,건수\n가,010-1234-5678,1\n나,010-2345-6789,2\n다,010-3456-7890,3\n"


def measured(path, **options):
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    for item in measure_file(path, name=path.name, scratch=scratch, key=b"k" * 32, key_id="id", **options):
        table = pq.read_table(item.parquet) if item.parquet else None
        yield item, table


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_measure_table_gives_entry_preview_and_typed_parquet(tmp_path):
    ((item, table),) = measured(write(tmp_path, "a.csv", PHONES), with_sketches=False)
    assert (item.entry.status, item.entry.reason, item.entry.profile.rows) == ("read", "", 3)
    assert [str(field.type) for field in table.schema] == ["string", "string", "int64"]
    assert [finding.kind for finding in item.entry.findings] == ["phone"]
    assert item.preview.rows[0][2] == "1"


def test_measure_without_copies_tells_the_same_of_the_table(tmp_path):
    path = write(tmp_path, "a.csv", PHONES)
    ((item, _),), ((bare, _),) = measured(path), measured(path, with_copies=False)
    assert bare.entry == item.entry
    assert (bare.parquet, bare.preview) == (None, None)


def test_measure_shows_no_identifier_anywhere(tmp_path):
    ((item, _),) = measured(write(tmp_path, "a.csv", PHONES))
    shown = json.dumps(item.entry.to_json(), ensure_ascii=False) + json.dumps(item.preview.to_json())
    for secret in ("010-1234-5678", "010-2345-6789", "010-3456-7890", "1234-5678"):
        assert secret not in shown


def test_measure_sketches_are_keyed_and_omit_findings(tmp_path):
    ((item, _),) = measured(write(tmp_path, "a.csv", PHONES))
    assert item.entry.sketches
    assert "전화" not in json.dumps(item.entry.sketches, ensure_ascii=False)


def test_measure_free_text_is_read_and_searched(tmp_path):
    path = write(tmp_path, "메모.txt", "담당자에게 연락 바랍니다.\n전화 010-1234-5678로 하세요\n")
    ((item, _),) = measured(path)
    assert (item.entry.status, item.entry.format, item.entry.profile) == ("read", "text", None)
    assert [(finding.column, finding.kind) for finding in item.entry.findings] == [(None, "phone")]


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.csv", b"", "skipped"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "failed"),
        ("a.csv", "가".encode() + "나".encode("cp949") + b"\xff\n", "failed"),
        ("a.zip", b"PK\x03\x04 cut", "failed"),
        ("a.parquet", b"PAR1 no more", "failed"),
        ("a.json", b'{"a": [', "failed"),
        ("a.xlsx", b"PK\x03\x04", "failed"),
        ("a.db", b"SQLite format 3\0", "failed"),
    ],
)
def test_measure_bad_data_is_an_entry_with_its_reason(tmp_path, name, content, status):
    ((item, _),) = measured(write(tmp_path, name, content))
    assert (item.entry.status, item.parquet, item.preview) == (status, None, None)
    assert item.entry.reason


def test_measure_one_broken_table_does_not_stop_the_next(tmp_path, monkeypatch):
    path = write(tmp_path, "a.csv", PHONES)

    def broken(*_, **__):
        raise RuntimeError("value 010-1234-5678 is odd")

    monkeypatch.setattr(measure, "detect_parquet", broken)
    ((item, _),) = measured(path)
    assert item.entry.status == "failed"
    assert "RuntimeError" in item.entry.reason
    assert "010" not in item.entry.reason


def test_measure_without_sketches_still_reads(tmp_path, monkeypatch):
    def broken(*_, **__):
        raise measure.duckdb.OutOfMemoryException("no more")

    monkeypatch.setattr(measure, "sketch_table", broken)
    ((item, _),) = measured(write(tmp_path, "a.csv", PHONES))
    assert (item.entry.status, item.entry.sketches) == ("read", None)
    assert any("no sketches" in warning for warning in item.entry.profile.warnings)


def test_measure_very_many_columns(tmp_path):
    rows = [",".join(f"c{i}" for i in range(1000)), *[",".join(str(i + j) for i in range(1000)) for j in range(3)]]
    ((item, _),) = measured(write(tmp_path, "a.csv", "\n".join(rows)))
    assert (item.entry.status, len(item.entry.profile.columns)) == ("read", 1000)
    assert len(item.entry.sketches["columns"]) == 1000


def test_measure_lets_a_full_disk_through(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(gather, "write_parquet", full)
    with pytest.raises(OSError, match="No space"):
        list(measured(write(tmp_path, "a.csv", PHONES)))


def test_measure_leaves_scratch_empty(tmp_path):
    list(measured(write(tmp_path, "a.csv", PHONES)))
    assert not list((tmp_path / "scratch").iterdir())


def test_measure_what_nobody_foresaw_is_an_entry(tmp_path, monkeypatch):
    def broken(path, *, name, limits, look):
        raise IndexError("900101-1234568")
        yield

    monkeypatch.setattr(gather, "read_tables", broken)
    ((item, _),) = measured(write(tmp_path, "a.csv", PHONES))
    assert item.entry.status == "failed"
    assert item.entry.reason == "the file could not be read (IndexError); report this file's kind"
