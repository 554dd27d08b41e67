"""A document as PDF: hostile text stays text, the same document gives the same bytes, the font is inside."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber
import pytest

from gotgan.engine.printing import fonts, pdf, print_document
from gotgan.terms.errors import Invalid

HOSTILE = (
    '#read("/etc/passwd")', "#sys.inputs", "*별*", "_a_", "$x^2$", "[x] <y> @z", "// c /* d", "``` x ```", "= 제목",
    "https://example.org/a", "#import \"@preview/x:1.0.0\": *", "똠방각하 펲시콜라 뷁 쀍 힣", "漢字", "a\\b",
)  # fmt: skip


def document(rows: list[list[str]], **more: Any) -> dict[str, Any]:
    table = {"kind": "table", "heads": ["제목", "Body"], "widths": [3, 1], "numbers": [1], "rows": rows}
    return {
        "lang": "ko", "kind": "목록", "title": "백선", "subtitle": "", "author": "기관", "footer": "백선 · 1",
        "date": [2026, 11, 26], "cover": [["sha256", "ab" * 32]], "blocks": [table], **more,
    }  # fmt: skip


def read(content: bytes) -> tuple[str, set[str], int]:
    with pdfplumber.open(io.BytesIO(content)) as found:
        text = "\n".join(page.extract_text() for page in found.pages)
        return text, {sign["fontname"] for page in found.pages for sign in page.chars}, len(found.pages)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_set_as_it_was_written(text: str) -> None:
    found, _, _ = read(print_document(document([[text, "1"]])))
    assert text in found
    assert "root:" not in found


def test_same_document_gives_the_same_bytes_and_holds_no_clock() -> None:
    first, again = (print_document(document([["가", "1"]])) for _ in range(2))
    assert first == again
    assert print_document(document([["나", "1"]])) != first
    with pdfplumber.open(io.BytesIO(first)) as found:
        assert found.metadata["CreationDate"].startswith("D:20261126")


def test_header_of_a_table_stands_on_every_page_and_pages_are_counted() -> None:
    text, _, pages = read(print_document(document([[f"자료 {number}", str(number)] for number in range(120)])))
    assert pages > 3
    assert text.count("제목 Body") == pages - 1
    assert f"{pages} / {pages}" in text
    assert all(f"자료 {number} " in text for number in range(120))


def test_row_stays_whole_unless_it_is_longer_than_a_page() -> None:
    rows = [[f"처음{number} " + "가나다 " * 60 + f"끝{number}", "1"] for number in range(9)]
    with pdfplumber.open(io.BytesIO(print_document(document(rows)))) as found:
        pages = [page.extract_text() for page in found.pages]
    assert all(any(f"처음{number} " in page and f"끝{number}" in page for page in pages) for number in range(9))
    text, _, pages_of_one = read(print_document(document([["가" * 3000 + " 끝.", "1"]])))
    assert pages_of_one >= 2
    assert "끝." in text


def test_long_minutes_are_set_whole() -> None:
    words = [f"회의에서{number}번째로 정한것" for number in range(120)]
    blocks = [{"kind": "text", "text": " ".join(words[:40])}, {"kind": "text", "text": "\n".join(words)}]
    found, _, _ = read(print_document(document([], blocks=blocks)))
    assert found.count("정한것") == 160


@pytest.mark.parametrize("unit", ["가나 ", "a" * 30 + " ", "b" * 70 + " ", "가나1", "가\n"])
@pytest.mark.parametrize("times", [340, 360, 3000])
def test_text_of_any_length_is_set(unit: str, times: int) -> None:
    text = unit * times
    blocks = [{"kind": "text", "text": text}, {"kind": "heading", "level": 1, "text": text[:2000]}]
    made = print_document(document([[text, "1"]], title=text[:3000], subtitle=text, blocks=blocks))
    assert made.startswith(b"%PDF-")


def test_every_sign_comes_from_the_font_that_travels() -> None:
    _, names, pages = read(print_document(document([["가나다 abc 漢字 ±₩·", "1"]])))
    assert pages == 2
    assert all("+NanumGothic" in name for name in names), names


def test_signs_without_a_face_are_told_by_number_and_unseen_ones_are_left_out() -> None:
    text, _, _ = read(print_document(document([["산\U0001f600불 a\u202eb\x00c", "1"]])))
    assert "산[U+1F600]불 abc" in text


def test_word_that_fits_no_line_is_parted_and_a_hash_is_not() -> None:
    text, _, _ = read(print_document(document([["W" * 300, "1"]])))
    assert text.replace("\u200b", "").count("W") == 300
    assert "ab" * 32 in text


def test_lines_of_a_text_stay_lines() -> None:
    found, _, _ = read(print_document(document([], blocks=[{"kind": "text", "text": "첫 줄\n둘째 줄\r\n셋째"}])))
    assert [line for line in found.splitlines() if "줄" in line or "셋째" in line] == ["첫 줄", "둘째 줄", "셋째"]


def test_pictures_are_drawn() -> None:
    parts = [{"label": "핵심", "count": 3, "shape": "full"}, {"label": "예비", "count": 0, "shape": "none"}]
    dots = {"kind": "dots", "line": 0.9, "under": "아래", "dots": [{"value": 0.5, "shape": "half"}]}
    made = print_document(document([], blocks=[{"kind": "split", "parts": parts}, dots]))
    with pdfplumber.open(io.BytesIO(made)) as found:
        assert found.pages[-1].rects
        assert found.pages[-1].lines
    assert "핵심 3" in read(made)[0]


def test_what_is_no_document_is_refused_without_its_text() -> None:
    with pytest.raises(Invalid, match="cannot be set") as refused:
        print_document({"title": "비밀"})
    assert "비밀" not in str(refused.value)


def test_too_large_a_document_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LARGEST_BYTES", 100)
    with pytest.raises(Invalid, match="over 100 bytes"):
        print_document(document([["가" * 100, "1"]]))


def test_without_the_font_the_refusal_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.font_folder("no_such_package") is None
    monkeypatch.setattr(pdf, "font_folder", lambda: None)
    with pytest.raises(pdf.CannotPrint, match="print the page"):
        print_document(document([]))
