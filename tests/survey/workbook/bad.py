"""One workbook for each way in which workbooks come back wrong, with its full list of problems.

A cell is named by its column's key and its row below the head ("record_unit@1"), looked up in the file as it is;
one that is written plainly ("A20001") stands as it is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from gotgan.survey.workbook import layout
from gotgan.survey.workbook.grid import cell_name
from tests.survey.workbook.books import part_of, rezip
from tests.survey.workbook.edit import Rows, Sheets, edited, place_in, read_cells, write_cells

MAIN, META = layout.MAIN.ko, layout.META
CONTRACTOR = "D12 수행 업체"
LIST = "choose one of the list"
SAVE = "save it again as xlsx and upload the whole file"
DAMAGED = "it is not a workbook (xlsx), or it is damaged or cut short"
AGAIN = "download the workbook again and fill that"
Said = tuple[str, str, str, str]


@dataclass(frozen=True)
class Bad:
    """`make` changes the download of three sheets; `said` is (sheet, cell, what, remedy) of every problem."""

    name: str
    make: Callable[[Path], Path]
    said: tuple[Said, ...]


def resolved(bad: Bad, file: Path) -> list[Said]:
    """The problems with their cells looked up in the file; only where one is to be looked up, for some cannot be."""
    needs = any("@" in cell or "OWN" in cell for _sheet, cell, _what, _remedy in bad.said)
    sheets = read_cells(file) if needs else {}
    return [(sheet, _cell(sheets.get(sheet, []), cell), what, remedy) for sheet, cell, what, remedy in bad.said]


def _cell(rows: Rows, cell: str) -> str:
    if cell.startswith("OWN"):  # the column behind all that are known, and the one after it
        return cell_name(0, rows[1].index("")) if cell == "OWN" else cell_name(1, rows[1].index("") + 1)
    if "@" not in cell:
        return cell
    key, row = cell.split("@")
    head = next(number for number, cells in enumerate(rows) if key in cells)
    return cell_name(head + int(row), rows[head].index(key))


def _changing(change: Callable[[Sheets], Sheets | None], **more: Any) -> Callable[[Path], Path]:
    def make(file: Path) -> Path:
        sheets = read_cells(file)
        return write_cells(file.with_name("bad.xlsx"), change(sheets) or sheets, **more)

    return make


def _setting(values: Mapping[tuple[int, str], Any]) -> Callable[[Path], Path]:
    return lambda file: edited(file, values)


def table_of(sheets: Sheets, key: str) -> Rows:
    """The rows of a table's own sheet."""
    return next(rows for name, rows in sheets.items() if name != META and f"{key}." in "".join(map(str, rows[1][2:3])))


def name_of(sheets: Sheets, key: str) -> str:
    return next(name for name, rows in sheets.items() if rows is table_of(sheets, key))


def _move_columns(sheets: Sheets) -> None:
    sheets[MAIN] = [list(reversed(row)) for row in sheets[MAIN]]
    rows = sheets[MAIN]
    rows[2][place_in(rows, "personal_data")] = "아마도"
    rows[3][place_in(rows, "record_unit")] = "정류장 1곳"


def _rename(sheets: Sheets) -> Sheets:
    named = {f"이름 {number}": rows for number, rows in enumerate(sheets.values())}
    rows = next(rows for rows in named.values() if "personal_data" in rows[1])
    rows[2][place_in(rows, "personal_data")] = "아마도"
    return named


def _without_keys(sheets: Sheets) -> None:
    """Rows above the head, no keys: the labels are enough."""
    rows = sheets[MAIN]
    rows[2][place_in(rows, "personal_data")] = "아마도"
    rows[1] = [""] * len(rows[1])
    rows.insert(0, ["우리 기관이 적은 제목"])
    sheets.pop(layout.LISTS.ko)


def _merge(made: Any, pages: dict[str, Any]) -> None:
    pages[MAIN].merge_range(2, PERSONAL[0], 3, PERSONAL[0], "아마도")


PERSONAL: list[int] = [0]


def _find_personal(sheets: Sheets) -> None:
    PERSONAL[0] = place_in(sheets[MAIN], "personal_data")


def _formulas(file: Path) -> Path:
    """One with a value, one without, one with an empty one, one whose text is empty, and one that is an error."""
    sheets = read_cells(file)
    keys = ("record_unit", "original_purpose", "title_en", "description")
    unit, purpose, name, description = (place_in(sheets[MAIN], key) for key in keys)

    def finish(made: Any, pages: dict[str, Any]) -> None:
        pages[MAIN].write_formula(2, unit, '="정류장 "&1&"곳"', None, "정류장 1곳")
        pages[MAIN].write_formula(2, purpose, '=CONCATENATE("목","적")', None, "BARE")
        pages[MAIN].write_formula(3, name, "=1/0", None, "#DIV/0!")
        pages[MAIN].write_formula(2, description, '=CONCATENATE("설","명")', None, "")
        pages[MAIN].write_formula(3, unit, '=""', None, "EMPTY")

    made = write_cells(file.with_name("formulas.xlsx"), sheets, finish)
    part = part_of(made, MAIN)

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"<v>BARE</v>", b"").replace(b"EMPTY", b"") if name == part else content

    return rezip(made, change)


def _two_rows(sheets: Sheets) -> None:
    rows = sheets[MAIN]
    rows.append(list(rows[2]))


def _strangers(sheets: Sheets) -> None:
    rows, meta = sheets[MAIN], sheets[META]
    place = place_in(rows, "_sheet")
    for number, row in enumerate(rows[2:4]):
        row[place] = f"{number + 100:032x}"
    meta[4][1] = "999"


def _no_id(sheets: Sheets) -> None:
    rows = sheets[MAIN]
    added = [""] * len(rows[0])
    added[place_in(rows, "_title")] = "손으로 더한 데이터"
    rows.append(added)


def _table_numbers(sheets: Sheets) -> None:
    rows = table_of(sheets, "contractor")
    for number, name in ((99, "가"), ("", "나"), (2, "다")):
        row: list[Any] = [""] * len(rows[0])
        row[0], row[place_in(rows, "contractor.contractor")] = number, name
        rows.append(row)
    rows[-1][place_in(rows, "contractor.year")] = "작년"


def _table_and_unknown(sheets: Sheets) -> None:
    rows = sheets[MAIN]
    rows[2][place_in(rows, "contractor")] = "모름"
    rows[3][place_in(rows, "contractor")] = "있음"


def _own_column(sheets: Sheets) -> None:
    rows = sheets[MAIN]
    for number, row in enumerate(rows):
        row.append(["메모", "", "잊지 말 것", "", ""][number])
    for row in rows:
        row.append(row[place_in(rows, "record_unit")])


def _no_ids(sheets: Sheets) -> None:
    rows = sheets[MAIN]
    place = place_in(rows, "_sheet")
    for row in rows:
        del row[place]


def _no_answers(sheets: Sheets) -> Sheets:
    return {layout.GUIDE.ko: sheets[layout.GUIDE.ko]}


def _other_version(sheets: Sheets) -> None:
    sheets[META][2][1] = "77"


def many_rows(file: Path) -> Path:
    made = file.with_name("many.xlsx")
    made.write_bytes(_many_rows())
    return made


@cache
def _many_rows() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
        page = book.add_worksheet(MAIN)
        for place, key in enumerate(("_number", "_sheet", "record_unit")):
            page.write_string(0, place, key)
        for number in range(1, 100_001):
            page.write_number(number, 0, number)
            page.write_string(number, 1, f"{number:032x}")
    return made.getvalue()


def _far_cell(file: Path) -> Path:
    sheets = read_cells(file)
    return write_cells(
        file.with_name("far.xlsx"), sheets, lambda _made, pages: pages[MAIN].write_string(1_048_575, 16_383, "x")
    )


def _macros(file: Path) -> Path:
    return rezip(file, lambda _name, content: content, {"xl/vbaProject.bin": b"\xd0\xcf"})


def _cut(file: Path) -> Path:
    made = file.with_name("cut.xlsx")
    made.write_bytes(file.read_bytes()[:-2000])
    return made


def _cut_inside(file: Path) -> Path:
    """A package whose directory is whole and whose sheet is not."""
    part = part_of(file, MAIN)
    return rezip(file, lambda name, content: content[: len(content) // 2] if name == part else content)


def _bytes(content: bytes) -> Callable[[Path], Path]:
    def make(file: Path) -> Path:
        made = file.with_name("bytes.xlsx")
        made.write_bytes(content)
        return made

    return make


def _bomb(file: Path) -> Path:
    made = file.with_name("bomb.xlsx")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, old.read(member.filename))
        with new.open("xl/media/image1.bin", "w", force_zip64=True) as part:
            for _turn in range(301):
                part.write(b"\0" * 1_000_000)
    return made


def _entities(file: Path) -> Path:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    return rezip(file, lambda name, content: bomb if name == "xl/workbook.xml" else content)


_PROBLEM_LIST = "it is not in the list personal_data"
_DATES = {
    (0, "retention_end"): "2026년 3월 1일", (1, "retention_end"): "어제", (2, "retention_end"): 46082,
    (0, "last_real_change"): "2026-02-30", (1, "last_real_change"): date(2025, 1, 2), (2, "last_real_change"): 5,
    (0, "period_covered"): "2026-05-01 ~ 2020-01-01", (1, "period_covered"): " ２０２０ ～ ２０２５ ",
    (0, "first_year"): datetime(2020, 1, 1), (1, "first_year"): "２０２０ ", (2, "first_year"): "작년",
}  # fmt: skip
_CODES = {
    (0, "personal_data"): "없음", (1, "personal_data"): " NONE ", (2, "personal_data"): "조금",
    (0, "processing_needed"): "필요 없음; 정제", (1, "processing_needed"): "정제 [clean]; 라벨링",
    (2, "processing_needed"): "정제, 라벨링", (0, "provision_now"): "개방 [none]", (1, "provision_now"): "개방 [open]",
    (0, "modality"): "표;이미지 ", (1, "portrait_voice"): "있음",
}  # fmt: skip

BAD = (
    Bad("moved_columns", _changing(_move_columns), ((MAIN, "personal_data@1", _PROBLEM_LIST, LIST),)),
    Bad("renamed_sheets", _changing(_rename), (("이름 1", "personal_data@1", _PROBLEM_LIST, LIST),)),
    Bad("no_keys", _changing(_without_keys), ((MAIN, "F01 개인정보 포함@2", _PROBLEM_LIST, LIST),)),
    Bad(
        "merged_cells",
        _changing(_find_personal, finish=_merge),
        ((MAIN, "personal_data@1", _PROBLEM_LIST, LIST), (MAIN, "personal_data@2", _PROBLEM_LIST, LIST)),
    ),
    Bad(
        "formulas",
        _formulas,
        (
            (MAIN, "original_purpose@1", "the cell holds a formula without a value",
             "open the workbook in a spreadsheet and save it, or write the value itself"),
            (MAIN, "description@1", "the cell holds a formula without a value",
             "open the workbook in a spreadsheet and save it, or write the value itself"),
            (MAIN, "title_en@2", "the cell holds an error of the spreadsheet", "write the value itself"),
        ),
    ),
    Bad(
        "dates",
        _setting(_DATES),
        (
            (MAIN, "retention_end@2", "it is not a date", "write it as in 2026-03-01"),
            (MAIN, "last_real_change@1", "it is not a date", "write it as in 2026-03-01"),
            (MAIN, "last_real_change@3", "it is not a date", "write it as in 2026-03-01"),
            (MAIN, "period_covered@1", "it ends before it begins", "put the earlier day first"),
            (MAIN, "first_year@1", "the cell holds a date", "format the cell as text and write it again"),
            (MAIN, "first_year@3", "it is not a number", "write digits only, as in 1234"),
        ),
    ),
    Bad(
        "codes",
        _setting(_CODES),
        (
            (MAIN, "personal_data@3", _PROBLEM_LIST, LIST),
            (MAIN, "processing_needed@1", "none stands beside others", "choose it alone or take it away"),
            (MAIN, "processing_needed@3", "it is not in the list processing_needed", LIST),
            (MAIN, "provision_now@1", "the label and the code in brackets are of two different codes", LIST),
            (MAIN, "portrait_voice@2", "it is neither yes nor no", "choose one of them"),
        ),
    ),
    Bad(
        "numbers_and_texts",
        _setting({(0, "title_en"): "x" * 501, (1, "record_count"): "많음", (2, "record_count"): "-5"}),
        (
            (MAIN, "title_en@1", "it is longer than 500 characters", "shorten it, or attach a file"),
            (MAIN, "record_count@2", "it is not a number", "write digits only, as in 1234"),
            (MAIN, "record_count@3", "it is below zero or too large", "check the number of digits"),
        ),
    ),
    Bad(
        "two_rows",
        _changing(_two_rows),
        ((MAIN, "_sheet@4", "the dataset stands there twice, first in row 3", "keep one of the two rows"),),
    ),
    Bad(
        "strangers",
        _changing(_strangers),
        (
            (META, "B4", "the workbook was made for another organisation or another campaign",
             "download the workbook of this campaign and fill that"),
            *((MAIN, f"_sheet@{row}", "the row is of no dataset of your organisation in this campaign",
               "delete the row; every organisation uploads its own workbook") for row in (1, 2)),
        ),
    ),
    Bad(
        "no_id",
        _changing(_no_id),
        ((MAIN, "_sheet@4", "the row does not say of which dataset it is",
          "add new data on the page of your sheets, or delete the row"),),
    ),
    Bad(
        "table_numbers",
        _changing(_table_numbers),
        (
            (CONTRACTOR, "A4", "no dataset of the workbook has this number",
             "write the number that the dataset has in the first sheet"),
            (CONTRACTOR, "A5", "the row does not say of which dataset it is",
             "write the number that the dataset has in the first sheet"),
            (CONTRACTOR, "contractor.year@4", "it is not a number", "write digits only, as in 1234"),
        ),
    ),
    Bad(
        "table_and_unknown",
        _changing(_table_and_unknown),
        (
            (MAIN, "contractor@1", "there is an answer beside unknown or not applicable",
             "empty this cell, or take the answers away"),
            (MAIN, "contractor@2", "only unknown or not applicable may stand here",
             "write the answers in the cells of its parts, or in its own sheet"),
        ),
    ),
    Bad(
        "own_column",
        _changing(_own_column),
        (
            (MAIN, "OWN+1", "the column record_unit stands there twice", "delete one of the two columns"),
            (MAIN, "OWN", "this column is none of the workbook's",
             "give it the heading that it had in the download, or delete the column"),
        ),
    ),
    Bad("no_ids", _changing(_no_ids), ((MAIN, "A2", "the column with the ids of the sheets is missing", AGAIN),)),
    Bad(
        "no_answers",
        _changing(_no_answers),
        (("", "", "no sheet with answers was found in it",
          "fill the workbook that you downloaded here, and keep its headings"),),
    ),
    Bad(
        "other_version",
        _changing(_other_version),
        ((META, "B3", "the workbook was made with a questionnaire that is not known here (version 77)", AGAIN),),
    ),
    Bad(
        "changed_id",
        _setting(
            {(0, "dataset_id"): "다른 것", (1, "label_guideline"): f"a.pdf ({'a' * 64}, 3)", (2, "_confirm"): "글쎄"}
        ),
        (
            (MAIN, "_confirm@3", "it is neither yes nor no", "choose one of them"),
            (MAIN, "dataset_id@1", "the system gives this item", "leave it out"),
            (MAIN, "label_guideline@2", "it names a file that is not attached to this answer",
             "attach files on the page of the sheet"),
        ),
    ),
    Bad("rows_100000", many_rows, ((MAIN, "A20001", "the sheet has more than 20000 rows", "upload it in parts"),)),
    Bad(
        "far_cell",
        _far_cell,
        ((MAIN, "", "the sheet reaches further than a workbook of answers does",
          "delete the empty rows and columns at its end"),),
    ),
    Bad(
        "macros",
        _macros,
        (("", "", "the workbook holds macros (xl/vbaProject.bin)", "save it as xlsx without macros"),),
    ),
    Bad("truncated", _cut, (("", "", DAMAGED, SAVE),)),
    Bad("cut_inside", _cut_inside, ((MAIN, "", "the sheet cannot be read", "save the workbook again and upload it"),)),
    Bad("no_package", _bytes(b"a,b\r\n1,2\r\n"), (("", "", DAMAGED, SAVE),)),
    Bad("entities", _entities, (("", "", DAMAGED, SAVE),)),
    Bad(
        "password",
        _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)),
        (("", "", "the workbook is locked with a password", "save it without a password and upload it again"),),
    ),
    Bad(
        "old_kind",
        _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024)),
        (("", "", "it is a workbook of the old kind (xls)", "save it as xlsx and upload it again"),),
    ),
    Bad("bomb", _bomb, (("", "", "it unpacks to more than 300000000 bytes", "leave pictures and own sheets out"),)),
)  # fmt: skip
