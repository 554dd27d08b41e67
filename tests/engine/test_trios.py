"""Sketches of rows: a cut of dense measurements is found, a table of persons has none."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.overlap_tables import entry_of, table
from tests.engine.profile_tables import facts_of

from gotgan.engine import sketch
from gotgan.engine.overlap import Pair, Relation, TableSketch, Verb, find_overlaps, table_of
from gotgan.engine.sketch import hashes_of, merge_sketches, sketch_table

KEY = bytes(range(32))
NAMES = ("수온", "산소", "탁도", "전기전도도", "총질소", "총인")
STEPS = (300, 120, 90, 400, 250, 60)


def water(seed: int, rows: int) -> dict[str, list[str]]:
    """Measurements about one mean, as every river has them: hardly a value that the next table lacks."""
    draw = random.Random(seed)
    return {
        name: [f"{min(max(draw.gauss(0.5, 0.2), 0), 1) * steps // 1 / 10:.1f}" for _ in range(rows)]
        for name, steps in zip(NAMES, STEPS, strict=True)
    }


def cut(columns: Mapping[str, Sequence[str]], rows: range) -> dict[str, list[str]]:
    return {name: [cells[row] for row in rows] for name, cells in columns.items()}


def content(tables: Sequence[TableSketch]) -> list[Pair]:
    return [pair for pair in find_overlaps(tables) if pair.relation is Relation.SAME_CONTENT]


def renamed(columns: Mapping[str, list[str]], *, without: int = 0) -> dict[str, list[str]]:
    """Other names in another order, the last `without` columns left out."""
    kept = list(columns.values())[: len(columns) - without]
    return {f"V{place}": cells for place, cells in enumerate(reversed(kept))}


@pytest.mark.parametrize("without", [0, 1])
def test_cut_of_measurements_is_found_whatever_its_header(tmp_path: Path, without: int) -> None:
    whole = water(1, 3_000)
    others = [table(tmp_path, f"other{seed}", water(seed, 3_000)) for seed in (2, 3, 4)]
    part = table(tmp_path, "part", renamed(cut(whole, range(0, 3_000, 3)), without=without))
    pairs = content([table(tmp_path, "whole", whole), part, *others])
    assert {pairs[0].a.path, pairs[0].b.path} == {"part", "whole"}
    assert any("combinations of three cells of a row" in reason for reason in pairs[0].reasons)
    assert not [pair for pair in pairs[1:] if pair.score >= 0.3]
    if not without:
        assert pairs[0].score >= 0.5
        assert pairs[0].suggestion in (Verb.SUBSET, Verb.SUPERSET)


def test_rows_are_sketched_alike_however_they_are_stored(tmp_path: Path) -> None:
    text = water(5, 800)
    typed = {name: [float(cell) for cell in cells] for name, cells in text.items()}
    assert trios_of(tmp_path, text, typed=False)["kmv"] == trios_of(tmp_path, typed, typed=True)["kmv"]


def test_long_and_short_tables_are_sketched_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = trios_of(tmp_path, water(6, 900), typed=False)
    monkeypatch.setattr("gotgan.engine.trios.LONG_ROWS", 10)
    assert trios_of(tmp_path, water(6, 900), typed=False) == found


def test_sketch_equals_the_naive_one(tmp_path: Path) -> None:
    """Few enough rows that all combinations are kept: as many as there are, counted with Python's sets."""
    columns = {
        name: [f"{cell}{row * 7 % 11}" for row, cell in enumerate(cells)] for name, cells in water(7, 12).items()
    }
    document = trios_of(tmp_path, columns, typed=False, possible=1)
    chosen = document["columns"]
    wanted = {
        tuple(sorted((columns[a][row], columns[b][row], columns[c][row])))
        for a, b, c in combinations(chosen, 3)
        for row in range(12)
    }
    assert len(hashes_of(document)) == len(wanted)


def test_running_number_takes_no_part(tmp_path: Path) -> None:
    columns = {"연번": [str(row + 1) for row in range(900)], **water(8, 900)}
    assert "연번" not in trios_of(tmp_path, columns, typed=False)["columns"]


def test_table_with_identifiers_has_no_row_sketch(tmp_path: Path) -> None:
    target = written(tmp_path, water(9, 900))
    found = sketch_table(target, facts_of(NAMES, typed=False), KEY, "k1", frozenset({"총인"}))
    assert found["trios"] is None
    assert len(found["columns"]) == len(NAMES) - 1


def test_few_combinations_are_left_out(tmp_path: Path) -> None:
    few = {name: [str(row * step % 12) for row in range(900)] for name, step in (("a", 1), ("b", 5), ("c", 7))}
    assert trios_of(tmp_path, few, typed=False) is None


def test_another_key_gives_other_hashes(tmp_path: Path) -> None:
    target, facts = written(tmp_path, water(10, 900)), facts_of(NAMES, typed=False)
    one, other = (sketch_table(target, facts, key, "k", frozenset())["trios"] for key in (KEY, KEY[::-1]))
    assert not set(hashes_of(one)) & set(hashes_of(other))


def test_parts_merge_to_the_sketch_of_the_whole(tmp_path: Path) -> None:
    whole = water(11, 2_000)
    parts = [sketched(tmp_path, cut(whole, range(*ends))) for ends in ((0, 1_200), (1_000, 2_000))]
    merged = merge_sketches(*parts)["trios"]
    assert set(merged["columns"]) == set(parts[0]["trios"]["columns"])
    assert merged["kmv"] == sketched(tmp_path, whole)["trios"]["kmv"]
    assert merge_sketches(parts[0] | {"trios": None}, parts[1])["trios"] is None


def test_scan_of_an_older_program_has_no_row_sketch(tmp_path: Path) -> None:
    entry = entry_of(tmp_path, "a", water(12, 500))
    assert table_of(entry).trios is not None
    del entry["sketches"]["trios"]
    assert table_of(entry).trios is None


def written(folder: Path, columns: Mapping[str, Sequence[Any]]) -> Path:
    target = folder / "t.parquet"
    pq.write_table(pa.table({name: list(cells) for name, cells in columns.items()}), target)
    return target


def sketched(folder: Path, columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    return sketch_table(written(folder, columns), facts_of(list(columns), typed=False), KEY, "k1", frozenset())


def trios_of(folder: Path, columns: Mapping[str, Sequence[Any]], *, typed: bool, possible: int | None = None) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        if possible is not None:
            patch.setattr("gotgan.engine.trios.POSSIBLE", possible)
        target = written(folder, columns)
        return sketch.sketch_table(target, facts_of(list(columns), typed=typed), KEY, "k1", frozenset())["trios"]
