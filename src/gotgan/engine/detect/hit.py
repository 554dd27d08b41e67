"""One identifier found in one text."""

from __future__ import annotations

from typing import NamedTuple


class Hit(NamedTuple):
    """`start`, `end` in code points of the original text, over the whole written form.

    A *strong* hit stands on its own; a *weak* one counts when the whole column agrees, and when masking.
    """

    kind: str
    start: int
    end: int
    is_strong: bool
    has_check: bool = False
