"""Tables of documents as typed Parquet: merged cells, tables over pages; and what is said of archives cut short."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.pdf_writer import paged_pdf
from tests.engine.repairing import repair
from tests.engine.test_media_documents import hwpx, x_paragraph, x_table

from gotgan.agent.repair import repair_file
from gotgan.engine.media.documents import Cell
from gotgan.engine.tables.cut_zip import members_left, why_cut
from gotgan.terms.errors import Invalid

HEADER = ["Office", "Received", "Fee"]
FIRST = [HEADER, ["Jongno", "2026.03.05", "1,200"], ["Mapo", "2026.03.06", "900"]]
SECOND = [HEADER, ["Gangnam", "2026.03.07", "-"], ["Songpa", "2026.03.09", "300"]]


def test_hwpx_table_with_merged_cells_is_typed(tmp_path: Path) -> None:
    """A header over two rows and two columns; a body cell over two rows."""
    cells = [
        Cell(0, 0, 2, 1, "기관"), Cell(0, 1, 1, 2, "접수"), Cell(1, 1, 1, 1, "일자"), Cell(1, 2, 1, 1, "금액(천원)"),
        Cell(2, 0, 2, 1, "종로구"), Cell(2, 1, 1, 1, "2026.03.05"), Cell(2, 2, 1, 1, "1,200"),
        Cell(3, 1, 1, 1, "2026.3.6"), Cell(3, 2, 1, 1, "△30"), Cell(4, 0, 1, 1, "합계"), Cell(4, 1, 1, 1, ""),
        Cell(4, 2, 1, 1, "1,170"),
    ]  # fmt: skip
    (tmp_path / "보고.hwpx").write_bytes(hwpx(x_paragraph("표 1. 접수", x_table(cells))))
    done = repair(tmp_path / "보고.hwpx")
    assert done.types() == {"기관": "string", "접수_일자": "date32[day]", "접수_금액(천원)": "int64"}
    assert done.values("기관") == ["종로구", "종로구"]
    assert [str(day) for day in done.values("접수_일자")] == ["2026-03-05", "2026-03-06"]
    assert done.values("접수_금액(천원)") == [1200, -30]
    assert done.changed("merged", "기관") == 1
    assert sum(step["dropped"] for step in done.steps("totals")) == 1


def test_pdf_table_over_two_pages_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(paged_pdf([("Report 2026", FIRST), ("- 2 -", SECOND)]))
    done = repair(tmp_path / "a.pdf")
    assert done.types() == {"Office": "string", "Received": "date32[day]", "Fee": "int64"}
    assert done.values("Office") == ["Jongno", "Mapo", "Gangnam", "Songpa"]
    assert done.values("Fee") == [1200, 900, None, 300]
    assert [step["found"] for step in done.steps("header") if "later page" in step["reason"]] == [1]
    assert done.receipt["inputs"][0]["path"].endswith("a.pdf!table 1")


def test_pdf_table_over_three_pages_under_a_running_head(tmp_path: Path) -> None:
    pages = [("Report", [HEADER, [f"Office {page}", "2026-03-05", str(page)]]) for page in range(3)]
    (tmp_path / "a.pdf").write_bytes(paged_pdf(pages))
    assert repair(tmp_path / "a.pdf").values("Fee") == [0, 1, 2]


@pytest.mark.parametrize(
    ("title", "rows"), [("Table 2. Another", SECOND), ("", [["Office", "Sent", "Fee"], *SECOND[1:]])],
    ids=["a title of its own", "another header"],
)  # fmt: skip
def test_pdf_tables_that_only_look_alike_stay_two(tmp_path: Path, title: str, rows: list[list[str]]) -> None:
    (tmp_path / "a.pdf").write_bytes(paged_pdf([("Table 1", FIRST), (title, rows)]))
    done = repair_file(tmp_path / "a.pdf", tmp_path / "out")
    assert [one.table.path.partition("!")[2] for one in done.tables] == ["table 1", "table 2"]
    assert [one.done.rows for one in done.tables] == [2, 2]


def workbook() -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("현황")
        for row in range(300):
            sheet.write_row(row, 0, [f"기관 {row * 7919 % 1000}", row * 31 % 977, row / 7])
    return content.getvalue()


def _refused(file: Path) -> str:
    with pytest.raises(Invalid) as met:
        repair_file(file, file.with_name("out")).check()
    assert not file.with_name("out").exists()
    return str(met.value)


def test_workbook_without_its_list_says_what_is_left(tmp_path: Path) -> None:
    """The sheets come first and the list of parts last: cut behind them, they are whole."""
    whole = workbook()
    (tmp_path / "a.xlsx").write_bytes(whole[: whole.index(b"PK\x01\x02")])
    said = _refused(tmp_path / "a.xlsx")
    assert "the workbook is damaged or cut short: the list of members at its end is gone" in said
    assert "1 of 1 sheets found are whole, their texts too; fetch it again" in said


def test_workbook_cut_inside_its_sheet(tmp_path: Path) -> None:
    whole = workbook()
    (tmp_path / "a.xlsx").write_bytes(whole[: whole.index(b"xl/worksheets/") + 1500])
    assert "no sheet in it is whole; fetch it again" in _refused(tmp_path / "a.xlsx")


def test_archive_without_its_list_counts_whole_members(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("가.csv", "나.csv", "다.csv"):
            rows = "".join(f"{name},{random.Random(row).random()}\n" for row in range(400))
            archive.writestr(name, f"이름,수\n{rows}")
    whole = content.getvalue()
    cut = whole[: whole.rindex(b"PK\x03\x04") + 200]
    (tmp_path / "a.zip").write_bytes(cut)
    said = _refused(tmp_path / "a.zip")
    assert "2 of 3 members in it are whole; fetch it again (`zip -FF` brings the whole ones" in said


class _NoSeek(io.RawIOBase):
    """A pipe: what is packed into it carries its sizes behind it."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.content += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_members_before_the_cut_are_whole_and_no_other(data: st.DataObject) -> None:
    """Packed or stored, with sizes before or behind, cut anywhere."""
    streamed = data.draw(st.booleans())
    method = (
        zipfile.ZIP_DEFLATED if streamed else data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    )
    out: io.RawIOBase | io.BytesIO = _NoSeek() if streamed else io.BytesIO()
    ends = []
    with zipfile.ZipFile(out, "w", method) as archive:  # type: ignore[arg-type]
        for number in range(data.draw(st.integers(1, 4))):
            archive.writestr(f"{number}.csv", data.draw(st.binary(max_size=300)))
            ends.append(archive.fp.tell())  # type: ignore[union-attr]
    whole = bytes(out.content) if isinstance(out, _NoSeek) else out.getvalue()  # type: ignore[attr-defined]
    cut = data.draw(st.integers(0, ends[-1]))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "a.zip"
        file.write_bytes(whole[:cut])
        found = [each.name for each in members_left(file) if each.is_whole]
        assert why_cut(file, "a.zip").startswith("the archive is damaged or cut short")
    expected = [f"{number}.csv" for number, end in enumerate(ends) if end <= cut]
    assert found[: len(expected)] == expected
    assert len(found) <= len(expected) + (1 if streamed else 0)  # its sizes may be cut off, its content not
