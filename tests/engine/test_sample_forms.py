"""Each form is what it says: read back by somebody else's reader."""

from __future__ import annotations

import csv
import io
import wave
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from python_calamine import CalamineWorkbook

from gotgan.engine.sample.codes import place
from gotgan.engine.sample.forms import PARQUET, TSV, text_lines
from gotgan.engine.sample.frame import Frame, as_text
from gotgan.engine.sample.layout import Layout
from gotgan.engine.sample.maker import Maker, stream
from gotgan.engine.sample.media import (
    draw_announcement,
    draw_leaf,
    draw_pothole,
    draw_sign,
    write_leaflet,
    write_manual,
    write_minutes,
)
from gotgan.engine.sample.workbook import REPORT, WORKBOOK

cells = st.one_of(st.none(), st.integers(), st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n")))
tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.tuples(*[cells] * width), min_size=1, max_size=8).map(
        lambda rows: Frame({f"c{i}": [row[i] for row in rows] for i in range(width)})
    )
)


def yearbook() -> Frame:
    return Frame({
        "읍면동": ["가동", "나동"],
        "세대수": [10, 20],
        "인구수|남": [11, 21],
        "인구수|여": [12, None],
    })  # fmt: skip


def maker() -> Maker:
    return Maker(stream(1, "media"), 12, place("전국"))


@given(tables, st.sampled_from([",", "\t"]))
def test_text_lines_are_read_back_cell_for_cell(frame: Frame, delimiter: str) -> None:
    text = "\n".join(text_lines(frame, delimiter))
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert rows == [list(row) for row in zip(*(as_text(c) for c in frame.columns.values()), strict=True)]


def test_tsv_is_parted_by_tabs(tmp_path: Path) -> None:
    TSV.write(tmp_path / "a.tsv", {"표": yearbook()}, Layout())
    assert (tmp_path / "a.tsv").read_text(encoding="utf-8").splitlines()[0] == "읍면동\t세대수\t인구수_남\t인구수_여"


def test_parquet_keeps_types_and_nulls(tmp_path: Path) -> None:
    PARQUET.write(tmp_path / "a.parquet", {"표": yearbook()}, Layout())
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.column("인구수_여").to_pylist() == [12, None]
    assert str(table.schema.field("세대수").type) == "int64"


def test_report_has_title_note_and_two_merged_header_rows(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    (written,) = REPORT.write(target, {"인구": yearbook()}, Layout("가온시 인구 (표본)", "명"))
    sheet = CalamineWorkbook.from_path(str(target)).get_sheet_by_name("인구")
    rows = sheet.to_python()
    assert rows[0][0] == "가온시 인구 (표본)"
    assert rows[1][0] == "(단위: 명, 기준일: 2026-09-30)"
    assert rows[2] == ["읍면동", "세대수", "인구수", ""]
    assert rows[3] == ["", "", "남", "여"]
    assert rows[4] == ["가동", 10.0, 11.0, 12.0]
    assert written.header_rows == 4
    assert len(sheet.merged_cell_ranges or ()) == 5


def test_workbook_has_one_sheet_a_table(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    written = WORKBOOK.write(target, {"하나": yearbook(), "둘": yearbook()}, Layout())
    assert CalamineWorkbook.from_path(str(target)).sheet_names == ["하나", "둘"]
    assert [table.member for table in written] == ["!하나", "!둘"]


def test_pictures_open_and_differ(tmp_path: Path) -> None:
    for draw in (draw_pothole, draw_leaf, draw_sign):
        folder = tmp_path / draw.__name__
        folder.mkdir()
        m = maker()
        for number in range(1, 4):
            draw(folder, m, number)
        files = sorted(folder.iterdir())
        assert len({path.read_bytes() for path in files}) == 3
        assert {Image.open(path).size for path in files} == {(96, 96)}


def test_sound_is_half_a_second(tmp_path: Path) -> None:
    draw_announcement(tmp_path, maker(), 1)
    with wave.open(str(next(tmp_path.iterdir())), "rb") as sound:
        assert sound.getnframes() / sound.getframerate() == 0.5


def test_documents_are_written_in_their_format(tmp_path: Path) -> None:
    for write in (write_minutes, write_manual, write_leaflet):
        write(tmp_path, maker(), 1)
    assert (tmp_path / "회의록_001.txt").read_text(encoding="utf-8").startswith("제")
    assert (tmp_path / "업무편람_001.md").read_text(encoding="utf-8").startswith("# 업무 편람 1")
    assert (tmp_path / "안내문_001.pdf").read_bytes().startswith(b"%PDF-1.4")
