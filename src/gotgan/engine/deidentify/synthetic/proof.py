"""What the written synthetic file proves, by code apart from that which drew it: DuckDB on both files."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from gotgan.engine.detect import detect_parquet
from gotgan.engine.profile.relation import open_relation

MOST_CLOSER = 0.6
"""Share of drawn rows that lie nearer to those learnt from than to held-out ones; a half is chance."""
_ERRORS = 3
"""Standard errors of that share, by the smaller side that is compared, which are put down to chance."""


def prove_written(
    written: Path, source: Path, names: Sequence[str], subject: str | None, distances: Mapping[str, Any]
) -> dict[str, Any]:
    """{released, reason, rows, copies_of_one, closer_to_train, most_closer, findings}.

    `copies_of_one`: written rows equal in every column to rows of the source that belong to one person only (to one
    row, without a subject). Refused: any of them, identifiers, rows that lie too near to those learnt from.
    """
    rows, copies = _count_copies(written, source, names, subject)
    findings = [finding for finding in detect_parquet(written) if finding.count]
    closer = float(distances["closest_record"]["closer_to_train"])
    compared = max(min(distances["rows_compared"].values()), 1)
    most = MOST_CLOSER + _ERRORS * 0.5 / math.sqrt(compared)
    reasons = [f"column {each.column!r}: {each.count} hit(s) of {each.kind}; leave it out" for each in findings]
    if copies:
        reasons.append(f"{copies} row(s) equal one person's in every column; drop the copies, or write fewer columns")
    if closer > most:
        reasons.append(f"{closer:.0%} of the rows lie nearer to rows learnt from than to others; raise k")
    return {
        "released": not reasons,
        "reason": "; ".join(reasons),
        "rows": rows,
        "copies_of_one": copies,
        "closer_to_train": closer,
        "most_closer": most,
        "findings": [{"column": each.column, "kind": each.kind, "count": each.count} for each in findings],
    }


def _count_copies(written: Path, source: Path, names: Sequence[str], subject: str | None) -> tuple[int, int]:
    """(rows written, rows that equal one person's). A row without a person is a person of its own."""
    places = pq.read_schema(source).names
    with open_relation(source) as real, open_relation(written) as made:
        chosen = [(f"c{places.index(name)}", f"c{number}", made.types[number]) for number, name in enumerate(names)]
        cells = [", ".join(f"{_cell(each[side], each[2])} AS p{number}" for number, each in enumerate(chosen))
                 for side in (0, 1)]  # fmt: skip
        group = ", ".join(f"p{number}" for number in range(len(chosen)))
        same = " AND ".join(f"w.p{number} IS NOT DISTINCT FROM s.p{number}" for number in range(len(chosen)))
        who = "NULL" if subject is None else f"CAST(c{places.index(subject)} AS VARCHAR)"
        query = f"""
            WITH real AS (SELECT {cells[0]}, {who} AS who FROM {real.source}),
            s AS (SELECT {group} FROM real GROUP BY {group}
                  HAVING count(DISTINCT who) + count(*) FILTER (who IS NULL) = 1),
            w AS (SELECT {cells[1]} FROM {made.source})
            SELECT (SELECT count(*) FROM w), (SELECT count(*) FROM w JOIN s ON {same})
        """
        found = made.connection.execute(query).fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)


def _cell(place: str, kind: str) -> str:
    """A cell of either file in the written type; a number that is none is empty."""
    cell = f"TRY_CAST({place} AS {kind})"
    return f"(CASE WHEN NOT isnan({cell}) THEN {cell} END)" if kind in ("FLOAT", "DOUBLE") else cell
