"""The measured profile of a table (SHAPES.md, profile)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class ValueCount:
    value: str | int | float | bool
    count: int


@dataclass(frozen=True)
class Bin:
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Length:
    """In code points; null when the column has no filled cell."""

    min: int | None
    max: int | None
    mean: float | None


@dataclass(frozen=True)
class MaskShare:
    mask: str
    share: float


@dataclass(frozen=True)
class ColumnProfile:
    """One column as measured; what does not apply is None. Field meanings: SHAPES.md, profile."""

    name: str
    original_name: str
    position: int
    type: str
    semantic_type: str | None
    count: int
    nulls: int
    blanks: int
    sentinels: tuple[ValueCount, ...]
    distinct: int | None
    distinct_is_exact: bool
    distinct_error: float | None
    min: Any
    max: Any
    mean: float | None
    stddev: float | None
    quantiles: dict[str, float] | None
    zeros: int | None
    negatives: int | None
    length: Length
    top: tuple[ValueCount, ...] | None
    histogram: tuple[Bin, ...] | None
    patterns: tuple[MaskShare, ...] | None


@dataclass(frozen=True)
class TableProfile:
    path: str
    format: str
    encoding: str | None
    delimiter: str | None
    header_rows: int
    rows: int
    columns: tuple[ColumnProfile, ...]
    duplicate_rows: int
    ragged_rows: int
    warnings: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
