"""The port: one piece of work on every shard, the results in the order of the shards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from gotgan.engine.execute.shards import Shard

T = TypeVar("T")
Work = Callable[[Shard], T]
"""Must pickle, and so must what it gives: a function of a module, or `functools.partial` of one."""


class Executor(Protocol):
    """Where work is done: here (`here.Here`) or on Spark (`spark.OnSpark`)."""

    def run(self, work: Work[T], shards: Sequence[Shard]) -> Iterator[T]:
        """One result a shard, in the order of the shards.

        Memory: some results wait, never all. Raises: what the work raises if it is gotgan's own.
        """
        ...


def fold(results: Iterable[T], merge: Callable[[T, T], T], start: T) -> T:
    """All results merged, the earlier shard first."""
    for result in results:
        start = merge(start, result)
    return start
