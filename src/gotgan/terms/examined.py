"""What a close look at some rows of a table tells (docs/reference/profile.md). Shares are 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Examined:
    """The rows that were looked at closely: `rows` of `of`, which are `distinct_rows` different ones.

    `value_rows`: the first of them, whose cells were looked at one by one (units, scripts, meanings, code lists).
    """

    rows: int
    distinct_rows: int
    value_rows: int
    of: int
    seed: int
    chosen_by: str = "smallest hashes of the rows' content"


@dataclass(frozen=True)
class Unit:
    """`source`: header or values; `share` of the values that end in it."""

    unit: str
    source: str
    share: float | None


@dataclass(frozen=True)
class CodeValidity:
    """Shares of the values in a code list; `ended_first`, `ended_last`: when those no longer valid were abolished."""

    code_list: str
    source: str
    as_of: str | None
    valid: float
    abolished: float
    unknown: float
    ended_first: str | None
    ended_last: str | None


@dataclass(frozen=True)
class TextUse:
    """Text as a model reads it. `tokens` estimates the whole column; the rest is of `values` different ones."""

    values: int
    mean_tokens: float
    tokens: int
    languages: dict[str, float]
    duplicate_share: float
    repeated_gram_share: float


@dataclass(frozen=True)
class Key:
    """Columns of which no two rows share all values. `verified`: on every row; else on those looked at."""

    columns: tuple[str, ...]
    verified: bool


@dataclass(frozen=True)
class Dependency:
    """Rows that agree in `determinant` agree in `dependent`, but for a share `error` of them."""

    determinant: tuple[str, ...]
    dependent: str
    error: float


@dataclass(frozen=True)
class TimeCoverage:
    """`periods` lie between the ends, `missing` of them without a row (at most so many, where not all were read)."""

    column: str
    first: str | None
    last: str | None
    granularity: str | None
    periods: int | None
    missing: int | None
    longest_gap: int | None
    gaps_are_exact: bool


@dataclass(frozen=True)
class SpatialExtent:
    """`in_korea`: share of the coordinates inside `bounds`; `swapped`: that would be, were the two changed over."""

    latitude: str | None
    longitude: str | None
    south: float | None
    north: float | None
    west: float | None
    east: float | None
    in_korea: float | None
    swapped: float | None
    bounds: tuple[float, float, float, float]
    """South, north, west, east of Korea's land and islands."""
    code_column: str | None
    provinces: int | None
    districts: int | None


@dataclass(frozen=True)
class LabelClass:
    value: str | None
    count: int


@dataclass(frozen=True)
class Leak:
    """A column that a model could read the label off. `kind`: equals, recodes or determines."""

    column: str
    kind: str
    error: float


@dataclass(frozen=True)
class Label:
    """A column that may be a label. `counts_are_exact`: of every row; else of those looked at.

    `imbalance_degree`: 0 for equal classes, up to the number of classes less one. `evenness`: entropy over its most.
    """

    column: str
    classes: tuple[LabelClass, ...]
    counts_are_exact: bool
    missing: int
    imbalance_ratio: float
    imbalance_degree: float
    evenness: float
    leaks: tuple[Leak, ...]


@dataclass(frozen=True)
class Group:
    """How persons or places are represented in a column of groups."""

    column: str
    groups: int
    least_share: float
    greatest_share: float
    evenness: float


@dataclass(frozen=True)
class QuasiIdentifiers:
    """Columns that may single somebody out together. Of the rows looked at: `k` how many classes have how many rows,
    `rows_alone` the share of rows in a class of their own, `l` how many have how many values of `sensitive`."""

    columns: tuple[str, ...]
    classes: int
    k_least: int
    k: dict[str, int]
    rows_alone: float
    sensitive: str | None
    l_least: int | None
    l: dict[str, int] | None  # noqa: E741


@dataclass(frozen=True)
class AiUse:
    labels: tuple[Label, ...]
    groups: tuple[Group, ...]
    quasi_identifiers: QuasiIdentifiers | None
