"""Some rows of a table that is too long to be read, chosen without reading or sorting the rest."""

from __future__ import annotations

import random
from dataclasses import dataclass

from gotgan.engine.sources.sql.model import DbTable, Session

PIECES = 50
"""Ranges of the key, so that rows of one time or place do not make up the whole sample."""


@dataclass(frozen=True)
class Chosen:
    """`sources`: FROM clauses with what follows them, read one after the other. `method` as in terms.profile."""

    sources: tuple[str, ...]
    method: str


def choose(session: Session, table: DbTable, rows: int, of: int | None, seed: int) -> Chosen:
    """About `rows` rows, the same ones again for the same seed as long as the table does not change.

    PostgreSQL: blocks of the file (TABLESAMPLE SYSTEM). MySQL and SQLite: ranges of an integer key, each from a
    random start. Views, and tables without such a key: their first rows.
    """
    source = session.from_clause(table)
    if table.has_blocks and of:
        share = min(100.0, 100.0 * rows / of)
        # A block holds rows of one length: twice as many as wanted is the most that is ever taken.
        clause = f"{source} TABLESAMPLE SYSTEM ({share:.10f}) REPEATABLE ({seed}) LIMIT {2 * rows}"
        return Chosen((clause,), "blocks")
    ranges = _key_ranges(session, table, rows, of, seed) if table.sampled_by and of else ()
    return Chosen(ranges, "key ranges") if ranges else Chosen((f"{source} LIMIT {rows}",), "first rows")


def _key_ranges(session: Session, table: DbTable, rows: int, of: int | None, seed: int) -> tuple[str, ...]:
    """The ranges do not overlap, so no row comes twice."""
    source, key = session.from_clause(table), session.dialect.quote(table.sampled_by)
    ends = [session.rows(f"SELECT {end}({key}) FROM {source}", table.id)[0][0] for end in ("MIN", "MAX")]
    if ends[0] is None:
        return ()
    low, high = int(ends[0]), int(ends[1]) + 1
    pieces = min(PIECES, max(1, rows), high - low)
    chance, taken = random.Random(seed), min(1.0, rows / max(1, of or 1))
    found = []
    for number in range(pieces):
        first, last = low + (high - low) * number // pieces, low + (high - low) * (number + 1) // pieces
        start = first + int((last - first) * (1 - taken) * chance.random())
        wanted = rows * (number + 1) // pieces - rows * number // pieces
        found.append(f"{source} WHERE {key} >= {start} AND {key} < {last} ORDER BY {key} LIMIT {wanted}")
    return tuple(found)
