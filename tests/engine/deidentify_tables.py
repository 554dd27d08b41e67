"""Small random tables with trees over their keys, and naive answers to what the engine computes fast."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
from hypothesis import strategies as st

from gotgan.engine.deidentify.census import Census, Domain, layout_of, tally_all
from gotgan.engine.deidentify.hierarchy import Hierarchy, from_levels

Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """`paths[key][value]`: the value's text at every level. `rows`: the cells of the keys, then of the rest."""

    paths: tuple[dict[str, Path_], ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def keys(self) -> list[str]:
        return [f"k{number}" for number in range(len(self.paths))]

    def table(self, *more: str) -> pa.Table:
        names = [*self.keys, *more]
        columns = list(zip(*self.rows, strict=True)) or [()] * len(names)
        return pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=False)})


@st.composite
def made(draw: st.DrawFn, *, more: int = 0, most_rows: int = 60, most_keys: int = 3) -> Made:
    """Random trees of up to three levels, random rows; `more` columns of three values behind the keys."""
    paths = tuple(draw(_trees()) for _ in range(draw(st.integers(1, most_keys))))
    cells = [st.sampled_from(sorted(tree)) for tree in paths] + [st.sampled_from("xyz")] * more
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=most_rows))
    return Made(paths, tuple(rows))


@st.composite
def _trees(draw: st.DrawFn) -> dict[str, Path_]:
    count, height = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    codes = list(range(count))
    levels = [[f"v{code}" for code in codes]]
    for level in range(1, height):
        merged = [draw(st.integers(0, max(codes))) for _ in range(max(codes) + 1)]
        codes = [merged[code] for code in codes]
        levels.append([f"L{level}.{code}" for code in codes])
    levels.append(["*"] * count)
    return {levels[0][leaf]: tuple(level[leaf] for level in levels) for leaf in range(count)}


def hierarchy_of(tree: dict[str, Path_], name: str = "tree") -> Hierarchy:
    return from_levels([pa.array(level, pa.string()) for level in zip(*tree.values(), strict=True)], name=name)


def census_of(
    table: pa.Table,
    hierarchies: dict[str, Hierarchy],
    *,
    sensitive: Sequence[str] = (),
    subject: str | None = None,
    shard_rows: int | None = None,
) -> tuple[Census, list[Hierarchy]]:
    """The census, taken shard by shard, and the hierarchies of what the table holds."""
    batches = table.combine_chunks().to_batches(max_chunksize=shard_rows)
    keys = list(hierarchies)
    domain = Domain()
    for batch in batches:
        domain = domain.merge(Domain.partial(batch, [*keys, *sensitive, *([subject] if subject else [])]))
    kept = {key: tree.restrict(domain.values[key], name=key) for key, tree in hierarchies.items()}
    leaves = {key: tree.labels[0] for key, tree in kept.items()}
    layout = layout_of(domain, keys, sensitive=sensitive, subject=subject, leaves=leaves)
    return tally_all(batches, layout), list(kept.values())


def leaves_under(tree: dict[str, Path_]) -> Counter[tuple[int, str]]:
    return Counter((level, text) for path in tree.values() for level, text in enumerate(path))


def split_naively(made: Made, k: int) -> Counter[tuple[str, ...]]:
    """Local recoding row by row, class by class: the generalised rows and how often each comes."""
    counts = [leaves_under(tree) for tree in made.paths]
    tops = tuple(len(next(iter(tree.values()))) - 1 for tree in made.paths)
    done: Counter[tuple[str, ...]] = Counter()
    waiting = [(list(made.rows), tops)]
    while waiting:
        rows, levels = waiting.pop()
        best = max((_try(made, rows, levels, key, counts, k) for key in range(len(levels))), key=lambda each: each[0])
        if best[0] < 0:
            done[tuple(tree[rows[0][key]][levels[key]] for key, tree in enumerate(made.paths))] += len(rows)
            continue
        waiting += best[1]
    return done


def _try(made, rows, levels, key, counts, k):  # type: ignore[no-untyped-def]
    level = levels[key]
    if level == 0:
        return (-1.0, [])
    tree = made.paths[key]
    children = defaultdict(list)
    for row in rows:
        children[tree[row[key]][level - 1]].append(row)
    order = {text: place for place, text in enumerate(dict.fromkeys(path[level - 1] for path in _in_order(tree)))}
    good = sorted((text for text in children if len(children[text]) >= k), key=order.__getitem__)
    rest = sum(len(children[text]) for text in children if text not in good)
    if 0 < rest < k and good:
        good.remove(min(good, key=lambda text: len(children[text])))
    if not good:
        return (-1.0, [])
    parent = tree[rows[0][key]][level]
    won = sum(len(children[text]) * (counts[key][level, parent] - counts[key][level - 1, text]) for text in good)
    lower = (*levels[:key], level - 1, *levels[key + 1 :])
    parts = [(children[text], lower) for text in good]
    left = [row for text in children if text not in good for row in children[text]]
    return (won / max(len(tree) - 1, 1), parts + ([(left, levels)] if left else []))


def _in_order(tree: dict[str, Path_]) -> list[Path_]:
    """Leaves in tree order: by the first appearance of each ancestor, top down."""
    first: dict[tuple[int, str], int] = {}
    for place, path in enumerate(tree.values()):
        for level, text in enumerate(path):
            first.setdefault((level, text), place)
    return sorted(tree.values(), key=lambda path: [first[level, path[level]] for level in reversed(range(len(path)))])
