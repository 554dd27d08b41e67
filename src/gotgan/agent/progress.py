"""How far a scan is, in files and in bytes, so that the time left follows the work and not the number of files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gotgan.agent.walk import Found

FILE_COSTS = 64 * 1024
"""What opening and measuring any file costs beside its bytes, as bytes: also where a size is not known."""


@dataclass(frozen=True)
class Moved:
    """`name` is what is measured next; empty at the end."""

    name: str
    files_done: int
    files: int
    bytes_done: int
    bytes: int

    @property
    def work_done(self) -> int:
        return self.bytes_done + self.files_done * FILE_COSTS

    @property
    def work(self) -> int:
        return self.bytes + self.files * FILE_COSTS


Progress = Callable[[Moved], None]


class Meter:
    """Counts what is behind, and tells `progress` before each file and at the end."""

    def __init__(self, found: Sequence[Found], progress: Progress | None) -> None:
        self._progress = progress
        self._files, self._bytes = len(found), sum(item.size_bytes for item in found)
        self._files_done = self._bytes_done = 0

    def begin(self, item: Found) -> None:
        self._tell(item.name)

    def passed(self, item: Found) -> None:
        self._files_done += 1
        self._bytes_done += item.size_bytes

    def end(self) -> None:
        self._tell("")

    def _tell(self, name: str) -> None:
        if self._progress:
            self._progress(Moved(name, self._files_done, self._files, self._bytes_done, self._bytes))
