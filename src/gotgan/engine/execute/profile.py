"""The profile over shards: DuckDB measures each into a state, and states merge (engine.profile.merge).

For one table in many files, or several processes. `gotgan profile --engine spark` has the metric spec in Spark SQL
instead, whose exact metrics are those of the whole; what merging leaves exact: docs/reference/profile-engines.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce
from typing import TYPE_CHECKING

from gotgan.engine.execute.port import Executor
from gotgan.engine.execute.shards import Shard
from gotgan.engine.profile import measure
from gotgan.engine.profile.facts import TableFacts
from gotgan.engine.profile.finish import finish
from gotgan.engine.profile.merge import merge
from gotgan.engine.profile.state import TableState
from gotgan.terms.finding import Finding
from gotgan.terms.profile import TableProfile

if TYPE_CHECKING:
    from gotgan.engine.profile.sample.lists import Lists


def profile_shards(
    executor: Executor,
    shards: Sequence[Shard],
    facts: TableFacts,
    *,
    findings: Sequence[Finding] = (),
    lists: Lists | None = None,
) -> TableProfile:
    """Measure every row; combinations of columns that look like keys stay unverified.

    Raises: Invalid when the columns of a shard are not those of `facts`.
    """
    return finish(reduce(merge, executor.run(partial(_state, facts=facts), shards)), findings, lists=lists)


def _state(shard: Shard, facts: TableFacts) -> TableState:
    return measure.partial(shard.parquet, facts, rows=(shard.start, shard.start + shard.rows))
