"""A workbook as a package: what is refused before a spreadsheet reader sees it, and formulas without a value.

Memory is bounded: parts are read in pieces, and what is too large is told without being unpacked whole.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from gotgan.survey.workbook.shapes import Problem

LARGEST_BYTES = 30_000_000
MOST_UNPACKED = 300_000_000
MOST_ROWS = 20_000
MOST_CELLS = 3_000_000
"""In all sheets together, empty ones within reach too: a thousand datasets with every table need a third of it."""
MOST_SHEETS = 200
_PIECE = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d+)["']""")
_HAS_FORMULA = re.compile(rb"""<(?:\w+:)?f[\s/>]|\bt=["']e["']""")
Place = tuple[int, int]


@dataclass
class Package:
    """What was found. `bare`: cells whose formula has no value; `broken`: cells that hold an error; by sheet name."""

    problems: list[Problem] = field(default_factory=list)
    bare: dict[str, set[Place]] = field(default_factory=dict)
    broken: dict[str, set[Place]] = field(default_factory=dict)
    is_1904: bool = False
    cells: int = 0
    """Within reach of the sheets measured so far."""


def look_into(file: Path) -> Package:
    """Everything that refuses the file as a whole; when there is nothing, the cells that hold no value."""
    found = Package()
    with file.open("rb") as opened:
        beginning = opened.read(8)
    if file.stat().st_size > LARGEST_BYTES:
        found.problems.append(
            _whole(f"the file is larger than {LARGEST_BYTES} bytes", "leave pictures and own sheets out")
        )
    elif beginning.startswith(_OLE):
        found.problems.append(_old_file(file))
    else:
        _look_into_zip(file, found)
    return found


def _whole(what: str, remedy: str, sheet: str = "", cell: str = "") -> Problem:
    return Problem(sheet, cell, what, remedy)


def _old_file(file: Path) -> Problem:
    if _ENCRYPTED in file.read_bytes():
        return _whole("the workbook is locked with a password", "save it without a password and upload it again")
    return _whole("it is a workbook of the old kind (xls)", "save it as xlsx and upload it again")


def _look_into_zip(file: Path, found: Package) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            _look_at_members(archive, found)
            if not found.problems:
                _look_at_sheets(archive, found)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, ParseError,
            DefusedXmlException, KeyError):  # fmt: skip
        what = "it is not a workbook (xlsx), or it is damaged or cut short"
        found.problems.append(_whole(what, "save it again as xlsx and upload the whole file"))


def _look_at_members(archive: zipfile.ZipFile, found: Package) -> None:
    names = [member.filename for member in archive.infolist()]
    for name in names:
        if name.rsplit("/", 1)[-1].lower() == "vbaproject.bin":
            found.problems.append(_whole(f"the workbook holds macros ({name})", "save it as xlsx without macros"))
    if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
        found.problems.append(
            _whole(f"it unpacks to more than {MOST_UNPACKED} bytes", "leave pictures and own sheets out")
        )


def _look_at_sheets(archive: zipfile.ZipFile, found: Package) -> None:
    sheets, found.is_1904 = _sheets_of(archive)
    if len(sheets) > MOST_SHEETS:
        found.problems.append(_whole(f"it holds more than {MOST_SHEETS} sheets", "take your own sheets out"))
        return
    for name, part in sheets.items():
        has_formula = _measure(archive, name, part, found)
        if has_formula and not found.problems:
            _find_formulas(archive, name, part, found)


def _sheets_of(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Parts by sheet name, and whether days are counted from 1904."""
    names = {member.filename.lower(): member.filename for member in archive.infolist()}
    book_part = _book_part(archive)
    folder = book_part.rsplit("/", 1)[0] if "/" in book_part else ""
    book = ElementTree.fromstring(archive.read(names[book_part.lower()]))
    rels_part = f"{folder}/_rels/{book_part.rsplit('/', 1)[-1]}.rels".lstrip("/")
    rels = {each.get("Id"): each.get("Target", "") for each in _children(archive, names[rels_part.lower()])}
    sheets = {}
    for each in _all(book, "sheet"):
        target = rels.get(next((value for key, value in each.attrib.items() if key.endswith("}id")), ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        if part.lower() in names:
            sheets[each.get("name", "")] = names[part.lower()]
    is_1904 = any(each.get("date1904") in ("1", "true") for each in _all(book, "workbookPr"))
    return sheets, is_1904


def _book_part(archive: zipfile.ZipFile) -> str:
    for each in _children(archive, "_rels/.rels"):
        if each.get("Type", "").endswith("/officeDocument"):
            return str(each.get("Target", "")).lstrip("/")
    return "xl/workbook.xml"


def _children(archive: zipfile.ZipFile, part: str) -> list[Any]:
    return list(ElementTree.fromstring(archive.read(part)))


def _all(tree: Any, name: str) -> Iterator[Any]:
    return (each for each in tree.iter() if each.tag.rsplit("}", 1)[-1] == name)


def _measure(archive: zipfile.ZipFile, name: str, part: str, found: Package) -> bool:
    """Count rows and see how far the sheet reaches; returns whether it holds a formula or an error."""
    rows, last_row, last_column, has_formula, rest = 0, 0, 0, False, b""
    with archive.open(part) as opened:
        while piece := opened.read(_PIECE):
            rest += piece
            end = rest.rfind(b"<")
            whole, rest = rest[:end], rest[end:]
            has_formula = has_formula or bool(_HAS_FORMULA.search(whole))
            for tag in _TAG.finditer(whole):
                rows += tag[1] == b"row"
                place = _PLACE.search(tag[2])
                if place:
                    last_row, last_column = max(last_row, int(place[2])), max(last_column, _column(place[1]))
            if rows > MOST_ROWS or found.cells + last_row * max(1, last_column) > MOST_CELLS:
                found.problems.append(_too_large(name, rows))
                return False
    found.cells += last_row * max(1, last_column)
    return has_formula


def _too_large(name: str, rows: int) -> Problem:
    if rows > MOST_ROWS:
        return Problem(name, f"A{MOST_ROWS + 1}", f"the sheet has more than {MOST_ROWS} rows", "upload it in parts")
    what = "the sheet reaches further than a workbook of answers does"
    return Problem(name, "", what, "delete the empty rows and columns at its end")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _find_formulas(archive: zipfile.ZipFile, name: str, part: str, found: Package) -> None:
    with archive.open(part) as opened:
        row = column = -1
        for event, element in ElementTree.iterparse(opened, events=("start", "end")):
            tag = element.tag.rsplit("}", 1)[-1]
            if event == "start" and tag in ("row", "c"):
                place = _PLACE.search(f' r="{element.get("r", "")}"'.encode())
                if tag == "row":
                    row, column = (int(place[2]) - 1 if place else row + 1), -1
                else:
                    column = _column(place[1]) - 1 if place else column + 1
            elif event == "end" and tag == "c":
                if element.get("t") == "e":
                    found.broken.setdefault(name, set()).add((row, column))
                elif _is_bare(element):
                    found.bare.setdefault(name, set()).add((row, column))
            elif event == "end" and tag == "row":
                element.clear()


def _is_bare(cell: Any) -> bool:
    """Whether a formula has no value: none at all, or an empty one that is not said to be a text."""
    children = {child.tag.rsplit("}", 1)[-1]: child.text for child in cell}
    return "f" in children and not children.get("v") and not ("v" in children and cell.get("t") == "str")
