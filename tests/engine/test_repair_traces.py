"""What an original tells besides its cells, and the bad characters of texts: reported or mended, never repeated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image
from tests.engine.repairing import column, repair, repair_text

from gotgan.agent.repair import repair_file

NUMBER = "991231-9123451"
"""A resident number of nobody: its century has no living person."""


def test_name_that_identifies_is_reported_and_not_written_on(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "이름,수\n가나,1\n", name=f"민원 {NUMBER}.csv")
    (step,) = done.steps("traces")
    assert (step["found"], "rename" in step["suggestion"]) == (1, True)
    assert NUMBER not in json.dumps(done.receipt["steps"] + done.receipt["outputs"], ensure_ascii=False)


def test_plain_names_are_not_reported(tmp_path: Path) -> None:
    assert repair_text(tmp_path, "이름,수\n가나,1\n", name="2026-03-05 현황.csv").steps("traces") == []


def test_sheet_named_after_a_person_number(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for name in (NUMBER, "현황"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["이름", "수"])
            sheet.write_row(1, 0, ["가나", 1])
    repair_file(tmp_path / "a.xlsx", tmp_path / "out").check()
    receipt = json.loads((tmp_path / "out/receipt.json").read_text())
    assert [step["found"] for step in receipt["steps"] if step["name"] == "traces"] == [1]
    assert not [path.name for path in (tmp_path / "out").iterdir() if NUMBER in path.name]


def test_hidden_parts_comments_and_authors_of_a_workbook(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.set_properties({"author": "홍길동"})
        sheet, hidden = book.add_worksheet("현황"), book.add_worksheet("원본")
        hidden.hide()
        for each in (sheet, hidden):
            each.write_row(0, 0, ["이름", "수", "비고", "메모"])
            each.write_row(1, 0, ["가나", 1, "나", "다"])
        sheet.set_column(2, 3, None, None, {"hidden": True})
        sheet.write_comment(1, 0, "연락처 010-1234-5678")
    repair_file(tmp_path / "a.xlsx", tmp_path / "out").check()
    text = (tmp_path / "out/receipt.json").read_text()
    told = {step["reason"]: step["found"] for step in json.loads(text)["steps"] if step["name"] == "traces"}
    assert told == {
        "the workbook has hidden sheets": 1,
        "the workbook has hidden columns": 2,
        "the workbook has comments": 1,
        "the workbook has names of authors": 2,
    }
    assert "홍길동" not in text
    assert "1234-5678" not in text


def test_plain_workbook_has_no_traces(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("현황")
        sheet.write_row(0, 0, ["이름", "수"])
        sheet.write_row(1, 0, ["가나", 1])
    assert repair(tmp_path / "a.xlsx").steps("traces") == []


def test_place_in_a_picture_is_noticed_and_not_read_out(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 59.1)
    Image.new("RGB", (60, 60), (200, 30, 30)).save(tmp_path / "a.jpg", exif=exif)
    repair_file(tmp_path, tmp_path / "out")
    said = (tmp_path / "out/pictures.csv").read_text() + (tmp_path / "out/receipt.json").read_text()
    assert "a.jpg,place,," in said
    assert "59.1" not in said


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("\u00a0종로구\u3000", "종로구"),
        ("종\u200b로구", "종로구"),
        ("\u200f종로구\u202c", "종로구"),
        ("\u110c\u1169\u11bc로구", "종로구"),
        ("종로\u00ad구", "종로구"),
        ("종로구\ufeff", "종로구"),
        ("\u0007종로구", "종로구"),
    ],
    ids=["no-break space", "zero width", "right to left", "decomposed", "soft hyphen", "mark at the end", "control"],
)
def test_characters_that_are_not_seen(tmp_path: Path, written: str, clean: str) -> None:
    done = column(tmp_path, [written, "중구", "마포구"], name="구")
    assert done.values("구") == [clean, "중구", "마포구"]
    assert done.changed("unicode", "구") + done.changed("spaces", "구") == 1


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"])
def test_telephones_of_every_dash(tmp_path: Path, dash: str) -> None:
    done = column(tmp_path, [dash.join(("02", "120", "1234")), "02-120-1235"], name="전화번호")
    assert done.values("전화번호") == ["02-120-1234", "02-120-1235"]


def test_leap_days_and_days_that_never_were(tmp_path: Path) -> None:
    done = column(tmp_path, ["2000.02.29", "1900.02.29", "2024.02.29", "2023.02.29"], name="기준일자")
    assert [value and value.isoformat() for value in done.values("기준일자")] == [
        "2000-02-29",
        None,
        "2024-02-29",
        None,
    ]


@pytest.mark.parametrize("formula", ["=1+1", "=HYPERLINK(1)", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|'!A1"])
def test_what_a_spreadsheet_would_run_stays_text_and_is_counted(tmp_path: Path, formula: str) -> None:
    done = column(tmp_path, [formula, "메모", "기록"], name="비고")
    assert done.values("비고")[0] == formula
    assert done.found("formulas", "비고") == 1
