"""A written sample measured as anything that comes in: profile, findings, risk; and the shares that pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.deidentify.hierarchy import TOP
from gotgan.engine.deidentify.risk import Ask, measure_risk
from gotgan.engine.detect import detect_parquet
from gotgan.engine.profile import TableFacts, profile_parquet
from gotgan.engine.tables import ColumnName

_RISK = (
    "rows", "persons", "keys", "k", "classes", "unique_rows", "prosecutor_max", "marketer_average",
    "share_above_threshold", "threshold", "l", "t", "population_uniques",
)  # fmt: skip
"""Of the engine's risk: counts and shares alone."""


def measure(parquet: Path, name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Profile and findings of a written Parquet as JSON; values of columns with findings are withheld."""
    names = pq.read_schema(parquet).names
    columns = tuple(ColumnName(each, each, place) for place, each in enumerate(names, 1))
    facts = TableFacts(name, "parquet", None, None, 1, 0, columns, typed=True)
    findings = detect_parquet(parquet, columns=columns)
    profile = profile_parquet(parquet, facts, findings=findings).to_json()
    return profile, [each.to_json() for each in findings]


def lost_cells(parquet: Path, keys: Sequence[str]) -> dict[str, int]:
    """By key: cells of a written file that generalisation left nothing of (`*`)."""
    names = [name for name in keys if name in pq.read_schema(parquet).names]
    written = pq.ParquetFile(parquet).read(columns=names)
    return {name: _stars(written.column(name)) for name in names}


def with_missing(profile: Mapping[str, Any], more: Mapping[str, int]) -> dict[str, Any]:
    """So many more cells of a column are missing, or fewer below 0: `*` says as little as an empty cell."""
    columns = [
        {**each, "nulls": each["nulls"] + more[each["name"]], "count": each["count"] - more[each["name"]]}
        if more.get(each["name"])
        else each
        for each in profile["columns"]
    ]
    return {**profile, "columns": columns}


def _stars(column: pa.ChunkedArray) -> int:
    is_text = pa.types.is_string(column.type) or pa.types.is_dictionary(column.type)
    return int(pc.sum(pc.equal(column.cast(pa.string()), TOP)).as_py() or 0) if is_text else 0


def risk_of(parquet: Path, keys: Sequence[str], sensitive: Sequence[str], of: int) -> dict[str, Any] | None:
    """By the keys that the file still has; the sample speaks of a population of `of` rows. None without keys."""
    names = pq.read_schema(parquet).names
    left = tuple(name for name in keys if name in names)
    if not left or not pq.read_metadata(parquet).num_rows:
        return None
    held = tuple(name for name in sensitive if name in names)
    found = measure_risk(parquet, Ask(left, held, population=max(of, pq.read_metadata(parquet).num_rows)))
    return {name: found[name] for name in _RISK} | {"population": found["population"]}


def figures_of(profile: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counted shares of a table, 1 is best; no value of the data."""
    columns, rows = profile["columns"], int(profile["rows"])
    cells = rows * len(columns)
    missing = sum(_missing(each) for each in columns)
    mixed = [each["mixed_type_rate"] for each in columns if each.get("mixed_type_rate") is not None]
    valid = [each["code_list"]["valid"] for each in columns if (each.get("code_list") or {}).get("valid") is not None]
    typed = sum(each["type"] not in ("text", "empty") for each in columns)
    return {
        "rows": rows,
        "columns": len(columns),
        "typed_columns": typed,
        "complete": 1 - missing / cells if cells else None,
        "unique": 1 - (profile.get("duplicate_rows") or 0) / rows if rows else None,
        "consistent": 1 - sum(mixed) / len(mixed) if mixed else None,
        "decoded": 1 - sum(each.get("replacement_characters") or 0 for each in columns) / cells if cells else None,
        "valid_codes": sum(valid) / len(valid) if valid else None,
        "free_of_identifiers": 1 - len(identified(findings)) / len(columns) if columns else None,
    }


def _missing(column: Mapping[str, Any]) -> int:
    standing = sum(each["count"] for each in column.get("sentinels") or () if each["means"] == "missing")
    return int(column["nulls"] + column["blanks"] + standing)


def filled_of(profile: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By column: its type and the share of cells that say something."""
    rows = int(profile["rows"])
    return {
        each["name"]: {"type": each["type"], "filled": 1 - _missing(each) / rows if rows else None}
        for each in profile["columns"]
    }


def identified(findings: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Columns in which identifiers were found."""
    return frozenset(str(each["column"]) for each in findings if each.get("column") is not None)


def counted(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was found, without an example of it."""
    return [{name: each.get(name) for name in ("column", "kind", "count", "share")} for each in findings]
