"""A published list as files to take away: CSV that a Korean Excel opens, JSON, Excel; each time the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gotgan.assess import words_published as words
from gotgan.site.listing import tables
from gotgan.site.listing.page import ListPage, Shown
from gotgan.site.listing.tables import Row, Table
from gotgan.terms.cells import harmless
from gotgan.terms.counted import value_words
from gotgan.terms.digest import canonical_json
from gotgan.terms.published import PublishedList

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_CELL = 32_767
_LONG_AGO = datetime(2000, 1, 1)


def as_csv(table: Table) -> bytes:
    """UTF-8 with the mark that Excel looks for; no cell begins as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(harmless, table.heads))
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(version: PublishedList, members: Table, method: Iterable[Row]) -> bytes:
    """Two sheets: who is in it, and how it came about."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, _OPTIONS)
    day = version.signed_at.replace(tzinfo=None, microsecond=0) if version.signed_at else _LONG_AGO
    book.set_properties({"title": words.in_language(version.name), "created": day})
    bold = book.add_format({"bold": True})
    names = tables.sheet_names()
    sheet = book.add_worksheet(names[0])
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 1, 32)
    sheet.set_column(7, 7, 60)
    _write(sheet, (members.heads, *members.rows), bold, bold_rows={0})
    beside = book.add_worksheet(names[1])
    beside.set_column(0, 0, 48)
    _write(beside, method, bold, bold_rows=set())
    book.close()
    return made.getvalue()


def _write(sheet: Any, rows: Iterable[Row], bold: Any, *, bold_rows: set[int]) -> None:
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            kind = bold if number in bold_rows else None
            if isinstance(cell, int | float):
                sheet.write_number(number, place, cell, kind)
            elif cell:
                sheet.write_string(number, place, str(cell)[:LONGEST_CELL], kind)


def as_json(page: ListPage) -> bytes:
    """What everyone may have, in one byte form (terms.digest.canonical_json): codes, and names in both languages."""
    version = page.version
    return canonical_json(
        {
            "list": {
                "slug": version.slug, "number": version.number, "name_ko": version.name.ko, "name_en": version.name.en,
                "purpose_ko": version.purpose.ko, "purpose_en": version.purpose.en, "owner": version.owner,
                "owner_name": version.owner_name,
                "signed_at": version.signed_at.isoformat() if version.signed_at else None,
                "sha256": {"document": version.sha256["document"]},
            },
            "counts": {
                "members": len(version.members),
                **{each: version.count(each) for each in ("core", "contested", "reserve")},
            },
            "members": [_member(each) for each in page.members],
            "reserve": [_member(each) for each in page.reserve] if version.names_reserve else None,
            "criteria": [
                {
                    "id": each.id, "weight": each.weight,
                    "did_not_decide": each.because and {"ko": each.because.ko, "en": each.because.en},
                    "moved": None if each.moved_down is None else [each.moved_down, each.moved_up],
                }
                for each in version.criteria
            ],
            "constraints": [
                {"name": each.name, "limit": each.value, "slack": each.slack, "price": each.price}
                for each in version.limits
            ],
            "gates": list(version.gates),
            "robustness": {
                "draws": version.draws, "spread": version.spread, "core_from": version.core_from,
                "reserve_from": version.reserve_from,
            },
            "notes": list(version.notes),
        }
    )  # fmt: skip


def _member(shown: Shown) -> dict[str, Any]:
    listed = shown.listed
    plain = {
        "title": listed.title, "title_en": listed.title_en, "organisation": listed.organisation,
        "organisation_name": listed.organisation_name, "is_open": shown.is_open, "is_withdrawn": shown.is_withdrawn,
    }  # fmt: skip
    if not shown.is_open:
        return plain
    return plain | {
        "address": shown.address, "field": listed.field, **_named("field", listed.field),
        "modality": listed.modality, **_named("modality", listed.modality), "mode": listed.mode or None,
        "class": listed.standing, "acceptability": listed.acceptability,
        "reasons": [each.en for each in listed.reasons] if listed.is_member else [],
    }  # fmt: skip


def _named(column: str, value: str) -> dict[str, str]:
    """What a value is called, in both languages."""
    named = value_words(column, value)
    return {f"{column}_name": named.ko, f"{column}_name_en": named.en}
