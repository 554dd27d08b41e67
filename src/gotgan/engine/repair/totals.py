"""Totals rows (소계, 합계, 계, 전국): they add up others, so they leave the data in one counted step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.repair.letters import Mask, among
from gotgan.engine.repair.sorted_cells import truths
from gotgan.engine.repair.tally import Tally

STEP = "totals"
FEWEST_NAMES = 2
FIRST_COLUMNS = 3
"""The word stands in one of the first columns, as the reader of tables has it."""
_PLAIN = (
    "소계", "합계", "총계", "누계", "계", "총합계", "전국", "소 계", "합 계", "총 계", "누 계", "전 국", "Total",
    "total", "TOTAL", "Subtotal", "subtotal",
)  # fmt: skip
_AROUND = (("", ""), ("(", ")"), ("[", "]"), ("<", ">"), (" ", ""), ("", " "), (" ", " "))
WORDS = frozenset(f"{before}{word}{after}" for word in _PLAIN for before, after in _AROUND)
_MOST_WORDS = 2
MOST_SHARE = 0.5
"""Above this share of the rows they are no totals of the others: 전국 in every row is a place."""


def totals_in(rows: pa.RecordBatch) -> Mask:
    """Which rows are totals."""
    texts = [column for column in rows.columns if pa.types.is_string(column.type)]
    are = np.zeros(rows.num_rows, dtype=bool)
    for column in texts[:FIRST_COLUMNS]:
        are |= among(column, WORDS)
    if are.any():
        beyond = [pl.Series(column.filter(pa.array(are))) for column in texts[FIRST_COLUMNS:]]
        are[are] = ~_describe_a_thing(beyond, int(are.sum()))
    return are


def headers_in(rows: pa.RecordBatch) -> Mask:
    """Which rows are the header again: files that were joined hold it in their middle."""
    texts = [
        (name, column)
        for name, column in zip(rows.schema.names, rows.columns, strict=True)
        if pa.types.is_string(column.type)
    ]
    are = np.zeros(rows.num_rows, dtype=bool)
    if len(texts) < rows.num_columns or rows.num_columns < FEWEST_NAMES:
        return are
    first = pc.equal(texts[0][1], texts[0][0])
    if not pc.any(first).as_py():
        return are
    for name, column in texts[1:]:
        first = pc.and_(first, pc.equal(column, name))
    return truths(pl.Series(first))


def _describe_a_thing(beyond: Sequence[pl.Series], rows: int) -> Mask:
    """Rows with words in several cells further right: a park called 소계, with address and telephone."""
    words = np.zeros(rows, dtype=np.int64)
    for column in beyond:
        plain = column.str.replace_all(r"[,%\s]", "")
        words += truths((plain.str.len_bytes() > 1) & plain.cast(pl.Float64, strict=False).is_null())
    return words > _MOST_WORDS


def note_totals(tally: Tally, rows: pa.RecordBatch, are: Mask) -> None:
    """Count the rows taken out, by the word that says so."""
    texts = [pl.Series(column) for column in rows.columns if pa.types.is_string(column.type)]
    left = are.copy()
    for column in texts[:FIRST_COLUMNS]:
        here = truths(column.is_in(sorted(WORDS))) & left
        words = column.filter(pl.Series(here)).str.strip_chars().value_counts(sort=True)
        for word, count in words.iter_rows():
            tally.add(STEP, None, f"a row of totals: {word}", dropped=count)
        left &= ~here
    if left.any():
        tally.add("header", None, "the header again, in the middle of the data", dropped=int(left.sum()))
