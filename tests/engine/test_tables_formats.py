"""Workbooks, JSON, Parquet, Arrow and SQLite: each with its own traps."""

from __future__ import annotations

import datetime
import json
import sqlite3
from decimal import Decimal

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.engine.reading import names_of, only_table, only_unread, read, rows_of

from gotgan.engine.tables import TableBroken, Unread


def book(path, fill, **options):
    with xlsxwriter.Workbook(path, options) as workbook:
        fill(workbook)
    return path


def test_workbook_merged_header_and_merged_body_cells(tmp_path):
    def fill(workbook):
        sheet = workbook.add_worksheet("현황")
        sheet.merge_range("A1:D1", "○○시 인구 현황")
        sheet.merge_range("A2:A3", "구")
        sheet.merge_range("B2:B3", "동")
        sheet.merge_range("C2:D2", "2023년")
        sheet.write_row("C3", ["남자", "여자"])
        sheet.merge_range("A4:A5", "가구")
        sheet.write_row("B4", ["일동", 10, 20.5])
        sheet.write_row("B5", ["이동", 30, 40])
        sheet.write_row("A6", ["나구", "삼동", 50])

    table = only_table(book(tmp_path / "b.xlsx", fill))
    assert (table.path, table.format, table.header_rows, table.typed) == ("b.xlsx!현황", "xlsx", 3, False)
    assert names_of(table) == ["구", "동", "2023년_남자", "2023년_여자"]
    assert rows_of(table) == [
        ["가구", "일동", "10", "20.5"],
        ["가구", "이동", "30", "40"],
        ["나구", "삼동", "50", None],
    ]


def test_workbook_codes_numbers_dates_and_booleans_as_text(tmp_path):
    def fill(workbook):
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, ["코드", "수", "비율", "일자", "시각", "여부"])
        for row, hour in ((1, 0), (2, 13)):
            sheet.write_string(row, 0, "0012")
            sheet.write_number(row, 1, 12)
            sheet.write_number(row, 2, 0.1)
            sheet.write_datetime(row, 3, datetime.datetime(2024, 2, 29), day)
            sheet.write_datetime(row, 4, datetime.datetime(2024, 2, 29, hour), moment)
            sheet.write_boolean(row, 5, True)

    table = only_table(book(tmp_path / "b.xlsx", fill))
    assert rows_of(table) == [
        ["0012", "12", "0.1", "2024-02-29", "2024-02-29 00:00:00", "true"],
        ["0012", "12", "0.1", "2024-02-29", "2024-02-29 13:00:00", "true"],
    ]


def test_workbook_every_sheet_is_an_entry_and_an_empty_one_says_so(tmp_path):
    def fill(workbook):
        workbook.add_worksheet("하나").write_column(0, 0, ["이름", "가", "나"])
        workbook.add_worksheet("빈 시트")

    first, second = read(book(tmp_path / "b.xlsx", fill))
    assert first.path == "b.xlsx!하나"
    assert (second.path, second.status, second.reason) == ("b.xlsx!빈 시트", "skipped", "the sheet is empty")


def test_workbook_cut_short_fails(tmp_path):
    whole = book(tmp_path / "b.xlsx", lambda workbook: workbook.add_worksheet().write(0, 0, "x"))
    broken = tmp_path / "cut.xlsx"
    broken.write_bytes(whole.read_bytes()[:-200])
    unread = only_unread(broken)
    assert (unread.format, unread.status) == ("xlsx", "failed")


def test_workbook_that_unpacks_to_too_much_fails(tmp_path):
    path = book(tmp_path / "b.xlsx", lambda workbook: workbook.add_worksheet().write(0, 0, "x"))
    assert "unpacks to" in only_unread(path, workbook_bytes=100).reason


def test_web_page_named_as_a_workbook_says_what_to_do(tmp_path):
    path = tmp_path / "b.xls"
    path.write_text("<html><table><tr><td>1</td></tr></table></html>")
    assert "save it as xlsx" in only_unread(path).reason


@pytest.mark.parametrize(
    "document",
    [
        [{"코드": "01", "수": 1}, {"코드": "02", "비율": 0.5}],
        {"meta": {"total": 2}, "data": [{"코드": "01", "수": 1}, {"코드": "02", "비율": 0.5}]},
        {"fields": [{"id": "코드"}], "records": [{"코드": "01", "수": 1}, {"코드": "02", "비율": 0.5}]},
        {"response": {"body": {"items": [{"코드": "01", "수": 1}, {"코드": "02", "비율": 0.5}]}}},
    ],
)
def test_json_records_wherever_they_stand(tmp_path, document):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document, ensure_ascii=False))
    table = only_table(path)
    assert (table.format, table.typed, table.encoding) == ("json", True, "utf-8")
    assert names_of(table) == ["코드", "수", "비율"]
    assert [str(f.type) for f in table.schema] == ["string", "int64", "double"]
    assert rows_of(table) == [["01", 1, None], ["02", None, 0.5]]


def test_json_numbers_lose_no_digit(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"big": 123456789012345678901, "mixed": 9007199254740993, "t": true},'
                    ' {"big": 1, "mixed": 0.5, "t": false}]')  # fmt: skip
    assert rows_of(only_table(path)) == [
        [Decimal("123456789012345678901"), "9007199254740993", True],
        [Decimal(1), "0.5", False],
    ]


def test_json_nested_values_become_json_text(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"a": {"b": [1, "가"]}}]')
    assert rows_of(only_table(path)) == [['{"b": [1, "가"]}']]


def test_json_cp949_and_lines(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes('[{"이름": "홍"}]'.encode("cp949"))
    assert (only_table(path).encoding, rows_of(only_table(path))) == ("cp949", [["홍"]])
    lines = tmp_path / "b.jsonl"
    lines.write_text('{"a": 1}\n\n{"a": NaN, "b": "x"}\n')
    assert rows_of(only_table(lines)) == [[1, None], [None, "x"]]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", '[{"a": 1}, {"a":', "not JSON within its first 16 bytes"),
        ("a.xlsx", "plain text", "named as xlsx but plain text"),
        ("a.json", "hello, world", "neither an array nor an object"),
        ("a.jsonl", '{"a": 1}\n{"a": \n', "line 2 is not JSON"),
        ("a.json", "[]", "no records"),
    ],
)
def test_json_that_is_none_says_where(tmp_path, name, content, words):
    (tmp_path / name).write_text(content)
    assert words in only_unread(tmp_path / name).reason


def test_geojson_properties_are_columns(tmp_path):
    path = tmp_path / "a.geojson"
    features = [{"type": "Feature", "properties": {"이름": "가"}, "geometry": {"type": "Point"}}]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert names_of(only_table(path)) == ["이름", "geometry"]


TYPED = pa.table(
    {
        "d": pa.array([Decimal("1.10"), None], pa.decimal128(9, 2)),
        "when": pa.array([datetime.date(2024, 1, 1), None]),
        "kind": pa.array(["가", "나"]).dictionary_encode(),
        "list": pa.array([[1, 2], None]),
    }
)


@pytest.mark.parametrize("kind", ["parquet", "arrow", "stream"])
def test_columnar_files_keep_their_types(tmp_path, kind):
    path = tmp_path / "a.bin"
    if kind == "parquet":
        pq.write_table(TYPED, path)
    elif kind == "arrow":
        feather.write_feather(TYPED, path)
    else:
        with pa.ipc.new_stream(path, TYPED.schema) as writer:
            writer.write_table(TYPED)
    table = only_table(path)
    assert (table.format, table.typed) == ("parquet" if kind == "parquet" else "arrow", True)
    assert [str(f.type) for f in table.schema] == ["decimal128(9, 2)", "date32[day]", "string", "string"]
    assert rows_of(table) == [[Decimal("1.10"), datetime.date(2024, 1, 1), "가", "[1, 2]"], [None, None, "나", None]]


def test_parquet_cut_short_fails_and_damage_inside_breaks(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": ["x" * 50 + str(i) for i in range(9000)]}), path, compression="none")
    content = path.read_bytes()
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(content[:-100])
    assert only_unread(cut).status == "failed"
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(content[:4] + b"\xff" * 4000 + content[4004:])
    with pytest.raises(TableBroken):
        rows_of(only_table(damaged))


def test_database_every_table_typed_by_all_its_values(tmp_path):
    path = tmp_path / "민원.db"
    with sqlite3.connect(path) as connection:
        connection.execute('CREATE TABLE "접수 대장" (코드 TEXT, 수 INTEGER, 비고, 파일 BLOB, 값)')
        rows = [("01", 1, 5, b"\1", 1), ("02", None, "다섯", None, 0.5)]
        connection.executemany('INSERT INTO "접수 대장" VALUES (?, ?, ?, ?, ?)', rows)
        connection.execute("CREATE TABLE 빈표 (가, 나)")
        connection.execute("CREATE VIEW 보기 AS SELECT 1")
    connection.close()
    empty, full = read(path)
    assert (empty.path, rows_of(empty)) == ("민원.db!빈표", [])
    assert full.path == "민원.db!접수 대장"
    assert [str(f.type) for f in full.schema] == ["string", "int64", "string", "binary", "double"]
    assert rows_of(full) == [["01", 1, "5", b"\1", 1.0], ["02", None, "다섯", None, 0.5]]
    assert [p.name for p in tmp_path.iterdir()] == ["민원.db"], "nothing is written beside a database"


def test_database_damaged_or_empty(tmp_path):
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"\xff" * 2000)
    assert only_unread(broken).status == "failed"
    empty = tmp_path / "empty.db"
    connection = sqlite3.connect(empty)
    connection.execute("CREATE TABLE a (b)")
    connection.execute("DROP TABLE a")
    connection.close()
    assert "no tables" in only_unread(empty).reason


@pytest.mark.parametrize(
    ("head", "format"),
    [(b"%PDF-1.7", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff\xe0", "jpeg"), (b"7z\xbc\xaf\x27\x1c", "7z")],
)
def test_other_formats_are_skipped_by_content_not_by_name(tmp_path, head, format):
    path = tmp_path / "no-suffix"
    path.write_bytes(head + bytes(100))
    (unread,) = read(path)
    assert isinstance(unread, Unread)
    assert (unread.format, unread.status, bool(unread.reason), len(unread.sha256)) == (format, "skipped", True, 64)


def test_json_value_of_many_megabytes_is_refused(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b'["' + b"a" * (17 << 20) + b'"]')
    assert "text value is longer" in only_unread(path).reason
