"""Exports made from a frozen campaign's file, never from the database: the same file gives the same bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Any

from gotgan.engine import detect
from gotgan.engine.package.rows import csv_as_parquet
from gotgan.store.folder import FolderStore
from gotgan.survey.results import flat
from gotgan.survey.results.book import Book
from gotgan.survey.results.flat import Columns, Reader
from gotgan.survey.results.package import write_package
from gotgan.survey.results.public import Choice
from gotgan.survey.results.tables import ANSWERS, SHEETS, Tables, organisation_row
from gotgan.survey.rules.publication import standard_policy
from gotgan.terms.job import JobContext

PACKAGE, BOOK = "open-data.zip", "results.xlsx"
_EVERY = 500


def write_exports(store: FolderStore, sha256: str, context: JobContext) -> dict[str, dict[str, Any]]:
    """Make every export and keep it in the store: {file name: {"sha256", "size_bytes"}}, for the package also what was
    withheld. Raises: SnapshotBroken; ObjectMissing."""
    with store.open(sha256), tempfile.TemporaryDirectory(prefix="gotgan-results-") as scratch:
        folder = Path(scratch) / "made"
        folder.mkdir()
        more: dict[str, dict[str, Any]] = {}
        for number, (name, facts) in enumerate(_made(store.path_of(sha256), sha256, folder, context), start=1):
            more[name] = facts
            context.heartbeat({"exports": number})
        return {path.name: _kept(store, path) | more.get(path.name, {}) for path in sorted(folder.iterdir())}


def _made(source: Path, sha256: str, folder: Path, context: JobContext) -> Iterator[tuple[str, dict[str, Any]]]:
    choice = Choice(standard_policy())
    columns = _write_tables(source, folder, choice, context)
    yield BOOK, {}
    for name in (SHEETS, ANSWERS):
        target = folder / name.replace(".csv", ".parquet")
        csv_as_parquet(columns[name], folder / name, target)
        yield target.name, {}
    with tempfile.TemporaryDirectory(prefix="gotgan-package-") as scratch:
        done = write_package(source, folder / PACKAGE, Path(scratch), sha256=sha256, choice=choice, mask=_mask)
    yield PACKAGE, {"rows": done.rows, "withheld": done.withheld()}


def _write_tables(source: Path, folder: Path, choice: Choice, context: JobContext) -> Mapping[str, Columns]:
    """The tables and the workbook, and which sheets are published: one reading of the file for all of them."""
    reader = Reader(source)
    form, items = reader.form, flat.asked_items(reader.form)
    with ExitStack() as stack:
        tables, book = Tables(stack, folder, form), Book(reader, folder / BOOK)
        for line in reader.read():
            if line["kind"] == "organisation":
                row = organisation_row(form, line)
                tables.add_body(row)
                book.add_body(row)
                continue
            if choice.met % _EVERY == 0:
                context.heartbeat({"exported": choice.met})
            said = flat.said_in(reader.named_form, items, line["answers"])
            tables.add_sheet(reader.body, line, said)
            book.add_sheet(reader.body, line, said)
            choice.add(line)
        tables.finish(reader.tally)
        book.finish(reader.tally)
    return tables.columns


@lru_cache(maxsize=50_000)
def _mask(text: str) -> str:
    """Without a digit or an @ there is no identifier in it."""
    return detect.mask_text(text) if any(sign.isdigit() or sign == "@" for sign in text) else text


def _kept(store: FolderStore, path: Path) -> dict[str, Any]:
    stored = store.put_file(path)
    return {"sha256": stored.sha256, "size_bytes": stored.size_bytes}
