"""What was planted where. Written beside the sample for tests and benchmarks, never harvested."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class TableTruth:
    """One table; `path` as SHAPES names it, from the sample's root. `rows` are below the header."""

    path: str
    rows: int
    header_rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class DatasetTruth:
    """One dataset. `opens` is false when its file is broken on purpose: cut short, empty, or of two
    encodings (its rows are counted all the same). `files` counts the files of a folder."""

    institution: str
    path: str
    title: str
    title_en: str
    subject: str
    field: str
    rows: int
    form: str
    encoding: str | None
    real: bool
    opens: bool
    files: int
    tables: tuple[TableTruth, ...]


@dataclass(frozen=True)
class IdentifierTruth:
    """One planting. `values` are all of them, as written; `column` None in free-standing text."""

    path: str
    table: str
    column: str | None
    kind: str
    style: str
    count: int
    values: tuple[str, ...]


@dataclass(frozen=True)
class DefectTruth:
    """`count` cells of `column`, or rows when `column` is None."""

    path: str
    table: str
    kind: str
    column: str | None
    count: int
    value: str = ""


@dataclass(frozen=True)
class OverlapTruth:
    """`relation` is a word of SHAPES (same_content, same_schema, joinable); `how` says how it was made."""

    a: str
    b: str
    relation: str
    how: str = ""
    a_column: str = ""
    b_column: str = ""


@dataclass(frozen=True)
class TrapTruth:
    """A column that looks like identifiers and holds none."""

    path: str
    table: str
    column: str
    why: str


@dataclass
class SampleTruth:
    """The whole truth of one sample."""

    seed: int
    datasets: list[DatasetTruth] = field(default_factory=list)
    identifiers: list[IdentifierTruth] = field(default_factory=list)
    defects: list[DefectTruth] = field(default_factory=list)
    overlaps: list[OverlapTruth] = field(default_factory=list)
    traps: list[TrapTruth] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(dataset.rows for dataset in self.datasets)

    @property
    def values(self) -> set[str]:
        """Every planted identifier, as written."""
        return {value for planted in self.identifiers for value in planted.values}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> SampleTruth:
        datasets = [DatasetTruth(**{**row, "tables": tuple(_tables(row["tables"]))}) for row in document["datasets"]]
        identifiers = [IdentifierTruth(**{**row, "values": tuple(row["values"])}) for row in document["identifiers"]]
        return cls(
            document["seed"],
            datasets,
            identifiers,
            [DefectTruth(**row) for row in document["defects"]],
            [OverlapTruth(**row) for row in document["overlaps"]],
            [TrapTruth(**row) for row in document["traps"]],
        )

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> SampleTruth:
        return cls.from_json(json.loads(path.read_text(encoding="utf-8")))


def _tables(rows: Iterable[dict[str, Any]]) -> Iterable[TableTruth]:
    return (TableTruth(**{**row, "columns": tuple(row["columns"])}) for row in rows)
