"""Masking of one text: whatever looks like an identifier, sure or not."""

from __future__ import annotations

import re

from gotgan.engine.detect.hit import Hit
from gotgan.engine.detect.text import find_hits
from gotgan.terms.finding import IdentifierKind

_SIGN = re.compile(r"[^\W_]")
_BARE_CODE = re.compile(r"\s*[0-9]{10}\s*")
_NUMBERING = re.compile(r"\s*(?!10\.)[0-9]{1,2}(?:\.[0-9]{1,2}){3}\s*")
SHORTEST_IDENTIFIER = 7


def mask_text(text: str) -> str:
    """The text with every identifier masked (`9*****-*******`); anything that looks like one counts.

    Wrong dates, failing check digits and missing context do not save a number. Length is kept.
    """
    return _mask_hits(text, _to_mask(text))


def contains_identifier(text: str) -> bool:
    """Whether `mask_text` would mask anything."""
    return bool(_to_mask(text))


def mask_cell(text: str) -> str:
    """`mask_text` for a cell of a column that was judged as a whole and found clean.

    There a cell that is a bare ten-digit code is left: one code in ten passes as a business number; so is the
    number of a chapter (2.1.1.1), but for what may be an address of a private net (10.2.1.1).
    """
    return text if _BARE_CODE.fullmatch(text) or _NUMBERING.fullmatch(text) else mask_text(text)


def mask_value(value: str) -> str:
    """One identifier with its shape left: the first sign (of two and more) and the separators."""
    shown = value[:1] if len(_SIGN.findall(value)) > 1 else ""
    return shown + _SIGN.sub("*", value[len(shown) :])


def _to_mask(text: str) -> list[Hit]:
    """All hits but words that a form of address makes look like a name (공군기지 부대): titles must stay readable."""
    if len(text) < SHORTEST_IDENTIFIER - 1:
        return []
    return [hit for hit in find_hits(text) if hit.is_strong or hit.kind != IdentifierKind.PERSON_NAME]


def _mask_hits(text: str, hits: list[Hit]) -> str:
    parts, done = [], 0
    for hit in hits:
        parts += [text[done : hit.start], mask_value(text[hit.start : hit.end])]
        done = hit.end
    return "".join([*parts, text[done:]])
