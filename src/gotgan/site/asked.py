"""Numbers as they come in addresses and forms: anything may stand there."""

from __future__ import annotations

LARGEST = 2**53


def whole_number(text: str, *, most: int = LARGEST) -> int | None:
    """The number, or `most` when it is larger; None when it is none. Never raises, however long the text is."""
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0")
    return most if len(digits) > len(str(most)) else min(int(digits or "0"), most)
