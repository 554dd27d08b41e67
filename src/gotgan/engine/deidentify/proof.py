"""The proof of a release: k, l, t and what is left of identifiers, computed anew from the written file.

Shares no code with the search: classes by DuckDB, distances from dense cumulative shares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from gotgan.engine.detect import contains_identifier, detect_parquet
from gotgan.engine.profile.relation import Relation, open_relation
from gotgan.terms.finding import Finding

Reals = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
_CHUNK_CELLS = 1 << 24
_ROUNDING = 1e-9
_DIFFERENT = "count(DISTINCT who) + max(CASE WHEN who IS NULL THEN 1 ELSE 0 END)"
"""Persons; those without an id are one together."""
_NUMBER = r"-?([0-9]{1,300}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"


@dataclass(frozen=True)
class Target:
    """What the written file must reach; without keys all rows are one class.

    `subjects`: (file, column) of the persons, row by row, if they are counted.

    `distinct_l`, `entropy_l`, `recursive` (c, l) and `t` are None where they were not asked for.
    """

    keys: tuple[str, ...]
    k: int
    sensitive: tuple[str, ...] = ()
    distinct_l: int | None = None
    entropy_l: float | None = None
    recursive: tuple[float, int] | None = None
    t: float | None = None
    subjects: tuple[Path, str] | None = None
    threshold: float = 0.2


@dataclass(frozen=True)
class Proof:
    """`reasons` are empty when the file may be released."""

    document: dict[str, Any]
    reasons: tuple[str, ...]

    @property
    def may_release(self) -> bool:
        return not self.reasons

    def to_json(self) -> dict[str, Any]:
        return {**self.document, "released": self.may_release, "reason": "; ".join(self.reasons)}


def prove(parquet: Path, target: Target, *, detect: Callable[[Path], list[Finding]] = detect_parquet) -> Proof:
    """Measure the written file against its target and search every column of it for identifiers."""
    findings = detect(parquet)
    document = _measure(parquet, target)
    document["findings"] = [_shown(finding) for finding in findings]
    names = [place for place, name in enumerate(pq.read_schema(parquet).names, 1) if contains_identifier(name)]
    told = [f"column number {place}: an identifier stands in its name; rename it" for place in names]
    return Proof(document, (*_below(document, target), *_left(findings, target.keys), *told))


def _shown(finding: Finding) -> dict[str, Any]:
    return {"column": finding.column, "kind": finding.kind, "count": finding.count, "share": finding.share}


def _left(findings: Sequence[Finding], keys: Sequence[str]) -> list[str]:
    return [
        f"column {finding.column!r}: {finding.count} hit(s) of {finding.kind} are left; "
        + ("raise its least_level" if finding.column in keys else "treat the column in the plan")
        for finding in findings
    ]


def _below(document: Mapping[str, Any], target: Target) -> list[str]:
    reasons = [] if document["rows"] else ["no rows: nothing to release"]
    if document["k"] < target.k:
        reasons.append(f"k is {document['k']}, below {target.k}")
    for name, held in document["sensitive"].items():
        place = f"column {name!r}"
        if target.distinct_l is not None and held["distinct"] < target.distinct_l:
            reasons.append(f"{place}: l is {held['distinct']}, below {target.distinct_l}")
        if target.entropy_l is not None and held["entropy"] < target.entropy_l - _ROUNDING:
            reasons.append(f"{place}: entropy l is {held['entropy']:.4g}, below {target.entropy_l}")
        if target.recursive is not None and not held["recursive"]:
            reasons.append(f"{place}: recursive (c, l) does not hold for every class")
        if target.t is not None and held["t"] > target.t + _ROUNDING:
            reasons.append(f"{place}: t is {held['t']:.4g}, above {target.t}")
    return reasons


def _measure(parquet: Path, target: Target) -> dict[str, Any]:
    with open_relation(parquet) as relation, _persons(target) as beside:
        database = relation.connection
        _load(relation, pq.read_schema(parquet).names, target, beside)
        sizes = database.execute("SELECT persons, n FROM classes ORDER BY class").fetchnumpy()
        persons, rows = np.asarray(sizes["persons"], dtype=np.int64), np.asarray(sizes["n"], dtype=np.int64)
        everyone = _one(database, f"SELECT {_DIFFERENT} FROM people")
        sensitive = enumerate(target.sensitive) if len(rows) else ()
        held = {name: _held(database, number, target) for number, name in sensitive}
    k = int(persons.min()) if len(persons) else 0
    total = int(rows.sum())
    return {
        "rows": total,
        "persons": (everyone or 0) if target.subjects else total,
        "keys": list(target.keys),
        "k": k,
        "classes": len(rows),
        "unique_rows": int(rows[persons == 1].sum()),
        "prosecutor_max": 1 / k if k else None,
        "journalist_max": 1 / k if k else None,
        "marketer_average": len(rows) / int(persons.sum()) if total else None,
        "share_above_threshold": int(rows[1 / persons > target.threshold].sum()) / total if total else None,
        "l": {
            "distinct": min((each["distinct"] for each in held.values()), default=None),
            "entropy": min((each["entropy"] for each in held.values()), default=None),
        },
        "t": max((each["t"] for each in held.values()), default=None),
        "sensitive": held,
        "population_uniques": None,
    }


@contextmanager
def _persons(target: Target) -> Iterator[str]:
    """SQL that puts the person of each row beside it; nothing where rows are counted."""
    if target.subjects is None:
        yield ""
        return
    file, column = target.subjects
    place = pq.read_schema(file).names.index(column)
    with open_relation(file) as relation:
        yield f" POSITIONAL JOIN (SELECT CAST(c{place} AS VARCHAR) AS who FROM {relation.source})"


def _load(relation: Relation, names: Sequence[str], target: Target, beside: str) -> None:
    """`people`: the rows by key (k0, ...) and sensitive column (s0, ...); `classes`: the size of each."""
    columns = [f"c{names.index(name)} AS k{number}" for number, name in enumerate(target.keys)] or ["0 AS k0"]
    keys = ", ".join(f"k{number}" for number in range(len(columns)))
    columns += [f"c{names.index(name)} AS s{number}" for number, name in enumerate(target.sensitive)]
    chosen, persons = ("*", _DIFFERENT) if beside else ("*, NULL AS who", "count(*)")
    relation.connection.execute(
        f"CREATE TEMP VIEW people AS SELECT {chosen} FROM (SELECT {', '.join(columns)} FROM {relation.source}){beside}"
    )
    relation.connection.execute(
        "CREATE TEMP TABLE classes AS SELECT row_number() OVER () - 1 AS class, * FROM "
        f"(SELECT {keys}, count(*) AS n, {persons} AS persons FROM people GROUP BY {keys})"
    )


def _held(database: duckdb.DuckDBPyConnection, number: int, target: Target) -> dict[str, Any]:
    """One sensitive column: its values by class, then l and t."""
    is_number = _is_number(database, f"s{number}")
    order = f"CAST(s{number} AS DOUBLE) NULLS LAST, " if is_number else ""
    same = " AND ".join(f"people.k{key} IS NOT DISTINCT FROM classes.k{key}" for key in range(max(len(target.keys), 1)))
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE ranks AS SELECT s{number} AS value, "
        f"row_number() OVER (ORDER BY {order}CAST(s{number} AS VARCHAR) NULLS LAST) - 1 AS rank "
        f"FROM (SELECT DISTINCT s{number} FROM people)"
    )
    found = database.execute(
        f"SELECT class, rank, count(*) AS n FROM people JOIN classes ON {same} "
        f"JOIN ranks ON people.s{number} IS NOT DISTINCT FROM ranks.value GROUP BY ALL ORDER BY class, rank"
    ).fetchnumpy()
    classes, ranks, counts = (np.asarray(found[name], dtype=np.int64) for name in ("class", "rank", "n"))
    return {
        **_dense(classes, ranks, counts, is_number, target),
        "distance": "ordered by rank" if is_number else "equal",
    }


def _dense(classes: Codes, ranks: Codes, counts: Codes, is_number: bool, target: Target) -> dict[str, Any]:
    """Whole rows of shares, some classes at a time."""
    width, total = int(ranks.max()) + 1, int(classes.max()) + 1
    whole = np.bincount(ranks, weights=counts, minlength=width)
    whole = whole / whole.sum()
    worst: dict[str, Any] = {"distinct": width, "entropy": np.inf, "t": 0.0, "recursive": True}
    step = max(1, _CHUNK_CELLS // width)
    for first in range(0, total, step):
        chosen = (classes >= first) & (classes < first + step)
        shares = np.zeros((min(step, total - first), width))
        shares[classes[chosen] - first, ranks[chosen]] = counts[chosen]
        shares /= shares.sum(axis=1, keepdims=True)
        _worsen(worst, shares, whole, is_number, target)
    return worst


def _worsen(worst: dict[str, Any], shares: Reals, whole: Reals, is_number: bool, target: Target) -> None:
    entropy = -(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=1)
    if is_number:
        distance = np.abs(np.cumsum(shares - whole, axis=1)).sum(axis=1) / max(len(whole) - 1, 1)
    else:
        distance = np.abs(shares - whole).sum(axis=1) / 2
    worst["distinct"] = min(worst["distinct"], int((shares > 0).sum(axis=1).min()))
    worst["entropy"] = min(worst["entropy"], float(np.exp(entropy.min())))
    worst["t"] = max(worst["t"], float(distance.max()))
    if target.recursive is not None:
        c, least = target.recursive
        descending = -np.sort(-shares, axis=1)
        worst["recursive"] &= bool((descending[:, 0] < c * descending[:, least - 1 :].sum(axis=1)).all())


def _is_number(database: duckdb.DuckDBPyConnection, column: str) -> bool:
    kind = _one(database, f"SELECT any_value(typeof({column})) FROM people") or ""
    if kind != "VARCHAR":
        return kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")) or "INT" in kind
    fits = f"regexp_full_match({column}, '{_NUMBER}') AND NOT regexp_matches({column}, '^-?0[0-9]')"
    return bool(_one(database, f"SELECT bool_and({fits} AND isfinite(TRY_CAST({column} AS DOUBLE))) FROM people"))


def _one(database: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = database.execute(query).fetchone()
    return row[0] if row else None
