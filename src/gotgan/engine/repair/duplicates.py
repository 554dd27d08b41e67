"""Rows that stand twice: taken out where a column numbers the records, only reported where equal rows may be true."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gotgan.engine.package.parquet import beside, write_batches
from gotgan.engine.profile.relation import open_relation
from gotgan.engine.repair.letters import Mask
from gotgan.engine.repair.run import Hashes
from gotgan.engine.repair.tally import Tally

STEP = "duplicates"
_NUMBERED = re.compile(r"(번호|코드|ID|Id|id|키|key|KEY|연번|순번|일련)\)?$")
_NO_NUMBER = re.compile(r"전화|우편|팩스|행정|법정|시군구|기관|지역|분류|구분")
_BATCH_ROWS = 1 << 16


def repeats_of(hashes: Hashes) -> Mask:
    """Which rows equal an earlier one; none when all differ."""
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    again = np.zeros(hashes.size, dtype=bool)
    again[order[1:]] = ordered[1:] == ordered[:-1]
    return again


def numbers_records(name: str) -> bool:
    """Whether a column says by its name that it numbers the records."""
    return bool(_NUMBERED.search(name)) and not _NO_NUMBER.search(name)


def key_of(parquet: Path, names: Sequence[str], rows: int) -> str | None:
    """A column that numbers the records by its name and has `rows` different values, none of them missing."""
    asked = [place for place, name in enumerate(names) if numbers_records(name)]
    if not asked:
        return None
    counts = ", ".join(f"count(DISTINCT c{place}), count(*) - count(c{place})" for place in asked)
    with open_relation(parquet) as relation:
        found = relation.connection.execute(f"SELECT {counts} FROM {relation.source}").fetchall()[0]
    pairs = zip(asked, found[0::2], found[1::2], strict=True)
    return next((names[place] for place, distinct, missing in pairs if distinct == rows and not missing), None)


def drop_repeats(parquet: Path, hashes: Hashes, tally: Tally) -> int:
    """Take repeated rows out of the written Parquet, or report them; returns the rows that are left."""
    again = repeats_of(hashes)
    count = int(again.sum())
    names = pq.read_schema(parquet).names
    key = key_of(parquet, names, hashes.size - count)
    if key is None:
        tally.add(
            STEP, None, "equal to an earlier row, in a table without a number of its records: kept", found=count,
            suggestion="take them out if each row should stand for one thing",
        )  # fmt: skip
        return int(hashes.size)
    tally.add(STEP, None, f"equal to an earlier row, its {key} too", dropped=count)
    _rewrite(parquet, ~again)
    return int(hashes.size) - count


def _rewrite(parquet: Path, kept: Mask) -> None:
    with pq.ParquetFile(parquet) as file, beside(parquet) as part:
        place = 0
        batches = []
        for batch in file.iter_batches(batch_size=_BATCH_ROWS):
            batches.append(batch.filter(pa.array(kept[place : place + batch.num_rows])))
            place += batch.num_rows
        write_batches(part, file.schema_arrow, batches)
