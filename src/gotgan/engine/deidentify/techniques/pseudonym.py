"""Keyed pseudonyms: one person is one token under one key, and another under every other key.

Token: HMAC-SHA256 under a key derived for project, recipient and field, cut to 96 bits. The key itself is kept
elsewhere; the receipt tells its id alone. An un-keyed hash is no pseudonym: numbers are few enough to try.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
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
_BLOCK_BYTES, _DIGEST_BYTES = 64, 32
"""Of SHA-256."""
_LETTERS = np.frombuffer(LETTERS.encode(), dtype=np.uint8)
_OF_HEX = str.maketrans("0123456789abcdef", LETTERS)
_NUMBER = re.compile(r"[0-9*Xx][0-9*Xx \-./()]*|\+[0-9 \-./()]+")
_AS_IT_STANDS = r"^[!-),-/:-?A-WYZ\[-wyz{-~가-힣][!-?A-~가-힣]*$"
"""Codes and words of plain letters: they begin as no number does, and hold no @ and no blank."""
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


def canonical_ids(texts: pa.Array) -> list[bytes]:
    """`canonical_id` of many texts without missing ones, as UTF-8; plain numbers and codes are done at once."""
    bare = pc.replace_substring(texts, "-", "")
    is_plain = pc.and_(
        pc.match_substring_regex(texts, r"^[0-9][0-9\-]*$"),
        pc.and_(pc.greater_equal(pc.binary_length(bare), _LEAST_DIGITS), pc.invert(pc.starts_with(texts, "0082"))),
    )
    canonical: list[bytes] = pc.if_else(is_plain, bare, texts).cast(pa.binary()).to_pylist()
    is_done = pc.or_(is_plain, pc.match_substring_regex(texts, _AS_IT_STANDS))
    if not pc.all(is_done).as_py():
        others = np.flatnonzero(~is_done.to_numpy(zero_copy_only=False))
        for place, text in zip(others.tolist(), texts.take(pa.array(others)).to_pylist(), strict=True):
            canonical[place] = canonical_id(text).encode()
    return canonical


def tokens_of(key: Key, canonical: Sequence[bytes], prefix: str = "") -> pa.Array:
    """Capital letters: no formula of a spreadsheet begins so, no number can be read from them, and no order."""
    digests = np.frombuffer(b"".join(_digests(key.secret, canonical)), dtype=np.uint8).reshape(-1, _DIGEST_BYTES)
    return letters_of(digests[:, : TOKEN_SIGNS // 2], prefix)


def letters_of(kept: npt.NDArray[np.uint8], prefix: str = "") -> pa.Array:
    """A token of each row of `TOKEN_SIGNS` / 2 bytes, after the prefix."""
    before = np.frombuffer(prefix.encode(), dtype=np.uint8)
    signs = np.empty((len(kept), before.size + TOKEN_SIGNS), dtype=np.uint8)
    signs[:, : before.size] = before
    signs[:, before.size :: 2] = _LETTERS[kept >> 4]
    signs[:, before.size + 1 :: 2] = _LETTERS[kept & 15]
    ends = np.arange(len(signs) + 1, dtype=np.int32) * np.int32(signs.shape[1])
    return pa.Array.from_buffers(pa.string(), len(signs), [None, pa.py_buffer(ends), pa.py_buffer(signs)])


def _digests(secret: bytes, texts: Iterable[bytes]) -> Iterator[bytes]:
    """HMAC-SHA256 of each [RFC 2104], in a third of the time: both hashes have taken in the key once for all."""
    block = hashlib.sha256(secret).digest() if len(secret) > _BLOCK_BYTES else secret
    padded = block.ljust(_BLOCK_BYTES, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))
    for text in texts:
        within, around = inner.copy(), outer.copy()
        within.update(text)
        around.update(within.digest())
        yield around.digest()


def token_of(key: Key, canonical: str) -> str:
    """`tokens_of` for one."""
    return hmac.digest(key.secret, canonical.encode(), "sha256").hex()[:TOKEN_SIGNS].translate(_OF_HEX)


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
        tokens = tokens_of(self.key, canonical_ids(pc.fill_null(codes.dictionary, "")), self.prefix)
        if codes.dictionary.null_count:
            tokens = pc.if_else(codes.dictionary.is_null(), None, tokens)
        return tokens.take(codes.indices)


def pseudonymise(key: Key, *, prefix: str = "") -> Change:
    """One token for each identifier; missing stays missing."""
    return Pseudonyms(key, prefix)
