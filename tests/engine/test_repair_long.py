"""Wide to long and back, and amounts brought to their base unit: only when asked, and so that it can be taken back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.repairing import Done, repair_text
from tests.shared_data import SHARED, needs_shared

from gotgan.agent.repair_asked import Asked
from gotgan.cli.main import main
from gotgan.engine.repair.base_units import scale_columns, scale_of
from gotgan.engine.repair.long import turn_long, widen
from gotgan.engine.repair.tally import Tally

LONG, BASE = Asked(long=True), Asked(base_units=True)
POPULATION = "구,2021년 인구,2022년 인구,2023년 인구,2024년 인구\n종로,1,2,3,\n중,5,6,7,8\n"


def test_years_across_become_rows(tmp_path: Path) -> None:
    done = repair_text(tmp_path, POPULATION, asked=LONG)
    assert done.table.to_pydict() == {
        "구": ["종로"] * 4 + ["중"] * 4,
        "연도": [2021, 2022, 2023, 2024] * 2,
        "인구": [1, 2, 3, None, 5, 6, 7, 8],
    }
    (step,) = done.steps("wide")
    assert (step["changed"], step["rows_before"], step["rows_after"]) == (8, 2, 8)
    assert [column["name"] for column in done.receipt["outputs"][0]["columns"]] == ["구", "연도", "인구"]
    assert done.receipt["outputs"][0]["rows"] == 8
    assert done.receipt["parameters"]["long"] is True


def test_several_measures_of_months_stand_side_by_side(tmp_path: Path) -> None:
    names = [f"2021년{month:02d}월_{what}" for month in range(1, 5) for what in ("남", "여")]
    done = repair_text(tmp_path, f"구,{','.join(names)}\n종로,1,2,3,4,5,6,7,8\n", asked=LONG)
    assert done.table.to_pydict() == {
        "구": ["종로"] * 4,
        "연월": ["2021-01", "2021-02", "2021-03", "2021-04"],
        "남": [1, 3, 5, 7],
        "여": [2, 4, 6, 8],
    }


def test_rows_alike_are_numbered_so_that_they_come_back(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "구,1월,2월,3월,4월\n종로,1,2,3,4\n종로,1,2,3,5\n", asked=LONG)
    assert done.table.column_names == ["구", "행", "월", "값"]
    assert widen(done.table, done.steps("wide")[0]["widen"]).column("4월").to_pylist() == [4, 5]


def test_table_without_a_run_stays(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "구,인구\n종로,1\n중,2\n", asked=LONG)
    assert done.table.column_names == ["구", "인구"]
    assert "left as it is" in done.steps("wide")[0]["reason"]


def _tables(draw: Any) -> pa.Table:
    years = draw(st.lists(st.integers(1990, 2030), min_size=4, max_size=7, unique=True).map(sorted))
    rows = draw(st.integers(0, 5))
    cells = {
        pa.int64(): st.integers(-(2**60), 2**60),
        pa.float64(): st.floats(allow_nan=False, allow_infinity=False),
        pa.string(): st.text(max_size=4),
    }
    columns: dict[str, pa.Array] = {}

    def add(name: str, kind: pa.DataType) -> None:
        columns[name] = pa.array(draw(st.lists(st.none() | cells[kind], min_size=rows, max_size=rows)), kind)

    kinds = st.sampled_from(list(cells))
    if draw(st.booleans()):
        add("구", draw(kinds))
    for measure in ("인구", "세대")[: draw(st.integers(1, 2))]:
        for year in years[: draw(st.integers(4, len(years)))]:
            add(f"{year}년 {measure}", draw(kinds))
    return pa.table(columns)


@settings(max_examples=40, deadline=None)
@given(st.composite(_tables)(), st.randoms(use_true_random=False))
def test_widening_gives_back_the_table(table: pa.Table, shuffler: Any) -> None:
    """Whatever the types, the gaps and the order of the long rows; a column keeps its place, its type, its values."""
    with tempfile.TemporaryDirectory() as folder:
        parquet, tally = Path(folder) / "a.parquet", Tally()
        pq.write_table(table, parquet)
        assert turn_long(parquet, tally)
        long = pq.read_table(parquet)
    recipe = tally.steps()[0]["widen"]
    assert widen(long, recipe).equals(table)
    if recipe["key"] == ["행"]:
        order = list(range(long.num_rows))
        shuffler.shuffle(order)
        mixed = widen(long.take(pa.array(order, pa.int64())), recipe)
        assert sorted(map(repr, mixed.to_pylist())) == sorted(map(repr, table.to_pylist()))


@needs_shared
@pytest.mark.parametrize("name", ["201701_202112_주민등록인구기타현황(평균연령)_avgAge.csv"])
def test_real_table_of_months(name: str, tmp_path: Path) -> None:
    """180 columns of three measures over 60 months, the first columns of 18 provinces."""
    wide = repair_text(tmp_path, (SHARED / "data/tables/korea/crime_analysis" / name).read_bytes())
    done = repair_text(tmp_path, (SHARED / "data/tables/korea/crime_analysis" / name).read_bytes(), asked=LONG)
    assert (done.table.num_rows, done.table.num_columns) == (18 * 60, 5)
    assert widen(done.table, done.steps("wide")[0]["widen"]).equals(wide.table)


def _amounts(folder: Path, asked: Asked) -> Done:
    return repair_text(
        folder, '구,예산(천원),인구(단위: 만명),면적(㎢)\n종로,"1,200",0.07,23.9\n중,,1.5,9.9\n', asked=asked
    )


def test_units_of_the_header_are_counted_and_kept(tmp_path: Path) -> None:
    done = _amounts(tmp_path, Asked())
    assert done.values("예산(천원)") == [1200, None]
    (step,) = done.steps("units", "예산(천원)")
    assert (step["changed"], step["found"]) == (0, 1)
    assert "--base-units" in step["suggestion"]
    assert done.table.schema.field("예산(천원)").metadata == {b"unit": "천원".encode()}
    assert "suggestion" not in done.steps("units", "면적(㎢)")[0]


def test_base_units_scale_names_values_and_units(tmp_path: Path) -> None:
    done = _amounts(tmp_path, BASE)
    assert done.table.column_names == ["구", "예산(원)", "인구(단위: 명)", "면적(㎢)"]
    assert done.values("예산(원)") == [1_200_000, None]
    assert done.values("인구(단위: 명)") == [700, 15_000]
    assert done.types()["인구(단위: 명)"] == "int64"
    assert done.changed("units", "예산(원)") == 1
    (step,) = done.steps("units", "예산(원)")
    assert (step["factor"], step["column_before"]) == (1000, "예산(천원)")
    assert done.receipt["outputs"][0]["columns"][1] == {"name": "예산(원)", "type": "integer", "unit": "원"}


@pytest.mark.parametrize(
    ("unit", "scale"),
    [("만원", (10**4, "원")), ("백만원", (10**6, "원")), ("천명", (1000, "명")), ("원", None), ("㎢", None)],
)
def test_scales_of_units(unit: str, scale: object) -> None:
    assert scale_of(unit) == scale


@settings(max_examples=40, deadline=None)
@given(st.lists(st.none() | st.integers(-(10**9), 10**9).map(lambda cents: cents / 100), min_size=1, max_size=20))
def test_scaled_amounts_come_back(amounts: list[float | None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parquet, tally = Path(folder) / "a.parquet", Tally()
        field = pa.field("금액(만원)", pa.float64(), metadata={"unit": "만원"})
        pq.write_table(pa.table([pa.array(amounts, pa.float64())], schema=pa.schema([field])), parquet)
        assert scale_columns(parquet, tally)
        scaled = pq.read_table(parquet).column("금액(원)").to_pylist()
    assert all(value is None or float(value).is_integer() for value in scaled)
    back = [None if value is None else float(np.float64(value) / 10_000) for value in scaled]
    assert back == amounts


def test_amounts_too_large_are_kept(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "구,예산(조원)\n종로,90000000\n중,1\n", asked=BASE)
    assert done.values("예산(조원)") == [90_000_000, 1]
    assert any("too large" in step["reason"] for step in done.steps("units", "예산(조원)"))


def test_options_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text(
        "구,2021년 예산(천원),2022년 예산(천원),2023년 예산(천원),2024년 예산(천원)\n종로,1,2,3,4\n"
    )
    assert main(["repair", str(tmp_path / "a.csv"), "-o", str(tmp_path / "out"), "--long", "--base-units"]) == 0
    assert pq.read_table(tmp_path / "out/data.parquet").to_pydict() == {
        "구": ["종로"] * 4, "연도": [2021, 2022, 2023, 2024], "예산(원)": [1000, 2000, 3000, 4000],
    }  # fmt: skip
    assert capsys.readouterr() == ("", "")
    assert main(["repair", str(tmp_path / "a.csv"), "-o", str(tmp_path / "out"), "--against", "b.parquet"]) == 2
    assert capsys.readouterr().err == "gotgan: --against: says nothing without --entities; add it\n"
