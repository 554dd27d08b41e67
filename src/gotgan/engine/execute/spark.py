"""Work on Spark: each shard is one partition, read where it lies; what it gives comes back as Arrow.

Files and the folder written to must be where executors see them, and gotgan[engine] installed there. Keys of a plan
travel inside the work: open the session with `encrypted=True`, and on a cluster encrypt its network too
(`spark.authenticate`, `spark.network.crypto.enabled`).
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from gotgan.engine.execute.port import Work
from gotgan.engine.execute.shards import Shard
from gotgan.engine.profile.spark.measure import StepFailed
from gotgan.terms.errors import GotganError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

T = TypeVar("T")
WAVE = 16
"""Shards of one job, or as many as Spark works on at once: so many results wait in the driver."""
_SCHEMA = "place bigint, made binary"


@dataclass(frozen=True)
class OnSpark:
    """`session` is the caller's, who closes it. Raises: StepFailed too, without a word of the rows."""

    session: SparkSession

    def run(self, work: Work[T], shards: Sequence[Shard]) -> Iterator[T]:
        wave = max(WAVE, self.session.sparkContext.defaultParallelism)
        for first in range(0, len(shards), wave):
            yield from self._wave(work, shards[first : first + wave])

    def _wave(self, work: Work[T], shards: Sequence[Shard]) -> list[T]:
        from py4j.protocol import Py4JError  # type: ignore[import-untyped]
        from pyspark.errors import PySparkException

        try:
            places = self.session.range(0, len(shards), 1, numPartitions=len(shards))
            made = places.mapInArrow(_task(work, shards), _SCHEMA).toArrow()
        except (PySparkException, Py4JError) as error:
            raise StepFailed("the table", error) from None
        by_place = dict(zip(made["place"].to_pylist(), made["made"].to_pylist(), strict=True))
        results = [pickle.loads(by_place[place]) for place in range(len(shards))]  # written by our own workers
        for result in results:
            if isinstance(result, _Refused):
                raise result.error
        return results


@dataclass(frozen=True)
class _Refused:
    """What the work raised, to be raised again by the driver."""

    error: GotganError


def _task(
    work: Callable[[Shard], Any], shards: Sequence[Shard]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def on_places(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for place in batch.column(0).to_pylist():
                made = pickle.dumps(_done(work, shards[place]))
                yield pa.RecordBatch.from_pydict(
                    {"place": pa.array([place], pa.int64()), "made": pa.array([made], pa.binary())}
                )

    return on_places


def _done(work: Callable[[Shard], Any], shard: Shard) -> Any:
    try:
        return work(shard)
    except GotganError as error:
        return _Refused(error)
