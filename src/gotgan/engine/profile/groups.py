"""Columns that DuckDB folds (text, dates, exact numbers), measured into their states."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import nlargest, nsmallest
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from gotgan.engine.profile.columns import values_of_chunks
from gotgan.engine.profile.fold import Column, Fold, additive, fold, frequent_values, smallest_hashes
from gotgan.engine.profile.masks import count_masks
from gotgan.engine.profile.numbers import Array, NumberState, Span, long_number_state, number_state, runs
from gotgan.engine.profile.spec import EXACT, TEXTUAL
from gotgan.engine.profile.spelling import find_ends, find_spellings
from gotgan.engine.profile.state import ColumnState
from gotgan.engine.profile.top import KEEP

SAMPLE_VALUES = 50_000
WORD_DIGITS = 18


def measure_grouped(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[Column], *, with_masks: bool = True
) -> Iterator[tuple[int, ColumnState]]:
    """Measure columns of one class and DuckDB type."""
    folded = fold(connection, source, columns)
    facts = additive(folded)
    hashes = smallest_hashes(folded)
    states = {column.index: _base(column, facts.get(column.index), hashes.get(column.index)) for column in columns}
    if folded.kind == "stored_text":
        spellings = find_spellings(folded)
        ends = find_ends(folded, spellings)
        for place, spelling in spellings.items():
            states[place] = replace(states[place], spelling=spelling, ends=ends.get(place, {}))
    if folded.kind != "binary":
        states = _with_values(folded, states)
    if with_masks and folded.kind in TEXTUAL:
        states.update(_with_masks(folded, states))
    yield from states.items()


def _base(column: Column, facts: dict[str, Any] | None, hashes: Array | None) -> ColumnState:
    facts = dict(facts or {"count": 0, "filled": 0, "distinct": 0})
    found = facts.pop("sentinels", None) or ()
    facts["length_sum"] = int(facts.get("length_sum", 0))
    spread = facts.pop("spread", 0.0)
    return ColumnState(
        name=column.name.name,
        original_name=column.name.original_name,
        position=column.name.position,
        kind=column.kind,
        kmv=np.zeros(0, dtype=np.uint64) if hashes is None else hashes,
        sentinels=tuple(sorted((item["value"], item["count"]) for item in found)),
        entropy=entropy_from(facts["filled"], spread),
        **facts,
    )


def entropy_from(filled: int, spread: float) -> float:
    """`spread`: the sum of n log2 n over values of n rows (of `filled` in all)."""
    return max(0.0, math.log2(filled) - spread / filled) if filled else 0.0


def _with_values(folded: Fold, states: dict[int, ColumnState]) -> dict[int, ColumnState]:
    numeric = [place for place, state in states.items() if is_numeric(state)]
    frequent = frequent_values(folded, numeric)
    states = {
        place: replace(state, frequent=frequent[place]) if place in frequent else state
        for place, state in states.items()
    }
    for place, numbers in read_numbers(folded, {place: states[place] for place in numeric}):
        states[place] = replace(states[place], numbers=numbers)
    return states


def is_numeric(state: ColumnState) -> bool:
    """Whether every filled cell is, or spells, a number."""
    spelled = state.kind == "stored_text" and "decimal" in state.spelling.could_be
    return bool(state.filled) and (state.kind in EXACT or spelled)


def read_numbers(
    folded: Fold, states: dict[int, ColumnState], span: Span | None = None
) -> Iterator[tuple[int, NumberState]]:
    """Read the numbers of columns as machine integers, as integers of any size, or as floats.

    `span`: the ends of the histogram, where `g` holds a part of the values.
    """
    integers = [place for place, state in states.items() if _all_integers(state)]
    long = [place for place in integers if not _fits_word(states[place])]
    words = [place for place in integers if place not in long]
    floats = [place for place in states if place not in integers]
    found = (
        (words, "f::BIGINT", _read_words),
        (long, "f::VARCHAR", _read_long),
        (floats, "coalesce(TRY_CAST(f AS DOUBLE), 'inf'::DOUBLE)", _read_words),
    )
    for places, cast, read in found:
        if not places:
            continue
        where = f"f IS NOT NULL AND k IN ({', '.join(map(str, places))})"
        for place, table in folded.split(f"SELECT k, {cast} AS x, n FROM g WHERE {where}"):
            numbers = read(table, span)
            if numbers is not None:
                yield place, numbers


def _read_words(table: pa.Table, span: Span | None) -> NumberState | None:
    return number_state(*weighted_runs(values_of_chunks(table["x"]), values_of_chunks(table["n"])), span)


def _read_long(table: pa.Table, span: Span | None) -> NumberState | None:
    return long_number_state([int(text) for text in table["x"].to_pylist()], values_of_chunks(table["n"]), span)


def _fits_word(state: ColumnState) -> bool:
    if state.kind == "exact_integer":
        return max(len(state.low or ""), len(state.high or "")) <= WORD_DIGITS
    return (state.length_max or 0) <= WORD_DIGITS


def _all_integers(state: ColumnState) -> bool:
    return state.kind == "exact_integer" or (state.kind == "stored_text" and "integer" in state.spelling.could_be)


def weighted_runs(values: Array, weights: Array) -> tuple[Array, Array]:
    """Sort values and add up the weights of equal ones; what is not finite is left out."""
    if values.dtype.kind == "f":
        finite = np.isfinite(values)
        values, weights = values[finite], weights[finite]
    if weights.size and weights.max() == 1:
        return runs(np.sort(values))
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order].astype(np.int64)
    if not values.size:
        return values, weights
    starts = np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1))
    return values[starts], np.add.reduceat(weights, starts)


def _with_masks(folded: Fold, states: dict[int, ColumnState]) -> Iterator[tuple[int, ColumnState]]:
    step, sure = 1, 0
    if folded.is_single:
        (state,) = states.values()
        step, sure = mask_step(state.distinct), state.frequent.rest_max
    for place, counts, rows in read_masks(folded, step, sure):
        yield place, replace(states[place], masks=kept_masks(counts), masked_rows=rows)


def mask_step(distinct: int | None) -> int:
    """One in how many values is masked, so that at least SAMPLE_VALUES are."""
    return max(1, (distinct or 0) // SAMPLE_VALUES)


def kept_masks(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The KEEP most frequent masks, among equals by code point. There may be as many as values."""
    if len(counts) > KEEP:
        least = nlargest(KEEP, counts.values())[-1]
        above = {mask: count for mask, count in counts.items() if count > least}
        equal = nsmallest(KEEP - len(above), (mask for mask, count in counts.items() if count == least))
        counts = {**above, **dict.fromkeys(equal, least)}
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def read_masks(folded: Fold, step: int, sure: int) -> Iterator[tuple[int, Counter[str], int]]:
    """Mask every value of more than `sure` rows and one in `step` of the others: column, masks, rows."""
    where = f"f IS NOT NULL AND (n > {sure} OR hash(f) % {step} = 0)" if step > 1 else "f IS NOT NULL"
    weight = f"CASE WHEN n > {sure} THEN n ELSE n * {step} END" if step > 1 else "n"
    for place, table in folded.split(f"SELECT k, f, {weight} AS weight FROM g WHERE {where}"):
        weights = values_of_chunks(table["weight"])
        yield place, count_masks(table["f"].combine_chunks(), weights), int(weights.sum())
