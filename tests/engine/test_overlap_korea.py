"""What is the same is found in real Korean tables, and better than by names or by values alone."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from tests.engine.ranked import in_top, scan_folder
from tests.engine.ranked_baselines import map_at_ten, of_pairs, of_sets
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.overlap import Pair, Relation, TableSketch, find_overlaps, read_scan
from gotgan.engine.sketch import SIZE, compare_columns, hashes_of
from gotgan.terms.strength import Strength, strength_of

KOREA = SHARED / "data/tables/korea"
FOUND = {"identical", "other_release", "derived", "derived_other_release", "headerless_subset"}
NO_SHARED_VALUE = "02. crime_in_Seoul_final.csv"
"""Sums of other rows: derived, but no value is left to be found."""
ALERT = 0.5


@dataclass(frozen=True)
class Scanned:
    entries: list[dict[str, Any]]
    tables: list[TableSketch]
    pairs: list[Pair]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    scan = scan_folder(KOREA, tmp_path_factory.mktemp("korea") / "scan.json")
    tables = [table for table in read_scan(scan) if table.path not in ("files.csv", "truth.csv")]
    return Scanned(json.loads(scan.read_text(encoding="utf-8"))["files"], tables, find_overlaps(tables))


@pytest.fixture(scope="module")
def korea(scanned: Scanned) -> list[Pair]:
    return scanned.pairs


@pytest.fixture(scope="module")
def truth() -> list[dict[str, str]]:
    with (KOREA / "truth.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@needs_shared
def test_korean_copies_are_found_in_the_top_three(korea: list[Pair], truth: list[dict[str, str]]) -> None:
    wanted = [row for row in truth if row["relation"] in FOUND and NO_SHARED_VALUE not in row["b"]]
    assert len(wanted) == 11
    missed = [row["b"] for row in wanted if not in_top(korea, "same_content", row["a"], row["b"], 3)]
    assert not missed


@needs_shared
def test_korean_alerts_are_right_and_other_cities_raise_none(korea: list[Pair], truth: list[dict[str, str]]) -> None:
    said = {frozenset((row["a"], row["b"])): row["relation"] for row in truth}
    alerts = [
        said.get(frozenset((pair.a.path.partition("!")[0], pair.b.path.partition("!")[0])), "unrelated")
        for pair in korea
        if pair.relation is Relation.SAME_CONTENT and pair.score >= ALERT
    ]
    assert len(alerts) >= 4
    assert set(alerts) <= FOUND


@needs_shared
@pytest.mark.parametrize("relation", [Relation.SAME_CONTENT, Relation.SAME_SCHEMA])
def test_no_true_korean_pair_is_too_weak_to_wait_and_most_others_are(
    relation: Relation, korea: list[Pair], truth: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = {frozenset((row["a"], row["b"])) for row in truth if row["relation"] in RELATIONS[relation]}
    waiting, weak = set(), set()
    for pair in (pair for pair in korea if pair.relation is relation):
        ends = frozenset(end.path.partition("!")[0] for end in (pair.a, pair.b))
        (weak if strength_of(relation, pair.score) is Strength.WEAK else waiting).add(ends)
    weak -= waiting
    with capsys.disabled():
        print(f"\nkorea, {relation}: {len(waiting & wanted)}/{len(waiting)} of the waiting are true, "
              f"{len(weak & wanted)}/{len(weak)} of the weak")  # fmt: skip
    assert not weak & wanted
    assert len(weak) > len(waiting - wanted)


@needs_shared
def test_korean_schemas_of_other_cities_are_found(korea: list[Pair], truth: list[dict[str, str]]) -> None:
    rows = [row for row in truth if row["relation"] == "same_schema"]
    firsts = {row["a"] for row in rows} | {row["b"] for row in rows}
    partners = {first: {row["a"] for row in rows} | {row["b"] for row in rows} for first in firsts}
    assert all(any(in_top(korea, "same_schema", first, other, 1) for other in partners[first]) for first in firsts)


@needs_shared
def test_missing_header_row_is_recognised(scanned: Scanned, truth: list[dict[str, str]]) -> None:
    """Not taken for names: the first record is a row like the others."""
    headless = {row["b"] for row in truth if "no header row" in row["note"]}
    assert len(headless) == 3
    for entry in (entry for entry in scanned.entries if entry["path"] in headless):
        assert entry["profile"]["header_rows"] == 0, entry["path"]
        assert not any(column["original_name"] for column in entry["profile"]["columns"])
        assert entry["profile"]["rows"] == len(lines_of(KOREA / entry["path"], entry["encoding"]))


def lines_of(path: Path, encoding: str) -> list[list[str]]:
    text = path.read_bytes().decode(encoding)
    return [record for record in csv.reader(io.StringIO(text, newline="")) if record]


RELATIONS = {
    Relation.SAME_CONTENT: FOUND,
    Relation.SAME_SCHEMA: {"same_schema", "same_schema_overlap", "identical", "other_release"},
}
"""truth.csv knows no joinable pairs; those of the sample are in test_sample_truth."""


@needs_shared
@pytest.mark.parametrize("relation", RELATIONS)
def test_map_at_ten_beats_names_and_values_alone(
    relation: Relation, scanned: Scanned, truth: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in (row for row in truth if row["relation"] in RELATIONS[relation]):
        wanted[row["a"]].add(row["b"])
        wanted[row["b"]].add(row["a"])
    names = {table.path: {name for name in table.names if name} for table in scanned.tables}
    values = {table.path: {int(h) for column in table.columns for h in column.hashes} for table in scanned.tables}
    ours = map_at_ten(of_pairs(pair for pair in scanned.pairs if pair.relation is relation), wanted)
    by_names, by_values = map_at_ten(of_sets(names), wanted), map_at_ten(of_sets(values), wanted)
    with capsys.disabled():
        print(f"\nkorea, {relation}: MAP@10 of {len(wanted)} tables {ours:.3f}, names only {by_names:.3f}, "
              f"values only {by_values:.3f}")  # fmt: skip
    assert ours >= max(by_names, by_values)
    assert ours >= 0.85


@needs_shared
def test_containment_of_sketches_is_near_that_of_the_sets(scanned: Scanned, capsys: pytest.CaptureFixture[str]) -> None:
    """Every two columns of one name, over 300 values each, that share a value: against Python's sets."""
    errors = [
        abs(compare_columns(a, b, name, name).containment - len(left & right) / len(left))
        for a, b, name, left, right in same_named(scanned)
    ]
    with capsys.disabled():
        print(f"\nkorea, containment of {len(errors)} pairs of columns: mean error {sum(errors) / len(errors):.4f}, "
              f"greatest {max(errors):.4f}")  # fmt: skip
    assert len(errors) >= 500
    assert max(errors) <= 0.10


Pairs = Iterator[tuple[Mapping[str, Any], Mapping[str, Any], str, set[str], set[str]]]


def same_named(scanned: Scanned) -> Pairs:
    """Both directions. Only text files, whose values the standard library reads."""
    holders: dict[str, list[tuple[Mapping[str, Any], set[str]]]] = defaultdict(list)
    for entry in scanned.entries:
        if entry["path"] in ("files.csv", "truth.csv") or not entry["sketches"] or entry["format"] != "csv":
            continue
        for name, values in sets_of(entry).items():
            holders[name].append((entry["sketches"], values))
    for name, every in holders.items():
        for (a, left), (b, right) in combinations(every, 2):
            yield a, b, name, left, right
            yield b, a, name, right, left


def sets_of(entry: Mapping[str, Any]) -> dict[str, set[str]]:
    """The distinct cells of each sketched column of more than 300."""
    profile = entry["profile"]
    records = lines_of(KOREA / entry["path"], entry["encoding"])[profile["header_rows"] :]
    places = {column["name"]: column["position"] - 1 for column in profile["columns"]}
    found = {}
    for column in (each for each in entry["sketches"]["columns"] if len(hashes_of(each)) >= SIZE):
        place = places[column["name"]]
        cells = set(map(canonical, {record[place] for record in records if place < len(record)})) - {""}
        if len(cells) > 300:
            found[column["name"]] = cells
    return found


def canonical(cell: str) -> str:
    """The canonical text, written down a second time and without SQL."""
    text = " ".join(re.split(r"[\s\x85]+", unicodedata.normalize("NFC", cell))).strip()
    if re.fullmatch(r"[+-]?(0|[1-9][0-9]*|[1-9][0-9]{0,2}(,[0-9]{3})+)([.][0-9]*)?", text, re.ASCII):
        number = text.replace(",", "").replace("+", "")
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return "0" if number == "-0" else number
    if day := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T](.*))?", text, re.ASCII):
        year, month, date, rest = day.groups()
        return f"{year}-{month:0>2}-{date:0>2}" + (f"T{rest}" if rest is not None else "")
    return {"true": "1", "false": "0"}.get(text.lower(), text)
