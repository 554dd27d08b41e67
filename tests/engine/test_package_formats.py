"""JSONL, CSV and WebDataset of one Parquet: read back by other readers, nothing lost that is not counted."""

from __future__ import annotations

import base64
import csv
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pyarrow.json
import pyarrow.parquet as pq
import pytest
import webdataset

from gotgan.engine.deidentify.csv_file import write_csv
from gotgan.engine.package import shards
from gotgan.engine.package.lines import write_jsonl
from gotgan.engine.package.shards import write_shards

JPEG, OTHER = b"\xff\xd8\xff\xe0rest", b"\x00\x01"
MOMENT = datetime(2024, 2, 29, 1, 2, 3)
COLUMNS = {
    "이름": ["한글\n둘째 줄", '"quoted"', "=1+1", None],
    "n": [2**63 - 1, -5, 0, None],
    "x": [0.1, float("nan"), float("inf"), None],
    "day": [date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31), None],
    "at": [MOMENT, MOMENT, MOMENT, None],
    "utc": pa.array([MOMENT, MOMENT, MOMENT, None], pa.timestamp("us", "UTC")),
    "clock": pa.array([time(1, 2, 3), time(0, 0), time(23, 59), None], pa.time32("s")),
    "won": [Decimal("1.50"), Decimal("2.00"), Decimal("0.05"), None],
    "flag": [True, False, True, None],
    "picture": [JPEG, OTHER, JPEG, None],
    "list": [[1, 2], [], [3], None],
}


@pytest.fixture
def parquet(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(COLUMNS), path)
    return path


def strict(text):
    def refuse(word):
        raise AssertionError(word)

    return json.loads(text, parse_constant=refuse)


def test_jsonl_says_every_row(parquet, tmp_path):
    target = tmp_path / "a.jsonl"
    assert write_jsonl(parquet, target) == 2
    content = target.read_bytes()
    rows = [strict(line) for line in content.split(b"\n")[:-1]]
    assert content.endswith(b"\n")
    assert [row["이름"] for row in rows] == COLUMNS["이름"]
    assert [row["n"] for row in rows] == COLUMNS["n"]
    assert [row["x"] for row in rows] == [0.1, None, None, None]
    assert [row["day"] for row in rows] == ["2024-02-29", "0001-01-01", "9999-12-31", None]
    assert (rows[0]["at"], rows[0]["utc"], rows[0]["clock"]) == (
        "2024-02-29T01:02:03.000000", "2024-02-29T01:02:03.000000+0000", "01:02:03",
    )  # fmt: skip
    assert datetime.fromisoformat(rows[0]["utc"]) == MOMENT.replace(tzinfo=UTC)
    assert (rows[0]["won"], rows[0]["flag"], rows[0]["list"]) == ("1.50", True, [1, 2])
    assert base64.b64decode(rows[1]["picture"]) == OTHER
    assert set(rows[3].values()) == {None}
    assert pyarrow.json.read_json(target).num_rows == 4


def test_jsonl_of_no_rows_is_empty(tmp_path):
    path, target = tmp_path / "a.parquet", tmp_path / "a.jsonl"
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), path)
    assert write_jsonl(path, target) == 0
    assert target.read_bytes() == b""
    assert write_shards(path, tmp_path, "a") == []


def test_csv_opens_no_formula(tmp_path):
    texts = ["=1+1", "+82 10", "-", "@SUM(A1)", "\t=1", "\uff1d1", "-12.5", "+3", "safe", None]
    pq.write_table(pa.table({"=head": texts, "n": list(range(-5, 5))}), tmp_path / "a.parquet")
    write_csv(tmp_path / "a.parquet", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["'=head", "n"]
    assert [row[0] for row in rows] == [
        "'=1+1", "'+82 10", "'-", "'@SUM(A1)", "'\t=1", "'\uff1d1", "-12.5", "+3", "safe", "",
    ]  # fmt: skip
    assert rows[0][1] == "-5"


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_csv_guards_texts_however_they_are_stored(tmp_path, kind):
    pq.write_table(pa.table({"a": pa.array(["=1+1", "safe"], pa.string()).cast(kind)}), tmp_path / "a.parquet")
    write_csv(tmp_path / "a.parquet", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").split() == ['"a"', '"\'=1+1"', '"safe"']


def test_csv_says_bytes_as_text(parquet, tmp_path):
    write_csv(parquet, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert base64.b64decode(rows[1]["picture"]) == OTHER
    assert rows[0]["list"] == "[1, 2]"


def read_samples(paths):
    reader = webdataset.WebDataset([str(path) for path in paths], shardshuffle=False, empty_check=False)
    return list(reader)


def test_webdataset_is_read_by_its_reader(parquet, tmp_path):
    ((target, count),) = write_shards(parquet, tmp_path, "a-train")
    assert (target.name, count) == ("a-train-000000.tar", 4)
    samples = read_samples([target])
    rows = [strict(sample["json"]) for sample in samples]
    assert [sample["__key__"] for sample in samples] == ["000000000", "000000001", "000000002", "000000003"]
    assert [row["이름"] for row in rows] == COLUMNS["이름"]
    assert [row["picture"] for row in rows] == ["c10.jpg", "c10.bin", "c10.jpg", None]
    assert [samples[n][row["picture"]] for n, row in enumerate(rows[:3])] == [JPEG, OTHER, JPEG]


def test_webdataset_parts_shards_between_samples_and_repeats_its_bytes(parquet, tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "SHARD_BYTES", 5000)
    written = write_shards(parquet, tmp_path, "a")
    assert [count for _, count in written] == [2, 2]
    assert [sample["__key__"][-1] for sample in read_samples(path for path, _ in written)] == ["0", "1", "2", "3"]
    before = [path.read_bytes() for path, _ in written]
    assert [path.read_bytes() for path, _ in write_shards(parquet, tmp_path, "a")] == before
