"""Monthly files of one institution are one partner: they do not stand before every other institution's table."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.overlap_tables import entry_of, table
from tests.engine.test_overlap import of, rows

from gotgan.engine.overlap import Pair, Relation, TableSketch, find_overlaps, table_of
from gotgan.engine.overlap.rank import PARTNERS, PARTS, best_partners, series_of

MONTHS = 12


def monthly(folder: Path, where: str, months: int = MONTHS) -> list[TableSketch]:
    entry = entry_of(folder, "t", rows(0, 300))
    return [table_of(entry | {"path": f"{where}/{month:02d}.csv", "sha256": f"{where}{month}"}) for month in
            range(1, months + 1)]  # fmt: skip


def are_paired(pairs: list[Pair], a: str, b: str) -> bool:
    return any({pair.a.path, pair.b.path} == {a, b} for pair in pairs)


@pytest.mark.parametrize("relation", [Relation.SAME_SCHEMA, Relation.SAME_CONTENT])
def test_a_year_of_files_does_not_crowd_out_two_other_cities(tmp_path: Path, relation: Relation) -> None:
    cities = [table(tmp_path, f"{city}/z.csv", rows(0, 300)) for city in ("나루", "다온", "라온")]
    pairs = of(find_overlaps([*monthly(tmp_path, "가온"), *cities]), relation)
    for a, b in (("나루/z.csv", "다온/z.csv"), ("나루/z.csv", "라온/z.csv"), ("다온/z.csv", "라온/z.csv")):
        assert are_paired(pairs, a, b)


def test_of_a_long_series_as_many_parts_are_told_as_of_partners(tmp_path: Path) -> None:
    one = table(tmp_path, "나루/z.csv", rows(0, 300))
    pairs = of(find_overlaps([*monthly(tmp_path, "가온", 30), one]), Relation.SAME_SCHEMA)
    assert sum(one.path in (pair.a.path, pair.b.path) for pair in pairs) >= PARTS
    assert len(pairs) < 30 * 31 / 2


def test_series_is_folder_and_header_together(tmp_path: Path) -> None:
    other = {"이름": ["가", "나"], "수": ["1", "2"]}
    tables = [
        *monthly(tmp_path, "가온", 2),
        table(tmp_path, "나온/01.csv", rows(0, 50)),
        table(tmp_path, "가온/표.csv", other),
        table(tmp_path, "가온/묶음.zip!자료/01.csv", other),
        table(tmp_path, "가온/묶음.zip!자료/02.csv", other),
    ]
    assert series_of(tables) == [0, 0, 1, 2, 3, 3]


def test_tables_without_a_header_are_no_series(tmp_path: Path) -> None:
    entry = entry_of(tmp_path, "t", rows(0, 50))
    for column in entry["profile"]["columns"]:
        column["original_name"] = ""
    assert series_of([table_of(entry | {"path": f"가온/{n}.csv"}) for n in range(3)]) == [0, 1, 2]


def test_best_partners_counts_series_and_breaks_ties_by_number() -> None:
    star = {(0, other): 1.0 for other in range(1, 30)}
    alone = best_partners(list(range(30)), star, PARTNERS)
    assert {(0, other) for other in range(1, 11)} <= alone
    parts = [0, *[1] * 15, *range(2, 16)]
    heard = {other for pair in best_partners(parts, star, 2) for other in pair}
    assert {*range(1, PARTS + 1), 16} <= heard
