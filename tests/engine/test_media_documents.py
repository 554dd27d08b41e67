"""Documents: text and grids as they were written, locked and damaged ones by their reason."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.compound_writer import cell, hwp, paragraph, record, table, write_compound
from tests.engine.pdf_writer import bomb_pdf, locked_pdf, ruled_pdf
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.media.documents import Block, Cell, DocumentFacts, Grid, Paragraph, measure_document, open_document
from gotgan.engine.media.documents.compound import BrokenCompound, Compound
from gotgan.engine.media.folder import measure_media
from gotgan.engine.sample.media import pdf_bytes

SECTION = "http://www.hancom.co.kr/hwpml/2011/section"
PARAGRAPH = "http://www.hancom.co.kr/hwpml/2011/paragraph"
RECEIPTS = [
    Cell(0, 0, 2, 1, "민원종류"), Cell(0, 1, 1, 2, "5월"), Cell(1, 1, 1, 1, "건수"), Cell(1, 2, 1, 1, "수수료"),
    Cell(2, 0, 1, 1, "주민등록등본"), Cell(2, 1, 1, 1, "12"), Cell(2, 2, 1, 1, "400원"),
]  # fmt: skip
"""A header over two columns and one over two rows: what common extractors lose."""


def blocks_of(folder: Path, content: bytes) -> list[Block]:
    (folder / "x").write_bytes(content)
    with open_document(folder / "x") as document:
        return list(document.blocks)


def measured(folder: Path, content: bytes, name: str = "문서.hwp") -> DocumentFacts:
    (folder / name).write_bytes(content)
    return measure_document(folder / name, name)[0]


def hwpx(*sections: str, **members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/hwp+zip", zipfile.ZIP_STORED)
        for number, section in enumerate(sections):
            text = f'<hs:sec xmlns:hs="{SECTION}" xmlns:hp="{PARAGRAPH}">{section}</hs:sec>'
            archive.writestr(f"Contents/section{number}.xml", text)
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def x_paragraph(text: str, inner: str = "") -> str:
    return f"<hp:p><hp:run><hp:secPr/><hp:t>{text}</hp:t>{inner}</hp:run></hp:p>"


def x_table(cells: list[Cell], inner: str = "") -> str:
    """One row of XML for each row of the grid; `inner` goes into the first cell."""
    out = "<hp:tbl>"
    for row in sorted({each.row for each in cells}):
        out += "<hp:tr>"
        for each in (each for each in cells if each.row == row):
            out += f"<hp:tc><hp:subList>{x_paragraph(each.text, inner)}</hp:subList>"
            out += f'<hp:cellAddr colAddr="{each.col}" rowAddr="{each.row}"/>'
            out += f'<hp:cellSpan colSpan="{each.col_span}" rowSpan="{each.row_span}"/></hp:tc>'
            inner = ""
        out += "</hp:tr>"
    return out + "</hp:tbl>"


def h_table(cells: list[Cell], level: int = 1, inner: bytes = b"") -> bytes:
    out = b""
    for each in cells:
        text = paragraph(each.text, level + 1, inner)
        out += cell(each.row, each.col, text, level + 1, (each.row_span, each.col_span))
        inner = b""
    return table(out, level)


INNER = [Cell(0, 0, text="속")]
NESTED = Cell(0, 0, 2, 1, "민원종류", (Grid(tuple(INNER)),))
FORMS = {
    "hwpx": hwpx(
        x_paragraph("첫 문단") + x_paragraph("표 앞", x_table(RECEIPTS)) + x_paragraph("표 뒤"),
        x_paragraph("둘째 구역", x_table(RECEIPTS, x_table(INNER))),
    ),
    "hwp": hwp(
        paragraph("첫 문단") + paragraph("표 앞", 0, h_table(RECEIPTS)) + paragraph("표 뒤"),
        paragraph("둘째 구역", 0, h_table(RECEIPTS, 1, h_table(INNER, 3))),
    ),
    "hwp, not packed": hwp(
        paragraph("첫 문단") + paragraph("표 앞", 0, h_table(RECEIPTS)) + paragraph("표 뒤"),
        paragraph("둘째 구역", 0, h_table(RECEIPTS, 1, h_table(INNER, 3))),
        flags=0,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_paragraphs_and_grids_in_their_order(tmp_path: Path, form: str) -> None:
    assert blocks_of(tmp_path, FORMS[form]) == [
        Paragraph("첫 문단"), Paragraph("표 앞"), Grid(tuple(RECEIPTS)), Paragraph("표 뒤"), Paragraph("둘째 구역"),
        Grid((NESTED, *RECEIPTS[1:])),
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_facts_are_numbers(tmp_path: Path, form: str) -> None:
    facts = measured(tmp_path, FORMS[form])
    assert (facts.format, facts.pages, facts.problem) == (form[:4].rstrip(","), None, "")
    assert (facts.paragraphs, facts.tables, facts.cells, facts.merged_cells) == (4, 2, 15, 4)
    assert (facts.language, facts.flags) == ("ko", ())
    assert not [word for word in ("문단", "민원", "등본") if word in repr(facts)]


def test_grid_as_json_and_as_text() -> None:
    grid = Grid((NESTED, *RECEIPTS[1:]))
    assert grid.to_json()[0] == {
        "row": 0, "col": 0, "rowSpan": 2, "colSpan": 1, "text": "민원종류",
        "nested": [[{"row": 0, "col": 0, "rowSpan": 1, "colSpan": 1, "text": "속", "nested": []}]],
    }  # fmt: skip
    assert json.loads(json.dumps(grid.to_json())) == grid.to_json()
    assert grid.text() == "민원종류\t5월\n속\n건수\t수수료\n주민등록등본\t12\t400원"
    assert (grid.rows, grid.cols, grid.merged) == (3, 3, 2)


def test_hwpx_sections_go_by_number_and_headers_are_left_out(tmp_path: Path) -> None:
    many = hwpx(*[x_paragraph(f"구역 {number}") for number in range(12)])
    assert [block.text for block in blocks_of(tmp_path, many) if isinstance(block, Paragraph)] == [
        f"구역 {number}" for number in range(12)
    ]
    head = "<hp:ctrl><hp:header><hp:subList>" + x_paragraph("머리말") + "</hp:subList></hp:header></hp:ctrl>"
    box = "<hp:rect><hp:drawText><hp:subList>" + x_paragraph("글상자") + "</hp:subList></hp:drawText></hp:rect>"
    text = x_paragraph("가<hp:tab/>나<hp:lineBreak/>다<hp:markpenBegin/>라", head + box)
    assert blocks_of(tmp_path, hwpx(text)) == [Paragraph("가\t나\n다라"), Paragraph("글상자")]


def test_hwp_control_characters(tmp_path: Path) -> None:
    tab = struct.pack("<H12sH", 9, b"\xff" * 12, 9)
    body = "가".encode("utf-16-le") + tab + "나\n다".encode("utf-16-le") + struct.pack("<3H", 30, 24, 13)
    field = struct.pack("<H12sH", 3, b"knh%" + bytes(8), 3)
    section = record(66, 0, bytes(22)) + record(67, 1, field + body)
    assert blocks_of(tmp_path, hwp(section)) == [Paragraph("가\t나\n다 -")]


def test_hwp_caption_header_long_text_and_many_paragraphs_in_a_cell(tmp_path: Path) -> None:
    caption = record(72, 2, bytes(20)) + paragraph("표 1. 접수", 2)
    cells = cell(0, 0, paragraph("하나", 2) + paragraph("둘", 2), 2)
    header = record(71, 1, b"daeh" + bytes(4)) + record(72, 2, bytes(8)) + paragraph("머리말", 2)
    long = "긴 글 " * 3000
    section = paragraph("", 0, header) + paragraph("", 0, table(cells, 1, caption)) + paragraph(long)
    assert blocks_of(tmp_path, hwp(section)) == [
        Paragraph("표 1. 접수"), Grid((Cell(0, 0, text="하나\n둘"),)), Paragraph(long.strip()),
    ]  # fmt: skip


FLAGGED = {2: "password", 4: "배포용", 16: "DRM", 256: "certificate", 1024: "DRM"}


@pytest.mark.parametrize("flag", FLAGGED)
def test_locked_hwp_is_named(tmp_path: Path, flag: int) -> None:
    facts = measured(tmp_path, hwp(paragraph("글"), flags=1 | flag))
    assert FLAGGED[flag] in facts.problem
    assert facts.paragraphs == 0


MANIFEST = {"META-INF__manifest.xml": "<m:manifest xmlns:m='x'><m:encryption-data/></m:manifest>"}
ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bomb">]><a>&b;</a>'
UNFIT = {
    "empty": (b"", "empty"),
    "locked hwpx": (hwpx(x_paragraph("글"), **MANIFEST), "password"),
    "docx": (hwpx(word__document_xml="<w/>"), "no document that is read"),
    "hwpx of no XML": (hwpx(Contents__section0_xml="").replace(b"_xml", b".xml"), "damaged"),
    "cut hwpx": (FORMS["hwpx"][:-40], "damaged"),
    "cut hwp": (FORMS["hwp"][:1500], "damaged"),
    "other compound": (write_compound({"WordDocument": b"x" * 5000}), "no document that is read"),
    "no body": (write_compound({"FileHeader": b"HWP Document File".ljust(256, b"\0")}), "no text in it"),
    "hwp 3": (b"HWP Document File V3.00 \x1a" + bytes(100), "HWP 3.0"),
    "text": ("그냥 글".encode(), "no document that is read"),
    "cut pdf": (pdf_bytes(["글"])[:300], "damaged"),
    "locked pdf": (locked_pdf(), "password"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_is_not_read_says_why(tmp_path: Path, case: str) -> None:
    content, reason = UNFIT[case]
    facts = measured(tmp_path, content)
    assert reason in facts.problem
    assert facts.characters == 0
    assert str(tmp_path) not in facts.problem


def test_hwpx_with_entities_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Contents/section0.xml", ENTITY)
    assert "damaged" in measured(tmp_path, out.getvalue()).problem


@pytest.mark.parametrize(
    ("form", "limit", "value", "reason"),
    [
        ("hwpx", "hwpx.MOST_BYTES", 1000, "bomb"), ("hwpx", "hwpx.MOST_MEMBERS", 2, "bomb"),
        ("hwp", "hwp.MOST_BYTES", 300, "damaged"), ("hwp", "hwp.MOST_RECORDS", 20, "damaged"),
    ],
)  # fmt: skip
def test_what_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, limit: str, value: int, reason: str
) -> None:
    assert measured(tmp_path, FORMS[form]).problem == ""
    monkeypatch.setattr(f"gotgan.engine.media.documents.{limit}", value)
    assert reason in measured(tmp_path, FORMS[form]).problem


def test_long_hwpx_is_read_paragraph_by_paragraph(tmp_path: Path) -> None:
    """Thousands of paragraphs over many pieces of the XML, none lost and none twice."""
    section = "".join(x_paragraph(f"{number}번째", x_table(INNER)) for number in range(5000))
    blocks = blocks_of(tmp_path, hwpx(section))
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [f"{n}번째" for n in range(5000)]
    assert blocks.count(Grid(tuple(INNER))) == 5000


def test_pdf_text_and_ruled_table(tmp_path: Path) -> None:
    said = blocks_of(tmp_path, pdf_bytes(["시민 여러분께 알려 드립니다.", "다음 주부터 공사가 시작됩니다."]))
    assert said == [Paragraph("시민 여러분께 알려 드립니다.\n다음 주부터 공사가 시작됩니다.")]
    grids = [block for block in blocks_of(tmp_path, ruled_pdf(RECEIPTS, "Notice 5")) if isinstance(block, Grid)]
    assert [(each.row, each.col, each.row_span, each.col_span) for each in grids[0].cells] == [
        (each.row, each.col, each.row_span, each.col_span) for each in RECEIPTS
    ]
    assert [each.text for each in grids[0].cells] == [f"r{each.row}c{each.col}" for each in RECEIPTS]


def test_pdf_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    content = bomb_pdf(300)
    assert len(content) < 1 << 20
    assert "bomb" in measured(tmp_path, content).problem
    assert measured(tmp_path, bomb_pdf(1)).flags == ("no_text",)


def test_pdf_facts(tmp_path: Path) -> None:
    facts = measured(tmp_path, ruled_pdf(RECEIPTS, "Notice 5"), "표.pdf")
    assert (facts.format, facts.pages, facts.paragraphs, facts.tables) == ("pdf", 1, 1, 1)
    assert (facts.cells, facts.merged_cells, facts.flags) == (7, 2, ())
    assert measured(tmp_path, pdf_bytes([]), "스캔.pdf").flags == ("no_text",)


@pytest.mark.parametrize("size", [512, 4096])
def test_compound_gives_back_every_stream(size: int) -> None:
    """Short and long ones, an empty one, deep ones; over 7 MB the header has no room for the sector table."""
    rng = random.Random(4)
    lengths = [0, 1, 63, 64, 65, 4095, 4096, 4097, 9000, 8_000_000]
    streams = {f"가{'/나' * (number % 4)}/s{number}": rng.randbytes(length) for number, length in enumerate(lengths)}
    compound = Compound(io.BytesIO(write_compound(streams, size)))
    assert sorted(compound.streams) == sorted(streams)
    assert {path: compound.read(path, 1 << 24) for path in streams} == streams
    with pytest.raises(BrokenCompound):
        compound.read("가/나/s9", 1000)


@needs_shared
def test_compound_of_other_writers() -> None:
    """Old spreadsheets: the records of their one stream end exactly where it ends, inside no open section."""
    files = sorted((SHARED / "data").rglob("*.xls"))
    assert files
    for file in files:
        with file.open("rb") as content:
            stream = Compound(content).read("Workbook", 1 << 24)
        at = depth = 0
        while at < len(stream):
            kind, length = struct.unpack_from("<HH", stream, at)
            depth += {0x809: 1, 0x0A: -1}.get(kind, 0)
            at += 4 + length
        assert (at, depth) == (len(stream), 0)


def test_compound_that_points_in_circles_ends() -> None:
    content = bytearray(write_compound({"a": bytes(9000)}))
    content[512 : 512 + 4 * 60] = struct.pack("<60I", *[2] * 60)
    with pytest.raises(BrokenCompound):
        Compound(io.BytesIO(content))


@pytest.mark.parametrize("form", ["hwp", "hwpx", "pdf"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 255)), max_size=8), keep=st.floats(0.5, 1))
def test_any_damage_gives_an_entry(tmp_path: Path, form: str, places: list[tuple[int, int]], keep: float) -> None:
    content = bytearray(ruled_pdf(RECEIPTS, "Notice") if form == "pdf" else FORMS[form])
    for place, value in places:
        content[place % len(content)] = value
    facts = measured(tmp_path, bytes(content[: int(len(content) * keep)]))
    assert facts.size_bytes == int(len(content) * keep)


def test_documents_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "공고.hwp").write_bytes(FORMS["hwp"])
    (tmp_path / "공고.hwpx").write_bytes(FORMS["hwpx"])
    (tmp_path / "옛것.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "틀림.pdf").write_bytes(b"x")
    found = measure_media([tmp_path])
    document = found.to_json()
    assert (document["kinds"], document["failed"], document["not_measured"]) == ({"document": 4}, 1, 1)
    assert found.near_duplicates == (("공고.hwp", "공고.hwpx"),)
    assert found.corpus is not None
    assert found.corpus.documents == 2
    assert "민원" not in json.dumps(document, ensure_ascii=False)
