"""The profile of text tables against the naive one, and the rules of inference."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.profile_tables import check_text_profile, facts_of, write_text
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.profile import profile_parquet

KOREA = SHARED / "data" / "tables" / "korea"

INTEGERS = st.integers(-(10**22), 10**22).map(str)
DECIMALS = st.decimals(-(10**9), 10**9, places=2).map(str)
DAYS = st.dates().map(str)
MOMENTS = st.datetimes().map(lambda moment: moment.isoformat(" ", "seconds"))
WORDS = st.sampled_from(["서울", "부산", "-", "N/A", "", " ", "\u3000", "a b", "Ａ1", "漢字", "😀", "x" * 300, "9999"])
CELLS = st.one_of(
    st.lists(kind | st.none(), min_size=8, max_size=8)
    for kind in (INTEGERS, st.integers(0, 3).map(str), DECIMALS, DAYS, MOMENTS, WORDS,
                 st.sampled_from(["true", "FALSE"]), st.text(max_size=4), st.sampled_from(["007", "012", "100"]))
)  # fmt: skip


def texts(cells: list[str | None]) -> list[str | None]:
    return [cell if cell is None or "\x00" not in cell else "nul" for cell in cells]


@settings(max_examples=40, deadline=None)
@given(st.lists(CELLS.map(texts), min_size=1, max_size=5))
def test_profile_equals_naive(columns: list[list[str | None]]) -> None:
    table = {f"열{place}": cells for place, cells in enumerate(columns)}
    with tempfile.TemporaryDirectory() as folder:
        profile = profile_parquet(write_text(Path(folder), table), facts_of(list(table)))
    check_text_profile(profile, table)
    json.dumps(profile.to_json(), allow_nan=False)


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("여부", ["true", "False"], "boolean"),
        ("수", ["1", "-20", "0"], "integer"),
        ("수", ["1", "-"], "text"),
        ("수", ["1,234", "5"], "text"),
        ("수", [" 5", "6"], "text"),
        ("비율", ["1", "2.5"], "decimal"),
        ("비율", ["1.5e+10", "-.5", "3."], "decimal"),
        ("품번", ["1E5", "2E7"], "text"),
        ("우편", ["01234", "12345"], "text"),
        ("값", ["0", "5"], "integer"),
        ("기관코드", ["123", "456"], "text"),
        ("기관코드", ["12", "34"], "integer"),
        ("기관코드", ["123", "4567"], "integer"),
        ("관리번호", ["-123", "-456"], "integer"),
        ("userID", ["123", "456"], "text"),
        ("일자", ["2024-02-29", "2023.1.5", "2020/12/31"], "date"),
        ("일자", ["2019-02-30", "2019-02-28"], "text"),
        ("일자", ["20240229"], "integer"),
        ("일시", ["2024-02-29 10:00", "2024-02-29T10:00:01.5"], "datetime"),
        ("일시", ["2024-02-29", "2024-02-29 23:59:59"], "datetime"),
        ("측정일시", ["2026-03-01 01", "2026-03-01 24", "2026/3/2T5"], "datetime"),
        ("측정일시", ["2026-03-01 01", "2026-03-01 02:30", "2026-03-02"], "datetime"),
        ("측정일시", ["2026-03-01 01", "2026-03-01 25"], "text"),
        ("측정일시", ["2026-03-01 01+09"], "text"),
        ("측정일시", ["2026-02-30 01"], "text"),
        ("시", ["01", "24"], "text"),
        ("시각", ["9:30", "23:59:59"], "time"),
        ("시각", ["25:00"], "text"),
        ("빈칸", [" ", None], "text"),
        ("무한", ["nan", "inf"], "text"),
    ],
)
def test_type_inference_case(tmp_path: Path, name: str, cells: list[str | None], expected: str) -> None:
    profile = profile_parquet(write_text(tmp_path, {name: cells}), facts_of([name]))
    assert profile.columns[0].type == expected


def test_integer_ends_any_size(tmp_path: Path) -> None:
    cells = [str(10**60), str(-(10**50)), "7", str(-(10**50) - 1), str(10**60 + 3)]
    column = profile_parquet(write_text(tmp_path, {"a": cells}), facts_of(["a"])).columns[0]
    assert (column.min, column.max, column.type) == (-(10**50) - 1, 10**60 + 3, "integer")


def test_stddev_far_from_zero(tmp_path: Path) -> None:
    cells = [str(10**15 + step) for step in range(5)]
    column = profile_parquet(write_text(tmp_path, {"a": cells}), facts_of(["a"])).columns[0]
    assert column.mean == 10**15 + 2
    assert column.stddev == pytest.approx(2.5**0.5, rel=1e-9)


def test_value_long_cut(tmp_path: Path) -> None:
    column = profile_parquet(write_text(tmp_path, {"a": ["가" * 201]}), facts_of(["a"])).columns[0]
    assert column.max == "가" * 200 + "…"
    assert column.top is not None
    assert column.top[0].value == "가" * 200 + "…"
    assert column.length.max == 201


def test_top_decimal_keeps_text(tmp_path: Path) -> None:
    column = profile_parquet(write_text(tmp_path, {"a": ["1.50", "1.5", "2.25"]}), facts_of(["a"])).columns[0]
    assert column.top is not None
    assert {item.value for item in column.top} == {1.5, "1.50", 2.25}
    assert column.distinct == 3


def test_sentinels_of_stations(tmp_path: Path) -> None:
    cells = ["12.5", "-99.9", "-99.9", "-999"]
    column = profile_parquet(write_text(tmp_path, {"기온": cells}), facts_of(["기온"])).columns[0]
    assert {str(item.value): item.count for item in column.sentinels} == {"-99.9": 2, "-999": 1}
    assert column.min == -999


def test_not_detected_is_counted_and_is_a_result(tmp_path: Path) -> None:
    cells = ["1.2", "불검출", "불검출", "N.D.", "-", "3.4"]
    column = profile_parquet(write_text(tmp_path, {"BOD(mg/L)": cells}), facts_of(["BOD(mg/L)"])).columns[0]
    assert [(item.value, item.count, item.means) for item in column.sentinels] == [
        ("불검출", 2, "below_detection"), ("-", 1, "missing"), ("N.D.", 1, "below_detection"),
    ]  # fmt: skip


def test_top_decimal_whole_number_is_a_number(tmp_path: Path) -> None:
    cells = ["39", "39", "40.5", "-7", "-0", "1" + "0" * 20]
    column = profile_parquet(write_text(tmp_path, {"a": cells}), facts_of(["a"])).columns[0]
    assert column.type == "decimal"
    assert column.top is not None
    assert {json.dumps(item.value) for item in column.top} == {"39", "40.5", "-7", '"-0"', "1" + "0" * 20}


def korean_tables() -> list[Path]:
    return sorted(KOREA.glob("*/*.csv"), key=lambda path: path.stat().st_size)[10:60:6] if KOREA.is_dir() else []


@needs_shared
@pytest.mark.parametrize("path", korean_tables(), ids=lambda path: path.stem[:30])
def test_profile_korean_file(tmp_path: Path, path: Path) -> None:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp949", errors="replace")
    records = list(csv.reader(text.splitlines()))
    width = len(records[0])
    rows = [(record + [""] * width)[:width] for record in records[1:]]
    table = {f"{place}_{name}": [row[place] or None for row in rows] for place, name in enumerate(records[0])}
    check_text_profile(profile_parquet(write_text(tmp_path, table), facts_of(list(table))), table)
