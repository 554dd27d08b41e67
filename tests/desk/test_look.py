"""The filtered preview: bounded, masked, and no filter that would tell what is hidden."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gotgan.desk.look import NoSuchTable, look
from gotgan.store.folder import FolderStore
from gotgan.terms.desk import PreviewQuestion, RowFilter
from gotgan.terms.errors import Invalid

PHONE = {"column": "연락처", "kind": "phone", "count": 300, "share": 1.0}


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "objects")


@pytest.fixture
def table(store: FolderStore, tmp_path: Path) -> str:
    columns = {
        "동": [f"{'가나다'[number % 3]}동" for number in range(300)],
        "수": list(range(300)),
        "연락처": [f"010-1234-{number:04d}" for number in range(300)],
        "메모": [None if number % 2 else "" for number in range(300)],
    }
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    return store.put_file(tmp_path / "t.parquet").sha256


def _ask(table: str, *filters: RowFilter) -> PreviewQuestion:
    return PreviewQuestion(table, "t.csv", (PHONE,), filters)


def test_look_without_filters_is_the_first_fifty_masked(store: FolderStore, table: str) -> None:
    preview = look(store, _ask(table))
    assert len(preview.rows) == 50
    assert "연락처" in preview.masked
    assert not any("1234" in (row[2] or "") for row in preview.rows)


def test_look_filters_all_must_hold(store: FolderStore, table: str) -> None:
    preview = look(store, _ask(table, RowFilter("동", "equals", "나동"), RowFilter("수", "at_least", "290")))
    assert [row[1] for row in preview.rows] == ["292", "295", "298"]


@pytest.mark.parametrize(
    ("row", "count"),
    [
        (RowFilter("동", "contains", "다"), 50),
        (RowFilter("수", "at_most", "9"), 10),
        (RowFilter("메모", "is_empty"), 50),
        (RowFilter("메모", "is_filled"), 0),
        (RowFilter("동", "equals", "없음"), 0),
    ],
)
def test_look_comparisons(row: RowFilter, count: int, store: FolderStore, table: str) -> None:
    assert len(look(store, _ask(table, row)).rows) == count


def test_look_refuses_a_filter_on_a_masked_column_and_names_every_problem(store: FolderStore, table: str) -> None:
    filters = (RowFilter("연락처", "contains", "010"), RowFilter("없음", "equals", "x"))
    with pytest.raises(Invalid) as caught:
        look(store, _ask(table, *filters))
    assert len(caught.value.issues) == 2


@pytest.mark.parametrize("sha256", ["0" * 64, "../../etc/passwd", ""])
def test_look_unknown_object(sha256: str, store: FolderStore) -> None:
    with pytest.raises(NoSuchTable):
        look(store, PreviewQuestion(sha256, "t.csv"))
