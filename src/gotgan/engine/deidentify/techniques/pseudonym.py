"""Keyed pseudonyms: one person is one token under one key, and another under every other key.

Token: HMAC-SHA256 under a key derived for project, recipient and field, cut to 100 bits or more. The key itself is
kept elsewhere; the receipt tells its id alone. An un-keyed hash is no pseudonym: numbers are few enough to try.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass, field

from gotgan.engine.deidentify.techniques.change import ByValue, Change
from gotgan.engine.detect.plain import plain_text

SHORTEST_KEY = 32
TOKEN_SIGNS = 20
"""Base32, five bits each: 100 bits."""
LETTERS = "ABCDEFGHKLMNPRST"
"""Sixteen letters and no digit; four bits each."""
LETTER_SIGNS = 24
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


def token_of(key: Key, canonical: str) -> str:
    """Capital letters and the digits 2 to 7: no formula of a spreadsheet begins so."""
    digest = hmac.digest(key.secret, canonical.encode(), "sha256")
    return base64.b32encode(digest[:15])[:TOKEN_SIGNS].decode()


def letters_of(key: Key, canonical: str) -> str:
    """A token of letters alone: it holds no digits of anything, and is in no order."""
    digest = hmac.digest(key.secret, canonical.encode(), "sha256").hex()[:LETTER_SIGNS]
    return "".join(LETTERS[int(digit, 16)] for digit in digest)


def pseudonymise(key: Key, *, prefix: str = "") -> Change:
    """`key` is derived for its field already."""
    return ByValue(lambda text: prefix + token_of(key, canonical_id(text)))
