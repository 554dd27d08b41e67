"""Exports made from a frozen campaign's file, never from the database: the same file gives the same bytes."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from gotgan.engine import detect
from gotgan.engine.package.rows import write_rows
from gotgan.store.folder import FolderStore
from gotgan.survey.results.book import write_book
from gotgan.survey.results.package import write_package
from gotgan.survey.results.tables import ANSWERS, SHEETS, write_tables
from gotgan.survey.rules.publication import standard_policy
from gotgan.terms.job import JobContext

PACKAGE, BOOK = "open-data.zip", "results.xlsx"
_LONGEST_FIELD = 1 << 30


def write_exports(store: FolderStore, sha256: str, context: JobContext) -> dict[str, dict[str, Any]]:
    """Make every export and keep it in the store: {file name: {"sha256", "size_bytes"}}, for the package also what was
    withheld. Raises: SnapshotBroken; ObjectMissing."""
    with store.open(sha256), tempfile.TemporaryDirectory(prefix="gotgan-results-") as scratch:
        folder = Path(scratch) / "made"
        folder.mkdir()
        more: dict[str, dict[str, Any]] = {}
        for number, (name, facts) in enumerate(_made(store.path_of(sha256), sha256, folder), start=1):
            more[name] = facts
            context.heartbeat({"exports": number})
        return {path.name: _kept(store, path) | more.get(path.name, {}) for path in sorted(folder.iterdir())}


def _made(source: Path, sha256: str, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    columns = write_tables(source, folder)
    yield ANSWERS, {}
    for name in (SHEETS, ANSWERS):
        target = folder / name.replace(".csv", ".parquet")
        write_rows(columns[name], _rows_of(folder / name), target)
        yield target.name, {}
    write_book(source, folder / BOOK)
    yield BOOK, {}
    with tempfile.TemporaryDirectory(prefix="gotgan-package-") as scratch:
        done = write_package(
            source, folder / PACKAGE, Path(scratch), sha256=sha256, policy=standard_policy(), mask=_mask
        )
    yield PACKAGE, {"rows": done.rows, "withheld": done.withheld()}


def _rows_of(path: Path) -> Iterator[Sequence[str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


@lru_cache(maxsize=50_000)
def _mask(text: str) -> str:
    """Without a digit or an @ there is no identifier in it."""
    return detect.mask_text(text) if any(sign.isdigit() or sign == "@" for sign in text) else text


def _kept(store: FolderStore, path: Path) -> dict[str, Any]:
    stored = store.put_file(path)
    return {"sha256": stored.sha256, "size_bytes": stored.size_bytes}
