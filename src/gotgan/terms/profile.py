"""The measured profile of a table (SHAPES.md, profile)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gotgan.terms.examined import (
    AiUse,
    CodeValidity,
    Dependency,
    Examined,
    Key,
    SpatialExtent,
    TextUse,
    TimeCoverage,
    Unit,
)
from gotgan.terms.plain import as_plain


@dataclass(frozen=True)
class ValueCount:
    value: str | int | float | bool
    count: int


@dataclass(frozen=True)
class Sentinel:
    """A value that stands for none. `means`: `missing`, or `below_detection` (measured, less than can be told)."""

    value: str | int | float | bool
    count: int
    means: str


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
    sentinels: tuple[Sentinel, ...]
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
    replacement_characters: int | None = None
    entropy: float | None = None
    outlier_share: float | None = None
    semantic_types: dict[str, float] = field(default_factory=dict)
    unit: Unit | None = None
    scripts: dict[str, float] | None = None
    lexical_types: dict[str, float] | None = None
    mixed_type_rate: float | None = None
    code_list: CodeValidity | None = None
    text_use: TextUse | None = None


@dataclass(frozen=True)
class Sample:
    """The rows that `metrics` were taken from, out of about `of` (None: unknown); everything else is of all rows.

    `method`: blocks (of the table's file, chosen at random), key ranges, or first rows, which are no fair sample.
    """

    rows: int
    of: int | None
    seed: int
    method: str
    metrics: tuple[str, ...]


EVERY_METRIC = ("every metric",)
"""`metrics` of a sample where no row but its own was read; the table's `rows` are the sample's then."""


def has_only_sample(profile: Mapping[str, Any] | None) -> bool:
    """Of a profile as JSON: whether its every figure is of a sample."""
    sample = (profile or {}).get("sample")
    return isinstance(sample, Mapping) and tuple(sample.get("metrics") or ()) == EVERY_METRIC


@dataclass(frozen=True)
class TableProfile:
    path: str
    format: str
    encoding: str | None
    delimiter: str | None
    header_rows: int
    rows: int
    columns: tuple[ColumnProfile, ...]
    duplicate_rows: int | None
    ragged_rows: int
    warnings: tuple[str, ...] = field(default=())
    sample: Sample | None = None
    duplicate_row_rate: float | None = None
    header_hash: str | None = None
    examined: Examined | None = None
    keys: tuple[Key, ...] | None = None
    dependencies: tuple[Dependency, ...] | None = None
    time_coverage: TimeCoverage | None = None
    spatial_extent: SpatialExtent | None = None
    ai_use: AiUse | None = None

    def to_json(self) -> dict[str, Any]:
        """`sample` stands there only where there is one."""
        document: dict[str, Any] = as_plain(self)
        if self.sample is None:
            del document["sample"]
        return document
