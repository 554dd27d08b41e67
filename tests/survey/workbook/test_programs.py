"""Saved by other programs: LibreOffice itself, and hand-made copies of how files of Hancom Cell differ."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gotgan.survey.workbook import layout
from gotgan.survey.workbook.shapes import BookSheet
from tests.survey.workbook.books import (
    answer,
    compared,
    known_of,
    make_sheet,
    part_of,
    read_all,
    rezip,
    values_read,
    written,
)
from tests.survey.workbook.edit import edited, place_in, read_cells, write_cells
from tests.survey.workbook.hard import ITEMS, hard_sheets

SECONDS = 120


@pytest.fixture(scope="session")
def soffice() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("NOT RUN: LibreOffice: not installed (apt install libreoffice-calc-nogui)")
    if found is None:
        pytest.skip("NOT RUN: LibreOffice: not installed (apt install libreoffice-calc-nogui)")
    return found


def saved_by(soffice: str, file: Path, kind: str = "xlsx") -> Path:
    """The file opened and saved by LibreOffice, with a profile of its own."""
    out = file.parent / f"by-libreoffice-{kind}"
    command = [
        soffice, f"-env:UserInstallation=file://{file.parent}/profile", "--headless", "--convert-to", kind, "--outdir",
        str(out), str(file),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return out / f"{file.stem}.{kind}"


@pytest.fixture(scope="module")
def sheets() -> tuple[BookSheet, ...]:
    """With a value for every item, among them those that spreadsheets like to change."""
    return hard_sheets(24)


def check_all_is_there(file: Path, sheets: tuple[BookSheet, ...]) -> None:
    read = read_all(file, known_of(*sheets))
    assert not read.problems
    values = values_read(read)
    wrong = {
        (sheet.id, item.key): (values.get((sheet.id, item.key)), sheet.answers[item.key].value)
        for sheet in sheets
        for item in ITEMS
        if values.get((sheet.id, item.key)) != sheet.answers[item.key].value
    }
    assert wrong == {}
    result = compared(file, *sheets)
    assert (result.problems, result.changes) == ((), ())


def test_libreoffice_keeps_every_answer_lock_and_list(
    soffice: str, tmp_path: Path, sheets: tuple[BookSheet, ...]
) -> None:
    file = saved_by(soffice, written(tmp_path, *sheets))
    check_all_is_there(file, sheets)
    with zipfile.ZipFile(file) as archive:
        book = archive.read("xl/workbook.xml").decode()
        main = archive.read(part_of(file, layout.MAIN.ko)).decode()
    hidden = re.findall(r'<sheet name="([^"]+)"[^>]*state="hidden"', book)
    assert hidden == [layout.CHOICES, layout.META]
    assert "<sheetProtection" in main
    assert "<dataValidation " in main


def test_a_formula_that_libreoffice_computed_is_its_value(soffice: str, tmp_path: Path) -> None:
    sheet = make_sheet()
    cells = read_cells(written(tmp_path, sheet))
    place = place_in(cells[layout.MAIN.ko], "record_count")

    def finish(_made: Any, pages: dict[str, Any]) -> None:
        pages[layout.MAIN.ko].write_formula(layout.FIRST_ROW, place, "=6*7", None, "BARE")

    file = write_cells(tmp_path / "formula.xlsx", cells, finish)
    part = part_of(file, layout.MAIN.ko)
    bare = rezip(file, lambda name, content: content.replace(b"<v>BARE</v>", b"") if name == part else content)
    (problem,) = compared(bare, sheet).problems
    assert problem.what == "the cell holds a formula without a value"
    file = saved_by(soffice, bare)
    (change,) = compared(file, sheet).changes
    assert (change.item, change.after) == ("record_count", 42)


# -- Hancom Cell: no such program can be had here, so these are hand-made copies of how its files differ


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/sheet")


def _no_dimension(name: str, content: bytes) -> bytes:
    return re.sub(rb"<dimension [^>]*/>", b"", content) if _is_sheet(name) else content


def _no_styles(name: str, content: bytes) -> bytes:
    """Every cell in the default style: dates are bare serial numbers."""
    return re.sub(rb'(<c [^>]*?) s="\d+"', rb"\1", content) if _is_sheet(name) else content


def _no_places(name: str, content: bytes) -> bytes:
    """Rows that do not say their number."""
    return re.sub(rb'<row r="\d+"', b"<row", content) if _is_sheet(name) else content


def _absolute_parts(name: str, content: bytes) -> bytes:
    if name != "xl/_rels/workbook.xml.rels":
        return content
    return re.sub(rb'Target="(?!/)', rb'Target="/xl/', content)


def _prefixed(name: str, content: bytes) -> bytes:
    """Elements of the sheets under a prefix of their own."""
    if not _is_sheet(name):
        return content
    named = content.replace(b"xmlns=", b"xmlns:x=", 1)
    return re.sub(rb"<(/?)(?!\?|x:)", rb"<\1x:", named)


def _with_bom(name: str, content: bytes) -> bytes:
    return b"\xef\xbb\xbf" + content if _is_sheet(name) else content


QUIRKS = (_no_dimension, _no_styles, _no_places, _absolute_parts, _prefixed, _with_bom)


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.__name__)
def test_a_copy_of_hancom_cell_keeps_every_answer(
    quirk: Callable[[str, bytes], bytes], tmp_path: Path, sheets: tuple[BookSheet, ...]
) -> None:
    check_all_is_there(rezip(written(tmp_path, *sheets[:6]), quirk), sheets[:6])


def test_inline_strings_without_a_shared_table_are_what_is_read(tmp_path: Path) -> None:
    """The writer itself makes them; a program that shares strings is the other case."""
    sheet = make_sheet(answers={"title_ko": answer("버스 정류장")})
    file = written(tmp_path, sheet)
    with zipfile.ZipFile(file) as archive:
        assert b"inlineStr" in archive.read(part_of(file, layout.MAIN.ko))
        shared = [name for name in archive.namelist() if "sharedStrings" in name]
        assert not shared or b"<si>" not in archive.read(shared[0])
    again = edited(file, {(0, "record_unit"): "정류장 1곳"})
    with zipfile.ZipFile(again) as archive:
        assert b"<si>" in archive.read("xl/sharedStrings.xml")
    (change,) = compared(again, sheet).changes
    assert (change.item, change.after) == ("record_unit", "정류장 1곳")


def test_days_stored_as_text_and_days_counted_from_1904(tmp_path: Path) -> None:
    sheet = make_sheet(answers={"retention_end": answer("2026-03-01")})
    file = written(tmp_path, sheet)
    texts = edited(file, {(0, "retention_end"): "2026-03-01", (0, "last_real_change"): "2026. 3. 2."})
    (change,) = compared(texts, sheet).changes
    assert (change.item, change.after) == ("last_real_change", "2026-03-02")
    numbers = edited(file, {(0, "retention_end"): 46082 - 1462, (0, "last_real_change"): 46083 - 1462})

    def counted(name: str, content: bytes) -> bytes:
        return content.replace(b"<workbookPr ", b'<workbookPr date1904="1" ') if name == "xl/workbook.xml" else content

    (change,) = compared(rezip(numbers, counted), sheet).changes
    assert (change.item, change.after) == ("last_real_change", "2026-03-02")
