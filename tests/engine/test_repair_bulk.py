"""The bulk paths of repair agree with the plain ones: days, encodings, shards."""

from __future__ import annotations

import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.reading import only_table

from gotgan.engine.repair.cp949 import _by_codec, _library_agrees, cp949_to_utf8
from gotgan.engine.repair.days import days_of
from gotgan.engine.repair.encoding import Lines, to_utf8
from gotgan.engine.repair.run import repair_rows
from gotgan.engine.repair.table import How, TableFacts, finish, partial


def _slow(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text[4] == text[7] == "-" else None
    except ValueError:
        return None


@given(st.lists(st.from_regex(r"[0-9]{4}[-.][0-9]{2}-[0-9]{2}", fullmatch=True) | st.none(), min_size=1))
def test_days_in_bulk_are_those_of_the_standard_library(texts: list[str | None]) -> None:
    wanted = [None if text is None else _slow(text) for text in texts]
    assert days_of(pl.Series(texts, dtype=pl.String)).to_list() == wanted


@given(st.dates())
def test_every_day_is_read(day: datetime.date) -> None:
    assert days_of(pl.Series([day.isoformat()])).to_list() == [day]


@given(st.text(st.characters(codec="cp949")))
def test_cp949_in_bulk_is_that_of_the_codec(text: str) -> None:
    content = text.encode("cp949")
    assert cp949_to_utf8(content) == _by_codec(content) == text.encode()


@pytest.mark.parametrize("content", [b"\xff\xff", b"\xb0", b"ab\x81", b"\xc9\x41"])
def test_what_is_no_cp949_is_refused(content: bytes) -> None:
    assert _library_agrees() in (True, False)
    assert cp949_to_utf8(content) is None
    assert _by_codec(content) is None


LINES = st.lists(
    st.tuples(
        st.text(st.characters(codec="cp949", exclude_characters="\r\n"), max_size=6),
        st.sampled_from(["utf-8", "cp949"]),
    )
)


@given(LINES, st.integers(0, 20), st.sampled_from(["utf-8", "cp949"]))
def test_lines_are_read_alike_in_every_cut(lines: list[tuple[str, str]], place: int, main: str) -> None:
    encoded = [f"{text}\n".encode(encoding) for text, encoding in lines]
    whole, counts = to_utf8(b"".join(encoded), main)
    first, second = (to_utf8(b"".join(part), main) for part in (encoded[:place], encoded[place:]))
    assert whole == first[0] + second[0]
    assert counts.counts == Lines().merge(first[1]).merge(second[1]).counts


def test_shards_make_the_plan_of_the_whole(tmp_path: Path) -> None:
    """Any cut of the rows gives the same facts, so the same plan and the same file."""
    kinds = [
        "2026-03-05,12,-,1.5,소계",
        "2026.03.06,9999,1234원,교정중,가",
        "20260307,1.5,,2.5,나다",
        ",7,20만원,0.1,합계",
    ]
    rows = "".join(f"{number},{kinds[number % 4]}\n" for number in range(4000))
    (tmp_path / "a.csv").write_text("번호,기준일자,수,금액,오존,구분\n" + rows)
    table = only_table(tmp_path / "a.csv")
    (whole,) = list(table.batches())
    how = How(table.schema, table.typed)
    planned = finish(partial(whole)[0], how)
    for cut in (1, 3, 1000, 3999):
        facts = TableFacts([], [])
        for shard in (whole.slice(0, cut), whole.slice(cut)):
            facts = facts.merge(partial(shard)[0])
        assert finish(facts, how) == planned
    assert repair_rows(table, tmp_path / "a.parquet").plan == planned
