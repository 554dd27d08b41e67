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


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Fill(source As String, target As String)
 Dim options(0) As New com.sun.star.beans.PropertyValue
 options(0).Name = "Hidden" : options(0).Value = True
 book = StarDesktop.loadComponentFromURL(source, "_blank", 0, options())
 page = book.Sheets.getByIndex(1)
%s
 options(0).Name = "FilterName" : options(0).Value = "Calc MS Excel 2007 XML"
 book.storeToURL(target, options())
 book.close(True)
End Sub
Sub Put(page, key As String, typed As String)
 For place = 0 To 400
  If page.getCellByPosition(place, 1).String = key Then
   cell = page.getCellByPosition(place, 2)
   If Not cell.CellProtection.IsLocked Then cell.FormulaLocal = typed
  End If
 Next
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>
"""
TYPED = {
    "record_unit": ("1-2", "1-2"), "original_purpose": ("=SUM(1;2) 아님", "=SUM(1;2) 아님"),
    "personal_data": ("없음", "none"), "record_count": ("1234", 1234), "retention_end": ("2027-03-01", "2027-03-01"),
    "period_covered": ("2020-01-01 ~ 2025-12-31", {"from": "2020-01-01", "to": "2025-12-31"}),
    "modality": ("표; 이미지", ["table", "image"]), "first_year": ("2020", 2020), "dataset_id": ("locked", None),
}  # fmt: skip
"""What is typed into a cell of LibreOffice, and the answer that it is; a locked cell takes nothing."""


def typed_in(soffice: str, file: Path) -> Path:
    """Cells of the first row filled by LibreOffice itself, as if typed, and saved by it as xlsx."""
    small = file.with_name("small.csv")
    small.write_text("a\n", encoding="utf-8")
    saved_by(soffice, small)  # the first start makes the profile, and would make an empty library over ours
    basic = file.parent / "profile" / "user" / "basic" / "Standard"
    (basic / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    puts = "\n".join(f' Put(page, "{key}", "{typed}")' for key, (typed, _value) in TYPED.items())
    (basic / "Module1.xba").write_text(MACRO % puts, encoding="utf-8")
    target = file.with_name("typed.xlsx")
    command = [
        soffice, f"-env:UserInstallation=file://{file.parent}/profile", "--headless", "--norestore",
        f'macro:///Standard.Module1.Fill("{file.as_uri()}","{target.as_uri()}")',
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return target


def test_what_is_typed_into_libreoffice_is_the_answer(soffice: str, tmp_path: Path) -> None:
    sheet = make_sheet(answers={"description": answer("그대로"), "title_ko": answer("제안", is_confirmed=False)})
    result = compared(typed_in(soffice, written(tmp_path, sheet)), sheet)
    assert result.problems == ()
    assert {each.item: each.after for each in result.changes} == {
        key: value for key, (_typed, value) in TYPED.items() if value is not None
    }


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
