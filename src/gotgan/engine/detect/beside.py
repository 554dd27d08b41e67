"""Asking the plug-ins: their evidence is counted beside that of the rules, one distinct text once a batch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.detect.column import ColumnState
from gotgan.engine.detect.masking import mask_value
from gotgan.engine.detect.plugins import Plugin
from gotgan.terms.finding import Span

Rows = npt.NDArray[np.int64]
PREFIX = "plugin."
"""Groups `plugin.KIND`."""
BATCH_TEXTS = 1024
_WORTH = r"[\p{L}\p{N}]{2}"


def ask_plugins(
    state: ColumnState, texts: pa.Array, counts: Rows, rows: Rows | None, plugins: Sequence[Plugin]
) -> None:
    """Add what the plug-ins find in texts of which each stands in `counts` cells; `rows` when spans are wanted.

    Raises: Invalid when a plug-in fails.
    """
    places = np.flatnonzero(pc.match_substring_regex(texts, _WORTH).to_numpy(zero_copy_only=False))
    for first in range(0, len(places), BATCH_TEXTS):
        some = places[first : first + BATCH_TEXTS]
        written = texts.take(pa.array(some)).to_pylist()
        asked = [plugin.find(written) for plugin in plugins]
        for place, text, *answers in zip(some.tolist(), written, *asked, strict=True):
            row = None if rows is None else int(rows[place])
            _count(state, text, [hit for hits in answers for hit in hits], int(counts[place]), row)


def _count(
    state: ColumnState, text: str, hits: Sequence[tuple[str, int, int, float]], count: int, row: int | None
) -> None:
    """Where two plug-ins mark the same place as the same kind, it is one hit."""
    seen: list[tuple[str, int, int]] = []
    for kind, start, end, score in sorted(hits, key=lambda hit: -hit[3]):
        if any(kind == other and start < beyond and end > first for other, first, beyond in seen):
            continue
        group = f"{PREFIX}{kind}"
        is_first = all(kind != other for other, _, _ in seen)
        seen.append((kind, start, end))
        state.add(group, count, count if is_first else 0)
        state.scores[group] = state.scores.get(group, 0.0) + score * count
        state.add_examples(group, [mask_value(text[start:end])])
        if row is not None:
            state.spans.setdefault(group, []).append(Span(row, start, end))
