"""One profiler on one table, by a Python that has it: `python benchmarks/one_profile.py NAME TABLE.parquet`.

Prints CPU seconds (user and system, start included) and peak bytes as JSON. NAME: first_tiers and profile (ours), ydata
(minimal), dataprofiler (labeler off, every row), polars (lazy, streaming engine). Nothing is imported for all of them.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any


def run_first_tiers(parquet: str | Path) -> Any:
    """The first two tiers of our profile, as JSON is written from it: no patterns, no rows looked at closely."""
    from gotgan.engine.profile import profile_parquet

    return profile_parquet(Path(parquet), facts_of_parquet(parquet), choice=None).to_json()


def run_profile(parquet: str | Path) -> Any:
    """All three tiers of our profile."""
    from gotgan.engine.profile import profile_parquet

    return profile_parquet(Path(parquet), facts_of_parquet(parquet)).to_json()


def facts_of_parquet(parquet: str | Path) -> Any:
    import pyarrow.parquet as pq

    from gotgan.engine.profile import TableFacts
    from gotgan.engine.tables import ColumnName

    names = pq.read_schema(parquet).names
    columns = tuple(ColumnName(name, name, place) for place, name in enumerate(names, start=1))
    return TableFacts(str(parquet), "parquet", None, None, 0, 0, columns, True)


def run_ydata(parquet: str) -> None:
    import pandas as pd
    from ydata_profiling import ProfileReport

    ProfileReport(pd.read_parquet(parquet), minimal=True, progress_bar=False).to_json()


def run_dataprofiler(parquet: str) -> None:
    import dataprofiler
    import pandas as pd

    options = dataprofiler.ProfilerOptions()
    options.set({"*.data_labeler.is_enabled": False})
    table = pd.read_parquet(parquet)
    dataprofiler.Profiler(table, options=options, samples_per_update=len(table)).report()


def run_polars(parquet: str) -> None:
    """What the profile asks, as polars says it: exact quantiles, approximate distinct, the ten most frequent."""
    import polars as pl

    frame = pl.scan_parquet(parquet)
    asked = []
    for name, kind in frame.collect_schema().items():
        column = pl.col(name)
        asked += [column.count().alias(f"{name} count"), column.approx_n_unique().alias(f"{name} distinct")]
        asked += [column.min().alias(f"{name} min"), column.max().alias(f"{name} max")]
        if kind.is_numeric():
            asked += [column.mean().alias(f"{name} mean"), column.std().alias(f"{name} std")]
            asked += [column.quantile(q).alias(f"{name} {q}") for q in (0.05, 0.25, 0.5, 0.75, 0.95)]
        elif kind == pl.String:
            lengths = column.str.len_chars()
            asked += [lengths.min().alias(f"{name} shortest"), lengths.max().alias(f"{name} longest")]
            asked += [column.value_counts(sort=True).head(10).implode().alias(f"{name} top")]
    frame.select(asked).collect(engine="streaming")


RUNS = {"first_tiers": run_first_tiers, "profile": run_profile,
        "ydata": run_ydata, "dataprofiler": run_dataprofiler, "polars": run_polars}  # fmt: skip


def main() -> None:
    name, parquet = sys.argv[1:]
    shown = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    RUNS[name](parquet)
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in spent)
    peak = max(usage.ru_maxrss for usage in spent) * 1024
    os.write(shown, json.dumps({"cpu_seconds": cpu, "peak_bytes": peak}).encode())


if __name__ == "__main__":
    main()
