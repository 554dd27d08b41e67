"""What an institution's row must look like. Plain values only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gotgan.terms.errors import Issue
from gotgan.terms.text import nfc, slug

CODE = re.compile(r"^[0-9A-Z]{7}$")
SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
COLUMNS = (
    "code", "name", "name_en", "slug", "kind", "parent", "valid_from", "valid_to", "successors",
)  # fmt: skip
NEEDED = ("code", "name")
_DATE_FORMS = ("%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%Y/%m/%d")


@dataclass(frozen=True)
class OrganisationRow:
    """One checked row; `line` is where it stood."""

    line: int
    code: str
    name: str
    name_en: str
    slug: str
    kind: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]


def parse_date(text: str) -> date | None:
    """Empty is None. Raises: ValueError."""
    text = text.strip()
    if not text:
        return None
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a date")


def parse_successors(text: str) -> tuple[str, ...]:
    """Codes separated by `;`, `|` or spaces."""
    return tuple(part for part in re.split(r"[;|\s]+", text.strip()) if part)


def slug_of(name: str, name_en: str, code: str) -> str:
    """An address part when none is given: the English name, else the romanised one, else the code."""
    return slug(name_en) or slug(name) or code.lower()


def check_row(line: int, cells: Mapping[str, str]) -> tuple[OrganisationRow | None, list[Issue]]:
    """Turn one row of text into a checked row, or say everything that is wrong with it."""
    text = {name: nfc(cells.get(name) or "").strip() for name in COLUMNS}
    issues = _issues_of(line, text)
    dates: dict[str, date | None] = {}
    for name in ("valid_from", "valid_to"):
        try:
            dates[name] = parse_date(text[name])
        except ValueError as error:
            issues.append(Issue(f"line {line}, {name}", str(error), "write YYYY-MM-DD"))
    start, end = dates.get("valid_from"), dates.get("valid_to")
    if start and end and end < start:
        issues.append(Issue(f"line {line}, valid_to", "lies before valid_from", "correct one of them"))
    if issues:
        return None, issues
    row = OrganisationRow(
        line, text["code"], text["name"], text["name_en"],
        text["slug"] or slug_of(text["name"], text["name_en"], text["code"]),
        text["kind"], text["parent"] or None, start, end, parse_successors(text["successors"]),
    )  # fmt: skip
    return row, []


def _issues_of(line: int, text: Mapping[str, str]) -> list[Issue]:
    issues = []
    if not CODE.match(text["code"]):
        what = f"{text['code']!r} is not an institution code"
        issues.append(Issue(f"line {line}, code", what, "seven digits or capital letters, kept as text"))
    if not text["name"]:
        issues.append(Issue(f"line {line}, name", "is empty", "give the Korean name"))
    if text["slug"] and not SLUG.match(text["slug"]):
        what = f"{text['slug']!r} is not an address part"
        issues.append(Issue(f"line {line}, slug", what, "lower-case letters, digits, single hyphens"))
    return issues


def check_links(rows: Iterable[OrganisationRow], known: Mapping[str, str]) -> list[Issue]:
    """Check what rows say about each other and about what is stored (`known`: code -> slug)."""
    rows = list(rows)
    issues: list[Issue] = []
    codes: dict[str, int] = {}
    slugs = {slug: code for code, slug in known.items()}
    for row in rows:
        if row.code in codes:
            issues.append(Issue(f"line {row.line}, code", f"{row.code} stands in line {codes[row.code]} too"))
        codes.setdefault(row.code, row.line)
        if slugs.setdefault(row.slug, row.code) != row.code:
            what = f"{row.slug!r} belongs to {slugs[row.slug]}"
            issues.append(Issue(f"line {row.line}, slug", what, "choose another"))
    present = codes.keys() | known.keys()
    for row in rows:
        for column, code in (("parent", row.parent), *(("successors", code) for code in row.successors)):
            if code and code not in present:
                what = f"{code} is neither in this file nor stored"
                issues.append(Issue(f"line {row.line}, {column}", what, "add its row"))
            if code == row.code:
                issues.append(Issue(f"line {row.line}, {column}", "names the institution itself"))
    return issues + _circles(rows)


def _circles(rows: Iterable[OrganisationRow]) -> list[Issue]:
    parents = {row.code: row.parent for row in rows if row.parent and row.parent != row.code}
    issues = []
    for row in rows:
        seen, current = {row.code}, parents.get(row.code)
        while current and current not in seen:
            seen.add(current)
            current = parents.get(current)
        if current == row.code and row.parent != row.code:
            issues.append(Issue(f"line {row.line}, parent", "leads back to the institution itself"))
    return issues
