"""What a dataset would be after processing: its tables tried on samples, and what each way of providing it gives."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gotgan import __version__
from gotgan.agent.gather import Gathered, gather_tables
from gotgan.agent.journal import strict
from gotgan.agent.measure import profile_gathered
from gotgan.agent.names import told_name, told_names
from gotgan.agent.walk import name_of, why_no_file
from gotgan.engine.potential.effort import calibrate
from gotgan.engine.potential.model import Given, How, Read, Reading, Tried
from gotgan.engine.potential.modes import Known, modes_of
from gotgan.engine.potential.readiness import read_shares
from gotgan.engine.potential.trial import try_tables
from gotgan.engine.tables import MediaFile, Unread
from gotgan.engine.tables.sniff import MEDIA
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.plain import as_plain
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import ModeEstimate

MOST_MOVED = 40
"""Checks that a document lists, those that moved farthest."""


@dataclass(frozen=True)
class TriedDataset:
    """`document`: counts, shares, plans and receipts, never a value. `receipt_digest`: of the receipts in it."""

    modes: tuple[ModeEstimate, ...]
    document: dict[str, Any]
    sampled_rows: int
    receipt_digest: str


def try_dataset(
    tables: Sequence[Given], read: Read, folder: Path, how: How, known: Known, untried: Mapping[str, int]
) -> TriedDataset:
    """Try and measure. `folder` is empty and the caller's to remove; rows of the data stand in it meanwhile.

    `read`: readiness of the dataset by other profiles of its tables. `untried`: {kind: how many} of files no trial
    touches. Raises: OSError (disk full).
    """
    tried = try_tables(tables, read, folder, how, untried)
    modes = modes_of(tried, known, how.rates, k=how.k)
    document = {
        "gotgan": __version__,
        "kind": "potential",
        "seed": how.seed,
        "sample_rows": how.rows,
        "k": how.k,
        "modes": [{**as_plain(each), "mode": str(each.mode)} for each in modes],
        "readiness": _readiness(tried),
        "tables": [_told(each.document) for each in tried.tables],
        "untried": dict(untried) | dict(tried.untried),
        "rates": {"year": how.rates["year"], "source": how.rates["source"]},
        "calibration": as_plain(calibrate(known.finished)),
    }
    document = strict(document)
    receipts = [each["receipt"] for each in document["tables"] if each.get("receipt")]
    sampled = sum(each.sampled for each in tried.tables)
    return TriedDataset(modes, document, sampled, fingerprint(receipts) if receipts else "")


def _told(table: Mapping[str, Any]) -> dict[str, Any]:
    """With the names in it fit to leave: a header may hold an identifier where a table has none."""
    shown = told_names(table)
    shown["table"] = told_name(shown["table"])
    for holder in (shown, (shown.get("receipt") or {}).get("parameters") or {}):
        if plan := holder.get("plan"):
            plan["columns"] = {told_name(name): entry for name, entry in plan["columns"].items()}
    return shown


def _readiness(tried: Tried) -> dict[str, Any]:
    before, after = tried.before, tried.after or Reading(None)
    return {
        "now": before.total,
        "after": after.total,
        "factors": {name: {"title": _title(before, name), "now": value, "after": after.factors.get(name)}
                    for name, value in before.factors.items()},
        "moved": _moved(before, after),
    }  # fmt: skip


def _moved(before: Reading, after: Reading) -> list[dict[str, Any]]:
    pairs = [(name, value, after.checks.get(name)) for name, value in before.checks.items()]
    moved = [(name, value, later) for name, value, later in pairs if later is not None and value != later]
    moved.sort(key=lambda each: (-abs((each[2] or 0) - (each[1] or 0)), each[0]))
    return [
        {"check": name, "title": _title(before, name), "now": value, "after": later}
        for name, value, later in moved[:MOST_MOVED]
    ]


def _title(reading: Reading, name: str) -> dict[str, str]:
    found: dict[str, str] = as_plain(reading.titles.get(name, Words(name, name)))
    return found


def try_file(path: Path, how: How, known: Known) -> TriedDataset:
    """A file as it lies, read by its counted shares alone: it has no record. Raises: Invalid, OSError."""
    if missing := why_no_file(path):
        raise Invalid(missing)
    with tempfile.TemporaryDirectory(prefix="gotgan-") as scratch, ExitStack() as opened:
        place = Path(scratch)
        found = list(gather_tables(path, name=name_of(path), scratch=place, in_place=True))
        for each in found:
            if isinstance(each, Gathered):
                opened.callback(each.discard)
        tables = [_given(each) for each in found if isinstance(each, Gathered)]
        untried = _count_media(found)
        if not tables and not untried:
            raise Invalid(Issue(name_of(path), "holds no table", "name a file that holds one"))
        folder = place / "trial"
        folder.mkdir()
        return try_dataset(tables, read_shares, folder, how, known, untried)


def _given(found: Gathered) -> Given:
    profile, findings = profile_gathered(found)
    table = found.table
    shown = replace(profile, path=table.path).to_json()
    return Given(
        table.path, found.parquet, table.sha256, table.columns, table.typed, shown,
        [each.to_json() for each in findings],
    )  # fmt: skip


def _count_media(found: Sequence[Gathered | Unread]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in found:
        if isinstance(each, MediaFile):
            kind = MEDIA.get(each.format or "", "other")
            counts[kind] = counts.get(kind, 0) + 1
    return counts
