"""Overlap sketches: what of a table may leave its owner so that equal content is found elsewhere.

Per column a header signature and the 256 smallest keyed hashes of its distinct values (KMV, measure.md 5).
Columns with findings are omitted. Every hash is keyed, so without the key no value can be tried out.

Beside them one sketch of the rows (`trios`). What makes equal values meet stands in `canonical`: the hash is
uniform, the KMV formulas hold, and only a few hundred values a column need the slow part of it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from gotgan.engine.canonical import (
    CANONICAL,
    CANONICAL_SQL,
    SIZE,
    SPARE,
    TEXT,
    cut_of,
    keyed_hash,
    limit_of,
    salt_of,
    text_of,
)
from gotgan.engine.profile.classes import TYPE_OF_CLASS, class_of
from gotgan.engine.profile.facts import TableFacts
from gotgan.engine.profile.relation import Relation, open_relation
from gotgan.engine.trios import Wide, sketch_trios
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.text import title_key, title_tight

VERSION = 1
SAMPLER = f"duckdb-{duckdb.__version__}"
KEY_BYTES = 16
WIDTH = 40
LONG_ROWS = 50_000
REPEATS = 4
"""A column of a long table is sketched alone, and from its distinct values if they repeat so often."""


@dataclass(frozen=True)
class Overlap:
    """`jaccard` of two columns, `containment` of the first in the second, on `compared` hashes."""

    jaccard: float
    containment: float
    compared: int


def sketch_table(
    parquet: Path,
    facts: TableFacts,
    key: bytes,
    key_id: str,
    sensitive: frozenset[str],
    *,
    distinct: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Sketch every column that is not `sensitive` (by name); a JSON-able document.

    `trios` is null where a column is sensitive: rows may be persons then, and three plain cells of one (an age,
    a place, an illness) could be tried out by whoever has the key.

    `distinct`: known numbers of distinct values by column name (a profile has them); saves a scan.
    Raises: Invalid for a key under 16 bytes.
    """
    if len(key) < KEY_BYTES:
        raise Invalid(Issue("sketch key", f"has {len(key)} bytes", f"use {KEY_BYTES} or more random bytes"))
    with open_relation(parquet) as relation:
        relation.prepare("canonical", CANONICAL_SQL)
        columns = _columns(relation, facts, sensitive)
        if relation.is_short:
            relation = _as_texts(relation, [index for index, _, _ in columns])
        sizes = {index: (distinct or {}).get(name, -1) for index, name, _ in columns}
        kept = dict(_sketch_columns(relation, sizes, key))
        rows = relation.rows
        wide = [Wide(index, name, distinct_of(kept[index])) for index, name, _ in columns]
        trios = None if sensitive else sketch_trios(relation, wide, key)
    return {
        "version": VERSION,
        "canonical": CANONICAL,
        "sampler": SAMPLER,
        "key_id": key_id,
        "path": facts.path,
        "rows": rows,
        "header": header_signature([column.name for column in facts.columns]),
        "columns": [
            {"name": name, "header": title_key(name), "type": kind, "kmv": _pack(kept[index])}
            for index, name, kind in columns
        ],
        "trios": trios and {"columns": list(trios.names), "possible": trios.possible, "kmv": _pack(trios.hashes)},
    }


def header_signature(names: Sequence[str]) -> str:
    """Equal for tables with the same column names, whatever their order, case and spaces."""
    return fingerprint(sorted(title_tight(name) for name in names))


def _columns(relation: Relation, facts: TableFacts, sensitive: frozenset[str]) -> list[tuple[int, str, str]]:
    found = []
    for index, (stored, column) in enumerate(zip(relation.types, facts.columns, strict=True)):
        kind = class_of(stored, typed=facts.typed)
        if column.name not in sensitive and kind not in ("binary", "nested"):
            type_ = "text" if kind == "stored_text" else TYPE_OF_CLASS.get(kind, kind)
            found.append((index, column.name, type_))
    return found


def _as_texts(relation: Relation, places: Sequence[int]) -> Relation:
    """The relation with columns `places` as canonical text, worked out once: each statement that says how
    costs more than the cells of a short table."""
    alike: dict[str, list[int]] = {}
    for place in places:
        alike.setdefault(relation.types[place], []).append(place)
    lists, cells = [], dict.fromkeys(range(len(relation.types)), "NULL")
    for number, (stored, group) in enumerate(alike.items()):
        values = ", ".join(f"c{place}" for place in group)
        lists.append(f"list_transform([{values}], lambda v: {text_of(stored)}) AS l{number}")
        cells.update({place: f"l{number}[{at}]" for at, place in enumerate(group, start=1)})
    named = ", ".join(f"{cell}::VARCHAR AS c{place}" for place, cell in cells.items())
    worked_out = f"SELECT {', '.join(lists) or '1'} FROM {relation.source}"
    relation.connection.execute(f"CREATE TEMP TABLE canonical_texts AS SELECT {named} FROM ({worked_out})")
    return replace(relation, source="canonical_texts", types=(TEXT,) * len(relation.types))


def _sketch_columns(relation: Relation, sizes: dict[int, int], key: bytes) -> Iterator[tuple[int, list[int]]]:
    unknown = [index for index, size in sizes.items() if size < 0]
    for chosen in _chunks(unknown):
        counts = ", ".join(f"approx_count_distinct(c{index})" for index in chosen)
        found = relation.connection.execute(f"SELECT {counts} FROM {relation.source}").fetchall()[0]
        sizes = {**sizes, **dict(zip(chosen, found, strict=True))}
    cuts = {index: cut_of(size) for index, size in sizes.items()}
    repeating = frozenset(index for index, size in sizes.items() if size * REPEATS < relation.rows)
    while cuts:
        short = {}
        for index, values in _picked(relation, cuts, repeating, key):
            if len(values) < SIZE and cuts[index]:
                short[index] = max(0, cuts[index] - SPARE)
            else:
                yield index, sorted(keyed_hash(text, zeros, key) for text, zeros in values)[:SIZE]
        cuts = short


def _picked(
    relation: Relation, cuts: Mapping[int, int], repeating: frozenset[int], key: bytes
) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    """The canonical values of each column whose fast hash has enough leading zeros, with their number."""
    salt = salt_of(key)
    for stored in sorted({relation.types[index] for index in cuts}):
        alike = [index for index in cuts if relation.types[index] == stored]
        for chosen in _chunks(alike, 1 if relation.rows > LONG_ROWS else WIDTH):
            found: dict[int, list[tuple[str, int]]] = {index: [] for index in chosen}
            source = relation.source
            if len(chosen) == 1 and chosen[0] in repeating:
                source = f"(SELECT DISTINCT c{chosen[0]} FROM {source})"
            rows = relation.connection.execute(_pick(source, stored, {i: cuts[i] for i in chosen}, salt))
            for index, text, fast in rows.fetchall():
                if text is not None:
                    found[index].append((text, 64 - int(fast).bit_length()))
            yield from found.items()


def _pick(source: str, stored: str, cuts: Mapping[int, int], salt: int) -> str:
    """Columns of one type, one below the other: a query a column costs more than its rows in short tables.

    One condition, on the hash alone: DuckDB works the canonical text out anew for each. A null may be picked.
    """
    if len(cuts) == 1:
        ((index, cut),) = cuts.items()
        below = f"SELECT {index} AS k, c{index} AS v, {limit_of(cut)} AS most FROM {source}"
    else:
        places, values = ", ".join(map(str, cuts)), ", ".join(f"c{index}" for index in cuts)
        limits = ", ".join(map(limit_of, cuts.values()))
        below = f"SELECT unnest([{places}]) AS k, unnest([{values}]) AS v, unnest([{limits}]) AS most FROM {source}"
    return f"""SELECT DISTINCT k, t, h FROM (
        SELECT k, t, most, hash(xor(hash(t), {salt}::UBIGINT)) AS h
        FROM (SELECT k, most, {text_of(stored)} AS t FROM ({below}))
    ) WHERE h <= most"""


def merge_sketches(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """The sketch of two parts of one table. Raises: Invalid when keys, versions or columns differ."""
    _check_alike(a, b)
    if [column["name"] for column in a["columns"]] != [column["name"] for column in b["columns"]]:
        raise Invalid(Issue(a["path"], "the parts differ in their columns", "merge parts of one table"))
    columns = [
        {**x, "kmv": _pack(sorted(set(hashes_of(x)) | set(hashes_of(y)))[:SIZE])}
        for x, y in zip(a["columns"], b["columns"], strict=True)
    ]
    trios = _merged_trios(a.get("trios"), b.get("trios"))
    return {**a, "rows": a["rows"] + b["rows"], "columns": columns, "trios": trios}


def _merged_trios(a: Mapping[str, Any] | None, b: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """None where the parts were told by different columns."""
    if not a or not b or a["columns"] != b["columns"]:
        return None
    kept = _pack(sorted(set(hashes_of(a)) | set(hashes_of(b)))[:SIZE])
    return {**a, "possible": max(a["possible"], b["possible"]), "kmv": kept}


def _check_alike(a: Mapping[str, Any], b: Mapping[str, Any]) -> None:
    for name in ("key_id", "canonical", "sampler", "version"):
        if a[name] != b[name]:
            what = f"sketches differ in their {name}: {a[name]} and {b[name]}"
            raise Invalid(Issue(a["path"], what, "sketch both tables again with one key and one version"))


def compare_columns(a: Mapping[str, Any], b: Mapping[str, Any], first: str, second: str) -> Overlap:
    """Overlap of column `first` of sketch `a` with column `second` of sketch `b`.

    Raises: Invalid when the sketches were made with different keys or versions.
    Source: measure.md 5, KMV formulas.
    """
    _check_alike(a, b)
    left, right = (_hashes_by_name(sketch)[name] for sketch, name in ((a, first), (b, second)))
    theta = min(_theta(left), _theta(right))
    below_a, below_b = {h for h in left if h < theta}, {h for h in right if h < theta}
    both, either = len(below_a & below_b), len(below_a | below_b)
    return Overlap(both / either if either else 0.0, both / len(below_a) if below_a else 0.0, len(below_a))


def estimate_distinct(column: Mapping[str, Any]) -> float:
    """(k - 1) / theta, or the exact number when the sketch holds every value."""
    return distinct_of(hashes_of(column))


def distinct_of(hashes: Sequence[int]) -> float:
    """The same of kept hashes, ascending."""
    return len(hashes) if len(hashes) < SIZE else (SIZE - 1) / (_theta(hashes) / 2**64)


def _theta(hashes: Sequence[int]) -> int:
    return hashes[-1] if len(hashes) >= SIZE else 1 << 64


def _hashes_by_name(sketch: Mapping[str, Any]) -> dict[str, list[int]]:
    return {column["name"]: hashes_of(column) for column in sketch["columns"]}


def hashes_of(column: Mapping[str, Any]) -> list[int]:
    """The kept hashes of a column's document, ascending."""
    packed = base64.b64decode(column["kmv"])
    return [int.from_bytes(packed[start : start + 8]) for start in range(0, len(packed), 8)]


def _pack(hashes: Iterable[int]) -> str:
    return base64.b64encode(b"".join(value.to_bytes(8) for value in hashes)).decode()


def _chunks(places: Sequence[int], width: int = WIDTH) -> Iterator[Sequence[int]]:
    for first in range(0, len(places), width):
        yield places[first : first + width]
