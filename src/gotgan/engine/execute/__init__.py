"""Distribution: the steps of the engine over the shards of a table, on one machine or on Spark.

A step is three verbs. `partial` runs where a shard lies; what it gives is merged in the order of the shards, and
finished, by the driver. Nothing hangs on where the rows were cut: random draws are keyed by seed and row number, and
counts add. So one plan gives one file content (docs/reference/execute.md).
"""

from gotgan.engine.execute.here import Here
from gotgan.engine.execute.port import Executor, fold
from gotgan.engine.execute.shards import Shard, cut, shards_of

__all__ = ["Executor", "Here", "Shard", "cut", "fold", "shards_of"]
