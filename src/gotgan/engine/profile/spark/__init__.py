"""The same profile on Spark: the metric spec in Spark SQL, states that merge with the DuckDB engine's.

A table is folded as on DuckDB, but by one GROUP BY for up to 200 columns. The first scan of the fold is one
SELECT (counts, ends, lengths, sentinels, what text spells); the second hands partitions to Python workers
(KMV hashes, most frequent values, numbers, masks). Files and the temporary folder must be where executors
see them, and gotgan[engine] installed there.
"""

from gotgan.engine.profile.spark.measure import MeasureOnSpark, partial, profile_parquet
from gotgan.engine.profile.spark.session import open_session

__all__ = ["MeasureOnSpark", "open_session", "partial", "profile_parquet"]
