"""What would stop the readers that come after: refused before anybody pays for it."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.reading import only_table, only_unread, rows_of

from gotgan.engine.tables import TableBroken


@pytest.mark.parametrize("content", ["[" * 5000 + "]" * 5000, '{"a":' * 400 + "1" + "}" * 400])
def test_json_nested_without_end_is_refused(tmp_path, content):
    (tmp_path / "deep.json").write_text('["' + "]" * 6000 + f'", {content}]')
    assert "nested deeper than 200 levels" in only_unread(tmp_path / "deep.json").reason


def test_json_brackets_inside_texts_are_no_depth(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([{"a": "[" * 5000}, {"a": "{x"}]))
    assert rows_of(only_table(tmp_path / "a.json")) == [["[" * 5000], ["{x"]]


def test_json_whose_keys_are_values_is_refused(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([{f"k{number}": number} for number in range(1500)]))
    assert "1500 different keys" in only_unread(tmp_path / "a.json").reason


@pytest.mark.parametrize("before", [0, (1 << 20) - 3000])
def test_json_number_without_end_is_refused(tmp_path, before):
    (tmp_path / "a.json").write_text('[{"a":' + " " * before + "9" * 6000 + "}]")
    assert "more than 4000 digits" in only_unread(tmp_path / "a.json").reason


def test_parquet_whose_text_is_no_utf8_says_so(tmp_path):
    raw = pa.array([b"\xff\xfe", b"ok"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"a": raw}), tmp_path / "a.parquet")
    with pytest.raises(TableBroken, match="UTF"):
        list(only_table(tmp_path / "a.parquet").batches())
