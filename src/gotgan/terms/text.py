"""Text normalisation that every floor shares."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

# Revised Romanisation, letter by letter (no assimilation): good enough for an address.
_INITIALS = (
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "",
    "j",
    "jj",
    "ch",
    "k",
    "t",
    "p",
    "h",
)
_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo",
    "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
)  # fmt: skip
_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l",
    "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
)  # fmt: skip
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3


def nfc(text: str) -> str:
    """Compose: `데이터` typed on a Mac (6 code points) becomes the 3 everybody else writes."""
    return unicodedata.normalize("NFC", text)


def title_key(text: str) -> str:
    """The form in which titles are compared: NFC, case folded, inner spaces collapsed."""
    return _SPACES.sub(" ", nfc(text)).strip().casefold()


def title_tight(text: str) -> str:
    """`title_key` without any space: `공공 데이터` equals `공공데이터`."""
    return title_key(text).replace(" ", "")


def romanise(text: str) -> str:
    """Spell Hangul in Latin letters, syllable by syllable; everything else stays."""
    return "".join(_romanise_character(character) for character in nfc(text))


def _romanise_character(character: str) -> str:
    code = ord(character)
    if not _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return character
    index = code - _FIRST_SYLLABLE
    return _INITIALS[index // 588] + _VOWELS[index % 588 // 28] + _FINALS[index % 28]


def slug(text: str, *, longest: int = 48) -> str:
    """An ASCII address part: lower case letters, digits and single hyphens; may be empty."""
    ascii_text = unicodedata.normalize("NFKD", romanise(text)).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("-", ascii_text.lower()).strip("-")[:longest].strip("-")


def read_text(data: bytes) -> str | None:
    """Text of a file written in UTF-8, or in cp949 as a Korean Excel saves "CSV"; None when it is neither.

    A byte order mark is no part of the text. UTF-8 first: cp949 would take most of it for other letters.
    """
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
