"""Two institutions' tables as files, and the three steps on them with a key of the test's own."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from gotgan.agent.combine import join_folders, match_folders, prepare_file
from gotgan.engine.combine.match import Allowed
from gotgan.engine.deidentify.techniques.pseudonym import Key

KEY = secrets.token_hex(32)
ENVIRONMENT = {"COMBINATION_KEY": KEY}
ANYTHING = Allowed(whole=True, crossed=True)
Row = Sequence[Any]


def write_table(folder: Path, name: str, head: Row, rows: Sequence[Row]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
    return folder / f"{name}.csv"


def prepare_side(table: Path, folder: Path, identifiers: Sequence[str], **more: Any) -> Path:
    """`folder/NAME` with the two folders of that side."""
    place = folder / table.stem
    said = {
        "combination": "2026-1",
        "side": table.stem,
        "key": "env:COMBINATION_KEY",
        "environment": ENVIRONMENT,
        **more,
    }
    prepare_file(table, place, identifiers=identifiers, **said)
    return place


def for_manager(*sides: Path) -> list[Path]:
    return [side / "for-key-manager" for side in sides]


def for_body(*sides: Path) -> list[Path]:
    return [side / "for-combining-body" for side in sides]


def combine(sides: Sequence[Path], folder: Path, allowed: Allowed = ANYTHING, **more: Any) -> Path:
    """The combined file."""
    match_folders(for_manager(*sides), folder / "linkage", allowed=allowed)
    join_folders(for_body(*sides), folder / "linkage", folder / "out", **more)
    return folder / "out" / "data.parquet"


def rows_of(parquet: Path) -> list[tuple[Any, ...]]:
    return sorted(tuple(row.values()) for row in pq.read_table(parquet).to_pylist())


def key_of() -> Key:
    return Key("test", KEY.encode())
