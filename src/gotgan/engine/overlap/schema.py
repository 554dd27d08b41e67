"""Same schema: can they be stacked?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from gotgan.engine.overlap.model import End, Pair, Relation, TableSketch
from gotgan.engine.overlap.rank import best_partners, series_of
from gotgan.engine.overlap.words import listed, names_reason
from gotgan.terms.text import title_tight

FLOOR = 0.15
COMMON = 1_000
"""Tokens of more tables than this find nobody; they still count in the score."""
OTHER_TYPES = 0.5
"""What a score keeps of itself when the columns of one name differ in type throughout."""
ALIKE_TYPES = {"integer": "number", "decimal": "number", "date": "time", "datetime": "time", "time": "time"}
LOOKED_AT = 20

Vector = dict[str, float]


def same_schema(tables: Sequence[TableSketch]) -> list[Pair]:
    """Tables whose column names and types are alike: cosine of the names' bigrams, rare ones weighing most.

    A table without a header row has no names and no partner here.
    """
    tokens = [Counter(_tokens(table.names)) for table in tables]
    spread = Counter(token for counts in tokens for token in counts)
    vectors = [_vector(counts, spread, len(tables)) for counts in tokens]
    scores = {pair: score for pair, score in _scores(vectors, spread) if score >= FLOOR}
    best = best_partners(series_of(tables), scores, LOOKED_AT)
    return [pair for a, b in sorted(best) if (pair := _pair(tables[a], tables[b], scores[a, b])).score >= FLOOR]


def _tokens(names: Iterable[str]) -> Iterator[str]:
    """The name itself and its pairs of characters."""
    for name in map(title_tight, names):
        if name:
            yield f"={name}"
            yield from (name[place : place + 2] for place in range(len(name) - 1))


def _vector(counts: Counter[str], spread: Counter[str], tables: int) -> Vector:
    weights = {token: math.sqrt(count) * math.log(1 + tables / spread[token]) for token, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {token: weight / length for token, weight in weights.items()} if length else {}


def _scores(vectors: Sequence[Vector], spread: Counter[str]) -> Iterator[tuple[tuple[int, int], float]]:
    """The cosine of every pair that shares a token which is not common."""
    holders: dict[str, list[int]] = {}
    for number, vector in enumerate(vectors):
        near = {other for token in vector if spread[token] <= COMMON for other in holders.get(token, ())}
        for other in near:
            yield (other, number), _cosine(vectors[other], vector)
        for token in vector:
            if spread[token] <= COMMON:
                holders.setdefault(token, []).append(number)


def _cosine(a: Vector, b: Vector) -> float:
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return min(1.0, sum(weight * long[token] for token, weight in short.items() if token in long))


def _pair(a: TableSketch, b: TableSketch, cosine: float) -> Pair:
    left, right = _kinds(a), _kinds(b)
    shared = [name for name in a.names if name and title_tight(name) in right]
    differing = [name for name in shared if left[title_tight(name)] != right[title_tight(name)]]
    score = cosine * (1 - OTHER_TYPES * len(differing) / len(shared)) if shared else cosine * OTHER_TYPES
    reasons = [names_reason(shared, a, b)] if shared else [f"the column names are alike: {_some(a)}; {_some(b)}"]
    if differing:
        reasons.append(f"of another type: {listed(differing)}")
    elif shared:
        reasons.append("their types are the same")
    return Pair(End(a.path), End(b.path), Relation.SAME_SCHEMA, score, None, tuple(reasons))


def _kinds(table: TableSketch) -> dict[str, str]:
    return {title_tight(n): ALIKE_TYPES.get(t, t) for n, t in zip(table.names, table.types, strict=True)}


def _some(table: TableSketch) -> str:
    return listed(name for name in table.names if name)
