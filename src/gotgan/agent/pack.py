"""`gotgan package`: files become Parquet with Croissant, data card and manifest; whole or not at all."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from gotgan import __version__
from gotgan.agent.files import Done, for_each_table
from gotgan.agent.gather import Gathered
from gotgan.agent.measure import profile_gathered, type_gathered
from gotgan.engine.package.card import PackedTable, data_card
from gotgan.engine.package.manifest import MANIFEST, entry_of, manifest_of
from gotgan.engine.tables import FreeText
from gotgan.terms.croissant import PARQUET, CroissantFacts, CroissantFile, CroissantTable, croissant
from gotgan.terms.errors import Invalid, Issue

_UNSAFE = re.compile(r'[\x00-\x1f/\\!:*?"<>|]+')


def package_files(files: Sequence[Path], folder: Path) -> Done:
    """Write `folder`: data/*.parquet (one a table), croissant.json, README.md, manifest.json.

    A folder that already holds a package is replaced; any other that is not empty is refused.
    When a file gave a problem nothing is written. Raises: Invalid, OSError (disk full).
    """
    _check_folder(folder)
    beside = folder.absolute().with_name(f".{folder.absolute().name}.{uuid4().hex[:8]}.part")
    try:
        (beside / "data").mkdir(parents=True)
        tables, done = _write_tables(files, beside)
        if not done.problems:
            _describe(tables, beside, files)
            _replace(beside, folder)
        return done
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Invalid(Issue(str(folder), "is a file", "choose another -o"))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise Invalid(Issue(str(folder), "is not empty and holds no package", "choose another -o"))


def _write_tables(files: Sequence[Path], folder: Path) -> tuple[list[PackedTable], Done]:
    tables: list[PackedTable] = []

    def handle(found: Gathered | FreeText) -> dict[str, Any] | None:
        if isinstance(found, FreeText):
            return None
        profile, findings = profile_gathered(found)
        target = f"data/{parquet_name(found.table.path, {PurePosixPath(table.file).name for table in tables})}"
        type_gathered(found, profile, folder / "data").replace(folder / target)
        tables.append(PackedTable(found.table.path, found.table.sha256, target, profile, tuple(findings)))
        return {"path": target}

    return tables, for_each_table(files, handle)


def parquet_name(path: str, taken: set[str]) -> str:
    """The input's own name as Parquet: `book.xlsx!sheet` becomes `book-sheet.parquet`."""
    outer, *inner = path.split("!")
    parts = [PurePosixPath(outer).stem, *(PurePosixPath(part).stem for part in inner)]
    stem = _UNSAFE.sub("-", "-".join(parts)).strip(".- ")[:80] or "table"
    name, number = f"{stem}.parquet", 2
    while name in taken:
        name, number = f"{stem}-{number}.parquet", number + 1
    return name


def _describe(tables: Sequence[PackedTable], folder: Path, files: Sequence[Path]) -> None:
    title = PurePosixPath(tables[0].source.split("!")[0]).stem if len(files) == 1 else f"{len(files)} files"
    newest = max(path.stat().st_mtime for path in files)
    _write_json(folder / "croissant.json", _croissant(title, tables, folder, datetime.fromtimestamp(newest, UTC)))
    (folder / "README.md").write_text(data_card(title, tables), encoding="utf-8")
    manifest = manifest_of(folder)
    _write_json(folder / MANIFEST, {"gotgan": __version__, "kind": "manifest", **manifest.to_json()})


def _croissant(title: str, tables: Sequence[PackedTable], folder: Path, newest: datetime) -> dict[str, Any]:
    files, sets = [], []
    for table in tables:
        entry = entry_of(folder / table.file, folder)
        stem = PurePosixPath(table.file).stem
        files.append(CroissantFile(table.file, table.file, entry.size_bytes, entry.sha256, PARQUET))
        columns = [(column.name, column.type) for column in table.profile.columns]
        sets.append(CroissantTable(stem, table.file, columns))
    facts = CroissantFacts(
        name=_UNSAFE.sub("-", title),
        title=title,
        description=f"{title}: {sum(table.profile.rows for table in tables)} rows in {len(tables)} table(s)",
        url=f"urn:sha256:{files[0].sha256}",
        licence="",
        version="1.0.0",
        published=newest.date().isoformat(),
        publisher="unknown",
        sensitive=sorted({finding.kind for table in tables for finding in table.findings}),
    )
    return croissant(facts, files, sets)


def _write_json(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n", encoding="utf-8")


def _replace(beside: Path, folder: Path) -> None:
    """Put the new package where the old one was; a failure in between leaves the old one beside."""
    old = beside.with_suffix(".old")
    if folder.exists():
        folder.rename(old)
    else:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
