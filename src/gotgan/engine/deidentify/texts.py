"""Cells as the texts that hierarchies and plans speak of, and a column's values in the order of their kind."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_CODE = r"^[+-]?0[0-9]"


def as_texts(values: pa.Array) -> pa.Array:
    """Text as it stands; 39.0 as `39`, days in ISO form, true and false; null stays null."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return pa.DictionaryArray.from_arrays(values.indices, as_texts(values.dictionary))
    if pa.types.is_string(kind):
        return values
    texts = values.cast(pa.string()) if not pa.types.is_nested(kind) else pa.array(map(_plain, values.to_pylist()))
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        texts = pc.replace_substring_regex(texts, r"^(-?[0-9]+)\.0+$", r"\1")
    return texts


def _plain(value: object) -> str | None:
    return None if value is None else repr(value)


def as_codes(values: pa.Array) -> pa.DictionaryArray:
    """Dictionary-encoded texts; a column that was read as a dictionary is not built again."""
    texts = as_texts(values)
    return texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()


def ranked(values: pa.Array) -> tuple[pa.Array, bool]:
    """Distinct values in their order, null last, and whether they are numbers.

    Numbers: stored ones, and texts that all read as finite numbers without a zero in front (01 is a code).
    """
    filled = values.drop_null()
    numbers = _as_numbers(filled)
    order = np.argsort(numbers, kind="stable") if numbers is not None else pc.sort_indices(filled.cast(pa.string()))
    ordered = as_texts(filled).take(pa.array(order))
    return pa.concat_arrays([ordered, pa.nulls(values.null_count and 1, pa.string())]), numbers is not None


def _as_numbers(filled: pa.Array) -> np.ndarray | None:
    kind = filled.type
    if pa.types.is_boolean(kind) or pa.types.is_temporal(kind) or pa.types.is_nested(kind) or not len(filled):
        return None
    if pa.types.is_string(kind) and pc.any(pc.match_substring_regex(filled, _CODE)).as_py():
        return None
    try:
        numbers = np.asarray(filled.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return numbers if np.isfinite(numbers).all() else None
