"""How far a column of texts has moved: the share of cells that would have to change back."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from gotgan.engine.deidentify.utility import _distance

TEXTS = st.lists(st.none() | st.sampled_from(["가", "나", "", "1", "abc"]), max_size=30)


@given(TEXTS, TEXTS, st.booleans())
def test_variation_is_that_of_counted_texts(before: list[str | None], after: list[str | None], typed: bool) -> None:
    """Numbers before, texts after, count as the texts of the numbers."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder) / "a.parquet", Path(folder) / "b.parquet"
        cells = [len(text or "") if text else None for text in before] if typed else before
        pq.write_table(pa.table({"c": pa.array(cells, pa.int64() if typed else pa.string())}), one)
        pq.write_table(pa.table({"c": pa.array(after, pa.string())}), other)
        told = [None if cell is None else str(cell) for cell in cells]
        counts = [Counter(told), Counter(after)]
        wanted = sum(abs(counts[0][text] - counts[1][text]) for text in {*told, *after}) / 2 / max(len(before), 1)
        assert _distance(one, other, "c") == wanted
