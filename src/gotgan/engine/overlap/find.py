"""All three relations over the tables of any number of scans."""

from __future__ import annotations

from collections.abc import Sequence

from gotgan.engine.overlap.columns import Columns, Meetings
from gotgan.engine.overlap.content import same_content
from gotgan.engine.overlap.join import Join, shared_hashes
from gotgan.engine.overlap.joinable import joinable
from gotgan.engine.overlap.model import Pair, TableSketch
from gotgan.engine.overlap.rank import ranked
from gotgan.engine.overlap.schema import same_schema


def find_overlaps(tables: Sequence[TableSketch], *, join: Join | None = None) -> list[Pair]:
    """The best partners of each table in each relation, best first, with reasons.

    `join` says where the columns are joined: in this process, or `overlap.spark.JoinOnSpark`.

    Sketches of different keys have no hash in common but by chance: such tables are compared by their names
    and by the hash of their file.
    """
    columns = Columns.of(tables)
    meetings = find_meetings(columns, join=join)
    return [
        *ranked(same_content(tables, columns, meetings), tables),
        *ranked(same_schema(tables), tables),
        *ranked(joinable(tables, columns, meetings), tables),
    ]


def find_meetings(columns: Columns, *, join: Join | None = None) -> Meetings:
    """All pairs of columns that share values, with their containment."""
    meetings = Meetings.of(columns, *shared_hashes(columns, join=join))
    return meetings.only(meetings.both > 0)
