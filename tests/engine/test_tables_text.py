"""Text tables: encodings, odd bytes, records, names."""

from __future__ import annotations

import csv
import io
import tracemalloc
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.reading import names_of, only_table, only_unread, rows_of

from gotgan.engine.tables import FreeText, TableBroken, delimited
from gotgan.engine.tables.blocks import cut_blocks
from gotgan.engine.tables.encoding import examine_text


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_encoding_one_hangul_cell_at_the_end_decides(tmp_path):
    body = "id,v\n" + "1,2\n" * 300_000 + "3,똠\n"
    assert only_table(write(tmp_path, "a.csv", body.encode("cp949"))).encoding == "cp949"
    assert only_table(write(tmp_path, "b.csv", body.encode())).encoding == "utf-8"


def test_encoding_syllables_outside_euc_kr_are_read(tmp_path):
    table = only_table(write(tmp_path, "a.csv", "이름,수\n펲시콜라,1\n똠얌꿍,2\n".encode("cp949")))
    assert rows_of(table) == [["펲시콜라", "1"], ["똠얌꿍", "2"]]


def test_encoding_mixed_names_the_line_where_utf8_stops(tmp_path):
    content = "이름,수\n가,1\n".encode() + "나,2\n".encode("cp949") + b"\xff\xfe,3\n"
    unread = only_unread(write(tmp_path, "mixed.csv", content))
    assert unread.status == "failed"
    assert "UTF-8 stops at line 3 (byte 17)" in unread.reason
    assert "CP949 stops at" in unread.reason
    assert "repair" in unread.reason


def test_encoding_cut_inside_the_last_character(tmp_path):
    content = "이름,수\n가,나다라마바사".encode()[:-1]
    assert "cut in the middle of a character" in only_unread(write(tmp_path, "a.csv", content)).reason


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_encoding_utf16_of_syllables_without_mark(tmp_path, encoding):
    table = only_table(write(tmp_path, "a.csv", ("시도,구분,값\n" + "서울,가,1\n" * 30).encode(encoding)))
    assert (table.encoding, table.columns[0].name, rows_of(table)[0]) == (encoding, "시도", ["서울", "가", "1"])


def test_encoding_utf16_cut_and_utf32_say_what_is_wrong(tmp_path):
    cut = only_unread(write(tmp_path, "cut.csv", "\ufeffname,count\nseoul,10\n".encode("utf-16-le")[:-1]))
    assert "marked as utf-16-le but byte" in cut.reason
    assert "UTF-32" in only_unread(write(tmp_path, "wide.csv", "name,count\nseoul,10\n".encode("utf-32"))).reason


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_encoding_utf16_with_and_without_mark(tmp_path, encoding):
    text = "name,count\nseoul,10\nbusan,20\n"
    marked = write(tmp_path, "marked.csv", ("\ufeff" + text).encode(encoding))
    bare = write(tmp_path, "bare.csv", text.encode(encoding))
    for path in (marked, bare):
        table = only_table(path)
        assert (table.encoding, rows_of(table)) == (encoding, [["seoul", "10"], ["busan", "20"]])


def test_encoding_a_character_across_chunks_is_whole(tmp_path):
    body = "이름\n" + "가" * 400_000 + "\n나\n"
    for encoding in ("utf-8", "cp949"):
        table = only_table(write(tmp_path, f"{encoding}.csv", body.encode(encoding)))
        assert rows_of(table) == [["가" * 400_000], ["나"]]


def test_examine_text_finds_the_longest_line(tmp_path):
    facts = examine_text(write(tmp_path, "a", b"ab\n" + b"c" * 2_500_000 + b"\nd"))
    assert facts.longest_line == 2_500_000


def test_nul_bytes_are_kept_and_told(tmp_path):
    table = only_table(write(tmp_path, "a.csv", b"a,b\n1,x\0y\n2,z\n"))
    assert rows_of(table) == [["1", "x\0y"], ["2", "z"]]
    assert any("NUL" in warning for warning in table.warnings)


def test_nothing_but_nul_bytes_fails(tmp_path):
    unread = only_unread(write(tmp_path, "a.csv", bytes(5000)))
    assert (unread.status, "NUL" in unread.reason) == ("failed", True)


def test_empty_file_is_skipped_with_its_reason(tmp_path):
    unread = only_unread(write(tmp_path, "a.csv", b""))
    assert (unread.status, unread.format, "empty" in unread.reason) == ("skipped", "csv", True)


def test_header_only_gives_no_rows(tmp_path):
    table = only_table(write(tmp_path, "a.csv", "이름,주소,전화\n"))
    assert (table.header_rows, names_of(table), rows_of(table)) == (1, ["이름", "주소", "전화"], [])


def test_a_line_over_the_limit_fails(tmp_path):
    unread = only_unread(write(tmp_path, "a.csv", b"x" * 300_000), record_bytes=100_000)
    assert (unread.status, "longer than 100000 bytes" in unread.reason) == ("failed", True)


def test_a_quote_never_closed_is_told(tmp_path):
    table = only_table(write(tmp_path, "a.csv", 'a,b\n1,2\n3,"open\n4,5\n'))
    assert rows_of(table) == [["1", "2"], ["3", "open\n4,5\n"]]
    assert any("never closed" in warning for warning in table.warnings)


def test_a_record_over_the_limit_breaks_while_reading(tmp_path):
    content = "a,b\n" + "1,2\n" * 400_000 + '3,"open\n' + "4,5\n" * 2_000_000
    table = only_table(write(tmp_path, "a.csv", content), record_bytes=5_000_000)
    with pytest.raises(TableBroken, match="longer than 5000000 bytes"):
        list(table.batches())


def test_five_thousand_columns(tmp_path):
    header = ",".join(f"c{i}" for i in range(5000))
    row = ",".join(str(i) for i in range(5000))
    table = only_table(write(tmp_path, "a.csv", f"{header}\n" + f"{row}\n" * 40))
    rows = rows_of(table)
    assert (len(table.columns), len(rows), rows[39][4999]) == (5000, 40, "4999")


def test_many_rows_stream_in_bounded_memory(tmp_path):
    table = only_table(write(tmp_path, "a.csv", "code,name\n" + "007,가나다\n" * 1_000_000))
    tracemalloc.start()
    rows = sum(batch.num_rows for batch in table.batches())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 1_000_000
    assert peak < 64 << 20


def test_names_are_composed_and_the_original_is_kept(tmp_path):
    typed_on_a_mac = unicodedata.normalize("NFD", "데이터")
    table = only_table(write(tmp_path, "a.csv", f"{typed_on_a_mac} ,b\n1,2\n"))
    assert table.columns[0].name == "데이터"
    assert table.columns[0].original_name == f"{typed_on_a_mac} "


def test_a_position_gives_way_to_a_written_name(tmp_path):
    table = only_table(write(tmp_path, "a.csv", ",1,2,3\n2014,5,16,7\n2015,8,19,1\n"))
    assert names_of(table) == ["1 (2)", "1", "2", "3"]


@pytest.mark.parametrize("name", ["notes.txt", "README.md", "app.log", "NOTES"])
def test_free_text_is_no_table_but_has_lines(tmp_path, name):
    found = only_unread(write(tmp_path, name, "첫 줄입니다.\n둘째 줄, 쉼표도 있습니다.\n".encode("cp949")))
    assert isinstance(found, FreeText)
    assert list(found.lines()) == ["첫 줄입니다.", "둘째 줄, 쉼표도 있습니다."]


def test_binary_under_the_name_of_a_table_fails(tmp_path):
    unread = only_unread(write(tmp_path, "a.csv", bytes(range(256)) * 20))
    assert (unread.status, "not a csv file inside" in unread.reason) == ("failed", True)


def test_unknown_bytes_are_skipped(tmp_path):
    unread = only_unread(write(tmp_path, ".DS_Store", b"\0\0\0\1Bud1\xff\xfe\x80\x81" * 30))
    assert (unread.status, bool(unread.reason)) == ("skipped", True)


cell = st.text(st.sampled_from('ab가,"\n\r;5 \t'), max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cell, min_size=1, max_size=4), min_size=1, max_size=30), all_quoted=st.booleans())
def test_blocks_give_what_one_reading_gives(rows, all_quoted, tmp_path, monkeypatch):
    """The naive reader is Python's csv over the whole text; ours cuts tiny blocks and uses two parsers."""
    monkeypatch.setattr(delimited, "HEAD_BYTES", 16)
    monkeypatch.setattr("gotgan.engine.tables.blocks.BLOCK_BYTES", 16)
    monkeypatch.setattr("gotgan.engine.tables.encoding.CHUNK", 7)
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    csv.writer(out, quoting=quoting, lineterminator="\n").writerows([["h1", "h2", "h3"], *rows])
    path = write(tmp_path, "a.csv", out.getvalue())
    facts = examine_text(path)
    table = delimited.open_delimited(path, name="a.csv", suffix=".csv", facts=facts, limits=delimited.Limits())
    dialect = delimited.Dialect(table.dialect.delimiter, table.dialect.quote)
    naive = delimited.records_of(out.getvalue(), dialect)[table.header_rows :]
    width = len(table.columns)
    expected = [[(c or None) for c in [*row, *[""] * width][:width]] for row in naive]
    assert rows_of(table) == expected
    assert table.ragged_rows == sum(len(row) != width for row in naive)


@given(text=st.text(st.sampled_from('a,"\n'), max_size=200), size=st.integers(1, 40))
def test_cut_blocks_loses_nothing_and_cuts_only_between_records(text, size):
    content = text.encode()
    chunks = [content[i : i + size] for i in range(0, len(content), size)]
    blocks = [b.content.decode() for b in cut_blocks(chunks, delimiter=",", quote='"', longest=10**6, first_bytes=size)]
    assert "".join(blocks) == text
    whole = list(csv.reader(io.StringIO(text, newline="")))
    parts = [record for block in blocks for record in csv.reader(io.StringIO(block, newline=""))]
    assert parts == whole
