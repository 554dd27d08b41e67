"""The delimiter and the quote of a text table, from its first records."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gotgan.engine.tables.model import DEFAULT_LIMITS

DELIMITERS = (",", "\t", ";", "|")
_RECORDS_COMPARED = 500

csv.field_size_limit(DEFAULT_LIMITS.record_bytes)


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    quote: str

    @property
    def format(self) -> str:
        return "tsv" if self.delimiter == "\t" else "csv"


@dataclass(frozen=True)
class Fit:
    """How well a delimiter explains the records: the usual number of cells and the share that has it."""

    delimiter: str
    cells: int
    share: float
    first_agrees: bool

    @property
    def score(self) -> float:
        return 0.0 if self.cells < 2 else self.share + 0.5 * self.first_agrees


def find_dialect(head: str, suffix: str) -> Dialect:
    """Choose what splits the records most evenly; a comma (a tab for .tsv) when nothing splits them."""
    quote = _find_quote(head)
    best = max((_fit(head, delimiter, quote) for delimiter in DELIMITERS), key=lambda fit: fit.score)
    if best.score:
        return Dialect(best.delimiter, quote)
    return Dialect("\t" if suffix in {".tsv", ".tab"} else ",", quote)


def looks_tabular(head: str) -> bool:
    """Whether text of no telling name is a table: some delimiter splits nearly all records alike.

    Commas also stand in prose, so they must make at least three cells.
    """
    for delimiter in DELIMITERS:
        fit = _fit(head, delimiter, '"')
        least = 3 if delimiter == "," else 2
        if fit.cells >= least and fit.share >= 0.95 and fit.first_agrees and _count_records(head) >= 2:
            return True
    return False


def records_of(head: str, dialect: Dialect) -> list[list[str]]:
    """Split complete records; blank lines are no records. Not by `splitlines`, which knows too many ends."""
    return [record for record in _read(head, dialect.delimiter, dialect.quote) if not is_blank(record)]


def _read(text: str, delimiter: str, quote: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)


def is_blank(record: list[str]) -> bool:
    """An empty line, one of spaces, or the end-of-file mark of DOS."""
    return not record or (len(record) == 1 and not record[0].strip(" \t\x1a\r"))


def _count_records(head: str) -> int:
    return sum(1 for line in head.splitlines() if line.strip())


def _find_quote(head: str) -> str:
    if '"' in head:
        return '"'
    for delimiter in DELIMITERS:
        cells = [cell.strip() for line in head.splitlines()[:50] for cell in line.split(delimiter) if cell.strip()]
        quoted = sum(1 for cell in cells if len(cell) > 1 and cell[0] == cell[-1] == "'")
        if quoted and quoted * 10 >= len(cells) * 9:
            return "'"
    return '"'


def _fit(head: str, delimiter: str, quote: str) -> Fit:
    if delimiter not in head:
        return Fit(delimiter, 1, 0.0, False)
    compared = itertools.islice(_read(head, delimiter, quote), _RECORDS_COMPARED)
    records = [record for record in compared if not is_blank(record)]
    widths = Counter(len(record) for record in records)
    if not widths:
        return Fit(delimiter, 1, 0.0, False)
    cells, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return Fit(delimiter, cells, count / len(records), len(records[0]) == cells)
