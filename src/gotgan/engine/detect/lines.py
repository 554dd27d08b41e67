"""Stage 2 for free texts: each is searched for the forms that stage 1 saw in it, and its evidence counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.detect import screen
from gotgan.engine.detect import text as forms
from gotgan.engine.detect.beside import ask_plugins
from gotgan.engine.detect.column import MOST_EXAMPLES, ColumnState
from gotgan.engine.detect.hit import Hit
from gotgan.engine.detect.masking import mask_value
from gotgan.engine.detect.plain import Plain, fold_many, plain, plain_text
from gotgan.engine.detect.plugins import Plugin
from gotgan.engine.detect.text import NOTHING_SAID
from gotgan.terms.finding import Span

Rows = npt.NDArray[np.int64]
LONGEST_WINDOW, OVERLAP = 1 << 16, 256


@dataclass(frozen=True)
class Texts:
    """Texts, their plain form, by place those whose plain form differs, how many cells hold each, and their rows."""

    originals: pa.Array
    folded: pa.Array
    odd: Mapping[int, Plain]
    counts: Rows
    rows: Rows | None = None


def gather_lines(
    state: ColumnState,
    lines: Sequence[str],
    *,
    first_row: int = 0,
    with_spans: bool = False,
    plugins: Sequence[Plugin] = (),
) -> None:
    """Add the evidence of free-standing lines; those that can hold none are passed over at once."""
    texts = pa.array(lines, pa.large_string())
    state.filled += int(screen.matches(texts, r"\S").sum())
    if plugins:
        every = np.arange(len(texts))
        ask_plugins(state, texts, np.ones_like(every), every + first_row if with_spans else None, plugins)
    chosen = screen.matches(texts, screen.CANDIDATE)
    if chosen.any():
        originals = texts.filter(pa.array(chosen))
        rows = np.flatnonzero(chosen) + first_row if with_spans else None
        every = np.arange(len(originals))
        gather_texts(state, Texts(originals, *fold_many(originals, LONGEST_WINDOW), np.ones_like(every), rows), every)


def gather_texts(state: ColumnState, texts: Texts, places: Rows, said: frozenset[str] = NOTHING_SAID) -> None:
    """Add the evidence of the texts at `places`."""
    folded = texts.folded.take(pa.array(places))
    bits = screen.forms_in(folded, said)
    long = pc.greater(pc.binary_length(folded), LONGEST_WINDOW).to_numpy(zero_copy_only=False)
    bits[long] = screen.EVERY
    worth = np.flatnonzero(bits)
    originals = texts.originals.take(pa.array(places[worth])).to_pylist()
    of_each = zip(places[worth].tolist(), originals, bits[worth].tolist(), long[worth].tolist(), strict=True)
    for place, text, form, is_long in of_each:
        row = None if texts.rows is None else int(texts.rows[place])
        if is_long:
            hits, bare = hits_of_long(text, said), _count_long(text)
        else:
            known = texts.odd.get(place) or Plain(text)
            hits = forms.find_in_plain(known, said, form)
            bare = forms.count_thirteen(known.text) if form & screen.BIT["thirteen"] else 0
        _count(state, text, hits, bare, int(texts.counts[place]), row)


def _count(state: ColumnState, text: str, hits: Sequence[Hit], bare: int, count: int, row: int | None) -> None:
    """One text that stands in `count` cells; `bare` is its number of bare runs of thirteen digits."""
    if bare:
        state.add("text.thirteen", bare * count, count)
    seen: set[str] = set()
    for hit in hits:
        written = text[hit.start : hit.end]
        group = f"text.{hit.kind}.{'strong' if hit.is_strong else 'weak'}"
        for name in _groups(group, hit, written):
            state.add(name, count, 0 if name in seen else count)
            seen.add(name)
        if len(state.examples.get(group, ())) < MOST_EXAMPLES:
            state.add_examples(group, [mask_value(written)])
        if row is not None:
            state.spans.setdefault(group, []).append(Span(row, hit.start, hit.end))


def _groups(group: str, hit: Hit, written: str) -> list[str]:
    names = [group]
    if hit.has_check:
        names.append(f"text.{hit.kind}.check")
    if hit.is_strong and written.isdigit():
        names.append(f"{group}.bare")
    return names


def hits_of_long(text: str, said: frozenset[str] = NOTHING_SAID) -> list[Hit]:
    """`find_hits` in windows, so that one endless cell needs little memory beside itself."""
    hits: dict[int, Hit] = {}
    reached = 0
    for first in range(0, len(text), LONGEST_WINDOW - OVERLAP):
        for hit in forms.find_in_plain(plain(text[first : first + LONGEST_WINDOW]), said, screen.EVERY):
            moved = Hit(hit.kind, first + hit.start, first + hit.end, hit.is_strong, hit.has_check)
            is_cut = hit.end == LONGEST_WINDOW and first + LONGEST_WINDOW < len(text)
            if moved.start >= reached and not is_cut:
                hits[moved.start] = moved
                reached = moved.end
    return list(hits.values())


def _count_long(text: str) -> int:
    windows = range(0, len(text), LONGEST_WINDOW)
    return sum(forms.count_thirteen(plain_text(text[first : first + LONGEST_WINDOW])) for first in windows)
