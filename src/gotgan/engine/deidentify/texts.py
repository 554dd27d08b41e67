"""Cells as the texts that hierarchies and plans speak of, and a column's values in the order of their kind."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

NUMBER = r"^-?([0-9]{1,300}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
CODE = r"^-?0[0-9]"
"""Of texts that all look like numbers one with a zero in front makes them codes."""


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

    Numbers: stored ones, and texts that all read as finite numbers without a zero in front (01 is a code). Equal
    numbers that are written differently (1, 1.0) stay two values, in the order of their texts.
    """
    texts = as_texts(values.drop_null())
    numbers = _as_numbers(values.drop_null(), texts)
    by = [("number", "ascending")] if numbers is not None else []
    frame = pa.table({"text": texts, "number": texts if numbers is None else numbers})
    ordered = texts.take(pc.sort_indices(frame, sort_keys=[*by, ("text", "ascending")]))
    return pa.concat_arrays([ordered, pa.nulls(values.null_count and 1, pa.string())]), numbers is not None


def _as_numbers(filled: pa.Array, texts: pa.Array) -> pa.Array | None:
    kind = filled.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = filled.cast(pa.float64(), safe=False)
    elif pa.types.is_string(kind) and len(texts) and pc.all(pc.match_substring_regex(texts, NUMBER)).as_py():
        if pc.any(pc.match_substring_regex(texts, CODE)).as_py():
            return None
        numbers = texts.cast(pa.float64())
    else:
        return None
    return numbers if pc.all(pc.is_finite(numbers)).as_py() else None
