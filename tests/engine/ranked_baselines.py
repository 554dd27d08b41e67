"""MAP@10 of a ranking of tables, and the rankings of two baselines: one set a table, compared by Jaccard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations

from gotgan.engine.overlap import Pair

Ranking = Mapping[str, Sequence[str]]


def of_pairs(pairs: Iterable[Pair]) -> Ranking:
    return _ranking((pair.a.path, pair.b.path, pair.score) for pair in pairs)


def of_sets(sets: Mapping[str, AbstractSet[object]]) -> Ranking:
    return _ranking(
        (a, b, len(sets[a] & sets[b]) / len(sets[a] | sets[b])) for a, b in combinations(sets, 2) if sets[a] & sets[b]
    )


def _ranking(scored: Iterable[tuple[str, str, float]]) -> Ranking:
    """Best first; tables of one file are one."""
    found: dict[str, list[str]] = {}
    for a, b, _ in sorted(scored, key=lambda row: -row[2]):
        a, b = a.partition("!")[0], b.partition("!")[0]
        for ours, theirs in ((a, b), (b, a)):
            if theirs != ours and theirs not in found.setdefault(ours, []):
                found[ours].append(theirs)
    return found


def map_at_ten(ranking: Ranking, wanted: Mapping[str, AbstractSet[str]]) -> float:
    scores = []
    for ours, theirs in wanted.items():
        hits = [place for place, other in enumerate(ranking.get(ours, ())[:10], start=1) if other in theirs]
        scores.append(sum((n + 1) / place for n, place in enumerate(hits)) / min(10, len(theirs)))
    return sum(scores) / len(scores)
