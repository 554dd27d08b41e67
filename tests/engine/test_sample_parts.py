"""The pieces the sample is made of: frames, forms, defects, plantings."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from pathlib import Path

import numpy as np
import pytest

from gotgan.engine.sample.archives import TRUNCATED_ZIP, ZIP
from gotgan.engine.sample.codes import BORROWED, CENTRE_OF_SIDO, dongs_in_force, place
from gotgan.engine.sample.defects import Defect, Spoiler
from gotgan.engine.sample.forms import CP949, JSON, JSONL, SQLITE, UTF8, UTF8_SIG, parts_form, text_bytes
from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.layout import Form, Layout
from gotgan.engine.sample.maker import Maker, stream
from gotgan.engine.sample.media import pdf_bytes
from gotgan.engine.sample.planting import Plant, plant
from gotgan.engine.sample.subjects.administration import barcode_check


def frame() -> Frame:
    return Frame({
        "코드": ["001", "002", "003", "010"],
        "이름": ["가온, 공원", '말한 "곳"', None, "나루"],
        "날짜": ["2026-01-02", "2026-03-04", "2026-05-06", "2026-07-08"],
        "수": [1, 2, 3, 4],
    })  # fmt: skip


def spoiled(defect: Defect) -> tuple[Frame, Layout]:
    layout = Layout()
    return Spoiler(np.random.default_rng(1)).spoil(frame(), layout, defect), layout


def test_csv_is_read_back_by_the_standard_library() -> None:
    text = text_bytes(frame(), encoding="cp949", delimiter=",", layout=Layout()).decode("cp949")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == ["코드", "이름", "날짜", "수"]
    assert rows[:3] == [
        ["001", "가온, 공원", "2026-01-02", "1"],
        ["002", '말한 "곳"', "2026-03-04", "2"],
        ["003", "", "2026-05-06", "3"],
    ]


@pytest.mark.parametrize(
    ("form", "start"), [(UTF8_SIG, b"\xef\xbb\xbf"), (UTF8, "코".encode()), (CP949, "코".encode("cp949"))]
)
def test_text_forms_write_their_encoding(form: Form, start: bytes, tmp_path: Path) -> None:
    form.write(tmp_path / "a.csv", {"표": frame()}, Layout())
    assert (tmp_path / "a.csv").read_bytes().startswith(start)


def test_header_missing_leaves_only_records() -> None:
    _, layout = spoiled(Defect("header_missing", 1))
    assert text_bytes(frame(), encoding="utf-8", delimiter=",", layout=layout).startswith(b"001,")


def test_cell_defects_touch_exactly_as_many_cells() -> None:
    for defect in (
        Defect("missing", 2, "이름"),
        Defect("sentinel", 3, "수", "-"),
        Defect("mixed_dates", 4, "날짜"),
        Defect("zeros_lost", 2, "코드"),
        Defect("wrong_unit", 1, "수"),
        Defect("padded", 1, "날짜"),
    ):
        changed, _ = spoiled(defect)
        pairs = zip(frame().columns[defect.column], changed.columns[defect.column], strict=True)
        assert sum(before != after for before, after in pairs) == defect.count, defect.kind


def test_two_defects_never_share_a_cell() -> None:
    spoiler = Spoiler(np.random.default_rng(3))
    changed = spoiler.spoil(frame(), Layout(), Defect("sentinel", 2, "수", "-"))
    changed = spoiler.spoil(changed, Layout(), Defect("missing", 2, "수"))
    assert sorted(map(str, changed.columns["수"])) == ["-", "-", "None", "None"]


def test_duplicate_rows_stand_at_the_end() -> None:
    changed, _ = spoiled(Defect("duplicate_rows", 2))
    rows = list(zip(*changed.columns.values(), strict=True))
    assert len(rows) == 6
    assert set(rows[4:]) <= set(rows[:4])


def test_subtotal_rows_add_up() -> None:
    changed, _ = spoiled(Defect("subtotal_rows", 3))
    assert changed.columns["코드"] == ["001", "002", "소계", "003", "010", "소계", "합계"]
    assert changed.columns["수"] == [1, 2, 3, 3, 4, 7, 10]


def test_ragged_rows_gain_or_lose_a_cell() -> None:
    _, layout = spoiled(Defect("ragged_rows", 2))
    text = text_bytes(frame(), encoding="utf-8", delimiter=",", layout=layout).decode()
    widths = [len(row) for row in csv.reader(io.StringIO(text))]
    assert sorted(widths) == [3, 4, 4, 4, 5]


def test_mixed_encoding_writes_lines_that_are_not_utf8() -> None:
    _, layout = spoiled(Defect("mixed_encoding", 2, "이름"))
    lines = text_bytes(frame(), encoding="utf-8", delimiter=",", layout=layout).split(b"\n")
    broken = [line for line in lines if not _is_utf8(line)]
    assert len(broken) == 2
    assert all(line.decode("cp949") for line in broken)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_zip_member_names_are_cp949(tmp_path: Path) -> None:
    ZIP.write(tmp_path / "a.zip", {"주차장": frame()}, Layout())
    with zipfile.ZipFile(tmp_path / "a.zip", metadata_encoding="cp949") as archive:
        assert archive.namelist() == ["원천데이터/주차장.csv"]
        assert archive.infolist()[0].flag_bits & 0x800 == 0
        assert archive.testzip() is None


def test_truncated_zip_cannot_be_opened(tmp_path: Path) -> None:
    TRUNCATED_ZIP.write(tmp_path / "a.zip", {"주차장": frame()}, Layout())
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(tmp_path / "a.zip")


def test_sqlite_keeps_types(tmp_path: Path) -> None:
    SQLITE.write(tmp_path / "a.sqlite", {"표": frame()}, Layout())
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        assert database.execute('SELECT "코드", "수" FROM "표" LIMIT 1').fetchall() == [("001", 1)]


def test_json_forms_hold_every_record(tmp_path: Path) -> None:
    JSON.write(tmp_path / "a.json", {"표": frame()}, Layout())
    JSONL.write(tmp_path / "a.jsonl", {"표": frame()}, Layout())
    assert (tmp_path / "a.jsonl").read_text(encoding="utf-8").count("\n") == 4
    assert (tmp_path / "a.json").read_text(encoding="utf-8").count('"코드"') == 4


def test_parts_hold_all_rows_in_order(tmp_path: Path) -> None:
    written = parts_form("utf-8", 3).write(tmp_path / "월별", {"표": frame()}, Layout())
    assert sum(table.rows for table in written) == 4
    assert [table.member for table in written] == sorted(table.member for table in written)


def test_plant_adds_a_column_with_distinct_values() -> None:
    planted, values = plant(np.random.default_rng(5), frame(), Plant("phone", "연락처", 3))
    cells = planted.columns["연락처"]
    assert [cell for cell in cells if cell] == values
    assert len(set(values)) == 3
    assert planted.names[2] == "연락처"


def test_plant_inside_keeps_the_text() -> None:
    planted, values = plant(np.random.default_rng(5), frame(), Plant("email", "이름", 4, inside=True))
    for before, after, value in zip(frame().columns["이름"], planted.columns["이름"], values, strict=True):
        assert str(after).startswith(str(before or ""))
        assert value in str(after)


def test_streams_differ_by_seed_and_key() -> None:
    draws = [stream(seed, key).integers(0, 2**60) for seed in (1, 2) for key in ("a", "b")]
    assert len(set(draws)) == 4
    assert stream(1, "a").integers(0, 2**60) == draws[0]


def test_dongs_are_ten_digits_and_placed() -> None:
    dongs = dongs_in_force()
    assert len(dongs) > 19_000
    assert all(len(dong.code) == 10 and dong.code[:2] in CENTRE_OF_SIDO for dong in dongs)
    assert all(place(name).dongs for name in BORROWED)


def test_coordinates_lie_in_korea() -> None:
    maker = Maker(stream(1, "x"), 500, place("전국"))
    maker.dongs()
    latitudes, longitudes = maker.coordinates()
    assert all(32 < float(value) < 40 for value in latitudes)
    assert all(124 < float(value) < 132 for value in longitudes)


@pytest.mark.parametrize("code", ["4006381333931", "9780306406157"])
def test_barcode_check_worked_values(code: str) -> None:
    assert barcode_check(code[:12]) == int(code[12])


def test_pdf_offsets_point_at_objects() -> None:
    data = pdf_bytes(["안내문", "둘째 줄"])
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    assert data[start:].startswith(b"xref\n0 8")
    for number, line in enumerate(data[start:].split(b"\n")[3:10], 1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj" % number)
