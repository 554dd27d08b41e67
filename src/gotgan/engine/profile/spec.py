"""The metric spec: what is measured of a column, declared once, compiled to SQL.

Every column is first folded into groups `g(k, v, n, f)`: `k` the column, `v` a stored value, `n` how many
rows hold it, `f` the same value or null when it is blank. A metric's template is an aggregate over `g`, so
it looks at each distinct value once. Number columns of typed sources are folded by sorting instead
(`numbers`); their metrics carry no template. Another engine folds with its own GROUP BY and fills in its
own templates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gotgan.engine.profile.sentinels import TEXT_SENTINELS

TEXTUAL = frozenset({"stored_text", "text", "nested"})
TEMPORAL = frozenset({"date", "datetime", "time"})
EXACT = frozenset({"exact_integer", "exact_decimal"})
GROUPED = TEXTUAL | TEMPORAL | EXACT | {"boolean", "binary"}
NUMBERS = frozenset({"integer", "decimal", "stored_text"}) | EXACT


@dataclass(frozen=True)
class Metric:
    """`tier` and `state` as in measure.md 2 and 5; `error` is the published bound after merging."""

    id: str
    classes: frozenset[str]
    tier: int
    state: str
    duckdb: str | None = None
    error: str = "exact"


OF_SAMPLE = "exact on the rows looked at"


def literals(values: Iterable[str]) -> str:
    """Values as SQL, for an IN list."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


METRICS = (
    Metric("count", GROUPED, 1, "additive", "coalesce(sum(n) FILTER (v IS NOT NULL), 0)::BIGINT"),
    Metric("filled", GROUPED, 1, "additive", "coalesce(sum(n) FILTER (f IS NOT NULL), 0)::BIGINT"),
    Metric("distinct", GROUPED, 2, "kmv", "count(f)", "relative, 1/sqrt(k - 2)"),
    Metric("low", TEXTUAL | EXACT, 1, "additive", "min(f)::VARCHAR"),
    Metric("high", TEXTUAL | EXACT, 1, "additive", "max(f)::VARCHAR"),
    Metric("low", TEMPORAL, 1, "additive", "min(f)::VARCHAR"),
    Metric("high", TEMPORAL, 1, "additive", "max(f)::VARCHAR"),
    Metric("length_min", TEXTUAL, 1, "additive", "min(length(f))"),
    Metric("length_max", TEXTUAL, 1, "additive", "max(length(f))"),
    Metric("length_sum", TEXTUAL, 1, "additive", "coalesce(sum(length(f) * n), 0)::HUGEINT"),
    Metric(
        "sentinels", frozenset({"stored_text", "text"}), 1, "additive",
        f"list(struct_pack(value := f, count := n)) FILTER (f IN ({literals(TEXT_SENTINELS)}))",
    ),
    Metric("replaced", TEXTUAL, 1, "additive", "coalesce(sum(n) FILTER (contains(f, chr(65533))), 0)::BIGINT"),
    Metric(
        "spread", GROUPED, 2, "none", "coalesce(sum(n * log2(n)) FILTER (f IS NOT NULL AND n > 1), 0)::DOUBLE",
        "null after a merge above 64 values",
    ),
    Metric("top", GROUPED - {"binary"}, 2, "frequent values", None, "counts exact; unsure values left out"),
    Metric("moments", NUMBERS, 1, "count, mean, M2", None, "relative 1e-9 (mean), 1e-6 (stddev)"),
    Metric("zeros_negatives", NUMBERS, 1, "additive"),
    Metric("quantiles", NUMBERS, 2, "weighted points", None, "rank error recorded in the state"),
    Metric("histogram", NUMBERS, 2, "dyadic cells", None, "one cell at each edge after merging"),
    Metric("outlier_share", NUMBERS, 2, "weighted points", None, "rank error recorded in the state"),
    Metric("patterns", TEXTUAL, 3, "sample", None, "sample of about 100,000 distinct values"),
    Metric("duplicate_rows", frozenset({"table"}), 2, "row hashes", None, "exact; lower bound above 262,144 rows"),
    *(Metric(name, TEXTUAL, 3, "sample of rows", None, OF_SAMPLE)
      for name in ("scripts", "lexical_types", "mixed_type_rate", "text_use")),
    *(Metric(name, GROUPED | NUMBERS, 3, "sample of rows", None, OF_SAMPLE)
      for name in ("semantic_types", "unit", "code_list")),
    *(Metric(name, frozenset({"table"}), 3, "sample of rows", None, OF_SAMPLE)
      for name in ("keys", "dependencies", "time_coverage", "spatial_extent", "ai_use")),
)  # fmt: skip


def additive_sql(class_name: str) -> tuple[tuple[str, ...], str]:
    """The names and the select list over `g` of all metrics of a class that have a template."""
    chosen = [metric for metric in METRICS if class_name in metric.classes and metric.duckdb]
    return tuple(metric.id for metric in chosen), ", ".join(str(metric.duckdb) for metric in chosen)
