"""What repair only reports: near duplicates, codes and their successors, wide tables, outliers, several units."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from tests.engine.repairing import Done, column, repair_text

from gotgan.agent.repair import repair_file
from gotgan.engine.repair.codes import shipped_tables
from gotgan.terms.errors import Invalid


def test_rows_that_differ_in_writing_alone(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "이름,수\n행복 카페,1\n행복카페,1\n(주)행복,2\n주행복,2\n1-1,3\n11,3\n")
    assert done.found("near") == 2
    assert done.table.num_rows == 6


def test_texts_nearly_the_same(tmp_path: Path) -> None:
    words = [
        f"{head}{tail}"
        for head in ("하늘", "바다", "산길", "들판", "강가", "마을", "학교")
        for tail in ("은", "에서", "까지")
    ]
    texts = [
        " ".join(words[(number * step) % 21] for step in range(1, 25)) + f" 기록 {number}" for number in range(1, 30)
    ]
    done = column(tmp_path, [*texts, texts[0] + " 끝"], name="내용")
    assert done.found("near", "내용") >= 1
    assert all(not step["changed"] for step in done.steps("near"))


def _picture(shade: int, size: int) -> bytes:
    picture = Image.new("L", (size, size), 255)
    draw = ImageDraw.Draw(picture)
    for place in range(8):
        draw.rectangle((place * size // 8, 0, (place + 1) * size // 8, size), fill=(place * 31 * shade) % 256)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def test_pictures_that_look_alike(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("표.csv", "이름,수\n가,1\n")
        archive.writestr("1.png", _picture(1, 64))
        archive.writestr("2.png", _picture(1, 96))
        archive.writestr("3.png", _picture(5, 64))
    repair_file(tmp_path / "a.zip", tmp_path / "out").check()
    steps = json.loads((tmp_path / "out/receipt.json").read_text())["steps"]
    assert [step["found"] for step in steps if step["name"] == "near"] == [1]


@pytest.mark.skipif(not shipped_tables(), reason="NOT RUN: PublicDataReader is not installed")
def test_abolished_dongs_with_their_successors(tmp_path: Path) -> None:
    table = shipped_tables()["legal_dong_code"]
    old, heirs = next((code, heirs) for code, heirs in sorted(table.successors.items()))
    living = next(code for code, end in table.ended.items() if not end)
    done = repair_text(tmp_path, f"이름,법정동코드\n가,{old}\n나,{living}\n다,9999999999\n")
    told = {step["reason"].split(" (")[0]: step for step in done.steps("codes", "법정동코드")}
    assert told["abolished by the code list"]["successors"] == {old: heirs[0]}
    assert told["not in the code list"]["found"] == 1


def test_institutions_of_a_code_list_of_ones_own(tmp_path: Path) -> None:
    codes = tmp_path / "codes"
    codes.mkdir()
    (codes / "bodies.csv").write_text(
        "기관코드,name,valid_from,valid_to,successors\n1741000,새 부,20170726,,\n"
        "1311000,옛 부,20080229,20141119,1741000\n"
    )
    (tmp_path / "a.csv").write_text("제공기관코드,수\n1741000,1\n1311000,2\n")
    repair_file(tmp_path / "a.csv", tmp_path / "out", codes=codes).check()
    steps = json.loads((tmp_path / "out/receipt.json").read_text())["steps"]
    assert [step["successors"] for step in steps if step["name"] == "codes"] == [{"1311000": "1741000"}]


def test_folder_without_code_lists_is_told_first(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Invalid, match="no code list"):
        repair_file(tmp_path / "a.csv", tmp_path / "out", codes=tmp_path)
    assert not (tmp_path / "out").exists()


def test_run_of_years_is_suggested_as_rows(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "구,2021년 인구,2022년 인구,2023년 인구,2024년 인구\n종로,1,2,3,4\n중,5,6,7,8\n")
    assert [step["reason"] for step in done.steps("wide")] == ["4 columns hold 인구 at 2021 to 2024"]
    assert done.table.num_columns == 5


def _of_thousands(folder: Path) -> Done:
    return column(
        folder, [str(100 + number % 50) for number in range(300)] + ["130000", "141000", "125000"], name="금액(천원)"
    )


def test_values_a_thousand_times_too_large(tmp_path: Path) -> None:
    done = _of_thousands(tmp_path)
    assert done.found("outliers", "금액(천원)") == 3
    assert max(done.values("금액(천원)")) == 141_000


def test_several_units_stay_text(tmp_path: Path) -> None:
    done = column(tmp_path, ["3kg", "20kg", "5L", "7"], name="거래량")
    assert done.values("거래량") == ["3kg", "20kg", "5L", "7"]
    assert done.found("units", "거래량") == 3
