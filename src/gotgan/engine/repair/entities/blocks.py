"""Which rows are compared: those that agree in one of a few keys, as many as a budget of pairs allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

import polars as pl

from gotgan.engine.repair.entities.columns import (
    ADDRESS,
    DATE,
    EMAIL,
    INSTITUTION,
    NAME,
    NUMBER,
    PHONE,
    Role,
    as_letters,
    folded,
)  # fmt: skip

MOST_PAIRS = 2_000_000
"""Pairs that are compared at most, over all keys."""
MOST_TRAINED = 200_000
"""Pairs agreeing in one column that the weights are learnt from, a column."""
_ALONE = (PHONE, EMAIL, NUMBER, ADDRESS, INSTITUTION)
_PAIRED = (
    (NAME, "", DATE, ""), (NAME, "", PHONE, "last four"), (NAME, "", ADDRESS, "district"),
    (DATE, "", NAME, "first letter"), (DATE, "", ADDRESS, "district"), (DATE, "", PHONE, "last four"),
    (INSTITUTION, "beginning", ADDRESS, "district"), (INSTITUTION, "beginning", DATE, ""),
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """One key: `says` names its columns, `pairs` agree in it, `left_out` rows do in more pairs than the budget has."""

    says: str
    pairs: int
    left_out: int


@dataclass(frozen=True)
class Prepared:
    """`tables` (one, or two to be linked) hold row, c0, c1, … compared, k0, k1, … keys, t0, t1, … to learn from."""

    tables: tuple[pl.DataFrame, ...]
    roles: tuple[Role, ...]
    blocks: tuple[Block, ...]
    trained: tuple[int, ...]
    """Pairs to learn from, for each column."""
    prior: float
    """The share of all pairs that are of one thing: those that agree in two columns, over all."""


def prepare(frames: Sequence[pl.DataFrame], roles: Sequence[Sequence[Role]]) -> Prepared:
    """`roles` of each frame, of the same kinds in the same order; without rows to compare no block has pairs."""
    tables = [_compared(frame, of) for frame, of in zip(frames, roles, strict=True)]
    keys = _keys(roles[0])
    blocks = []
    for number, (says, parts) in enumerate(keys):
        made = [_joined(table, parts) for table in tables]
        made, block = _capped(made, MOST_PAIRS // len(keys), says)
        blocks.append(block)
        tables = [table.with_columns(key.alias(f"k{number}")) for table, key in zip(tables, made, strict=True)]
    trained = []
    for place in range(len(roles[0])):
        made, block = _capped([table.get_column(f"c{place}") for table in tables], MOST_TRAINED, "")
        trained.append(block.pairs)
        tables = [table.with_columns(key.alias(f"t{place}")) for table, key in zip(tables, made, strict=True)]
    plain = [table.drop([name for name in table.columns if name.startswith("n")]) for table in tables]
    return Prepared(tuple(plain), tuple(roles[0]), tuple(blocks), tuple(trained), _prior(tables, len(roles[0])))


def _compared(frame: pl.DataFrame, roles: Sequence[Role]) -> pl.DataFrame:
    """n0, n1, … in one writing, and as c0, c1, … by their letters."""
    made = [pl.Series("row", range(frame.height), dtype=pl.Int64)]
    for place, role in enumerate(roles):
        plain = folded(frame.get_column(role.column), role.kind)
        spelled = as_letters(plain) if role.kind in (NAME, INSTITUTION) else plain.str.replace_all(r"[\s,]+", "")
        made += [plain.alias(f"n{place}"), spelled.alias(f"c{place}")]
    return pl.DataFrame(made)


def _keys(roles: Sequence[Role]) -> list[tuple[str, list[tuple[int, str]]]]:
    """What a key says, and its parts: a column and which part of its cells."""
    keys = [(role.column, [(place, "")]) for place, role in enumerate(roles) if role.kind in _ALONE]
    for first, part, second, other in _PAIRED:
        a = next((place for place, role in enumerate(roles) if role.kind == first), None)
        b = next((place for place, role in enumerate(roles) if role.kind == second), None)
        if a is not None and b is not None:
            names = [f"{roles[place].column} ({said})" if said else roles[place].column
                     for place, said in ((a, part), (b, other))]  # fmt: skip
            keys.append((" + ".join(names), [(a, part), (b, other)]))
    return keys


def _joined(table: pl.DataFrame, parts: Sequence[tuple[int, str]]) -> pl.Series:
    """The parts of a key as one text; null where one of them is missing."""
    made = [_part(pl.col(f"n{place}"), said) for place, said in parts]
    return table.select(pl.concat_str(made, separator="\x1f", ignore_nulls=False)).to_series()


def _part(column: pl.Expr, said: str) -> pl.Expr:
    if said == "first letter":
        return column.str.slice(0, 1)
    if said == "beginning":
        return column.str.slice(0, 3)
    if said == "last four":
        return column.str.slice(-4)
    return column.str.extract(r"^(\S+ \S+)") if said == "district" else column


def _capped(keys: Sequence[pl.Series], budget: int, says: str) -> tuple[list[pl.Series], Block]:
    """The keys of the smallest groups whose pairs fit the budget; larger groups are null."""
    counts = _counts(keys).sort("pairs", "key")
    fitting = counts.filter(pl.col("pairs").cum_sum() <= budget)
    left = int(counts.get_column("rows").sum()) - int(fitting.get_column("rows").sum())
    names = fitting.get_column("key").implode()
    made = [key.set(~key.is_in(names).fill_null(False), None) for key in keys]
    return made, Block(says, int(fitting.get_column("pairs").sum()), left)


def _counts(keys: Sequence[pl.Series]) -> pl.DataFrame:
    """Of each key that two rows share: rows and pairs."""
    sizes = [key.drop_nulls().alias("key").to_frame().group_by("key").agg(pl.len().cast(pl.Int64)) for key in keys]
    if len(sizes) == 1:
        size = pl.col("len")
        counted = sizes[0].with_columns(rows=size, pairs=size * (size - 1) // 2)
    else:
        both = sizes[0].join(sizes[1], on="key", suffix="_other")
        counted = both.with_columns(rows=pl.col("len") + pl.col("len_other"), pairs=pl.col("len") * pl.col("len_other"))
    return counted.filter(pl.col("pairs") > 0).select("key", "rows", "pairs")


def _prior(tables: Sequence[pl.DataFrame], columns: int) -> float:
    heights = [table.height for table in tables]
    total = heights[0] * (heights[0] - 1) // 2 if len(heights) == 1 else heights[0] * heights[1]
    agreeing = [
        int(_counts([_joined(table, [(a, ""), (b, "")]) for table in tables]).get_column("pairs").sum())
        for a, b in combinations(range(columns), 2)
    ]
    return min(0.1, max(1.0, median(agreeing or [1])) / max(total, 1))
