"""Whether splits leak, looked up in the written files by code that shares nothing with the splitting."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.terms.errors import NotAllowed

_BLANK = " \t\n\r"


class Leak(NotAllowed):
    """Something of one split stands in another."""


def check_splits(files: Mapping[str, Sequence[Path]], *, by: str, columns: Sequence[str] = ()) -> dict[str, Any]:
    """Read every file of every split (`files` by split, train first) and compare them.

    `by`: group (no value of a column in two splits), time (each split after the one before), row (no equal rows).
    Returns {by, columns, shared: 0, different: {split: count}}; for time {earliest, latest} by split, as text.
    Raises: Leak, which says between which splits and how much, never a value.
    """
    if by == "time":
        return _check_times(files, columns[0])
    checked: dict[str, Any] = {"by": by, "columns": list(columns), "shared": 0, "different": {}}
    for column in columns or [""]:
        found = {split: set(_seen(paths, column)) for split, paths in files.items()}
        for one, other in combinations(found, 2):
            if shared := len(found[one] & found[other]):
                what = f"value(s) of {column!r}" if column else "equal row(s)"
                raise Leak(f"{one} and {other} share {shared} {what}; the package was not written")
        checked["different"][column or "rows"] = {split: len(values) for split, values in found.items()}
    return checked


def _seen(paths: Iterable[Path], column: str) -> Iterator[object]:
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=20_000, columns=[column] if column else None):
                if column:
                    yield from map(_one_writing, pc.unique(batch.column(0)).to_pylist())
                else:
                    yield from map(_digest, zip(*(each.to_pylist() for each in batch.columns), strict=True))


def _one_writing(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.strip(_BLANK)) or None
    return value


def _digest(row: tuple[object, ...]) -> bytes:
    return hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _check_times(files: Mapping[str, Sequence[Path]], column: str) -> dict[str, Any]:
    spans = {split: _span(paths, column) for split, paths in files.items()}
    filled = {split: span for split, span in spans.items() if span is not None}
    for (one, first), (other, second) in zip(list(filled.items())[:-1], list(filled.items())[1:], strict=True):
        if not first[1] < second[0]:
            raise Leak(f"{other} begins before {one} ends by {column!r}; the package was not written")
    shown = {split: {"earliest": str(span[0]), "latest": str(span[1])} for split, span in filled.items()}
    return {"by": "time", "columns": [column], "shared": 0, "spans": shown}


def _span(paths: Iterable[Path], column: str) -> tuple[Any, Any] | None:
    least: Any = None
    most: Any = None
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=20_000, columns=[column]):
                found = pc.min_max(batch.column(0)).as_py()
                if found["min"] is not None:
                    least = found["min"] if least is None else min(least, found["min"])
                    most = found["max"] if most is None else max(most, found["max"])
    return None if least is None else (least, most)
