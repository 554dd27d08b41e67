"""Texts that never change, taken apart once: by their sha256, the longest unread given up first.

Bounded by the bytes of the texts, not by their number: a list of 20,000 weighs as much as seven of 2,800.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Generic, TypeVar

from gotgan.assess import kept
from gotgan.assess.rules.tables import read_rows

Value = TypeVar("Value")
MOST_BYTES = 16 * 2**20
"""Of texts in one process; what is made of them takes some eight times as much memory."""


class Shelf(Generic[Value]):
    """Values by key, as many as texts of `most_bytes` made; a longer text is taken apart anew each time."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.held_bytes = most_bytes, 0
        self._held: OrderedDict[str, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, read: Callable[[], bytes], make: Callable[[bytes], Value]) -> Value:
        """Who gets it must not change it: the next one gets the same."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key][0]
        text = read()
        value = make(text)
        with self._lock:
            self._put(key, value, len(text))
        return value

    def _put(self, key: str, value: Value, size: int) -> None:
        if size > self.most_bytes or key in self._held:
            return
        self._held[key] = value, size
        self.held_bytes += size
        while self.held_bytes > self.most_bytes:
            _, (_, gone) = self._held.popitem(last=False)
            self.held_bytes -= gone


_SHELF: Shelf[Any] = Shelf(MOST_BYTES)


def json_of(sha256: str) -> Any:
    """Raises: ObjectMissing."""
    return _SHELF.get(sha256, lambda: kept.read(sha256), json.loads)


def rows_of(sha256: str) -> Mapping[str, Mapping[str, str]]:
    """Candidates by id. Raises: ObjectMissing."""
    rows: Mapping[str, Mapping[str, str]] = _SHELF.get(f"rows {sha256}", lambda: kept.read(sha256), read_rows)
    return rows
