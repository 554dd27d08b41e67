"""Counting the evidence of one column, batch by batch."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.detect import cells as whole_cells
from gotgan.engine.detect import people, screen
from gotgan.engine.detect.beside import ask_plugins
from gotgan.engine.detect.column import ColumnState
from gotgan.engine.detect.lines import LONGEST_WINDOW, Texts, gather_lines, gather_texts
from gotgan.engine.detect.masking import mask_value
from gotgan.engine.detect.pictures import gather_pictures
from gotgan.engine.detect.plain import fold_many, plain
from gotgan.engine.detect.plugins import Plugin
from gotgan.engine.detect.text import NOTHING_SAID
from gotgan.terms.finding import IdentifierKind as Kind
from gotgan.terms.finding import Span

Rows = npt.NDArray[np.int64]

_SHORT = 256
LOOSE_KINDS = frozenset({Kind.PHONE, Kind.BANK_ACCOUNT, Kind.HEALTH_CARD, Kind.DRIVER_LICENCE})
"""Any number long enough is looked at in a column whose name speaks of these."""
OF_TEXT = LOOSE_KINDS - {Kind.PHONE, Kind.HEALTH_CARD}
"""Columns whose numbers no vote of check digits decides: each cell is read as a text."""
LOOSE_NUMBER = r"^[^0-9A-Za-z가-힣]*[0-9](?:[^0-9A-Za-z가-힣]{0,3}[0-9]){6,}\D*$"
_DECIMAL = r"^\s*[+-]?[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?\s*$"
_PERSON_WITH_POINT = r"^\s*[0-9]{6}\.[0-9]{7}\s*$"
_WHOLE_FLOAT = r"^([0-9]+)\.0+$"
_SMALLEST_NUMBER, _LARGEST_FLOAT = 1_000_000, 2**53
_SMALLEST_BIRTH = 10_000
"""Six digits that may have lost a zero (050101 as a number)."""
_INVISIBLE_EDGES = " \t\r\n\f\v'\"="


def gather(
    state: ColumnState,
    values: pa.Array,
    *,
    first_row: int = 0,
    with_spans: bool = False,
    said: frozenset[str] = NOTHING_SAID,
    plugins: Sequence[Plugin] = (),
) -> None:
    """Add the evidence of one batch of a column, numbers and nested values too, as their text.

    `said`: the kinds that the column's name speaks of: then its cells are looked at with that in mind. Of bytes that
    are a picture what it tells beside its pixels is looked at, without spans.
    """
    _gather_bytes(state, values, plugins)
    texts = as_text(values, said)
    if texts is None:
        state.filled += len(values) - values.null_count
        return
    texts, rows, counts = _distinct(texts, keep_rows=with_spans)
    state.filled += int(counts[_filled(texts)].sum()) if len(counts) else 0
    _gather_people(state, texts, counts, said, rows + first_row if with_spans else None)
    if plugins:
        ask_plugins(state, texts, counts, rows + first_row if with_spans else None, plugins)
    chosen = _candidates(texts, said)
    if not chosen.any():
        return
    taken = Batch(texts.filter(pa.array(chosen)), counts[chosen], rows[chosen] + first_row if with_spans else None)
    _gather_candidates(state, taken, said)


def _gather_bytes(state: ColumnState, values: pa.Array, plugins: Sequence[Plugin]) -> None:
    if texts := gather_pictures(state, values):
        filled = state.filled
        gather_lines(state, texts, plugins=plugins)
        state.filled = filled  # a picture is a cell once, not once more for its texts


class Batch:
    """Candidate texts as they stand in the file, how often each, and in which row when spans are wanted.

    `folded`: in plain form; `odd`: those whose plain form differs. `plain`: trimmed too, as whole cells are judged.
    """

    def __init__(self, originals: pa.Array, counts: Rows, rows: Rows | None) -> None:
        self.originals, self.counts, self.rows = originals, counts, rows
        self.folded, self.odd = fold_many(originals, LONGEST_WINDOW)
        self.plain = pc.replace_substring_regex(pc.utf8_trim(self.folded, _INVISIBLE_EDGES), _WHOLE_FLOAT, r"\1")


def as_text(values: pa.Array, said: frozenset[str] = NOTHING_SAID) -> pa.Array | None:
    """The values as strings; None when no value of the column can hold an identifier."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return as_text(values.dictionary_decode(), said)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return values.cast(pa.large_string())
    if pa.types.is_temporal(kind) and Kind.BIRTH_DATE in said:
        return values.cast(pa.string()).cast(pa.large_string())
    if (pa.types.is_floating(kind) or pa.types.is_decimal(kind)) and Kind.COORDINATES in said:
        return values.cast(pa.large_string())
    least = _SMALLEST_BIRTH if Kind.BIRTH_DATE in said else _SMALLEST_NUMBER
    if pa.types.is_floating(kind):
        return _whole_floats(values, least)
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        greatest = pc.max(values).as_py()
        return None if greatest is None or greatest < least else values.cast(pa.large_string())
    if pa.types.is_nested(kind):
        lines = [None if v is None else json.dumps(v, ensure_ascii=False, default=_said) for v in values.to_pylist()]
        return pa.array(lines, pa.large_string())
    return None


def _said(value: object) -> str:
    """Bytes are no text: digits among them would read as numbers."""
    return "" if isinstance(value, bytes) else str(value)


def _whole_floats(values: pa.Array, least: int) -> pa.Array | None:
    """Integers that became floats because the column has gaps."""
    wide = values.cast(pa.float64())
    numbers = wide.to_numpy(zero_copy_only=False)
    whole = (numbers >= least) & (numbers < _LARGEST_FLOAT) & (numbers == np.floor(numbers))
    if not whole.any():
        return None
    kept = np.where(whole, numbers, 0).astype(np.int64)
    return pa.array(kept, mask=np.asarray(values.is_null())).cast(pa.large_string())


def _distinct(texts: pa.Array, *, keep_rows: bool) -> tuple[pa.Array, Rows, Rows]:
    if keep_rows:
        rows = np.flatnonzero(np.asarray(texts.is_valid()))
        return texts.drop_null(), rows, np.ones(len(rows), dtype=np.int64)
    counted = pc.value_counts(texts.drop_null())
    counts = np.asarray(counted.field("counts").to_numpy(zero_copy_only=False), dtype=np.int64)
    return counted.field("values"), counts, counts


def _filled(texts: pa.Array) -> npt.NDArray[np.bool_]:
    return screen.matches(texts, r"\S")


def _candidates(texts: pa.Array, said: frozenset[str]) -> npt.NDArray[np.bool_]:
    screened = len(texts) < _SHORT and not screen.matches(texts, screen.SCREEN).any()
    shaped = np.zeros(len(texts), dtype=bool) if screened else screen.matches(texts, screen.CANDIDATE)
    if said & LOOSE_KINDS:
        shaped |= screen.matches(texts, LOOSE_NUMBER)
    if shaped.any():
        decimal = screen.matches(texts, _DECIMAL)
        if decimal.any():
            kept = screen.matches(texts, _PERSON_WITH_POINT) | screen.matches(texts, r"^[0-9]+\.0+$")
            shaped &= ~decimal | kept
    return shaped


def _gather_candidates(state: ColumnState, batch: Batch, said: frozenset[str]) -> None:
    in_form = np.zeros(len(batch.originals), dtype=bool)
    if not said & OF_TEXT:
        in_form = _gather_whole_cells(state, batch)
    if not in_form.all():
        left = np.flatnonzero(~in_form)
        gather_texts(state, Texts(batch.originals, batch.folded, batch.odd, batch.counts, batch.rows), left, said)


def _gather_whole_cells(state: ColumnState, batch: Batch) -> npt.NDArray[np.bool_]:
    """Which cells are one number and nothing else; their evidence is counted."""
    in_form = np.zeros(len(batch.originals), dtype=bool)
    for group, mask in whole_cells.find_groups(batch.plain):
        if group == "whole":
            in_form = mask
            continue
        hits = int(batch.counts[mask].sum())
        state.add(group, hits, hits)
        first = batch.originals.filter(pa.array(mask)).slice(0, 3).to_pylist()
        state.add_examples(group, (mask_value(value.strip()) for value in first))
        if batch.rows is not None:
            state.spans.setdefault(group, []).extend(_whole_spans(batch, mask))
    return in_form


def _whole_spans(batch: Batch, mask: npt.NDArray[np.bool_]) -> list[Span]:
    spans = []
    for index in np.flatnonzero(mask):
        text = batch.originals[index].as_py()
        folded = plain(text)
        start = len(folded.text) - len(folded.text.lstrip(_INVISIBLE_EDGES))
        end = len(folded.text.rstrip(_INVISIBLE_EDGES))
        if batch.rows is not None:
            spans.append(Span(int(batch.rows[index]), *folded.original(start, end)))
    return spans


def _gather_people(state: ColumnState, texts: pa.Array, counts: Rows, said: frozenset[str], rows: Rows | None) -> None:
    """Names, births and homes: the cells that have the shape the column's name promises."""
    for group, mask in people.groups_of(texts, said):
        hits = int(counts[mask].sum())
        state.add(group, hits, hits)
        shown = texts.filter(pa.array(mask))
        state.add_examples(group, (mask_value(value.strip()) for value in shown.slice(0, 3).to_pylist()))
        if rows is not None:
            whole = zip(rows[mask].tolist(), shown.to_pylist(), strict=True)
            state.spans.setdefault(group, []).extend(Span(row, 0, len(text)) for row, text in whole)
