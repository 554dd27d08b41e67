"""A hierarchy as a CSV file without header: `value;level1;level2;...;*`, one line a leaf."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa

from gotgan.engine.deidentify.hierarchy import Hierarchy, NoTree, from_levels
from gotgan.terms.errors import Issue
from gotgan.terms.text import read_text


def read_hierarchy(path: Path) -> Hierarchy:
    """UTF-8 or CP949, quotes as in CSV. An empty first cell is the leaf of missing values.

    Raises: NoTree when it cannot be read or is no tree with the one top `*`.
    """
    name = path.name
    try:
        content = path.read_bytes()
    except OSError as error:
        remedy = "check the path; it is relative to the plan"
        raise NoTree(Issue(f"hierarchy {name}", f"cannot be read ({error.strerror})", remedy)) from None
    frame = _parse(_as_utf8(content, name), name)
    _check_lengths(frame, name)
    leaf, *rest = (frame.get_column(column).to_arrow() for column in frame.columns)
    levels = [_missing_if_empty(leaf), *(level.cast(pa.string()) for level in rest)]
    return from_levels(levels, name=name)


def _as_utf8(content: bytes, name: str) -> bytes:
    if (text := read_text(content)) is not None:
        return text.encode()
    raise NoTree(Issue(f"hierarchy {name}", "is neither UTF-8 nor CP949", "save it as UTF-8"))


def _parse(content: bytes, name: str) -> pl.DataFrame:
    try:
        return pl.read_csv(content, has_header=False, separator=";", infer_schema=False)
    except pl.exceptions.NoDataError:
        raise NoTree(Issue(f"hierarchy {name}", "is empty", "write one line a value")) from None
    except pl.exceptions.PolarsError:
        what = "lines have different numbers of levels, or a quote is left open"
        raise NoTree(Issue(f"hierarchy {name}", what, "write value;level1;...;* in every line")) from None


def _check_lengths(frame: pl.DataFrame, name: str) -> None:
    if frame.width < 2:
        what = "has no level above the values"
        raise NoTree(Issue(f"hierarchy {name}", what, "write value;level1;...;* with semicolons"))
    short = frame.select(pl.any_horizontal(pl.col(frame.columns[1:]).is_null())).to_series()
    if short.any():
        line = int(short.arg_true()[0]) + 1
        raise NoTree(Issue(f"hierarchy {name}", f"line {line} lacks a level", "give every value every level"))


def _missing_if_empty(leaf: pa.Array) -> pa.Array:
    texts = leaf.cast(pa.string())
    return pa.array([None if text == "" else text for text in texts.to_pylist()]) if "" in texts.to_pylist() else texts
