"""Small books: sheets with answers, written, changed as people and programs change them, and read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gotgan.survey.workbook.compare import compare
from gotgan.survey.workbook.read import read_workbook
from gotgan.survey.workbook.shapes import Book, BookSheet, Compared, Known, Read
from gotgan.survey.workbook.write import write_workbook
from gotgan.terms.questionnaire import Words
from gotgan.terms.survey import Answer, EvidenceRef, FilledBy
from tests.survey.standard import standard

SHOWN = frozenset(item.key for item in standard().items)


def answer(value: Any, *, is_confirmed: bool = True, revision: int = 0) -> Answer:
    evidence = (EvidenceRef("scan", note_ko="점검에서 찾음", note_en="found by the scan"),)
    return Answer(value, FilledBy.SCAN, evidence, is_confirmed=is_confirmed, revision=revision, by="kim")


def suggestion(value: Any) -> Answer:
    return answer(value, is_confirmed=False)


def sheet_id(number: int) -> str:
    return f"{number:032x}"


def make_sheet(number: int = 1, answers: Mapping[str, Answer] | None = None, **more: Any) -> BookSheet:
    said = {"revision": 0, "wave": 2, "shown": SHOWN, "title": f"자료 {number}"} | more
    return BookSheet(sheet_id(number), answers=answers or {}, **said)


def make_book(**more: Any) -> Book:
    said: dict[str, Any] = {
        "form": standard(), "campaign": "c" * 32, "target": 7, "organisation": "1741000",
        "title": Words("현황조사", "Survey"), "body": Words("행정안전부", "Ministry"), "closes": "2026-12-16 18:00 KST",
        "made": "2026-11-26T00:00:00+00:00", "is_whole": True,
    }  # fmt: skip
    return Book(**said | more)


def known_of(*sheets: BookSheet, **more: Any) -> Known:
    said: dict[str, Any] = {"form": standard(), "campaign": "c" * 32, "target": 7, "organisation": "1741000"}
    by_id = {sheet.id: sheet for sheet in sheets}
    return Known(**said | more, ids=set(by_id), sheets_of=lambda ids: {key: by_id[key] for key in ids})


def read_all(file: Path, known: Known) -> Read:
    """The workbook with all its entries taken, so that its problems are whole."""
    read = read_workbook(file, known)
    return replace(read, entries=tuple(read.entries))


def written(folder: Path, *sheets: BookSheet, language: str = "ko", **more: Any) -> Path:
    file = folder / "book.xlsx"
    write_workbook(file, make_book(**more), iter(sheets), language=language)
    return file


def values_read(read: Read) -> dict[tuple[str, str], Any]:
    return {(entry.sheet_id, entry.item.key): entry.value for entry in read.entries}


def compared(file: Path, *sheets: BookSheet, **more: Any) -> Compared:
    known = known_of(*sheets, **more)
    return compare(read_workbook(file, known), known)


def told(result: Compared) -> list[tuple[str, str, str]]:
    """Sheet, cell and what of every problem."""
    return [(each.sheet, each.cell, each.what) for each in result.problems]


def rezip(file: Path, change: Callable[[str, bytes], bytes | None], more: Mapping[str, bytes] | None = None) -> Path:
    """The package with each part changed (None: taken out), and more parts added."""
    made = file.with_name(f"changed-{file.name}")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = change(member.filename, old.read(member.filename))
            if content is not None:
                new.writestr(member.filename, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return made


def part_of(file: Path, name: str) -> str:
    """The part of the sheet with this name."""
    with zipfile.ZipFile(file) as archive:
        book, rels = (archive.read(part).decode() for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    (rel,) = re.findall(rf'<sheet name="{re.escape(name)}" [^>]*r:id="([^"]+)"', book)
    for tag in re.findall(r"<Relationship [^>]*>", rels):
        if f'Id="{rel}"' in tag:
            return "xl/" + re.findall(r'Target="/?(?:xl/)?([^"]+)"', tag)[0]
    raise AssertionError(name)
