"""Repair of small tables: what each defect becomes, and what the receipt says of it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.engine.repairing import column, repair, repair_text

from gotgan.agent.repair import repair_file
from gotgan.terms.errors import Invalid


def test_cp949_becomes_typed_utf8(tmp_path: Path) -> None:
    done = repair_text(
        tmp_path, "구,인구,면적,기준일자\r\n종로구,150,23.9,2026-03-05\r\n똠구,7,1.5,2026-03-06\r\n", encoding="cp949"
    )
    assert done.types() == {"구": "string", "인구": "int64", "면적": "double", "기준일자": "date32[day]"}
    assert done.values("구") == ["종로구", "똠구"]
    assert done.receipt["inputs"][0]["rows"] == done.receipt["outputs"][0]["rows"] == 2
    assert done.changed("encoding") == 3  # lines, the header too


def test_receipt_hashes_are_those_of_the_files(tmp_path: Path) -> None:
    import hashlib

    done = repair_text(tmp_path, "a,b\n1,2\n3,4\n")
    original = hashlib.sha256((tmp_path / "table.csv").read_bytes()).hexdigest()
    written = hashlib.sha256((tmp_path / "table.csv.repaired/data.parquet").read_bytes()).hexdigest()
    assert done.receipt["inputs"][0]["sha256"] == original
    assert done.receipt["outputs"][0]["sha256"] == written
    assert done.receipt["kind"] == "repair"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234원", 1234),
        ("1,234천원", 1_234_000),
        ("3만원", 30_000),
        ("₩500", 500),
        ("3억 5,000만원", 350_000_000),
        ("１２원", 12),
    ],
)
def test_money_becomes_won(tmp_path: Path, written: str, value: int) -> None:
    done = column(tmp_path, [written, "10원", "20원"], name="금액")
    assert done.types()["금액"] == "int64"
    assert done.values("금액") == [value, 10, 20]
    assert done.changed("units", "금액") == 3
    assert done.receipt["outputs"][0]["columns"][1] == {"name": "금액", "type": "integer", "unit": "won"}


@pytest.mark.parametrize(
    ("written", "value"),
    [("1,234", 1234), ("１２", 12), ("+5", 5), ("△7", -7), ("(1,000)", -1000), (" 8 ", 8), ("-3", -3)],
)
def test_numbers_of_every_writing(tmp_path: Path, written: str, value: int) -> None:
    done = column(tmp_path, [written, "10", "20"])
    assert done.values("값") == [value, 10, 20]
    assert done.types()["값"] == "int64"


@pytest.mark.parametrize(
    "written",
    [
        "2026.03.05",
        "20260305",
        "2026/3/5",
        "2026년 3월 5일",
        "단기 4359년 3월 5일",
        "4359.03.05",
        "46086",
        "2026. 3. 5.",
        "2026-03-05(목)",
    ],
)
def test_days_of_every_writing(tmp_path: Path, written: str) -> None:
    done = column(tmp_path, [written, "2026-01-02", "2026-01-03"], name="신고일자")
    assert done.types()["신고일자"] == "date32[day]"
    assert done.values("신고일자")[0] == datetime.date(2026, 3, 5)
    assert done.changed("dates", "신고일자") == 1


def test_eras_of_old_registers(tmp_path: Path) -> None:
    done = column(
        tmp_path, ["광무 1년 10월 12일", "융희 4년 8월 29일", "대정 8년 3월 1일", "소화 20년 8월 15일"], name="등록일"
    )
    years = [day.year for day in done.values("등록일")]
    assert years == [1897, 1910, 1919, 1945]


def test_impossible_day_is_null_and_counted(tmp_path: Path) -> None:
    done = column(tmp_path, ["2026-02-30", "2026-01-02", "2026-01-03"], name="신고일자")
    assert done.values("신고일자")[0] is None
    assert [step["reason"] for step in done.steps("dates")] == ["no such day in the calendar: null here"]


def test_moments(tmp_path: Path) -> None:
    done = column(
        tmp_path, ["2026-03-05 14:02", "2026.03.05 오후 2:02", "20260305140200", "2026-03-04 24:00"], name="발생일시"
    )
    assert done.values("발생일시") == [datetime.datetime(2026, 3, 5, 14, 2)] * 3 + [datetime.datetime(2026, 3, 5)]


def test_sentinels_become_null(tmp_path: Path) -> None:
    done = column(tmp_path, ["-", "N/A", "해당없음", "12", "9999", "7", "불검출"])
    assert done.values("값") == [None, None, None, 12, None, 7, None]
    assert done.changed("sentinels", "값") == 5


def test_9999_among_its_like_stays(tmp_path: Path) -> None:
    done = column(tmp_path, [str(number) for number in range(9990, 10010)])
    assert done.values("값") == list(range(9990, 10010))


def test_sentinel_words_in_text(tmp_path: Path) -> None:
    done = column(tmp_path, ["월요일", "해당없음", "-", "9999", "화요일"])
    assert done.values("값") == ["월요일", None, None, "9999", "화요일"]


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    done = column(tmp_path, ["01234", "12345", "1234"], name="우편번호")
    assert done.values("우편번호") == ["01234", "12345", "1234"]
    assert done.found("codes", "우편번호") == 1
    assert "fill" in done.steps("codes")[0]["suggestion"]


def test_totals_leave_the_data(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "구,동,수\n종로,가,1\n종로,나,2\n종로,소계,3\n중구,다,4\n합계,,7\n")
    assert done.values("수") == [1, 2, 4]
    assert sum(step["dropped"] for step in done.steps("totals")) == 2
    assert (done.receipt["inputs"][0]["rows"], done.receipt["outputs"][0]["rows"]) == (5, 3)


def test_whole_country_in_every_row_is_a_place(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "지역,연도,수\n전국,2024,1\n전국,2025,2\n")
    assert done.values("수") == [1, 2]
    assert done.found("totals") == 2


def test_decomposed_and_padded_text(tmp_path: Path) -> None:
    done = column(tmp_path, ["\u1103\u1166\u110b\u1175\u1110\u1165", " 가나 ", "다\u200b라", "마바"])
    assert done.values("값") == ["데이터", "가나", "다라", "마바"]
    assert (done.changed("unicode"), done.changed("spaces")) == (2, 1)


def test_text_encoded_twice(tmp_path: Path) -> None:
    wrong = ["서울시".encode().decode("latin-1"), "부산광역시".encode("cp949").decode("latin-1"), "대전", "café"]
    done = column(tmp_path, wrong)
    assert done.values("값") == ["서울시", "부산광역시", "대전", "café"]
    assert done.changed("encoding", "값") == 2


def test_lines_of_two_encodings(tmp_path: Path) -> None:
    lines = [("이름,수\n", "utf-8"), ("가나다,1\n", "utf-8"), ("라마,2\n", "cp949"), ("바사,3\n", "utf-8")]
    content = b"".join(line.encode(encoding) for line, encoding in lines) + b"\xff\xff,4\n"
    done = repair_text(tmp_path, content)
    assert done.values("이름") == ["가나다", "라마", "바사", "\ufffd\ufffd"]
    assert {step["reason"].split(",")[0]: step["changed"] for step in done.steps("encoding")} == {
        "read as CP949": 1,
        "in no known encoding: kept": 1,
    }


def test_formulas_stay_text_and_are_reported(tmp_path: Path) -> None:
    done = column(tmp_path, ["=HYPERLINK(1)", "+cmd|x", "@SUM(1)", "보통 글", "-"])
    assert done.values("값")[:4] == ["=HYPERLINK(1)", "+cmd|x", "@SUM(1)", "보통 글"]
    assert done.found("formulas", "값") == 3


def test_phones_and_addresses(tmp_path: Path) -> None:
    done = repair_text(
        tmp_path,
        "주소,대표전화\n서울 종로구  세종대로 1,(02)2100-3399\n경기도 수원시 1,031.228.2114\n광주 북구 2,1588 1234\n",
    )
    assert done.values("주소")[:2] == ["서울특별시 종로구 세종대로 1", "경기도 수원시 1"]
    assert done.values("대표전화") == ["02-2100-3399", "031-228-2114", "1588-1234"]
    assert done.changed("phones") == 3


def test_column_with_findings_shows_no_example(tmp_path: Path) -> None:
    rows = "".join(f"{number},  991231-9123451 \n" for number in range(30))
    done = repair_text(tmp_path, "순번,주민번호\n" + rows)
    assert done.changed("spaces", "주민번호") == 30
    assert all(not step["examples"] for step in done.receipt["steps"] if step["column"] == "주민번호")


def test_equal_rows_leave_a_table_with_a_number(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "관리번호,이름\nA-1,가\nA-2,나\nA-1,가\n")
    assert done.values("관리번호") == ["A-1", "A-2"]
    assert [step["dropped"] for step in done.steps("duplicates")] == [1]


def test_equal_rows_without_a_number_are_reported(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "날짜,이름\n2026-01-01,가\n2026-01-02,나\n2026-01-01,가\n")
    assert len(done.values("이름")) == 3
    assert done.found("duplicates") == 1


def test_one_odd_word_keeps_the_column_text_and_is_reported(tmp_path: Path) -> None:
    done = column(tmp_path, [str(number) for number in range(1, 100)] + ["약 100"])
    assert done.types()["값"] == "string"
    assert done.found("types", "값") == 1


def test_later_rows_change_the_plan(tmp_path: Path) -> None:
    """The plan is made of the first 16 MB; what comes after must be heard all the same."""
    rows = "".join(f"{number},{number % 100},어느 시설의 점검 내용을 적은 글\n" for number in range(400_000))
    done = repair_text(
        tmp_path, "번호,수,내용\n" + rows + "400000,2.5,끝\n400001,9999,끝\n7,7,어느 시설의 점검 내용을 적은 글\n"
    )
    assert done.types()["수"] == "double"
    assert done.values("수")[-2:] == [2.5, None]
    assert done.receipt["outputs"][0]["rows"] == 400_002
    assert [step["dropped"] for step in done.steps("duplicates")] == [1]


def test_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("x")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Invalid, match="is not empty"):
        repair_file(tmp_path / "a.csv", tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "out"]


def test_an_earlier_repair_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    repair(tmp_path / "a.csv", tmp_path / "out")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,4\n")
    repair(tmp_path / "a.csv", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["data.parquet", "receipt.json"]
    assert pq.read_metadata(tmp_path / "out/data.parquet").num_rows == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "out"]


def test_park_called_like_a_total_stays(tmp_path: Path) -> None:
    """소계 is a dong of Changwon: a park there has an address, and is no sum."""
    row = "48121-00014,소계,체육공원,경상남도 창원시 의창구 소계동 778,창원시,공원녹지과,100\n"
    done = repair_text(
        tmp_path, "관리번호,공원명,구분,소재지,시,부서,면적\n" + row + row.replace("소계,", "다른,").replace("14", "15")
    )
    assert done.values("공원명") == ["소계", "다른"]


def test_months_are_no_decimals(tmp_path: Path) -> None:
    done = column(tmp_path, ["2023.09", "2023.10", "2023.11 p)", "2024년 1월"], name="시점")
    assert done.values("시점") == ["2023-09", "2023-10", "2023-11", "2024-01"]


def test_quarters_are_no_days(tmp_path: Path) -> None:
    done = column(tmp_path, ["2017.1/4", "2017.2/4"], name="기간")
    assert done.values("기간") == ["2017.1/4", "2017.2/4"]


def test_words_of_a_measuring_station_are_null(tmp_path: Path) -> None:
    done = column(tmp_path, [f"0.0{number}" for number in range(10, 40)] + ["교정중"] * 5 + ["동작불량"], name="오존")
    assert done.types()["오존"] == "double"
    assert {step["reason"]: step["changed"] for step in done.steps("sentinels")} == {
        "교정중 stands for no value": 5,
        "동작불량 stands for no value": 1,
    }


def test_hours_of_a_day_as_digits(tmp_path: Path) -> None:
    done = column(tmp_path, ["2019010101", "2019010124"], name="측정일시")
    assert done.values("측정일시") == [datetime.datetime(2019, 1, 1, 1), datetime.datetime(2019, 1, 2)]


def test_header_in_the_middle_of_joined_files(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "이름,수,기준일자\n가,1,2026-01-01\n이름,수,기준일자\n나,2,2026-01-02\n")
    assert done.types() == {"이름": "string", "수": "int64", "기준일자": "date32[day]"}
    assert [step["dropped"] for step in done.steps("header")] == [1]


def test_unit_of_the_header_is_kept_beside_the_numbers(tmp_path: Path) -> None:
    """Numbers under 금액(만원) stay as they are: what is written in won are amounts that carry their unit."""
    done = column(tmp_path, ["1,000", "2,500"], name="금액(만원)")
    assert done.values("금액(만원)") == [1000, 2500]
    assert done.table.schema.field("금액(만원)").metadata == {b"unit": "만원".encode()}


def test_json_keeps_its_types_and_gains_days(tmp_path: Path) -> None:
    lines = '{"번호": "007", "일자": "2026.03.05", "수": 3}\n{"번호": "12", "일자": "2026-03-06", "수": 9999}\n'
    done = repair_text(tmp_path, lines, name="a.jsonl")
    assert done.types() == {"번호": "string", "일자": "date32[day]", "수": "int64"}
    assert done.values("수") == [3, None]
