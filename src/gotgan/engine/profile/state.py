"""What is kept of a table between the verbs. States hold values: they stay with the data's owner."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from gotgan.engine.profile.classes import Spelling
from gotgan.engine.profile.facts import TableFacts
from gotgan.engine.profile.numbers import Array, NumberState
from gotgan.engine.profile.sample.state import SampleState
from gotgan.engine.profile.top import Frequent
from gotgan.engine.tables import ColumnName

STATE_VERSION = 1
HASHES = "duckdb-2.0"
"""Whose hash function filled `kmv` and `row_hashes`; states of another one do not merge."""
KMV_SIZE = 1024
ROWS_KEPT = 1 << 18
"""Rows whose hashes a state keeps, so that duplicates across parts are counted exactly."""

Ends = tuple[tuple[str, str], tuple[str, str]]
"""Least and greatest (sortable key, text as stored)."""


def no_hashes() -> Array:
    return np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True, eq=False)
class ColumnState:
    """One column. `kind` is its class (classes.class_of). `filled`: neither null nor blank.

    `kmv` holds the KMV_SIZE smallest hashes of its distinct values, ascending: all of them when fewer.
    `distinct` is exact, None after a merge that could not know. `ends` by candidate type.
    `masks` are (mask, rows) of a sample of `masked_rows` rows.
    """

    name: str
    original_name: str
    position: int
    kind: str
    count: int
    filled: int
    distinct: int | None
    kmv: Array = field(default_factory=no_hashes)
    low: str | None = None
    high: str | None = None
    length_min: int | None = None
    length_max: int | None = None
    length_sum: int = 0
    sentinels: tuple[tuple[str | int | float, int], ...] = ()
    spelling: Spelling = field(default_factory=Spelling)
    ends: dict[str, Ends] = field(default_factory=dict)
    frequent: Frequent = field(default_factory=Frequent)
    numbers: NumberState | None = None
    not_finite: int = 0
    masks: tuple[tuple[str, int], ...] = ()
    masked_rows: int = 0
    replaced: int = 0
    """Cells with U+FFFD in them: text that was once decoded wrongly."""
    entropy: float | None = None
    """Of the values of the filled cells, in bits; after a merge known only where every value is."""

    def to_json(self) -> dict[str, Any]:
        document = {item.name: getattr(self, item.name) for item in fields(self)}
        document["kmv"] = pack(self.kmv)
        document["spelling"] = {
            "could_be": sorted(self.spelling.could_be), "has_fraction": self.spelling.has_fraction,
        }  # fmt: skip
        document["ends"] = {name: [list(end) for end in ends] for name, ends in self.ends.items()}
        document["frequent"] = self.frequent.to_json()
        document["numbers"] = self.numbers.to_json() if self.numbers else None
        return document

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> ColumnState:
        spelling = document["spelling"]
        return cls(**{
            **document,
            "kmv": unpack(document["kmv"]),
            "spelling": Spelling(frozenset(spelling["could_be"]), spelling["has_fraction"]),
            "ends": {name: _ends(pair) for name, pair in document["ends"].items()},
            "frequent": Frequent.from_json(document["frequent"]),
            "numbers": NumberState.from_json(document["numbers"]) if document["numbers"] else None,
            "sentinels": _pairs(document["sentinels"]),
            "masks": _pairs(document["masks"]),
        })  # fmt: skip


@dataclass(frozen=True, eq=False)
class TableState:
    """`row_hashes`: ascending hashes of the distinct rows, or None above ROWS_KEPT rows; merging then
    adds up the `duplicates` inside each part, a lower bound (`duplicates_exact` false).
    `tier`: the highest that was measured, and all that is above is empty; 1 where a database answered."""

    facts: TableFacts
    rows: int
    duplicates: int
    row_hashes: Array | None
    columns: tuple[ColumnState, ...]
    merged: bool = False
    duplicates_exact: bool = True
    hashes: str = HASHES
    tier: int = 3
    sample: SampleState | None = None
    """The rows that the third tier looks at; None where it looks at none."""

    def to_json(self) -> dict[str, Any]:
        """A strict-JSON document; `from_json` gives an equal state back."""
        facts = {item.name: getattr(self.facts, item.name) for item in fields(self.facts)}
        facts["columns"] = [[c.name, c.original_name, c.position] for c in self.facts.columns]
        return {
            "version": STATE_VERSION,
            "facts": facts,
            "rows": self.rows,
            "duplicates": self.duplicates,
            "row_hashes": None if self.row_hashes is None else pack(self.row_hashes),
            "columns": [column.to_json() for column in self.columns],
            "merged": self.merged,
            "duplicates_exact": self.duplicates_exact,
            "hashes": self.hashes,
            "tier": self.tier,
            "sample": self.sample.to_json() if self.sample else None,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> TableState:
        facts = dict(document["facts"])
        facts["columns"] = tuple(ColumnName(*names) for names in facts["columns"])
        facts["warnings"] = tuple(facts["warnings"])
        hashes = document["row_hashes"]
        return cls(
            facts=TableFacts(**facts),
            rows=document["rows"],
            duplicates=document["duplicates"],
            row_hashes=None if hashes is None else unpack(hashes),
            columns=tuple(ColumnState.from_json(column) for column in document["columns"]),
            merged=document["merged"],
            duplicates_exact=document["duplicates_exact"],
            hashes=document["hashes"],
            tier=document.get("tier", 3),
            sample=SampleState.from_json(document["sample"]) if document.get("sample") else None,
        )


def pack(hashes: Array) -> str:
    """64-bit hashes as base64 of little-endian bytes."""
    return base64.b64encode(hashes.astype("<u8").tobytes()).decode()


def unpack(text: str) -> Array:
    return np.frombuffer(base64.b64decode(text), dtype="<u8").astype(np.uint64)


def _pairs(pairs: list[list[Any]]) -> tuple[tuple[Any, int], ...]:
    return tuple((pair[0], pair[1]) for pair in pairs)


def _ends(pair: list[list[str]]) -> Ends:
    (low_key, low), (high_key, high) = pair
    return (low_key, low), (high_key, high)
