"""Rows of a proved run before and after, as the engine stored them: for who has to judge the result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from gotgan.refine import models
from gotgan.store.folder import FolderStore, ObjectMissing


@dataclass(frozen=True)
class Cell:
    """`before` is a shape, or the cell itself where it passed unchanged; `after` as written. None: a missing value."""

    before: str | None
    after: str | None
    is_changed: bool
    is_hidden: bool
    """Of a sensitive column, of which nothing is shown as it was."""
    is_written: bool


@dataclass(frozen=True)
class LookColumn:
    name: str
    do: str


@dataclass(frozen=True)
class Look:
    """`rows` hold a cell for each of `columns`."""

    columns: tuple[LookColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]


def look_of(row: models.Run) -> Look | None:
    """None when nothing was stored, as for a refused run, or it is gone. Who asks must have the right (may_look)."""
    if not row.look_sha256:
        return None
    try:
        kept = json.loads(b"".join(FolderStore(Path(settings.GOTGAN_DATA) / "objects").read(row.look_sha256)))
    except ObjectMissing:
        return None
    columns = tuple(LookColumn(each["name"], each["do"]) for each in kept["columns"])
    rows = tuple(tuple(_cell(each, at) for each in kept["columns"]) for at in range(kept["rows"]))
    return Look(columns, rows)


def _cell(column: Mapping[str, Any], at: int) -> Cell:
    before, after, changed = column["before"], column["after"], column["changed"]
    return Cell(
        before and before[at], after and after[at], bool(changed and changed[at]), before is None, after is not None
    )
