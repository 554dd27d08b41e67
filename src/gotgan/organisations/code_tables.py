"""Importing time-versioned code tables from CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from gotgan.audit.actions import record
from gotgan.organisations.models import Code
from gotgan.organisations.rules import parse_date, parse_successors
from gotgan.organisations.tabular import Imported, read_cells
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.text import nfc

_MOST_ISSUES = 1000


@dataclass(frozen=True)
class _Meaning:
    name: str
    valid_to: date | None
    successors: tuple[str, ...]


_Rows = dict[tuple[str, date | None], _Meaning]


def import_codes(source: Path | BinaryIO, *, by: Actor, table: str) -> Imported:
    """Import `code, name, valid_from, valid_to, successors`, whole or not at all.

    One row a code and start date. Idempotent; rows absent from the file stay, so that a newer
    table adds to an older one. Raises: Invalid with every issue, each with its line and column.
    """
    rows = _checked_rows(source)
    with transaction.atomic():
        stored = {(row.code, row.valid_from): row for row in Code.objects.filter(table=table)}
        added = [_code(table, key, meaning) for key, meaning in rows.items() if key not in stored]
        changed = [_change(stored[key], meaning) for key, meaning in rows.items() if _differs(stored.get(key), meaning)]
        Code.objects.bulk_create(added, batch_size=2000)
        Code.objects.bulk_update(changed, ["name", "valid_to", "successors"], batch_size=200)
        done = Imported(len(rows), len(added), len(changed))
        record(by=by, action="organisations.import_codes", subject=f"code_table:{table}", details=done.to_json())
    return done


def _checked_rows(source: Path | BinaryIO) -> _Rows:
    rows: _Rows = {}
    issues: list[Issue] = []
    for line, cells in read_cells(source, needed=("code", "name")):
        found = _check(line, cells, rows)
        issues.extend(found)
        if len(issues) >= _MOST_ISSUES:
            break
    if issues:
        raise Invalid(*issues)
    return rows


def _check(line: int, cells: Mapping[str, str], rows: _Rows) -> list[Issue]:
    """Add one row, or say what is wrong with it."""
    issues = []
    code, name = cells["code"].strip(), nfc(cells["name"]).strip()
    if not code or len(code) > 40:
        issues.append(Issue(f"line {line}, code", "is empty or longer than 40 characters", "correct it"))
    if not name or len(name) > 300:
        issues.append(Issue(f"line {line}, name", "is empty or longer than 300 characters", "correct it"))
    dates: list[date | None] = []
    for column in ("valid_from", "valid_to"):
        try:
            dates.append(parse_date(cells.get(column, "")))
        except ValueError as error:
            issues.append(Issue(f"line {line}, {column}", str(error), "write YYYY-MM-DD"))
    if issues:
        return issues
    if (code, dates[0]) in rows:
        return [Issue(f"line {line}, code", f"{code} from the same day stands above too", "remove one")]
    rows[code, dates[0]] = _Meaning(name, dates[1], parse_successors(cells.get("successors", "")))
    return []


def _code(table: str, key: tuple[str, date | None], meaning: _Meaning) -> Code:
    return Code(
        table=table, code=key[0], valid_from=key[1], name=meaning.name, valid_to=meaning.valid_to,
        successors=list(meaning.successors),
    )  # fmt: skip


def _differs(row: Code | None, meaning: _Meaning) -> bool:
    return row is not None and (row.name, row.valid_to, tuple(row.successors)) != (
        meaning.name,
        meaning.valid_to,
        meaning.successors,
    )


def _change(row: Code, meaning: _Meaning) -> Code:
    row.name, row.valid_to, row.successors = meaning.name, meaning.valid_to, list(meaning.successors)
    return row
