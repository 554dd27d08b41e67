"""A dataset tried: its largest tables one after the other, then its readiness read again from what was measured."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gotgan.engine.potential.measuring import with_missing
from gotgan.engine.potential.model import Given, How, Read, Reading, Tables, Tried, TriedTable
from gotgan.engine.potential.planning import columns_of_persons
from gotgan.engine.potential.raising import Side, raise_counts
from gotgan.engine.potential.table_trial import try_table
from gotgan.terms.profile import has_only_sample
from gotgan.terms.selection import Interval


def try_tables(tables: Sequence[Given], read: Read, folder: Path, how: How, untried: Mapping[str, int]) -> Tried:
    """`read`: the dataset's readiness by profiles and findings of all of its tables, in their order.

    `untried`: {kind of file: how many} beside the tables. Memory: one sample. Raises: OSError (disk full).
    """
    chosen = _largest(tables, how.most_tables)
    tried: dict[int, TriedTable] = {}
    for number, place in enumerate(chosen):
        _tell(how, number, len(chosen) + 1)
        scratch = folder / f"table-{place}"
        scratch.mkdir()
        try:
            tried[place] = try_table(tables[place], scratch, how)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    _tell(how, len(chosen), len(chosen) + 1)
    left = {"table": len(tables) - len(chosen)} if len(tables) > len(chosen) else {}
    return _read_all(tables, tried, read, {**untried, **left})


def _tell(how: How, done: int, of: int) -> None:
    if how.tell is not None:
        how.tell(done, of)


def _largest(tables: Sequence[Given], most: int) -> list[int]:
    """Places of the tables with most cells, in the tables' order."""

    def cells(place: int) -> int:
        profile = tables[place].profile
        return int(profile["rows"]) * len(profile["columns"])

    return sorted(sorted(range(len(tables)), key=lambda place: (-cells(place), place))[:most])


def _read_all(
    tables: Sequence[Given], tried: Mapping[int, TriedTable], read: Read, untried: Mapping[str, int]
) -> Tried:
    now = read([(each.profile, each.findings) for each in tables])
    before = _interval(now, [read(_before(tables, side)) for side in (Side.WORSE, Side.BETTER)])
    missed = sum(len(columns_of_persons(each.findings)) for place, each in enumerate(tables) if place not in tried)
    if not tried or any(each.problem for each in tried.values()):
        return Tried(tuple(tried.values()), untried, now, None, before, None, missed)
    after = read(_after(tables, tried, Side.AS_MEASURED))
    ends = [read(_after(tables, tried, side)) for side in (Side.WORSE, Side.BETTER)]
    return Tried(tuple(tried.values()), untried, now, after, before, _interval(after, ends), missed)


def _before(tables: Sequence[Given], side: Side) -> Tables:
    """As they are: without bounds where every row was measured."""
    return [_moved_before(each, side) if has_only_sample(each.profile) else (each.profile, each.findings)
            for each in tables]  # fmt: skip


def _moved_before(table: Given, side: Side) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    of = (table.profile.get("sample") or {}).get("of") or 10 * int(table.profile["rows"])
    return raise_counts(table.profile, table.findings, of=int(of), side=side)


def _after(tables: Sequence[Given], tried: Mapping[int, TriedTable], side: Side) -> Tables:
    """Processed where it was tried; the others as they are."""
    return [_raised(each, tried[place], side) if place in tried else (each.profile, each.findings)
            for place, each in enumerate(tables)]  # fmt: skip


def _raised(given: Given, table: TriedTable, side: Side) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    if table.is_whole:
        return dict(table.profile), [dict(each) for each in table.findings]
    sampled = _losing_nothing(table) if side is Side.BETTER else table.profile
    profile, findings = raise_counts(sampled, table.findings, of=table.rows, side=side)
    if not table.drops_rows and given.profile.get("duplicate_rows") is not None:
        # Of rows that stand twice a sample meets both seldom: where none are dropped, the whole table's count holds.
        profile |= {name: given.profile.get(name) for name in ("duplicate_rows", "duplicate_row_rate")}
    return profile, findings


def _losing_nothing(table: TriedTable) -> dict[str, Any]:
    """Among more rows everybody finds others sooner, so that less is generalised: at best no cell is emptied by it,
    and keys stay written one way. What the sample lost is the worst of it."""
    profile = with_missing(table.profile, {name: -count for name, count in table.lost.items()})
    columns = [{**each, "mixed_type_rate": 0.0} if each["name"] in table.lost and each.get("mixed_type_rate") else each
               for each in profile["columns"]]  # fmt: skip
    return {**profile, "columns": columns}


def _interval(reading: Reading, ends: Sequence[Reading]) -> Interval | None:
    totals = [each.total for each in (reading, *ends) if each.total is not None]
    return Interval(reading.total, min(totals), max(totals)) if reading.total is not None else None
