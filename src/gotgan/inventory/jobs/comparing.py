"""Each table that arrives is compared with those of all other datasets of the hub; what is found waits for a person.

The index lies in the data folder and is made from the evidence: thrown away, it is made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from gotgan.engine.overlap import Pair, TableSketch, table_of
from gotgan.engine.overlap.arriving import KnownTables, compare_with, flipped, matched_columns
from gotgan.engine.overlap.kept import KeptIndex
from gotgan.inventory import actions, queries
from gotgan.terms.digest import fingerprint
from gotgan.terms.job import JobContext
from gotgan.terms.overlap import RELATIONS, FoundOverlap

BATCH = 100
MOST_PARTNERS = 200
"""Known pairs of a table that are compared again when its content changes; the strongest come first."""
log = structlog.get_logger("gotgan.inventory")


def compare(*, context: JobContext) -> None:
    """Compare all that no comparison has seen. Stopped, it goes on with the rest when it runs again."""
    folder = index_folder()
    with KeptIndex.lock(folder):
        known, compared = KnownTables(folder), 0
        if known.is_new:
            actions.compare_again()
        while waiting := queries.tables_to_compare(BATCH):
            context.heartbeat({"compared": compared})
            if context.is_cancelled():
                return
            _compare_batch(known, waiting)
            compared += len(waiting)
        known.tidy()


def index_folder() -> Path:
    return Path(settings.GOTGAN_DATA) / "overlap"


def _compare_batch(known: KnownTables, waiting: tuple[int, ...]) -> None:
    """First all of them are put into the index, so that they meet each other as well."""
    entries = queries.comparable(waiting)
    tables = {number: table for number, entry in entries.items() if (table := _table(number, entry)) is not None}
    known.drop(queries.outlived_by(waiting))
    known.add(list(tables), list(tables.values()))
    for number, table in tables.items():
        _compare_one(known, number, table, entries[number]["dataset"])
    actions.skip_overlaps(evidence_ids=[number for number in waiting if number not in tables])
    for dataset in sorted({entry["dataset"] for entry in entries.values()}):
        actions.forget_overlaps(dataset_id=dataset)


def _compare_one(known: KnownTables, number: int, table: TableSketch, dataset: str) -> None:
    near = known.near(table, queries.siblings_of(dataset), queries.datasets_with)
    # a partner that ranks this table high may stand low in this table's own ranks: it is looked at again all the same
    near = list(dict.fromkeys([*near, *queries.partners_of(number, MOST_PARTNERS)]))
    entries = queries.comparable(near)
    others = {each: other for each in near if each in entries and (other := _table(each, entries[each])) is not None}
    found: dict[int, list[Pair]] = {}
    places = {other.path: each for each, other in others.items()}
    for pair in compare_with(table, list(others.values())):
        found.setdefault(places[pair.b.path], []).append(pair)
    actions.store_overlaps(
        table=actions.ComparedTable(number, content_of(table)),
        found=[_found(table, others[each], each, pairs) for each, pairs in found.items()],
        contents={each: content_of(others[each]) for each in found},
    )


def _table(number: int, entry: Mapping[str, Any]) -> TableSketch | None:
    """The dataset stands before the table's path: so paths are told apart, and its monthly parts count as one."""
    for sketches in (entry["sketches"], None):
        try:
            return table_of({**entry, "sketches": sketches, "path": f"{entry['dataset']}/{entry['path']}"})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("not_comparable", evidence=number, error=type(error).__name__)
    return None


def _found(table: TableSketch, other: TableSketch, number: int, pairs: list[Pair]) -> FoundOverlap:
    best: dict[str, Pair] = {}
    for pair in pairs:
        best.setdefault(str(pair.relation), pair)
    said = [best[name] for name in RELATIONS if name in best]
    verb = next((pair.suggestion for pair in said if pair.suggestion), None)
    return FoundOverlap(
        other=number,
        relations=tuple(
            {
                "relation": str(pair.relation), "score": pair.score, "containment": pair.containment,
                "reasons": list(pair.reasons),
            }
            for pair in said
        ),
        columns=tuple(asdict(each) for each in matched_columns(table, other)),
        suggested=str(verb) if verb else "",
        suggested_back=str(flipped(verb)) if verb else "",
    )  # fmt: skip


def content_of(table: TableSketch) -> str:
    """Equal while rows, names and all that the sketches hold are the same, whatever the file around it."""
    sketches = [*table.columns, *([table.trios] if table.trios else [])]
    held = [[sketch.name, sketch.hashes.tobytes().hex()] for sketch in sketches]
    return fingerprint([table.rows, list(table.names), list(table.types), held or table.sha256])
