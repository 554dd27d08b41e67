"""Codes against time-versioned code lists: which are abolished or unknown, and what came after them. Only reported."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from gotgan.engine.profile.sample.lists import ADMINISTRATIVE, INSTITUTION, LEGAL, read_lists
from gotgan.engine.repair.tally import Tally

STEP = "codes"
LISTED = (LEGAL, ADMINISTRATIVE, INSTITUTION)
MOST_TOLD = 200
"""Abolished codes whose successors the receipt names."""
_SHIPPED = {LEGAL: ("code_bdong.json", "법정동코드"), ADMINISTRATIVE: ("code_hdong.json", "행정동코드")}
_PLACES = ("읍면동명", "동리명")


@dataclass(frozen=True)
class CodeTable:
    """`ended`: the day a code was abolished, "" while in force. `successors`: what came after, where that is told."""

    source: str
    ended: Mapping[str, str]
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def tables_of(folder: Path | None) -> dict[str, CodeTable]:
    """The lists of a folder (as `gotgan profile --codes`, with `successors` where there is such a column).

    Without one, those of the installed package PublicDataReader. Raises: Invalid for a folder without lists.
    """
    if folder is None:
        return shipped_tables()
    return {
        name: CodeTable(told.source, told.ended, _written_successors(folder / told.source))
        for name, told in read_lists(folder).items()
    }


def _written_successors(file: Path) -> dict[str, tuple[str, ...]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if "successors" not in (rows.fieldnames or ()):
            return {}
        code = (rows.fieldnames or [""])[0]
        return {
            row[code]: tuple((row["successors"] or "").replace(";", " ").split()) for row in rows if row["successors"]
        }


@cache
def shipped_tables() -> dict[str, CodeTable]:
    spec = find_spec("PublicDataReader")
    if spec is None or spec.origin is None:
        return {}
    folder = Path(spec.origin).parent / "raw"
    return {
        name: _shipped(folder / file, header) for name, (file, header) in _SHIPPED.items() if (folder / file).exists()
    }


def _shipped(file: Path, header: str) -> CodeTable:
    """Of an abolished code, what came into force within a day under the same local name is its successor."""
    table = json.loads(file.read_text(encoding="utf-8"))
    columns = [table[name].values() for name in (header, "생성일자", "말소일자", *(p for p in _PLACES if p in table))]
    ended: dict[str, str] = {}
    born: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    gone: dict[str, tuple[str, tuple[str, ...]]] = {}
    for code, first, last, *names in zip(*columns, strict=True):
        local = tuple(name if isinstance(name, str) else "" for name in names)
        end = last if isinstance(last, str) else ""
        known = ended.get(code)
        ended[code] = end if known is None else ("" if not (known and end) else max(known, end))
        if any(local):
            born[local].append((first if isinstance(first, str) else "", code))
            gone[code] = (end, local)
    successors = {
        code: (found,)
        for code, (end, local) in gone.items()
        if ended[code] and (found := _heir(code, end, born[local], ended))
    }
    return CodeTable(f"PublicDataReader {file.name}", ended, successors)


def _heir(code: str, end: str, born: list[tuple[str, str]], ended: Mapping[str, str]) -> str:
    heirs = {other for first, other in born if other != code and not ended[other] and first and _is_next(end, first)}
    return heirs.pop() if len(heirs) == 1 else ""


def _is_next(end: str, first: str) -> bool:
    """Whether a code began on the day another ended, or on the next one written."""
    return first == end or (first.isdigit() and end.isdigit() and 0 < int(first) - int(end) <= 1)


def note_codes(parquet: Path, columns: Mapping[str, str], tables: Mapping[str, CodeTable], tally: Tally) -> None:
    """`columns`: the code list of each column of codes."""
    for name, purpose in columns.items():
        if purpose in tables:
            values = pq.read_table(parquet, columns=[name]).column(0)
            counts = {one["values"]: one["counts"] for one in pc.value_counts(values.drop_null()).to_pylist()}
            _note_column(name, counts, tables[purpose], tally)


def _note_column(name: str, counts: Mapping[str, int], table: CodeTable, tally: Tally) -> None:
    unknown = sum(count for code, count in counts.items() if code not in table.ended)
    past = {code: count for code, count in counts.items() if table.ended.get(code)}
    if unknown:
        tally.add(
            STEP, name, f"not in the code list ({table.source})", found=unknown, suggestion="look them up by hand"
        )
    if past:
        after = {code: " ".join(table.successors.get(code, ())) for code in sorted(past)[:MOST_TOLD]}
        tally.add(
            STEP, name, f"abolished by the code list ({table.source})", found=sum(past.values()),
            suggestion="join by code and day; the successors are those named here",
            details={"successors": {code: heir for code, heir in after.items() if heir}},
        )  # fmt: skip
