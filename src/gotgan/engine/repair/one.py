"""One table repaired whole: rows, duplicates, and what is only reported."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from gotgan.engine.repair.codes import LISTED, CodeTable, note_codes
from gotgan.engine.repair.duplicates import drop_repeats
from gotgan.engine.repair.near import note_near
from gotgan.engine.repair.plan import TEXT
from gotgan.engine.repair.report import note_facts
from gotgan.engine.repair.run import Repair, repair_rows
from gotgan.engine.tables import Table

Codes = Callable[[], Mapping[str, CodeTable]]


class RepairRows(Protocol):
    """`run.repair_rows`, or the same in shards (engine.execute)."""

    def __call__(self, table: Table, target: Path, *, epoch: int = 1900) -> Repair: ...


def repair_table(table: Table, target: Path, codes: Codes, *, rows: RepairRows = repair_rows) -> Repair:
    """Write a table readable and typed to `target`. Raises: TableBroken, OSError; nothing half-written remains.

    `codes`: asked for the code lists when a column first needs one. `rows`: who repairs the rows.
    """
    done = rows(table, target, epoch=_epoch_of(table))
    if done.repeats:
        done.rows = drop_repeats(target, done.hashes, done.tally)
    note_facts(done, table)
    listed = {plan.name: plan.purpose for plan in done.plan.columns if plan.purpose in LISTED and plan.type == TEXT}
    if listed and done.rows:
        note_codes(target, listed, codes(), done.tally)
    note_near(target, done.rows, done.tally)
    return done


def _epoch_of(table: Table) -> int:
    """From which year a workbook counts its days."""
    file = getattr(table, "file", None)
    if table.format != "xlsx" or file is None:
        return 1900
    try:
        with zipfile.ZipFile(file) as book, book.open("xl/workbook.xml") as content:
            head = content.read(1 << 16)
    except (OSError, KeyError, zipfile.BadZipFile):
        return 1900
    return 1904 if b'date1904="1"' in head or b'date1904="true"' in head else 1900
