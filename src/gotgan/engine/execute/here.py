"""Work on this machine: shard after shard, or several at once in processes of their own."""

from __future__ import annotations

import multiprocessing
import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from gotgan.engine.execute.port import Work
from gotgan.engine.execute.shards import Shard
from gotgan.terms.errors import Unavailable

T = TypeVar("T")


_ENDED = "a process was ended from outside, for want of memory most likely; allow fewer processors (taskset -c 0)"


class ProcessEnded(Unavailable):
    """One of the processes that work side by side is gone, and its work with it."""


@dataclass(frozen=True)
class Here:
    """`processes`: 1 works in this one. More are started anew (never forked: threads of libraries would hang)."""

    processes: int = 1

    def run(self, work: Work[T], shards: Sequence[Shard]) -> Iterator[T]:
        if self.processes == 1 or len(shards) < 2:
            yield from map(work, shards)
            return
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(
            min(self.processes, len(shards)), mp_context=context, initializer=_keep, initargs=(work,)
        ) as pool:
            yield from _in_order(lambda shard: pool.submit(_work_on, shard), shards, 2 * self.processes)


@dataclass(frozen=True)
class Kept:
    """As `Here`, in processes that stay from one run to the next: to start one takes a second. See `keep_processes`."""

    pool: ProcessPoolExecutor
    processes: int

    def run(self, work: Work[T], shards: Sequence[Shard]) -> Iterator[T]:
        sent = pickle.dumps(work)
        yield from _in_order(lambda shard: self.pool.submit(_work_sent, sent, shard), shards, 2 * self.processes)


@contextmanager
def keep_processes(processes: int, *, at_once: bool = False) -> Iterator[Kept]:
    """Started when they are first needed, or `at_once`, while this one does something else; ended with the context."""
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        for _ in range(processes if at_once else 0):
            pool.submit(_ready)
        yield Kept(pool, processes)


def _in_order(submit: Callable[[Shard], Future[Any]], shards: Sequence[Shard], ahead: int) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque()
    try:
        for shard in shards:
            waiting.append(submit(shard))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise ProcessEnded(_ENDED) from None
    finally:
        for future in waiting:
            future.cancel()


_kept: list[Callable[[Shard], Any]] = []
"""In a worker: the one piece of work it is there for, sent once."""


def _keep(work: Callable[[Shard], Any]) -> None:
    _kept[:] = [work]


def _ready() -> None:
    """A process that is asked this has read its modules: those of de-identification take the most time."""
    import gotgan.engine.execute.deidentify  # noqa: F401


def _work_sent(sent: bytes, shard: Shard) -> Any:
    return _unpickled(sent)(shard)


@lru_cache(maxsize=1)
def _unpickled(sent: bytes) -> Callable[[Shard], Any]:
    """The last work that came: all shards of a run bring the same."""
    work: Callable[[Shard], Any] = pickle.loads(sent)  # written by the process that started this one
    return work


def _work_on(shard: Shard) -> Any:
    return _kept[0](shard)
