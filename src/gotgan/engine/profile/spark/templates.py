"""The metric spec in Spark SQL: aggregates over `g(k, v, n, f)`, split by `k`.

`g` means what it means on DuckDB (spec.py): `k` the column, `v` a stored value, `n` how many rows hold it,
`f` the value or null when it is blank. Metrics without a template need every value of a column in numpy,
or DuckDB's hash, and come from the second scan (`parts`). What text spells stands in `spelled`.
"""

from __future__ import annotations

from gotgan.engine.profile.classes import STREAMED
from gotgan.engine.profile.fold import SPACES
from gotgan.engine.profile.sentinels import NUMBER_SENTINELS, TEXT_SENTINELS
from gotgan.engine.profile.spark.spelled import FINITE, SPELLED, SPELLING, whole
from gotgan.engine.profile.spec import EXACT, METRICS, literals

IS_BLANK = f"(v < '!' OR (v >= '\u0085' AND v < '\u3001')) AND {whole('v', SPACES + '*')}"
_NUMBERS_MET = ", ".join(map(str, NUMBER_SENTINELS))


def _rows(condition: str) -> str:
    return f"coalesce(sum(n) FILTER (WHERE {condition}), 0)"


def _met(listed: str) -> str:
    return f"collect_list(struct(f AS value, n AS count)) FILTER (WHERE f IN ({listed}))"


METRIC_SQL = {
    "count": _rows("v IS NOT NULL"),
    "filled": _rows("f IS NOT NULL"),
    "distinct": "count(f)",
    "low": "min(f)",
    "high": "max(f)",
    "length_min": "min(char_length(f))",
    "length_max": "max(char_length(f))",
    "length_sum": "coalesce(sum(char_length(f) * n), 0)",
    "sentinels": _met(literals(TEXT_SENTINELS)),
    "replaced": _rows("contains(f, '\ufffd')"),
    "spread": "coalesce(sum(n * log2(n)) FILTER (WHERE f IS NOT NULL AND n > 1), 0.0D)",
}
"""By metric of the spec that has a DuckDB template. `low` and `high` keep their type: DuckDB writes them."""

NUMBER_SQL = {
    "count": METRIC_SQL["count"],
    "filled": METRIC_SQL["filled"],
    "distinct": METRIC_SQL["distinct"],
    "finite_low": f"min(f) FILTER (WHERE {FINITE.format('f')})",
    "finite_high": f"max(f) FILTER (WHERE {FINITE.format('f')})",
    "spread": METRIC_SQL["spread"],
    "not_finite": _rows(f"NOT ({FINITE.format('f')})"),
    "sentinels": _met(_NUMBERS_MET),
}
"""Number columns of typed sources, which the DuckDB engine sorts in numpy."""

_EXACT_SQL = {"finite_low": "CAST(min(f) AS DOUBLE)", "finite_high": "CAST(max(f) AS DOUBLE)"}


def facts_sql(kind: str) -> str:
    """One SELECT over `g` for all columns of a class."""
    if kind in STREAMED:
        return f"SELECT k, {_listed(NUMBER_SQL)} FROM g GROUP BY k"
    metrics = {metric.id: METRIC_SQL[metric.id] for metric in METRICS if kind in metric.classes and metric.duckdb}
    if kind == "stored_text":
        return f"SELECT k, {_listed(metrics | SPELLING)} FROM (SELECT *, {SPELLED} FROM g) GROUP BY k"
    return f"SELECT k, {_listed(metrics | (_EXACT_SQL if kind in EXACT else {}))} FROM g GROUP BY k"


def _listed(metrics: dict[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in metrics.items())
