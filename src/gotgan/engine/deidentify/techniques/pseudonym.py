"""Keyed pseudonyms: one person is one token under one key, and another under every other key.

Token: HMAC-SHA256 under a key derived for project, recipient and field, cut to 96 bits. The key itself is kept
elsewhere; the receipt tells its id alone. An un-keyed hash is no pseudonym: numbers are few enough to try.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.deidentify.techniques.change import Change
from gotgan.engine.deidentify.texts import as_codes
from gotgan.engine.detect.plain import plain_text

SHORTEST_KEY = 32
LETTERS = "ABCDEFGHKLMNPRST"
"""Sixteen of base32's letters, four bits each, no digit: with digits one token in 4,000 reads as an IBAN."""
TOKEN_SIGNS = 24
_LETTERS = np.frombuffer(LETTERS.encode(), dtype=np.uint8)
_NUMBER = re.compile(r"[0-9*Xx][0-9*Xx \-./()]*|\+[0-9 \-./()]+")
_SEPARATORS = re.compile(r"[\s\-./()\[\],:]+")
_LEAST_DIGITS = 9
_ABROAD = re.compile(r"(?:\+|00)82[\s\-.()]*0?")


@dataclass(frozen=True)
class Key:
    """`secret` never shows itself. `name`: the reference it was given by."""

    name: str
    secret: bytes = field(repr=False)

    def derive(self, *parts: str) -> Key:
        """Another key for each use; none tells of the other."""
        told = "\0".join(("gotgan pseudonym 1", *parts)).encode()
        return Key(self.name, hmac.digest(self.secret, told, "sha256"))

    @property
    def id(self) -> str:
        """Names the key without telling it."""
        return hmac.digest(self.secret, b"gotgan key id 1", "sha256").hex()[:16]


def canonical_id(text: str) -> str:
    """One form for one identifier: plain digits and dashes, no edges; long numbers as digits alone, e-mail in small.

    A number counts from nine digits on (telephones, residents); shorter codes keep their separators, or 1-11 and
    11-1 would be one. +82 10 is 010.
    """
    plain = " ".join(plain_text(text).split())
    if "@" in plain:
        return plain.replace(" ", "").casefold()
    national = _ABROAD.sub("0", plain, count=1) if _ABROAD.match(plain) else plain
    if _NUMBER.fullmatch(national):
        digits = re.sub(r"[^0-9*]", "", national.replace("X", "*").replace("x", "*"))
        if len(digits) >= _LEAST_DIGITS:
            return digits
    return plain


def canonical_hit(text: str) -> str:
    """`canonical_id` for what detection has found to be one identifier: separators never tell two apart."""
    return _SEPARATORS.sub("", canonical_id(text)).upper() if "@" not in text else canonical_id(text)


def canonical_ids(texts: pa.Array) -> list[str]:
    """`canonical_id` of many texts without missing ones; plain numbers with hyphens are done at once."""
    bare = pc.replace_substring(texts, "-", "")
    is_plain = pc.and_(
        pc.match_substring_regex(texts, r"^[0-9][0-9\-]*$"),
        pc.and_(pc.greater_equal(pc.utf8_length(bare), _LEAST_DIGITS), pc.invert(pc.starts_with(texts, "0082"))),
    )
    pairs = zip(is_plain.to_pylist(), bare.to_pylist(), texts.to_pylist(), strict=True)
    return [digits if plain else canonical_id(text) for plain, digits, text in pairs]


def tokens_of(key: Key, canonical: Sequence[str]) -> pa.Array:
    """Capital letters: no formula of a spreadsheet begins so, no number can be read from them, and no order."""
    secret = key.secret
    digests = b"".join([hmac.digest(secret, text.encode(), "sha256") for text in canonical])
    return letters_of(np.frombuffer(digests, dtype=np.uint8).reshape(-1, 32)[:, : TOKEN_SIGNS // 2])


def letters_of(kept: npt.NDArray[np.uint8]) -> pa.Array:
    """A token of each row of `TOKEN_SIGNS` / 2 bytes."""
    signs = _LETTERS[np.stack([kept >> 4, kept & 15], axis=2).reshape(-1, TOKEN_SIGNS)]
    return pa.array(np.ascontiguousarray(signs).view(f"S{TOKEN_SIGNS}").ravel().astype(str), pa.string())


def token_of(key: Key, canonical: str) -> str:
    """`tokens_of` for one."""
    digest = hmac.digest(key.secret, canonical.encode(), "sha256").hex()[:TOKEN_SIGNS]
    return "".join(LETTERS[int(digit, 16)] for digit in digest)


@dataclass(frozen=True)
class Pseudonyms:
    """`key` is derived for its field already."""

    key: Key
    prefix: str
    type: pa.DataType = field(default_factory=pa.string)

    def apply(self, values: pa.Array, first_row: int) -> pa.Array:  # noqa: ARG002 - where a cell stands does not matter
        codes = as_codes(values)
        if not len(codes.dictionary):
            return pa.nulls(len(values), pa.string())
        tokens = tokens_of(self.key, canonical_ids(pc.fill_null(codes.dictionary, "")))
        if self.prefix:
            tokens = pc.binary_join_element_wise(self.prefix, tokens, "")
        missing = codes.dictionary.is_null()
        return pc.if_else(missing, None, tokens).take(codes.indices)


def pseudonymise(key: Key, *, prefix: str = "") -> Change:
    """One token for each identifier; missing stays missing."""
    return Pseudonyms(key, prefix)
