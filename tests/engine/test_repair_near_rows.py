"""Rows that differ in a few cells: the fast search finds what comparing all pairs finds; series are no slips."""

from __future__ import annotations

import csv
import random
import tempfile
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.repairing import repair, repair_text

from gotgan.agent.repair_asked import Asked
from gotgan.engine.repair import near_rows
from gotgan.engine.repair.near_rows import MOST_GROUP, find_near_rows

NEAR = Asked(near_rows=True)
SHOPS = "상호,전화,주소,업태,대표\n"


def shops(folder: Path, *, rows: int = 300, again: int = 20) -> tuple[Path, set[tuple[int, int]]]:
    draw = random.Random(4)
    known = [
        [
            f"가게{at}",
            f"02-{1000 + at}-{draw.randint(1000, 9999)}",
            f"종로 {draw.randint(1, 999)}",
            draw.choice("식의약"),
            f"대표{at}",
        ]
        for at in range(rows)
    ]
    truth = set()
    for at in draw.sample(range(rows), again):
        other = list(known[at])
        other[draw.randrange(5)] += "!"
        truth.add((at, len(known)))
        known.append(other)
    (folder / "shops.csv").write_text(SHOPS + "".join(",".join(row) + "\n" for row in known))
    return folder / "shops.csv", truth


def test_slips_are_suggested_with_the_cells_that_differ(tmp_path: Path) -> None:
    file, truth = shops(tmp_path)
    done = repair(file, asked=NEAR)
    with (tmp_path / "shops.csv.repaired/data.near.csv").open(encoding="utf-8-sig") as content:
        pairs = list(csv.DictReader(content))
    assert {(int(pair["row_a"]), int(pair["row_b"])) for pair in pairs} == truth
    assert {pair["differ"] for pair in pairs} <= {"상호", "전화", "주소", "업태", "대표"}
    assert done.table.num_rows == 320
    steps = [step for step in done.steps("near") if "cells from another" in step["reason"]]
    assert [step["found"] for step in steps] == [40]
    assert done.receipt["suggestions"][0]["rows"] == len(truth)


def test_running_number_does_not_hide_a_slip(tmp_path: Path) -> None:
    rows = [f"{at},가{at},나{at},다{at},라{at}" for at in range(50)] + ["50,가7,나7,다7,라 7"]
    done = repair_text(tmp_path, "연번,가,나,다,라\n" + "\n".join(rows) + "\n", asked=NEAR)
    assert [step["found"] for step in done.steps("near") if "at most 1 cells" in step["reason"]] == [2]


def test_series_of_a_station_is_no_slip(tmp_path: Path) -> None:
    """One station, a value a day: its rows differ in one cell by nature."""
    rows = [f"종로측정소,서울 종로구,미세먼지,{20 + at},2026-03-05" for at in range(60)]
    done = repair_text(tmp_path, "측정소,주소,항목,값,일자\n" + "\n".join(rows) + "\n", asked=NEAR)
    (step,) = [step for step in done.steps("near") if "too large to be slips" in step["reason"]]
    assert step["found"] == 60
    assert done.receipt["suggestions"][0]["rows"] == 0


def test_rows_that_share_too_much_are_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(near_rows, "MOST_BUCKET", 10)
    rows = [f"가,나,{at},{at * 7},{at * 3}" for at in range(40)]
    done = repair_text(tmp_path, "a,b,c,d,e\n" + "\n".join(rows) + "\n", asked=NEAR)
    assert not [step for step in done.steps("near") if "cells from another" in step["reason"]]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 6), min_size=2, max_size=14))
def test_all_pairs_find_the_same(rows: list[tuple[int, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=[f"c{at}" for at in range(6)], orient="row").cast(pl.String)
    with tempfile.TemporaryDirectory() as folder:
        frame.write_parquet(Path(folder) / "a.parquet")
        found = find_near_rows(Path(folder) / "a.parquet")
    assert found is not None
    cells = np.array(rows)
    near = {(a, b) for a, b in combinations(range(len(rows)), 2) if 0 < (cells[a] != cells[b]).sum() <= found.most}
    groups: dict[int, set[int]] = {row: {row} for row in range(len(rows))}
    for a, b in near:
        joined = groups[a] | groups[b]
        for row in joined:
            groups[row] = joined
    assert {(a, b) for _, a, b, _ in found.pairs} == {pair for pair in near if len(groups[pair[0]]) <= MOST_GROUP}
    assert found.series == sum(1 for group in groups.values() if len(group) > MOST_GROUP)


def test_narrow_table_is_not_compared(tmp_path: Path) -> None:
    done = repair_text(tmp_path, "가,나\n1,2\n3,4\n", asked=NEAR)
    assert "not compared" in done.steps("near")[0]["reason"]
