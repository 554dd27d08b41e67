"""Search on 13,000 records: quality (MRR of known items, exact titles) and latency with facets.

    python benchmarks/search.py [--records 13000]

The portal listings beside the repository are repeated with changed titles to that size.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.run import empty_hub

ROOT = Path(__file__).resolve().parent.parent
LISTINGS = ROOT.parent / "shared" / "data" / "catalogues" / "portals"
KNOWN_ITEMS, TIMED, SEED = 300, 400, 20261101
WORDS_OF_COPIES = ("archive", "revised", "monthly", "regional")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=13_000)
    size = parser.parse_args().records
    with empty_hub():
        titles = fill(size)
        print(f"records {len(titles)}")
        index_all()
        measure_exact(titles)
        measure_known_items(titles)
        measure_speed(titles)
    return 0


def listed() -> Iterator[dict[str, Any]]:
    """Each dataset of the listings once."""
    seen: set[str] = set()
    for path in sorted(LISTINGS.glob("*.jsonl.gz")):
        if path.name.endswith(".stats.jsonl.gz"):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record["resource"]["id"] not in seen:
                    seen.add(record["resource"]["id"])
                    yield record


def fill(size: int) -> dict[str, str]:
    """Entries in the database; returns dataset id to title."""
    from tests.rooms.entries import make_entry, save_entries

    from gotgan.catalogue import rules

    records, rows = list(listed()), []
    for number in range(size):
        record, turn = records[number % len(records)], number // len(records)
        resource, domain = record["resource"], record["metadata"]["domain"]
        copy = f" {WORDS_OF_COPIES[turn - 1]}" if turn else ""
        licence = rules.licence_group(record["metadata"].get("license") or "")
        rows.append(
            make_entry(
                (resource["name"] or "untitled") + copy,
                description=resource.get("description") or "",
                columns=(resource.get("columns_name") or [])[:500],
                keywords=record["classification"].get("domain_tags") or [],
                organisation=domain[:16], organisation_slug=domain, organisation_name=domain,
                organisation_name_en=domain, licence_group=licence,
                field=(record["classification"].get("domain_category") or "")[:60],
                formats=["csv", "json"] if number % 3 else ["xlsx"],
                route="download" if number % 4 else "apply_download",
            )
        )  # fmt: skip
    save_entries(rows)
    return {row.dataset_id: row.title for row in rows}


def index_all() -> None:
    from gotgan.catalogue import actions

    start = time.perf_counter()
    indexed = actions.rebuild_index()
    seconds = time.perf_counter() - start
    print(f"index {indexed.written} entries in {seconds:.1f} s ({indexed.written / seconds:.0f} records/s)")


def measure_exact(titles: dict[str, str]) -> None:
    from gotgan.catalogue.queries import search
    from gotgan.terms.search import SearchQuery
    from gotgan.terms.text import title_key

    by_key: dict[str, list[str]] = {}
    for dataset_id, title in titles.items():
        by_key.setdefault(title_key(title), []).append(dataset_id)
    unique = [ids[0] for key, ids in by_key.items() if key and len(ids) == 1]
    first = 0
    for dataset_id in unique:
        hits = search(SearchQuery(titles[dataset_id], page_size=1)).hits
        first += bool(hits) and hits[0].dataset_id == dataset_id
    print(f"exact title first: {first} of {len(unique)} unique titles")


def measure_known_items(titles: dict[str, str]) -> None:
    from gotgan.catalogue.queries import search
    from gotgan.terms.search import SearchQuery

    found = []
    for dataset_id, words in known_items(titles, random.Random(SEED)):
        ids = [hit.dataset_id for hit in search(SearchQuery(words)).hits]
        found.append(1 / (ids.index(dataset_id) + 1) if dataset_id in ids else 0.0)
    print(f"MRR@20 of {len(found)} known items (3 random words of a title): {statistics.mean(found):.3f}")


def known_items(titles: dict[str, str], chance: random.Random) -> list[tuple[str, str]]:
    long_titles = [(key, title.split()) for key, title in titles.items() if len(set(title.split())) >= 3]
    return [(key, " ".join(chance.sample(words, 3))) for key, words in chance.sample(long_titles, KNOWN_ITEMS)]


def measure_speed(titles: dict[str, str]) -> None:
    from gotgan.catalogue.queries import search
    from gotgan.terms.search import SearchQuery

    chance = random.Random(SEED + 1)
    vocabulary = [word for title in titles.values() for word in title.split()]
    times = []
    for number in range(TIMED):
        words = " ".join(chance.sample(vocabulary, number % 4))
        chosen = (("format", "csv"), ("route", "download")) if number % 2 else ()
        start = time.perf_counter()
        search(SearchQuery(words, chosen))
        times.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(times, n=100)
    print(f"search with facets, {TIMED} questions of 0-3 words: p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
