"""The measured profile of a table: three verbs over one metric spec.

`partial` measures a Parquet file (or some of its rows) into a mergeable `TableState`, `merge` joins
two states of the same columns, `finish` writes the profile of SHAPES.md. A state holds values of the
data, so it stays with their owner; `finish` withholds those of columns with findings.
"""

from gotgan.engine.profile.facts import TableFacts
from gotgan.engine.profile.finish import finish
from gotgan.engine.profile.measure import partial, profile_parquet
from gotgan.engine.profile.merge import merge
from gotgan.engine.profile.state import ColumnState, TableState

__all__ = ["ColumnState", "TableFacts", "TableState", "finish", "merge", "partial", "profile_parquet"]
