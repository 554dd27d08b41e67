"""Rows that are no header: those with somebody's number (names of columns are shown to all), and codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.reading import names_of, only_table, rows_of


@pytest.mark.parametrize(
    "cell",
    ["900101-1234567", "900101 - 1234567", "900101-1******", "010-1234-5678", "02)123-4567", "hong@example.kr"],
)
@pytest.mark.parametrize("below", [[], ["김영희,미기재"], ["김영희,다른 글", "이철수,또 다른 글"]])
def test_header_holds_no_identifier(tmp_path: Path, cell: str, below: list[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([f"홍길동,{cell}", *below]) + "\n", encoding="utf-8")
    table = only_table(path)
    assert table.header_rows == 0
    assert names_of(table) == ["1", "2"]
    assert len(rows_of(table)) == len(below) + 1


def test_header_ends_above_an_identifier(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("연락처\n010-1234-5678\n모름\n02-123-4567\n", encoding="utf-8")
    table = only_table(path)
    assert (table.header_rows, names_of(table)) == (1, ["연락처"])


@pytest.mark.parametrize("name", ["2024-01", "2017.01-2017.12", "담당자(문의 02-123-4567)", "a@b", "1-1", "전화 번호"])
def test_header_like_an_identifier_stays(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"구분,{name}\n가,1\n나,2\n다,3\n", encoding="utf-8")
    assert names_of(only_table(path)) == ["구분", name]


@pytest.mark.parametrize("sign", ["*", "-"])
def test_header_has_no_sign_that_comes_again_below(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"Male;{sign}\nFemale;{sign}\n", encoding="utf-8")
    table = only_table(path)
    assert (table.header_rows, len(rows_of(table))) == (0, 2)
