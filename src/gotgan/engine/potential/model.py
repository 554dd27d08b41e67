"""What a trial is given, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gotgan.engine.potential.rates import Rates, shipped_rates
from gotgan.engine.tables import ColumnName
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import Interval

SAMPLE_ROWS = 20_000
TARGET_K = 5
"""Persons of a class: nobody's risk is above one in five, the usual bound (docs/reference/risk.md)."""


@dataclass(frozen=True)
class How:
    """`rows` at most are drawn of each table, by `seed`; of a dataset the `most_tables` largest are tried.

    `is_personal`: what is known of the dataset besides its data; None lets the data tell. `now` gives ISO 8601 text.
    `tell` is called with the number of steps done, and of how many.
    """

    now: Callable[[], str]
    rows: int = SAMPLE_ROWS
    seed: int = 1
    k: int = TARGET_K
    most_tables: int = 5
    is_personal: bool | None = None
    tell: Callable[[int, int], None] | None = None
    rates: Rates = field(default_factory=shipped_rates)


@dataclass(frozen=True)
class Given:
    """One table: its Parquet, and what was measured of the whole of it (SHAPES.md, profile and findings).

    `typed` as in `tables.Table`: its text cells are not read as numbers.
    """

    name: str
    parquet: Path
    sha256: str | None
    columns: tuple[ColumnName, ...]
    typed: bool
    profile: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Reading:
    """What a rule book says of a dataset: total and factors 0 to 100, checks 0 to 1; None where nothing applies.

    `titles`: of factors and checks, by id."""

    total: float | None
    factors: Mapping[str, float | None] = field(default_factory=dict)
    checks: Mapping[str, float | None] = field(default_factory=dict)
    titles: Mapping[str, Words] = field(default_factory=dict)


Tables = Sequence[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]
"""Of every table of a dataset its profile and findings."""
Read = Callable[[Tables], Reading]
"""The readiness of a dataset by these profiles instead of its own; `book` and use are the caller's."""


@dataclass(frozen=True)
class TriedTable:
    """One table after its trial. `profile` and `findings` are those of the processed sample, counts raised to the
    whole; they may hold values and stay in memory. `document` is what is kept: counts, shares, names, no value.

    `problem`: a code of words.PROBLEMS when processing did not reach its target. `risk` is (before, after): 0 where
    nobody can be singled out, None where it was not measured. `lost`: by key, cells of the sample that generalisation
    left nothing of.
    `steps`: what the processing has to do, counted, for effort.
    """

    name: str
    rows: int
    sampled: int
    profile: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]]
    document: Mapping[str, Any]
    problem: str = ""
    utility: float | None = None
    risk: tuple[float | None, float | None] = (None, None)
    has_changes: bool = False
    drops_rows: bool = False
    lost: Mapping[str, int] = field(default_factory=dict)
    steps: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return self.sampled >= self.rows


@dataclass(frozen=True)
class Tried:
    """A dataset after its trial. `untried`: {kind: how many} of what no trial touches. `untried_identifiers`: columns
    with identifiers of persons in tables that were not among the largest."""

    tables: tuple[TriedTable, ...]
    untried: Mapping[str, int]
    before: Reading
    after: Reading | None
    readiness_now: Interval | None
    readiness_after: Interval | None
    untried_identifiers: int = 0
