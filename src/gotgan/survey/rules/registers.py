"""A register of information systems as CSV: number, name, institution code; every problem with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gotgan.terms.errors import Issue
from gotgan.terms.text import nfc, read_text, title_tight

LONGEST_NAME, LONGEST_NUMBER = 300, 100
MOST_ROWS = 100_000
LARGEST_BYTES = 20_000_000
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "관리번호", "시스템관리번호", "시스템번호", "정보시스템번호", "system_number"),
    "name": ("name", "정보시스템명", "시스템명", "정보시스템", "명칭", "system_name"),
    "organisation": ("organisation", "code", "기관코드", "institution_code", "organisation_code", "코드"),
}


@dataclass(frozen=True)
class RegisterRow:
    """One system as a register names it; `line` is where it stood."""

    line: int
    number: str
    name: str
    organisation: str


@dataclass(frozen=True)
class KnownSystem:
    """A system that something names as an organisation's. `origin`: inventory | catalogue | register."""

    name: str
    number: str = ""
    origin: str = "inventory"


def read_register(data: bytes, known: Collection[str]) -> tuple[tuple[RegisterRow, ...], tuple[Issue, ...]]:
    """Rows and everything that is wrong; with an issue nothing may be stored. `known` are institution codes."""
    text, issue = _text_of(data)
    if issue is not None:
        return (), (issue,)
    reader = csv.reader(io.StringIO(text, newline=""))
    places, issues = _columns(next(reader, []))
    if issues:
        return (), issues
    rows: list[RegisterRow] = []
    found: list[Issue] = []
    for cells in reader:
        if any(cell.strip() for cell in cells):
            row = _row(reader.line_num, cells, places)
            found.extend(_issues_of(row, len(cells), places, known))
            rows.append(row)
        if len(rows) > MOST_ROWS:
            return (), (Issue(f"line {reader.line_num}", f"more than {MOST_ROWS} rows", "import it in parts"),)
    if not rows:
        found.append(Issue("file", "there is no row below the header", "fill it or choose another file"))
    return tuple(rows), (*found, *_doubled(rows))


def _text_of(data: bytes) -> tuple[str, Issue | None]:
    if len(data) > LARGEST_BYTES:
        return "", Issue("file", f"it is larger than {LARGEST_BYTES} bytes", "import it in parts")
    if (text := read_text(data)) is None:
        return "", Issue("encoding", "the file is neither UTF-8 nor cp949", "save it as UTF-8")
    return (text, None) if "\0" not in text else ("", Issue("file", "it is no CSV", "save it as CSV"))


def _columns(header: Sequence[str]) -> tuple[dict[str, int], tuple[Issue, ...]]:
    """Where each of our columns stands."""
    written = [nfc(cell).strip().casefold() for cell in header]
    places: dict[str, int] = {}
    issues = []
    for name, spellings in _SPELLINGS.items():
        at = [number for number, cell in enumerate(written) if cell in spellings]
        if len(at) > 1:
            issues.append(Issue(f"column {name}", "more than one column could be it", "keep one of them"))
        elif at:
            places[name] = at[0]
        elif name != "number":
            issues.append(Issue(f"column {name}", "it is missing", f"name it {spellings[1]} or {name} in line 1"))
    return places, tuple(issues)


def _row(line: int, cells: Sequence[str], places: Mapping[str, int]) -> RegisterRow:
    def cell(name: str) -> str:
        at = places.get(name, len(cells))
        return " ".join(nfc(cells[at]).split()) if at < len(cells) else ""

    return RegisterRow(line, cell("number"), cell("name"), cell("organisation").upper())


def _issues_of(row: RegisterRow, cells: int, places: Mapping[str, int], known: Collection[str]) -> list[Issue]:
    issues = []
    if cells <= max(places.values()):
        issues.append(Issue(f"line {row.line}", "it has too few cells", "give every column"))
    elif not row.name:
        issues.append(Issue(f"line {row.line}, name", "it is empty", "give the name of the system"))
    if len(row.name) > LONGEST_NAME:
        issues.append(Issue(f"line {row.line}, name", f"it is longer than {LONGEST_NAME} characters", "shorten it"))
    if len(row.number) > LONGEST_NUMBER:
        issues.append(Issue(f"line {row.line}, number", f"it is longer than {LONGEST_NUMBER} characters", "shorten it"))
    if cells > max(places.values()) and row.organisation not in known:
        issues.append(Issue(f"line {row.line}, organisation", "no organisation has this code", "correct it"))
    return issues


def _doubled(rows: Sequence[RegisterRow]) -> list[Issue]:
    issues = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        keys = [(row.organisation, title_tight(row.name))] if row.name and not row.number else []
        keys += [(row.organisation, f"#{row.number}")] if row.number else []
        for key in keys:
            first = seen.setdefault(key, row.line)
            if first != row.line:
                issues.append(Issue(f"line {row.line}", f"the same system stands in line {first}", "keep one of them"))
    return issues


def not_known_yet(systems: Collection[KnownSystem], present: Collection[tuple[str, str]]) -> tuple[KnownSystem, ...]:
    """Those of `systems` that are not among the (number, name) pairs: by number, else by name without spaces."""
    numbers = {number for number, _ in present if number}
    names = {title_tight(name) for _, name in present}
    fresh: list[KnownSystem] = []
    for each in systems:
        key = title_tight(each.name)
        if not key or key in names or (each.number and each.number in numbers):
            continue
        names.add(key)
        numbers.add(each.number)
        fresh.append(each)
    return tuple(fresh)
