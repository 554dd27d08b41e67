"""What repair tells from a few bytes is what the patterns of a regular expression would tell."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.repairing import repair

from gotgan.engine.repair.addresses import BEGINS_SHORT, SHORT_NAMES, UNTIDY
from gotgan.engine.repair.encoding import Lines, to_utf8
from gotgan.engine.repair.letters import all_usual, among, letters_of
from gotgan.engine.repair.phones import TIDY
from gotgan.engine.repair.sorted_cells import sort_cells
from gotgan.engine.repair.suspects import _ODD, begins_short, untidy_phones, untidy_spaces
from gotgan.engine.repair.texts import Texts
from gotgan.engine.repair.totals import WORDS
from gotgan.engine.repair.undecoded import texts_of
from gotgan.engine.tables import read_tables
from gotgan.engine.tables.delimited import DelimitedTable

INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9].*", re.DOTALL)
PLAIN = """12 -3 0 -0 007 +5 1.5 -2.25 01.5 .5 5. 1e5 1.5e3 1.e5 0.0 -0.5 00.1 2026-03-05 2026-02-30 2026.03.05
2026-03-05T14:02:09
9223372036854775808 1e400 - inf nan 1.2.3 가 12가 -.5 1_000 소계""".split()  # noqa: SIM905
PLAIN += ["2026-03-05 14:02", "2026-03-05 14:61:00", "", " 1", "1 "]
CELLS = st.lists(st.none() | st.sampled_from(PLAIN) | st.from_regex(r"[-+]?[0-9]{0,3}[.]?[0-9]{0,2}", fullmatch=True))
NAMES = [*SHORT_NAMES, "서울특별시", "강원", "안동시", "경"]
BLANKS = [" ", "  ", "", "\t", "\u3000", "\u00a0"]
ADDRESSES = st.lists(
    st.none() | st.builds("".join, st.tuples(st.sampled_from(NAMES), st.sampled_from(BLANKS), st.text("구동 1０")))
)


def is_number(text: str) -> bool:
    try:
        return np.isfinite(float(text))
    except ValueError:
        return False


@given(CELLS, st.booleans(), st.integers(0, 3))
def test_cells_are_sorted_as_one_by_one(cells: list[str | None], days_first: bool, cut: int) -> None:
    """Also where a few odd cells stand among many plain ones, and in a slice of a longer column."""
    column = pa.array([*["1"] * cut, *cells, *["12"] * 9], pa.string()).slice(cut)
    done = sort_cells(pl.Series(column), letters_of(column), days_first=days_first)
    texts = column.to_pylist()
    for place, text in enumerate(texts):
        plain = text is not None and bool(INTEGER.fullmatch(text)) and text != "-0" and abs(int(text)) < 2**63
        decimal = text is not None and bool(DECIMAL.fullmatch(text)) and "_" not in text and is_number(text)
        assert done.is_integer[place] == plain, text
        assert done.is_decimal[place] == decimal, text
        if plain:
            assert (done.integers[place], done.decimals[place]) == (int(text), float(text))
        if decimal:
            assert done.decimals[place] == float(text)
        assert done.is_day[place] == (text == "2026-03-05")
        assert done.is_moment[place] == (text in ("2026-03-05 14:02", "2026-03-05T14:02:09"))
        kinds = (plain, decimal, bool(done.is_day[place]), bool(done.is_moment[place]), bool(done.is_left[place]))
        assert sum(kinds) == (text is not None)


@given(st.lists(st.none() | st.sampled_from([*sorted(WORDS), "소", "계2", "", "합계금액", "x"])), st.integers(0, 4))
def test_words_are_found_as_by_looking_each_up(cells: list[str | None], cut: int) -> None:
    column = pa.array(["계"] * cut + cells, pa.string()).slice(cut)
    assert among(column, WORDS).tolist() == pc.is_in(column, pa.array(sorted(WORDS))).to_pylist()


@given(ADDRESSES)
def test_addresses_are_looked_at_as_by_their_patterns(cells: list[str | None]) -> None:
    column = pa.array(cells, pa.string())
    wanted = pl.Series(column).str.contains(BEGINS_SHORT).fill_null(False)
    assert begins_short(column).tolist() == wanted.to_list()
    untidy = untidy_spaces(column)
    found = [False] * len(cells) if untidy is None else untidy.tolist()
    assert found == pl.Series(column, dtype=pl.String).str.contains(UNTIDY).fill_null(False).to_list()


@given(st.lists(st.text(max_size=4) | st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=4)))
def test_usual_content_has_no_odd_letter(cells: list[str]) -> None:
    column = pa.array(cells, pa.string())
    usual = all_usual(letters_of(column).codes)
    assert not usual or not pl.Series(column, dtype=pl.String).str.contains(_ODD).any()
    assert usual or not all(re.fullmatch("[ -~가-힣]*", cell) for cell in cells)


PHONE = st.from_regex(r"(02|0[0-9]{2}|05[0-9]{2}|1[0-9]{3}|[0-9]{1,4})?-?[0-9a]{3,4}-[0-9]{3,4}", fullmatch=True)
PHONES = st.none() | PHONE | st.sampled_from(["", "-", "02)123-4567", "０2-123-4567", "02-１23-4567", "02-123-4567 "])


@given(st.lists(PHONES), st.integers(0, 2))
def test_phones_are_looked_at_as_by_their_pattern(cells: list[str | None], cut: int) -> None:
    column = pa.array(["02-1"] * cut + cells, pa.string()).slice(cut)
    wanted = [cell is not None and re.fullmatch(TIDY, cell, re.ASCII) is None for cell in cells]
    assert untidy_phones(column).tolist() == wanted


KOREAN = st.text(st.characters(codec="cp949", exclude_characters="\x1e"), max_size=5)


@given(st.lists(st.none() | KOREAN), st.booleans(), st.integers(0, 2))
def test_cells_are_decoded_as_each_by_the_codec(cells: list[str | None], often: bool, cut: int) -> None:
    cells = cells * 20 if often else cells
    column = pa.array([b"\xff"] * cut + [None if cell is None else cell.encode("cp949") for cell in cells], pa.binary())
    made = texts_of(column.slice(cut), ())
    made.validate(full=True)
    assert made.to_pylist() == cells


@pytest.mark.parametrize("cell", [b"\xff", b"\xb0", "가".encode(), b"\x1e\xb0\xa1", "漢字".encode("cp949")])
def test_cells_that_need_a_closer_look_are_not_decoded(cell: bytes) -> None:
    """No CP949, UTF-8 that was taken for it, or the mark itself: their lines are decoded one by one."""
    hanja = [bytes([lead]) for lead in range(0xE4, 0xEA)]
    assert texts_of(pa.array([b"\xb0\xa1", cell, b"a"], pa.binary()), hanja) is None


ROWS = st.lists(
    st.tuples(
        KOREAN.filter(lambda text: not set(text) & set('\r\n",\x1a\0')),
        st.sampled_from(["cp949", "cp949", "cp949", "utf-8", "lost"]),
        st.sampled_from([b"", b",", b",x"]),
    ),
    min_size=1,
    max_size=12,
)


@given(ROWS, st.booleans())
def test_blocks_parsed_before_they_are_decoded_give_the_same(rows: list[tuple[str, str, bytes]], quoted: bool) -> None:
    """Lines of one encoding, of both and of none, ragged ones too: the cells and the counts of text decoded first."""
    quote = b'"' if quoted else b""
    lines = []
    for number, (text, how, more) in enumerate(rows):
        content = text.encode("cp949" if how == "lost" else how) + (b"\xff" if how == "lost" else b"")
        lines.append(b"%d,%s%s%s%s\n" % (number, quote, content, quote, more))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.csv"
        file.write_bytes("번호,글,비고\r\n1,가나,다\r\n".encode("cp949"))
        texts = Texts(Path(folder))
        (table,) = read_tables(file, name="a.csv", mend=texts)
        assert isinstance(table, DelimitedTable)
        source = texts.sources["a.csv"]
        source.lines = Lines()
        made = pa.Table.from_batches(table._by_arrow(b"".join(lines), True))
    decoded, counted = to_utf8(b"".join(lines), "cp949")
    records = [[*record, "", ""][:3] for record in csv.reader(io.StringIO(decoded.decode(), newline=""))]
    assert [list(row.values()) for row in made.to_pylist()] == [[cell or None for cell in cells] for cells in records]
    assert source.lines.counts == counted.counts


def test_mixed_lines_of_a_long_file_are_all_read(tmp_path: Path) -> None:
    """Blocks of CP949 alone are parsed as they stand; the one with a line of UTF-8 is decoded line by line."""
    rows = [f"{number},보안등{number % 900},안동시 풍산읍 안교리 {number}".encode("cp949") for number in range(400_000)]
    rows[200_000] = "200000,유니코드,안동시 풍산읍 안교리 200000".encode()
    rows[390_000] += b",\xc0\xcc"
    file = tmp_path / "a.csv"
    file.write_bytes(b"\n".join(["연번,시설명,소재지지번주소".encode("cp949"), *rows]) + b"\n")
    done = repair(file)
    assert done.values("연번") == list(range(400_000))
    assert done.values("시설명")[199_999:200_001] == ["보안등199", "유니코드"]
    assert done.values("소재지지번주소")[390_000] == "안동시 풍산읍 안교리 390000"
    assert done.changed("encoding") == 400_001
    assert [step["changed"] for step in done.steps("encoding")] == [1, 400_000]
    assert done.found("ragged") == 1
