"""One new table against all that are known: found by the kept index, then compared closely, with reasons."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gotgan.engine.overlap.columns import Columns, Meetings
from gotgan.engine.overlap.find import find_meetings, find_overlaps
from gotgan.engine.overlap.index import Index
from gotgan.engine.overlap.kept import KeptIndex
from gotgan.engine.overlap.model import Hashes, Pair, TableSketch, Verb
from gotgan.engine.overlap.rows import of_cells
from gotgan.terms.text import title_tight

NEAR_CONTENT = 30
NEAR_NAMES = 20
"""Datasets of which tables are looked at closely: by what they hold, and by what they are called."""
NEAR_PARTS = 3
"""Tables looked at of one dataset: a year of monthly files must not stand before every other dataset."""
WIDE = 10
"""So many times as many tables are fetched before those of one dataset are thinned out."""
MOST_COLUMNS = 40
NAMES_STOP = 1_000
DatasetsOf = Callable[[Collection[int]], Mapping[int, str]]
_FLIPPED = {Verb.SUBSET: Verb.SUPERSET, Verb.SUPERSET: Verb.SUBSET}


@dataclass(frozen=True)
class MatchedColumns:
    """A column of a with one of b: the shares of each one's values that the other holds, None where only the
    names agree (a column without a sketch)."""

    a: str
    b: str
    a_in_b: float | None
    b_in_a: float | None


class KnownTables:
    """Two kept indexes in one folder: of what columns hold, and of what they and their files are called.

    A table's number is its owner's; whoever adds or drops holds `KeptIndex.lock(folder)`.
    """

    def __init__(self, folder: Path) -> None:
        self.content = KeptIndex(folder / "content")
        self.names = KeptIndex(folder / "names", stop=NAMES_STOP, newest=True)

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever added: the first time, or after the folder was removed."""
        return self.content.is_new or self.names.is_new

    def add(self, numbers: Sequence[int], tables: Sequence[TableSketch]) -> None:
        """Tables and their numbers, in one order."""
        content = Index.of([_telling(table) for table in tables])
        owner = np.asarray(numbers, dtype=np.int64)[content.owner]
        self.content.add(Index(content.hashes, owner, content.weight), numbers)
        self.names.add(_names_index(numbers, tables), numbers)

    def drop(self, numbers: Collection[int]) -> None:
        """They are found no more."""
        self.content.drop(numbers)
        self.names.drop(numbers)

    def near(
        self, table: TableSketch, without: Collection[int] = (), datasets_of: DatasetsOf | None = None
    ) -> list[int]:
        """The numbers of the tables that are worth a closer look; `datasets_of` tells whose each number is (None:
        each is a dataset of its own)."""
        columns = Columns.of([_telling(table)])
        content = self.content.near(np.unique(columns.flat), NEAR_CONTENT * WIDE, without)
        named = self.names.near(np.unique(_tokens(table)[0]), NEAR_NAMES * WIDE, without)
        owners: Mapping[int, str] = datasets_of({*content, *named}) if datasets_of else {}
        return list(dict.fromkeys([*_spread(content, owners, NEAR_CONTENT), *_spread(named, owners, NEAR_NAMES)]))

    def tidy(self) -> int:
        return self.content.tidy() + self.names.tidy()


def compare_with(table: TableSketch, others: Sequence[TableSketch]) -> list[Pair]:
    """What the table has in common with each of the others: `a` is always the table. Paths tell them apart."""
    pairs = find_overlaps([table, *others])
    return [pair for pair in pairs if pair.a.path == table.path]


def matched_columns(a: TableSketch, b: TableSketch) -> list[MatchedColumns]:
    """Columns of one name, and the best partner of each column that shares values; most alike first."""
    columns = Columns.of([a, b])
    meetings = of_cells(columns, find_meetings(columns))
    found = [_matched(a, b, columns, meetings, int(each)) for each in _best(columns, meetings)]
    taken_a, taken_b = {each.a for each in found}, {each.b for each in found}
    theirs = {title_tight(name): name for name in b.names if name and name not in taken_b}
    for name in a.names:
        if name and name not in taken_a and title_tight(name) in theirs:
            found.append(MatchedColumns(name, theirs[title_tight(name)], None, None))
    return found[:MOST_COLUMNS]


def flipped(verb: Verb) -> Verb:
    """The same said from b to a. An older copy stays one: who is older is told beside."""
    return _FLIPPED.get(verb, verb)


def _best(columns: Columns, meetings: Meetings) -> list[int]:
    """Greedy, every column once; columns of the same name first where they share as much.

    Running numbers meet by chance, which only a common name outweighs.
    """
    cautious = meetings.cautious(columns)
    alike = [columns.name[a] == columns.name[b] for a, b in zip(meetings.a.tolist(), meetings.b.tolist(), strict=True)]
    score = np.asarray(cautious) + 0.5 * np.asarray(alike, dtype=np.float64)
    taken: set[int] = set()
    chosen = []
    for number in np.argsort(-score, kind="stable").tolist():
        ends = {int(meetings.a[number]), int(meetings.b[number])}
        if (cautious[number] > 0 or alike[number]) and not ends & taken:
            taken |= ends
            chosen.append(number)
    return chosen


def _matched(a: TableSketch, b: TableSketch, columns: Columns, meetings: Meetings, number: int) -> MatchedColumns:
    left, right = int(columns.place[meetings.a[number]]), int(columns.place[meetings.b[number]])
    return MatchedColumns(
        a.columns[left].name,
        b.columns[right].name,
        float(meetings.containment_a[number]),
        float(meetings.containment_b[number]),
    )


def _spread(numbers: Sequence[int], owners: Mapping[int, str], most: int) -> Iterator[int]:
    """The best tables of the `most` best datasets."""
    parts: Counter[int | str] = Counter()
    for number in numbers:
        dataset = owners.get(number, number)
        if parts[dataset] < NEAR_PARTS and (parts[dataset] or len(parts) < most):
            parts[dataset] += 1
            yield number


def _telling(table: TableSketch) -> TableSketch:
    """Only columns whose values tell something are looked up, and the sketch of the rows."""
    return replace(table, columns=tuple(column for column in table.columns if column.telling > 0))


def _names_index(numbers: Sequence[int], tables: Sequence[TableSketch]) -> Index:
    hashes, owner, weight = [], [], []
    for number, table in zip(numbers, tables, strict=True):
        tokens, worth = _tokens(table)
        hashes.append(tokens)
        owner.append(np.full(len(tokens), number, dtype=np.int64))
        weight.append(worth)
    flat = np.concatenate(hashes) if hashes else np.empty(0, dtype=np.uint64)
    order = np.argsort(flat, kind="stable")
    if not len(flat):
        return Index(flat, np.empty(0, dtype=np.int64), np.empty(0))
    return Index(flat[order], np.concatenate(owner)[order], np.concatenate(weight)[order])


def _tokens(table: TableSketch) -> tuple[Hashes, np.ndarray]:
    """Each name, all of them together, and the hash of the file; with what finding it again is worth."""
    names = sorted({title_tight(name) for name in table.names if name} - {""})
    said = [(f"name\0{name}", 1 / len(names)) for name in names]
    if names:
        said.append(("header\0" + "\0".join(names), 1.0))
    if table.sha256:
        said.append((f"file\0{table.sha256}", 2.0))
    hashes = np.array([_hash(text) for text, _ in said], dtype=np.uint64)
    return hashes, np.array([worth for _, worth in said], dtype=np.float64)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
