"""Signs of a cell replaced by `*`, some left at its ends."""

from __future__ import annotations

import re
from functools import partial

from gotgan.engine.deidentify.techniques.change import ByValue, Change

_SIGN = re.compile(r"[^\W_]")


def mask(*, keep_first: int, keep_last: int) -> Change:
    """Letters and digits become `*`; separators stay. A cell of no more signs than are kept is masked whole."""
    return ByValue(partial(_masked, keep_first=keep_first, keep_last=keep_last))


def _masked(text: str, keep_first: int, keep_last: int) -> str:
    signs = len(_SIGN.findall(text))
    if signs <= keep_first + keep_last:
        return _SIGN.sub("*", text)
    numbers = iter(range(signs))

    def cover(match: re.Match[str]) -> str:
        return match.group() if _is_kept(next(numbers), signs, keep_first, keep_last) else "*"

    return _SIGN.sub(cover, text)


def _is_kept(number: int, signs: int, keep_first: int, keep_last: int) -> bool:
    return number < keep_first or number >= signs - keep_last
