"""Text to types without loss: a conversion stands only if its way back gives the same text."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

ARROW_TYPES: dict[str, pa.DataType] = {
    "integer": pa.int64(),
    "decimal": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("s"),
}
"""Profile types that have an Arrow type of their own; all others stay text."""


def come_back(texts: pa.ChunkedArray, kind: pa.DataType) -> set[str] | None:
    """How the values are written if all come back exactly, else None.

    A double is written "12.0" or "12"; one column must keep to one way. No value: the empty set.
    """
    filled = texts.drop_null()
    if len(filled) == 0:
        return set()
    try:
        values = pc.cast(filled, kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    back = pc.cast(values, pa.string())
    if not pa.types.is_floating(kind):
        return {"plain"} if filled.equals(back) else None
    if not pc.all(pc.is_finite(values)).as_py():
        return None
    return _double_style(filled, back)


def _double_style(filled: pa.ChunkedArray, back: pa.ChunkedArray) -> set[str] | None:
    whole = pc.ends_with(back, ".0")
    if not pc.any(whole).as_py():
        return set() if filled.equals(back) else None
    if filled.equals(back):
        return {"with fraction"}
    short = pc.if_else(whole, pc.utf8_slice_codeunits(back, 0, -2), back)
    return {"short"} if filled.equals(short) else None


def convert(texts: pa.Array, kind: pa.DataType) -> pa.Array:
    """Values that were found to come back, as their type."""
    return texts if texts.type == kind else pc.cast(texts, kind)
