"""What a database is asked of a column, declared once for all dialects.

A subquery first names the cells of a column: `r` as stored, `v` what counts as a value, `f` the value or
null when it is blank, `x` a finite number, `d` its distance to a pivot as a double. A metric is an
aggregate over those. Parts in double braces are a dialect's own words (`words.Words`).
"""

from __future__ import annotations

from dataclasses import dataclass

NUMBERS = frozenset({"integer", "number", "decimal"})
MOMENTS = frozenset({"date", "datetime", "time"})
EVERY = NUMBERS | MOMENTS | {"text", "boolean", "binary"}
SENTINEL_KINDS = frozenset({"integer", "decimal"})
"""As in DuckDB's profile: exact decimals are not searched for them."""


@dataclass(frozen=True)
class Metric:
    """`sql` over the cells; a dialect may say it otherwise, or (None there) not at all."""

    id: str
    kinds: frozenset[str]
    sql: str


def _if(condition: str) -> str:
    return f"COUNT(CASE WHEN {condition} THEN 1 END)"


METRICS = (
    Metric("count", EVERY, "COUNT({v})"),
    Metric("stored", MOMENTS | {"number"}, "COUNT({r})"),
    Metric("filled", frozenset({"text"}), "COUNT({f})"),
    Metric("low", frozenset({"text"}), "MIN({ordered})"),
    Metric("high", frozenset({"text"}), "MAX({ordered})"),
    Metric("low", MOMENTS, "MIN({v})"),
    Metric("high", MOMENTS, "MAX({v})"),
    Metric("length_min", frozenset({"text"}), "MIN({length})"),
    Metric("length_max", frozenset({"text"}), "MAX({length})"),
    Metric("length_sum", frozenset({"text"}), "SUM({length})"),
    Metric("length_min", frozenset({"binary"}), "MIN({v})"),
    Metric("length_max", frozenset({"binary"}), "MAX({v})"),
    Metric("length_sum", frozenset({"binary"}), "SUM({v})"),
    Metric("replaced", frozenset({"text"}), _if("{is_replaced}")),
    Metric("sentinels", frozenset({"text"}), _if("{is_sentinel}")),
    Metric("low", NUMBERS, "MIN({x})"),
    Metric("high", NUMBERS, "MAX({x})"),
    Metric("finite", frozenset({"decimal"}), "COUNT({x})"),
    Metric("total", frozenset({"integer", "number"}), "SUM({x})"),
    Metric("near", frozenset({"decimal", "number"}), "COUNT({d})"),
    Metric("shift", NUMBERS, "SUM({d})"),
    Metric("squares", NUMBERS, "SUM({d} * {d})"),
    Metric("zeros", NUMBERS, _if("{x} = 0")),
    Metric("negatives", NUMBERS, _if("{x} < 0")),
    Metric("scale", frozenset({"number"}), "{scale}"),
    Metric("sentinel_9999", SENTINEL_KINDS, _if("{x} = 9999")),
    Metric("sentinel_-9999", SENTINEL_KINDS, _if("{x} = -9999")),
    Metric("sentinel_-999", SENTINEL_KINDS, _if("{x} = -999")),
)


def metrics_of(kind: str) -> tuple[Metric, ...]:
    return tuple(metric for metric in METRICS if kind in metric.kinds)
