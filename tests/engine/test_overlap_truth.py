"""What is the same is found: in real Korean tables, and in the sample on its own seed and a fresh one."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.shared_data import SHARED, needs_shared

from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.engine.overlap import Pair, Relation, find_overlaps, read_scan
from gotgan.engine.sample import DEFAULT_SEED, build_sample

KOREA = SHARED / "data/tables/korea"
FOUND = {"identical", "other_release", "derived", "derived_other_release", "headerless_subset"}
NO_SHARED_VALUE = "02. crime_in_Seoul_final.csv"
"""Sums of other rows: derived, but no value is left to be found."""
ALERT = 0.5


def scanned(folder: Path, output: Path) -> list[Pair]:
    scan_targets([str(folder)], output, key=SketchKey(b"k" * 32, is_random=False))
    return find_overlaps(list(read_scan(output)))


def rank(pairs: Sequence[Pair], relation: str, ours: str, theirs: str) -> int | None:
    """The place of `theirs` among the partners of `ours`; tables of one file share a place."""
    seen: dict[str, None] = {}
    for pair in (pair for pair in pairs if pair.relation == relation):
        for a, b in ((pair.a.path, pair.b.path), (pair.b.path, pair.a.path)):
            if _is_of(a, ours):
                if _is_of(b, theirs):
                    return len(seen) + 1
                seen[b] = None
    return None


def _is_of(path: str, dataset: str) -> bool:
    return path == dataset or path.startswith((dataset + "!", dataset + "/"))


def in_top(pairs: Sequence[Pair], relation: str, a: str, b: str, most: int) -> bool:
    """Whether at least one of the two ranks the other so high."""
    places = [place for place in (rank(pairs, relation, a, b), rank(pairs, relation, b, a)) if place]
    return bool(places) and min(places) <= most


@pytest.fixture(scope="module")
def korea(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    return scanned(KOREA, tmp_path_factory.mktemp("korea") / "scan.json")


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
def test_korean_schemas_of_other_cities_are_found(korea: list[Pair], truth: list[dict[str, str]]) -> None:
    rows = [row for row in truth if row["relation"] == "same_schema"]
    firsts = {row["a"] for row in rows} | {row["b"] for row in rows}
    partners = {first: {row["a"] for row in rows} | {row["b"] for row in rows} for first in firsts}
    assert all(any(in_top(korea, "same_schema", first, other, 1) for other in partners[first]) for first in firsts)


@pytest.fixture(scope="module", params=[DEFAULT_SEED, 8128], ids=["own_seed", "second_seed"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("sample") / "data"
    folder.mkdir()
    truth = build_sample(folder, seed=request.param)
    return truth, scanned(folder, folder.parent / "scan.json")


def test_sample_copies_and_keys_are_found(sample) -> None:
    truth, pairs = sample
    wanted = [one for one in truth.overlaps if one.relation in ("same_content", "joinable")]
    assert len(wanted) >= 9
    missed = [one for one in wanted if not in_top(pairs, one.relation, one.a, one.b, 3)]
    # a cut of measurements: numbers that lie so densely that they are in every such table
    assert [(one.how, one.a.rpartition("/")[2]) for one in missed] == [("subset", "하천_수질_발췌본.parquet")]


def test_sample_alerts_are_copies(sample) -> None:
    truth, pairs = sample
    copies = [(one.a, one.b) for one in truth.overlaps if one.relation == "same_content"]
    alerts = [pair for pair in pairs if pair.relation is Relation.SAME_CONTENT and pair.score >= ALERT]
    wrong = [
        pair
        for pair in alerts
        if not any(
            (_is_of(pair.a.path, a) and _is_of(pair.b.path, b)) or (_is_of(pair.a.path, b) and _is_of(pair.b.path, a))
            for a, b in copies
        )
    ]
    assert alerts
    assert not wrong


def test_sample_schemas_are_found_among_ten(sample) -> None:
    """Up to ten monthly parts stand before another city's table of the same schema."""
    truth, pairs = sample
    wanted = [one for one in truth.overlaps if one.relation == "same_schema"]
    found = [one for one in wanted if in_top(pairs, "same_schema", one.a, one.b, 11)]
    assert len(found) / len(wanted) >= 0.95
