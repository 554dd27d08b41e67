"""The files of a package: each table as Parquet, whole or split, and in the other formats asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from gotgan.agent.files import Done, for_each_table
from gotgan.agent.gather import Gathered
from gotgan.agent.measure import profile_gathered, type_gathered
from gotgan.agent.pack_names import parquet_name
from gotgan.engine.package.contents import PackedFile, PackedTable
from gotgan.engine.package.field_types import fields_of
from gotgan.engine.package.leakage import check_splits
from gotgan.engine.package.manifest import entry_of
from gotgan.engine.package.split import SPLITS, Assignment, SplitAsk, assign, merge_all
from gotgan.engine.package.split_files import write_splits
from gotgan.engine.package.split_keys import census_of, check_columns, kind_of
from gotgan.engine.tables import FreeText
from gotgan.terms.errors import Invalid, Issue

FORMATS = ("parquet", "jsonl", "csv", "webdataset")
_WHOLE = "whole"

Lost = dict[str, int]


def gather_package(files: Sequence[Path], part: Path) -> tuple[list[PackedTable], Done]:
    """Read every table to `part/whole/NAME.parquet`, typed, measured and searched."""
    tables: list[PackedTable] = []
    (part / _WHOLE).mkdir()
    hashes = {str(path): entry_of(path, path.parent).sha256 for path in files if path.is_file()}

    def handle(found: Gathered | FreeText) -> dict[str, Any] | None:
        if isinstance(found, FreeText):
            return None
        profile, findings = profile_gathered(found)
        target = part / _WHOLE / parquet_name(found.table.path, {f"{table.name}.parquet" for table in tables})
        name = target.stem
        type_gathered(found, profile, target.parent).replace(target)
        source = found.table.sha256 or hashes.get(found.table.path.split("!")[0], "")
        tables.append(PackedTable(name, found.table.path, source, profile, tuple(findings), fields_of(target)))
        return {"path": f"data/{name}.parquet"}

    return tables, for_each_table(files, handle)


def write_parquets(
    tables: Sequence[PackedTable], part: Path, ask: SplitAsk | None
) -> tuple[list[PackedTable], dict[str, Any] | None]:
    """The tables with their Parquet files under `data`, and what the receipt says of the splits.

    Raises: Invalid for a split that cannot be made, Leak.
    """
    if ask is None:
        return [_move(table, part) for table in tables], None
    wholes = {table.name: part / _WHOLE / f"{table.name}.parquet" for table in tables}
    assignments = _assign(wholes, ask)
    done = []
    for table in tables:
        targets = {split: part / "data" / f"{table.name}-{split}.parquet" for split in ask.wanted}
        rows = write_splits(wholes[table.name], assignments[table.name], ask, targets)
        files = [PackedFile(f"data/{path.name}", "parquet", split, rows[split]) for split, path in targets.items()]
        wholes[table.name].unlink()
        done.append(replace(table, files=tuple(files)))
    (part / _WHOLE).rmdir()
    return done, _checked(done, part, ask, assignments)


def _move(table: PackedTable, part: Path) -> PackedTable:
    whole = part / _WHOLE / f"{table.name}.parquet"
    rows = pq.read_metadata(whole).num_rows
    whole.rename(part / "data" / whole.name)
    if not any(whole.parent.iterdir()):
        whole.parent.rmdir()
    return replace(table, files=(PackedFile(f"data/{whole.name}", "parquet", "", rows),))


def _assign(wholes: Mapping[str, Path], ask: SplitAsk) -> dict[str, Assignment]:
    """By table; named columns are dealt once for all tables, so that no group parts between two of them."""
    if ask.by == "row":
        return {name: assign(census_of(path, ask), ask) for name, path in wholes.items()}
    schemas = [pq.read_schema(path) for path in wholes.values()]
    for schema in schemas:
        check_columns(schema, ask)
    for column in ask.columns:
        kinds = {kind_of(schema.field(column).type).replace("whole", "number") for schema in schemas}
        if len(kinds) > 1:
            what = f"is {' in one table and '.join(sorted(kinds))} in another"
            raise Invalid(Issue(f"column {column!r}", what, "make it one kind first (gotgan repair)"))
    together = assign(merge_all(census_of(path, ask) for path in wholes.values()), ask)
    return dict.fromkeys(wholes, together)


def _checked(
    tables: Sequence[PackedTable], part: Path, ask: SplitAsk, assignments: Mapping[str, Assignment]
) -> dict[str, Any]:
    """What was asked, what was reached, and that nothing is shared. Raises: Leak."""
    files = {
        split: [part / file.path for table in tables for file in table.files if file.split == split]
        for split in ask.wanted
    }
    if ask.by == "row":
        for number in range(len(tables)):
            check_splits({split: [paths[number]] for split, paths in files.items()}, by="row")
        check: dict[str, Any] = {"by": "row", "shared": 0}
    else:
        check = check_splits(files, by=ask.by, columns=ask.columns)
    rows = {split: sum(pq.read_metadata(path).num_rows for path in paths) for split, paths in files.items()}
    total = sum(rows.values())
    asked = dict(zip(SPLITS, ask.shares, strict=True))
    units = sum(each.units for each in {id(each): each for each in assignments.values()}.values())
    return {
        "by": ask.by,
        "columns": list(ask.columns),
        "seed": ask.seed,
        "tolerance": ask.tolerance,
        "units": units,
        "splits": {
            split: {"rows": count, "asked": asked[split], "share": count / total} for split, count in rows.items()
        },
        "check": check,
    }


def write_formats(tables: Sequence[PackedTable], part: Path, formats: Sequence[str]) -> tuple[list[PackedTable], Lost]:
    """The tables with their files in every format; and how many numbers JSON could not say, by table."""
    lost: Lost = {}
    done = []
    for table in tables:
        files = list(table.files)
        for file in table.files:
            for name in [name for name in FORMATS[1:] if name in formats]:
                made, unsayable = _write(name, part, file)
                files += made
                lost[table.name] = max(lost.get(table.name, 0), 0) + unsayable
        done.append(replace(table, files=tuple(files)))
    return done, {name: count for name, count in lost.items() if count}


def _write(name: str, part: Path, file: PackedFile) -> tuple[list[PackedFile], int]:
    from gotgan.engine.deidentify.csv_file import write_csv
    from gotgan.engine.package.lines import write_jsonl
    from gotgan.engine.package.shards import write_shards

    parquet, folder = part / file.path, part / name
    folder.mkdir(exist_ok=True)
    if name == "webdataset":
        shards = write_shards(parquet, folder, parquet.stem)
        return [PackedFile(f"{name}/{path.name}", name, file.split, rows) for path, rows in shards], 0
    target = folder / f"{parquet.stem}.{name}"
    lost = 0
    if name == "csv":
        write_csv(parquet, target)
    else:
        lost = write_jsonl(parquet, target)
    return [PackedFile(f"{name}/{target.name}", name, file.split, file.rows)], lost
