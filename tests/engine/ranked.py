"""Where a table stands among the partners of another, and a scan of a folder of tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.engine.overlap import Pair

KEY = SketchKey(b"k" * 32, is_random=False)


def scan_folder(folder: Path, output: Path) -> Path:
    scan_targets([str(folder)], output, key=KEY)
    return output


def rank(pairs: Sequence[Pair], relation: str, ours: str, theirs: str) -> int | None:
    """The place of `theirs` among the partners of `ours`; tables of one file share a place."""
    seen: dict[str, None] = {}
    for pair in (pair for pair in pairs if pair.relation == relation):
        for a, b in ((pair.a.path, pair.b.path), (pair.b.path, pair.a.path)):
            if is_of(a, ours):
                if is_of(b, theirs):
                    return len(seen) + 1
                seen[b] = None
    return None


def is_of(path: str, dataset: str) -> bool:
    return path == dataset or path.startswith((dataset + "!", dataset + "/"))


def in_top(pairs: Sequence[Pair], relation: str, a: str, b: str, most: int) -> bool:
    """Whether at least one of the two ranks the other so high."""
    places = [place for place in (rank(pairs, relation, a, b), rank(pairs, relation, b, a)) if place]
    return bool(places) and min(places) <= most
