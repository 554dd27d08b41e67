"""One cell of text made clean: double-encoded text restored, NFC, no hidden marks, no spaces around it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNICODE, SPACES, ENCODING, FORMULAS = "unicode", "spaces", "encoding", "formulas"
Fix = tuple[str, str]
"""Step, reason."""
_HIDDEN = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WIDE = re.compile("[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]{2,}")
_HANGUL = re.compile("[가-힣]")
_NO_SURROGATE = re.compile("[\ud800-\udfff]")
_WHITE = " \t\r\n\v\f\u00a0\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_FORMULA = re.compile(r"=.|@[^@\s]*[(!]|[+-][^\d\s][^\s]*[(|!]|[+-].*\|.*!")
"""What a spreadsheet would run: `=`, `@name(`, `+cmd|`. A plain negative number or a handle is none."""
LOST = "\N{REPLACEMENT CHARACTER}"


@lru_cache(maxsize=1 << 16)
def clean(text: str) -> tuple[str, tuple[Fix, ...]]:
    """The clean text and what was done to it, in order."""
    fixes: list[Fix] = []
    restored = _restored(text) if not text.isascii() else None
    if restored is not None:
        fixes.append((ENCODING, "encoded twice: restored"))
        text = restored
    if _NO_SURROGATE.search(text):
        fixes.append((UNICODE, "half a character (a lone surrogate): written as U+FFFD"))
        text = _NO_SURROGATE.sub(LOST, text)
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        fixes.append((UNICODE, "composed (NFC)"))
    seen = _HIDDEN.sub("", composed)
    if seen != composed:
        fixes.append((UNICODE, "hidden marks taken out"))
    kept = _CONTROL.sub("", seen)
    if kept != seen:
        fixes.append((UNICODE, "control characters taken out"))
    bare = kept.strip(_WHITE)
    if bare != kept:
        fixes.append((SPACES, "spaces around the value taken off"))
    return bare, tuple(fixes)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return text[:1] in "=@+-" and _FORMULA.match(text) is not None


def _restored(text: str) -> str | None:
    """Text that was decoded wrongly once and saved: UTF-8 or CP949 taken for Latin letters, UTF-8 for CP949.

    Only when every character comes back and Hangul appears where there was none.
    """
    if _WIDE.search(text) and not _HANGUL.search(text):
        latin = _bytes_of(text)
        return _decoded(latin, "utf-8") or _only_hangul(_decoded(latin, "cp949"))
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        return _decoded(_encoded(text), "utf-8")
    return None


def _only_hangul(text: str | None) -> str | None:
    """CP949 reads nearly any pair of Latin letters: two syllables or more, and no other letters, must come out."""
    if text is None:
        return None
    strange = [character for character in text if not character.isascii()]
    return text if len(strange) > 1 and all("가" <= character <= "힣" for character in strange) else None


def _bytes_of(text: str) -> bytes | None:
    """Latin letters back to their bytes: Windows' own where they have one, else Latin-1."""
    try:
        return b"".join(_byte_of(character) for character in text)
    except UnicodeEncodeError:
        return None


def _byte_of(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _encoded(text: str) -> bytes | None:
    try:
        return text.encode("cp949")
    except UnicodeEncodeError:
        return None


def _decoded(content: bytes | None, encoding: str) -> str | None:
    if content is None:
        return None
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if _HANGUL.search(text) and not _CONTROL.search(text) else None
