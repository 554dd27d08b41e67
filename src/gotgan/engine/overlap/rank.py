"""The best partners of each table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gotgan.engine.overlap.model import Pair

PARTNERS = 10


def best_partners(tables: int, scores: Mapping[tuple[int, int], float], most: int) -> set[tuple[int, int]]:
    """Pairs that are among the `most` best of at least one of their two tables. Ties go to the smaller number."""
    partners: list[list[tuple[float, int]]] = [[] for _ in range(tables)]
    for (a, b), score in scores.items():
        partners[a].append((-score, b))
        partners[b].append((-score, a))
    return {(min(a, b), max(a, b)) for a, row in enumerate(partners) for _, b in sorted(row)[:most]}


def ranked(pairs: Iterable[Pair], most: int = PARTNERS) -> list[Pair]:
    """Best first; of each table the `most` best partners, columns of one pair of tables counting once.

    A pair stays if either of its tables ranks it so high.
    """
    seen: dict[str, dict[str, None]] = {}
    kept = []
    for pair in sorted(pairs, key=_best_first):
        ours = seen.setdefault(pair.a.path, {})
        theirs = seen.setdefault(pair.b.path, {})
        if _has_room(ours, pair.b.path, most) or _has_room(theirs, pair.a.path, most):
            ours[pair.b.path] = None
            theirs[pair.a.path] = None
            kept.append(pair)
    return kept


def _has_room(partners: Mapping[str, None], path: str, most: int) -> bool:
    return path in partners or len(partners) < most


def _best_first(pair: Pair) -> tuple[float | str, ...]:
    ends = (pair.a.path, pair.a.column or "", pair.b.path, pair.b.column or "")
    return (-pair.score, -(pair.containment or 0.0), *ends)
