"""The sketch of a table's rows: every three cells of a row, taken from the five most various columns of it.

Measurements lie so densely that a column of them tells nothing: every river has water of 12.3 degrees. Three of
them in one row do tell. All trios of five columns are hashed, in no order, so that a cut is found whatever its
header and the order of its columns, and still by four in ten trios where one of the five columns is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
MANY = 0.8
"""An estimate of distinct values may be off by so much."""
ALL = 0.98
SPARSE = 50
"""Whole numbers that never repeat and leave out fewer than 49 of 50 are running numbers: a copy counts anew."""
LONG_ROWS = 50_000
REPEATS = 4
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
    """None where no three columns vary enough. The relation must be prepared with `CANONICAL_SQL`."""
    chosen = _chosen(relation, columns)
    sets = [trio for trio in combinations(chosen, 3) if prod(column.distinct for column in trio) >= POSSIBLE]
    if not sets:
        return None
    possible = sum(int(prod(column.distinct for column in trio)) for trio in sets)
    most = min(possible, relation.rows * len(sets))
    hashes = _hashes(relation, sets, max(0, cut_of(most) - EASE), key)
    return Trios(tuple(column.name for column in chosen), possible, tuple(hashes)) if hashes else None


def _chosen(relation: Relation, columns: Sequence[Wide]) -> list[Wide]:
    """The most various columns, first those that repeat: the rest have a telling sketch of their own.

    Running numbers are left out.
    """
    many = MANY * relation.rows
    various = [each for each in columns if each.distinct > FEW]
    various.sort(key=lambda each: (each.distinct >= many, -each.distinct))
    chosen = various[:LOOKED_AT]
    if len(chosen) >= CHOSEN and chosen[CHOSEN - 1].distinct < many:
        return chosen[:CHOSEN]
    running = _running(relation, [each.index for each in chosen if each.distinct >= many])
    return [each for each in chosen if each.index not in running][:CHOSEN]


def _running(relation: Relation, places: Sequence[int]) -> set[int]:
    if not places:
        return set()
    texts = ", ".join(text_of(relation.types[place], f"c{place}") for place in places)
    below = f"SELECT unnest([{', '.join(map(str, places))}]) AS k, unnest([{texts}]) AS t FROM {relation.source}"
    numbers = f"SELECT k, CASE WHEN regexp_full_match(t, '[0-9]+') THEN try_cast(t AS HUGEINT) END AS n FROM ({below})"
    sql = f"SELECT k, count(DISTINCT n), (max(n) - min(n))::DOUBLE FROM ({numbers}) GROUP BY k"
    counted = relation.connection.execute(sql).fetchall()
    return {place for place, count, span in counted if count >= ALL * relation.rows and span < SPARSE * count}


def _hashes(relation: Relation, sets: Sequence[Sequence[Wide]], cut: int, key: bytes) -> list[int]:
    connection = relation.connection
    for statement in _prepared(
        relation, list({column.index: column for trio in sets for column in trio}.values()), salt_of(key)
    ):
        connection.execute(statement)
    while True:
        picked = connection.execute(_pick(sets, cut)).fetchall()
        found = {"\x1e".join(["", *sorted(texts)]): 64 - int(fast).bit_length() for fast, *texts in picked}
        if len(found) >= SIZE or not cut:
            return sorted({keyed_hash(text, zeros, key) for text, zeros in found.items()})[:SIZE]
        cut = max(0, cut - EASE)


def _prepared(relation: Relation, columns: Sequence[Wide], salt: int) -> Iterator[str]:
    """A table `fasts` with canonical text and fast hash of each cell; where values repeat, worked out once a value."""
    repeating = [each.index for each in columns if each.distinct * REPEATS < relation.rows and not relation.is_short]
    joined, texts = relation.source, {}
    for number, alike in enumerate(_alike(relation, repeating)):
        listed, values = ", ".join(map(str, alike)), ", ".join(f"c{place}" for place in alike)
        distinct = f"SELECT DISTINCT unnest([{listed}]) AS k, unnest([{values}]) AS v FROM {relation.source}"
        told = f"SELECT k, v, {text_of(relation.types[alike[0]])} AS t FROM ({distinct})"
        yield f"CREATE TEMP TABLE texts{number} AS {told}"
        for place in alike:
            joined += f" LEFT JOIN texts{number} AS x{place} ON x{place}.k = {place} AND c{place} = x{place}.v"
            texts[place] = f"x{place}.t"
    for place in (each.index for each in columns if each.index not in repeating):
        texts[place] = text_of(relation.types[place], f"c{place}")
    cells = ", ".join(
        f"{t} AS t{place}, hash(xor(hash({t}), {salt}::UBIGINT)) AS h{place}" for place, t in texts.items()
    )
    yield f"CREATE TEMP TABLE fasts AS SELECT {cells} FROM {joined}"


def _alike(relation: Relation, places: Sequence[int]) -> list[list[int]]:
    """Columns of one type together in a short table, where a query costs more than its rows."""
    if relation.rows > LONG_ROWS:
        return [[place] for place in places]
    stored = sorted({relation.types[place] for place in places})
    return [[place for place in places if relation.types[place] == one] for one in stored]


def _pick(sets: Sequence[Sequence[Wide]], cut: int) -> str:
    """Each combination whose hash has enough leading zeros; only rows that have one are unfolded."""
    mixed = [_mixed([column.index for column in trio]) for trio in sets]
    cells = [[f"t{column.index}" for column in trio] for trio in sets]
    a, b, c = (_case([trio[place] for trio in cells]) for place in range(3))
    return f"""SELECT DISTINCT m, a, b, c FROM (
        SELECT m, {a} AS a, {b} AS b, {c} AS c FROM (
            SELECT *, unnest([{", ".join(mixed)}]) AS m, unnest(range({len(mixed)})) AS k FROM fasts
            WHERE least({", ".join(mixed)}) <= {limit_of(cut)}
        ) WHERE m <= {limit_of(cut)}
    ) WHERE a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL"""


def _mixed(places: Sequence[int]) -> str:
    """The hash of a trio, the same in every order of its columns."""
    first, second, third = (f"h{place}" for place in places)
    return f"hash(xor(xor({first}, {second}), {third}))"


def _case(names: Sequence[str]) -> str:
    return f"CASE k {' '.join(f'WHEN {number} THEN {name}' for number, name in enumerate(names))} END"
