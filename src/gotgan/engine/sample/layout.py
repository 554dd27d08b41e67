"""How one dataset is laid out on disk beyond its cells, and what a form reports back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from gotgan.engine.sample.frame import Tables


@dataclass
class Layout:
    """`ragged` maps a row to -1 (last cell gone) or +1 (a cell too many); `foreign` rows of a text
    file are written in the other encoding; without `header` the first line is a record."""

    title: str = ""
    unit: str = ""
    header: bool = True
    ragged: dict[int, int] = field(default_factory=dict)
    foreign: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class WrittenTable:
    """`member` continues the file's path as SHAPES names tables: ``, `!sheet`, `/part.csv`."""

    member: str
    rows: int
    header_rows: int
    name: str = ""


Write = Callable[[Path, Tables, Layout], list[WrittenTable]]


@dataclass(frozen=True)
class Form:
    """A way institutions keep data. An empty `suffix` is a folder; `opens` is false for broken files."""

    name: str
    suffix: str
    write: Write
    encoding: str | None = None
    opens: bool = True
