"""Text cut into blocks of whole records, so that each block can be parsed by itself.

A line end inside quotes ends no record. Quotes are followed by parity, which is exact as long as each
stands where a quote may open or close; a block with a stray quote is walked quote by quote instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_NEWLINE = 10
BLOCK_BYTES = 4 << 20


class RecordTooLong(Exception):
    """A record is longer than the limit; `record_start` is its offset in the UTF-8 text."""

    def __init__(self, record_start: int) -> None:
        self.record_start = record_start
        super().__init__(record_start)


@dataclass(frozen=True)
class Block:
    """Whole records. `is_regular`: every quote opens or closes a cell."""

    content: bytes
    is_regular: bool
    is_last: bool = False


def cut_blocks(
    chunks: Iterable[bytes], *, delimiter: str, quote: str, longest: int, first_bytes: int = BLOCK_BYTES,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[Block]:  # fmt: skip
    """Yield blocks of about `block_bytes` (the first of about `first_bytes`) in order.

    The last block may end inside an open quote. Raises: RecordTooLong.
    """
    cutter = _Cutter(delimiter.encode(), quote.encode())
    wanted, offset = first_bytes, 0
    pieces: list[bytes] = []
    size = 0
    for chunk in chunks:
        pieces.append(chunk)
        size += len(chunk)
        if size < wanted:
            continue
        text = b"".join(pieces)
        end, is_regular = cutter.last_record_end(text)
        if end:
            yield Block(text[:end], is_regular)
            offset += end
            wanted = block_bytes
        elif size > longest:
            raise RecordTooLong(offset)
        else:
            wanted = size * 2
        pieces, size = [text[end:]] if end < size else [], size - end
    text = b"".join(pieces)
    if len(text) > longest and cutter.last_record_end(text)[0] == 0:
        raise RecordTooLong(offset)
    yield Block(text, cutter.is_regular(text), is_last=True)


class _Cutter:
    def __init__(self, delimiter: bytes, quote: bytes) -> None:
        self.quote = quote
        self._quote_code = quote[0]
        self._edges = np.zeros(256, dtype=bool)
        self._edges[[delimiter[0], _NEWLINE, 13, quote[0]]] = True

    def last_record_end(self, text: bytes) -> tuple[int, bool]:
        """(offset after the last line end outside quotes, or 0; whether all quotes are regular)."""
        if self.quote not in text:
            return text.rfind(b"\n") + 1, True
        codes = np.frombuffer(text, dtype=np.uint8)
        quotes = np.flatnonzero(codes == self._quote_code)
        is_regular = self._are_regular(codes, quotes)
        toggles = quotes if is_regular else self._walk(text, quotes)
        return self._last_outside(text, toggles), is_regular

    def is_regular(self, text: bytes) -> bool:
        if self.quote not in text:
            return True
        codes = np.frombuffer(text, dtype=np.uint8)
        quotes = np.flatnonzero(codes == self._quote_code)
        return len(quotes) % 2 == 0 and self._are_regular(codes, quotes)

    def _are_regular(self, codes: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64]) -> bool:
        """Openers follow an edge, closers precede one: then parity and the real reading agree."""
        openers, closers = quotes[0::2], quotes[1::2]
        before = openers[openers > 0] - 1
        after = closers[closers < len(codes) - 1] + 1
        return bool(self._edges[codes[before]].all() and self._edges[codes[after]].all())

    def _walk(self, text: bytes, quotes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The quotes that really open or close a cell, by the reading of Python's csv module."""
        toggles: list[int] = []
        is_open, skip = False, -1
        for place in quotes.tolist():
            if place == skip:
                continue
            if is_open:
                if text[place + 1 : place + 2] == self.quote:
                    skip = place + 1
                    continue
                toggles.append(place)
                is_open = False
            elif place == 0 or (text[place - 1] != self._quote_code and self._edges[text[place - 1]]):
                toggles.append(place)
                is_open = True
        return np.array(toggles, dtype=np.int64)

    def _last_outside(self, text: bytes, toggles: npt.NDArray[np.int64]) -> int:
        """Search backwards: the last line end that an even number of toggles precedes."""
        stop = len(text)
        while True:
            place = text.rfind(b"\n", 0, stop)
            if place < 0:
                return 0
            before = int(np.searchsorted(toggles, place))
            if before % 2 == 0:
                return place + 1
            stop = int(toggles[before - 1])
