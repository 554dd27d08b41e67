"""Join keys: the identifiers of a row in one way of writing, under the key of the combination.

Both sides must come to the same text for one person: each identifier is brought to the form that pseudonyms use, and
they are put together in the order of their field names, whatever the columns are called and in whatever order they
stand. A row that lacks one of them has no join key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.deidentify.techniques.pseudonym import SHORTEST_KEY, Key, canonical_ids, tokens_of
from gotgan.engine.deidentify.texts import as_codes
from gotgan.engine.sources.credential import resolve
from gotgan.terms.errors import GotganError, Invalid, Issue

BETWEEN = "\x1f"
"""White space to `canonical_id`, so no identifier holds it."""


@dataclass(frozen=True)
class Identifier:
    """A column, and what all sides call what it holds."""

    column: str
    field: str


def read_identifiers(words: Sequence[str]) -> tuple[Identifier, ...]:
    """`COLUMN` or `COLUMN=FIELD` each, by field. Raises: Invalid for none, an empty one, or a field twice."""
    found = []
    for word in words:
        column, _, field = word.partition("=")
        found.append(Identifier(column.strip(), (field or column).strip()))
    if not found or any(not each.column or not each.field for each in found):
        raise Invalid(Issue("--identifiers", "name no column", "write COLUMN or COLUMN=FIELD, with commas between"))
    if len({each.field for each in found}) < len(found) or len({each.column for each in found}) < len(found):
        raise Invalid(Issue("--identifiers", "name a column or a field twice", "name each once"))
    return tuple(sorted(found, key=lambda each: each.field))


def open_key(reference: str, environment: Mapping[str, str] | None = None) -> Key:
    """The key manager's key, by reference. Raises: Invalid when it is unset, too short, or no reference."""
    remedy = f"get one of {SHORTEST_KEY} characters or more from the key manager, and set env:NAME to it"
    try:
        value = resolve(reference, environment=environment).reveal()
    except GotganError:
        raise Invalid(Issue("--key", "it is not set, or no reference", remedy)) from None
    return check_key(Key("--key", value.encode()))


def check_key(key: Key) -> Key:
    """Raises: Invalid for a short one: un-keyed hashes of numbers are found by trying."""
    if len(key.secret) < SHORTEST_KEY:
        remedy = f"use one of {SHORTEST_KEY} characters or more"
        raise Invalid(Issue("--key", f"it is shorter than {SHORTEST_KEY} characters", remedy))
    return key


def for_combination(key: Key, combination: str) -> Key:
    """Another key for each combination: keys of two combinations cannot be matched."""
    return key.derive("combination", combination)


def join_keys(key: Key, batch: pa.RecordBatch, identifiers: Sequence[Identifier]) -> pa.Array:
    """The join key of each row, null where an identifier is missing or empty."""
    texts = [_canonical(batch.column(each.column)) for each in identifiers]
    codes = pc.binary_join_element_wise(*texts, BETWEEN).dictionary_encode()
    if not len(codes.dictionary):
        return codes.cast(pa.string())
    return tokens_of(key, codes.dictionary.cast(pa.binary()).to_pylist()).take(codes.indices)


def _canonical(values: pa.Array) -> pa.Array:
    """Each identifier in one way of writing; empty is missing."""
    codes = as_codes(values)
    plain = pa.array(canonical_ids(pc.fill_null(codes.dictionary, "")), pa.binary()).cast(pa.string())
    return pc.if_else(pc.equal(plain, ""), None, plain).take(codes.indices)
