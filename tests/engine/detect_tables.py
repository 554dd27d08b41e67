"""Tiny tables for the detector's tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.detect import detect_parquet
from gotgan.terms.finding import Finding


def find_in(folder: Path, name: str, values: Sequence[Any], **options: Any) -> dict[str, Finding]:
    """The findings of a table of one column, by kind."""
    path = folder / "table.parquet"
    pq.write_table(pa.table({name: pa.array(values)}), path)
    return {finding.kind: finding for finding in detect_parquet(path, **options)}


def resident_check(digits12: str) -> str:
    """The check digit, computed the naive way from the formula in the reference."""
    weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    total = sum(int(digit) * weight for digit, weight in zip(digits12, weights, strict=True))
    return str(({True: 13, False: 11}[digits12[6] in "5678"] - total % 11) % 10)
