"""Overlap of made tables: each relation, its reasons, and the fast comparison against the naive one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.engine.overlap_tables import entry_of, table

from gotgan.engine import sketch
from gotgan.engine.overlap import Pair, Relation, TableSketch, Verb, find_overlaps, table_of
from gotgan.engine.overlap.columns import Columns
from gotgan.engine.overlap.find import find_meetings
from gotgan.engine.overlap.index import Index
from gotgan.engine.overlap.model import ColumnSketch

PLACES = [f"가온시 {number}번지 앞" for number in range(2_000)]
NUMBERS = [f"K{number * 7919 % 1_000_003:06d}" for number in range(2_000)]


def rows(first: int, end: int) -> dict[str, Sequence[str]]:
    return {"관리번호": NUMBERS[first:end], "위치": PLACES[first:end], "구분": ["공영", "민영"] * ((end - first) // 2)}


def of(pairs: Sequence[Pair], relation: Relation) -> list[Pair]:
    return [pair for pair in pairs if pair.relation is relation]


def best(tables: Sequence[TableSketch], relation: Relation) -> Pair:
    return of(find_overlaps(tables), relation)[0]


def test_same_rows_under_other_names_are_the_same_content(tmp_path: Path) -> None:
    renamed = dict(zip(("id", "addr", "kind"), rows(0, 1000).values(), strict=True))
    pair = best([table(tmp_path, "a", rows(0, 1000)), table(tmp_path, "b", renamed)], Relation.SAME_CONTENT)
    assert pair.score >= 0.5
    assert pair.suggestion is Verb.IDENTICAL
    assert pair.containment == 1.0
    assert "100% of the 1,000 values of 관리번호 are in id" in pair.reasons


def test_part_of_a_table_is_its_subset_and_read_from_a_to_b(tmp_path: Path) -> None:
    pair = best([table(tmp_path, "part", rows(0, 600)), table(tmp_path, "whole", rows(0, 2000))], Relation.SAME_CONTENT)
    assert (pair.a.path, pair.b.path, pair.suggestion) == ("part", "whole", Verb.SUBSET)
    assert "600 and 2,000 rows" in pair.reasons


def test_table_with_a_column_more_is_derived(tmp_path: Path) -> None:
    more = rows(0, 1000) | {"면적": [str(number * 13.7) for number in range(1000)]}
    pair = best([table(tmp_path, "a", rows(0, 1000)), table(tmp_path, "b", more)], Relation.SAME_CONTENT)
    assert pair.suggestion is Verb.DERIVED


def test_equal_files_are_identical_whatever_they_hold(tmp_path: Path) -> None:
    entry = entry_of(tmp_path, "a", {"구분": ["가", "나"]})
    tables = [table_of(entry), table_of(entry | {"path": "copy/a"})]
    pair = best(tables, Relation.SAME_CONTENT)
    assert (pair.score, pair.suggestion, pair.reasons[0]) == (1.0, Verb.IDENTICAL, "the files are equal byte for byte")


def test_tables_of_one_database_are_not_the_same_for_lying_in_one_file(tmp_path: Path) -> None:
    entries = [
        entry_of(tmp_path, f"d.sqlite!{name}", cells) for name, cells in (("x", rows(0, 50)), ("y", rows(60, 90)))
    ]
    tables = [table_of(entry | {"sha256": "one"}) for entry in entries]
    assert not of(find_overlaps(tables), Relation.SAME_CONTENT)


def test_other_city_of_one_schema_is_no_copy(tmp_path: Path) -> None:
    pairs = find_overlaps([table(tmp_path, "a", rows(0, 900)), table(tmp_path, "b", rows(1000, 1900))])
    assert all(pair.score < 0.5 for pair in of(pairs, Relation.SAME_CONTENT))
    (schema,) = of(pairs, Relation.SAME_SCHEMA)
    assert schema.score == pytest.approx(1.0)
    assert schema.reasons[0].startswith("3 of 3 and 3 columns have the same name: 관리번호, 위치, 구분")


@pytest.mark.parametrize("written", [str, "{:06d}".format, "A-{:05d}".format])
def test_running_numbers_are_no_evidence(tmp_path: Path, written: object) -> None:
    say = written if callable(written) else str
    tables = [
        table(tmp_path, "a", {"순번": [say(n) for n in range(1, 1500)], "값": [str(n * n) for n in range(1499)]}),
        table(tmp_path, "b", {"일련": [say(n) for n in range(1, 900)], "수": [f"x{n}" for n in range(899)]}),
    ]
    pairs = find_overlaps(tables)
    assert not [pair for pair in pairs if pair.relation is not Relation.SAME_SCHEMA]


def test_key_column_makes_two_tables_joinable(tmp_path: Path) -> None:
    used = {"시설번호": [NUMBERS[n % 700] for n in range(1400)], "이용자수": [str(n % 9) for n in range(1400)]}
    pair = best([table(tmp_path, "key", rows(0, 1000)), table(tmp_path, "used", used)], Relation.JOINABLE)
    assert {pair.a.column, pair.b.column} == {"관리번호", "시설번호"}
    assert pair.reasons == (
        "100% of the 700 values of 시설번호 are in 관리번호",
        "관리번호 is nearly unique: 100% of its rows differ",
    )


def test_sketches_of_two_keys_do_not_compare_but_names_do(tmp_path: Path) -> None:
    tables = [table(tmp_path, "a", rows(0, 500)), table(tmp_path, "b", rows(0, 500), key_id="k2")]
    assert {pair.relation for pair in find_overlaps(tables)} == {Relation.SAME_SCHEMA}


def test_table_without_a_header_has_no_schema_partner(tmp_path: Path) -> None:
    entry = entry_of(tmp_path, "b", rows(0, 500))
    for column in entry["profile"]["columns"]:
        column["original_name"] = ""
    pairs = find_overlaps([table(tmp_path, "a", rows(0, 500)), table_of(entry)])
    assert {pair.relation for pair in pairs} == {Relation.SAME_CONTENT, Relation.JOINABLE}


def test_many_copies_still_find_ten_partners_each(tmp_path: Path) -> None:
    entry = entry_of(tmp_path, "t", rows(0, 300))
    tables = [table_of(entry | {"path": f"t{n:03d}", "sha256": str(n)}) for n in range(150)]
    found = of(find_overlaps(tables), Relation.SAME_CONTENT)
    partners = dict.fromkeys((t.path for t in tables), 0)
    for pair in found:
        partners[pair.a.path] += 1
        partners[pair.b.path] += 1
    assert min(partners.values()) >= 10
    assert all(pair.reasons for pair in found)


def hashed(values: set[int]) -> np.ndarray:
    spread = sorted(int.from_bytes(sketch.keyed_hash(str(value), 0, b"k" * 16).to_bytes(8)) for value in values)
    return np.array(spread[: sketch.SIZE], dtype=np.uint64)


@given(some.lists(some.sets(some.integers(0, 900), max_size=600), min_size=2, max_size=5))
def test_join_equals_the_naive_comparison(sets: list[set[int]]) -> None:
    tables = [one_column(str(number), values) for number, values in enumerate(sets)]
    columns = Columns.of(tables)
    found = find_meetings(columns)
    got = {
        (a, b): (both, x, y)
        for a, b, both, x, y in zip(*(getattr(found, name).tolist() for name in FIELDS), strict=True)
    }
    assert got == {
        (a, b): counts
        for a in range(len(sets))
        for b in range(a + 1, len(sets))
        if (counts := naive(tables[a].columns[0].hashes, tables[b].columns[0].hashes))[0]
    }


FIELDS = ("a", "b", "both", "compared_a", "compared_b")


def one_column(path: str, values: set[int]) -> TableSketch:
    column = ColumnSketch("c", "text", hashed(values), float(len(values)), 1.0, 1.0)
    return TableSketch(path, path, 9, "k", ("c",), ("text",), (column,))


def naive(a: np.ndarray, b: np.ndarray) -> tuple[int, int, int]:
    """measure.md 5, with Python's sets."""
    limit = min(int(side[-1]) if len(side) >= sketch.SIZE else 1 << 64 for side in (a, b))
    left, right = ({int(h) for h in side if int(h) < limit} for side in (a, b))
    return len(left & right), len(left), len(right)


def test_pair_as_json_has_the_keys_of_shapes(tmp_path: Path) -> None:
    pair: Mapping[str, object] = best(
        [table(tmp_path, "a", rows(0, 400)), table(tmp_path, "b", rows(0, 400))], Relation.SAME_CONTENT
    ).to_json()
    assert {"a", "b", "relation", "score", "containment", "reasons"} <= set(pair)
    assert pair["a"] == {"path": "a", "column": None}


def test_index_finds_the_tables_that_share_values(tmp_path: Path) -> None:
    cut = {"관리번호": NUMBERS[100:500], "위치": PLACES[100:500]}
    others = [table(tmp_path, "a", rows(0, 900)), table(tmp_path, "far", rows(1000, 1900)), table(tmp_path, "c", cut)]
    index = Index.of(others[:2]).merged(Index.of(others[2:], first=2))
    index.save(tmp_path / "index.npz")
    assert set(Index.load(tmp_path / "index.npz").near(table(tmp_path, "new", rows(0, 400)))) == {0, 2}
    assert Index.of([]).near(others[0]) == []
