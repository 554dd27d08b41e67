"""The sketch of a table's rows: every three cells of a row, taken from its five most various columns.

Measurements lie so densely that a column of them tells nothing: every river has water of 12.3 degrees. Three of
them in one row do tell. All trios of five columns are hashed, in no order, so that a cut is found whatever its
header and the order of its columns, and still by four in ten trios where one of the five columns is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from gotgan.engine.canonical import SIZE, cut_of, keyed_hash, limit_of, salt_of, text_of
from gotgan.engine.profile.relation import Relation

CHOSEN = 5
LOOKED_AT = 8
FEW = 8
"""Columns of so few values (yes/no, kinds) are left out."""
POSSIBLE = 1 << 16
"""Fewer combinations than this tell of no row, and are tried out in no time by whoever has the key."""
NEARLY_ALL = 0.98
SPARSE = 50
"""Whole numbers that never repeat and leave out fewer than 49 of 50 are running numbers: a copy counts anew."""
EASE = 2
"""Fewer leading zeros are asked for at first, for combinations repeat; and again where too few were picked."""


@dataclass(frozen=True)
class Wide:
    """A column that may take part: its place in the relation, its name, its number of distinct values."""

    index: int
    name: str
    distinct: float


@dataclass(frozen=True)
class Trios:
    """`possible`: how many combinations the values of `names` could make; `hashes` ascend, at most 256."""

    names: tuple[str, ...]
    possible: int
    hashes: tuple[int, ...]


def sketch_trios(relation: Relation, columns: Sequence[Wide], key: bytes) -> Trios | None:
    """None where no three columns vary enough. `CANONICAL_SQL` must have run on the connection."""
    chosen = _chosen(relation, columns)
    sets = [trio for trio in combinations(chosen, 3) if prod(column.distinct for column in trio) >= POSSIBLE]
    if not sets:
        return None
    possible = sum(int(prod(column.distinct for column in trio)) for trio in sets)
    most = min(possible, relation.rows * len(sets))
    hashes = _hashes(relation, sets, max(0, cut_of(most) - EASE), key)
    return Trios(tuple(column.name for column in chosen), possible, tuple(hashes)) if hashes else None


def _chosen(relation: Relation, columns: Sequence[Wide]) -> list[Wide]:
    """The most various columns, without running numbers."""
    various = sorted((each for each in columns if each.distinct > FEW), key=lambda each: -each.distinct)[:LOOKED_AT]
    running = _running(relation, [each for each in various if each.distinct >= NEARLY_ALL * relation.rows])
    return [each for each in various if each.index not in running][:CHOSEN]


def _running(relation: Relation, unique: Sequence[Wide]) -> set[int]:
    if not unique:
        return set()
    numbers = ", ".join(
        f"try_cast({text_of(relation.types[each.index], f'c{each.index}')} AS HUGEINT)" for each in unique
    )
    names = [f"n{each.index}" for each in unique]
    measured = ", ".join(f"count({n}), (max({n}) - min({n}))::DOUBLE" for n in names)
    sql = f"SELECT {measured} FROM (SELECT {numbers} FROM {relation.source}) AS t({', '.join(names)})"
    found = relation.connection.execute(sql).fetchall()[0]
    spans = dict(zip((each.index for each in unique), zip(found[::2], found[1::2], strict=True), strict=True))
    return {
        index for index, (count, span) in spans.items() if count >= NEARLY_ALL * relation.rows and span < SPARSE * count
    }


def _hashes(relation: Relation, sets: Sequence[Sequence[Wide]], cut: int, key: bytes) -> list[int]:
    while True:
        picked = relation.connection.execute(_pick(relation.types, relation.source, sets, cut, salt_of(key))).fetchall()
        found = {"\x1e".join(["", *sorted(texts)]): 64 - int(fast).bit_length() for fast, *texts in picked}
        if len(found) >= SIZE or not cut:
            return sorted({keyed_hash(text, zeros, key) for text, zeros in found.items()})[:SIZE]
        cut = max(0, cut - EASE)


def _pick(types: Sequence[str], source: str, sets: Sequence[Sequence[Wide]], cut: int, salt: int) -> str:
    """Each combination whose fast hash has enough leading zeros. One text is hashed once, whatever its trios are;
    only rows with something to pick are unfolded.
    """
    places = sorted({column.index for trio in sets for column in trio})
    texts = ", ".join(f"{text_of(types[place], f'c{place}')} AS t{place}" for place in places)
    fasts = ", ".join(f"hash(xor(hash(t{place}), {salt}::UBIGINT)) AS h{place}" for place in places)
    mixed = {number: _mixed([column.index for column in trio]) for number, trio in enumerate(sets)}
    hashes = ", ".join(f"{sql} AS m{number}" for number, sql in mixed.items())
    least = f"least({', '.join(f'm{number}' for number in mixed)})"
    listed = ", ".join(f"m{number}" for number in mixed)
    cells = {number: [f"t{column.index}" for column in trio] for number, trio in enumerate(sets)}
    a, b, c = (_case({number: names[place] for number, names in cells.items()}) for place in range(3))
    return f"""SELECT DISTINCT m, a, b, c FROM (
        SELECT m, {a} AS a, {b} AS b, {c} AS c FROM (
            SELECT *, unnest([{listed}]) AS m, unnest([{", ".join(map(str, mixed))}]) AS k FROM (
                SELECT * FROM (SELECT *, {hashes} FROM (SELECT *, {fasts} FROM (SELECT {texts} FROM {source})))
                WHERE {least} <= {limit_of(cut)}
            )
        ) WHERE m <= {limit_of(cut)}
    ) WHERE a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL"""


def _mixed(places: Sequence[int]) -> str:
    """The hash of a trio, the same in every order of its columns."""
    first, second, third = (f"h{place}" for place in places)
    return f"hash(xor(xor({first}, {second}), {third}))"


def _case(names: Mapping[int, str]) -> str:
    return f"CASE k {' '.join(f'WHEN {number} THEN {name}' for number, name in names.items())} END"
