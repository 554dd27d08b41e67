"""Synthetic tables: spread as the real ones, nobody's value repeated that few share, and never called private."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.release import Released
from gotgan.engine.deidentify.synthetic.cells import read_cells
from gotgan.engine.deidentify.synthetic.closeness import measure_closeness
from gotgan.engine.deidentify.synthetic.copies import measure_copies, measure_distances
from gotgan.engine.deidentify.synthetic.shared import learn
from gotgan.engine.deidentify.synthetic.synthesise import synthesise
from gotgan.engine.deidentify.synthetic.trees import _tops, draw_columns
from gotgan.terms.errors import Invalid
from gotgan.terms.recipe import Recipe

ROWS = 600


def people(rows: int = ROWS) -> pa.Table:
    """Income goes with age, the visit with the ward, the fee with neither; some cells are empty."""
    draw = np.random.default_rng(7)
    age = draw.integers(20, 80, rows)
    ward = draw.choice(["내과", "외과", "소아과"], rows, p=[0.5, 0.3, 0.2])
    start = np.where(ward == "내과", 0, 200) + draw.integers(0, 100, rows)
    return pa.table(
        {
            "age": pa.array(age, pa.int16()),
            "income": pa.array(age * 1000 + draw.normal(0, 2000, rows), mask=draw.random(rows) < 0.2),
            "ward": ward,
            "visit": [date(2024, 1, 1) + timedelta(days=int(days)) for days in start],
            "fee": pa.array([Decimal(int(n)) / 100 for n in draw.integers(0, 5000, rows)], pa.decimal128(9, 2)),
            "insured": draw.random(rows) < 0.9,
            "name": [f"n{number}" for number in range(rows)],
        }
    )


def source_of(folder: Path, table: pa.Table, *, typed: bool = True) -> Source:
    path = folder / "people.parquet"
    pq.write_table(table, path)
    return Source(path, "people.parquet", None, tuple(table.column_names), table.num_rows, typed)


def made(folder: Path, table: pa.Table, recipe: Recipe, name: str = "out", **more: Any) -> tuple[pa.Table, Released]:
    released = synthesise(source_of(folder, table, **more), recipe, folder / name, started="a", now=lambda: "b")
    return pq.read_table(folder / name / "data.parquet"), released


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, Released, Path]:
    folder = tmp_path_factory.mktemp("synthetic")
    return *made(folder, people(), Recipe(k=5, rows=2000, seed=3)), folder


def test_columns_keep_name_type_and_range(drawn: tuple[pa.Table, Released, Path]) -> None:
    table, real = drawn[0], people()
    assert table.schema.remove_metadata().types == real.schema.types
    assert table.column_names == real.column_names
    assert table.num_rows == 2000
    for name in ("age", "income", "visit", "fee"):
        given = real[name].drop_null().to_pylist()
        assert min(given) <= min(table[name].drop_null().to_pylist())
        assert max(given) >= max(table[name].drop_null().to_pylist())
    assert set(table["ward"].to_pylist()) == {"내과", "외과", "소아과"}
    assert 0.15 < table["income"].null_count / 2000 < 0.25


def test_what_goes_together_still_does(drawn: tuple[pa.Table, Released, Path]) -> None:
    rows = [row for row in drawn[0].to_pylist() if row["income"] is not None]
    assert np.corrcoef([row["age"] for row in rows], [row["income"] for row in rows])[0, 1] > 0.95
    late = [row["visit"] >= date(2024, 7, 1) for row in rows if row["ward"] == "내과"]
    assert np.mean(late) < 0.05


def test_everything_says_that_it_is_not_private(drawn: tuple[pa.Table, Released, Path]) -> None:
    table, released, folder = drawn
    assert table.schema.metadata[b"label"] == b"synthetic, not private"
    written = {name: json.loads((folder / "out" / name).read_text()) for name in ("closeness.json", "receipt.json")}
    assert written["closeness.json"]["label"] == "synthetic, not private"
    assert written["receipt.json"]["parameters"]["label"] == "synthetic, not private"
    assert written["receipt.json"]["activity"] == "synthesise"
    assert sorted(each.name for each in (folder / "out").iterdir()) == [
        "closeness.json",
        "data.parquet",
        "proof.json",
        "receipt.json",
    ]
    assert released.reasons == ()
    output = written["receipt.json"]["outputs"][0]
    assert (output["path"], output["rows"]) == ("data.parquet", 2000)


def test_texts_of_few_persons_become_the_rest(drawn: tuple[pa.Table, Released, Path]) -> None:
    assert set(drawn[0]["name"].to_pylist()) == {"*"}
    steps = drawn[1].documents["receipt.json"]["steps"]
    assert [(step["changed"], step["reason"]) for step in steps if step["column"] == "name"] == [
        (480, "held by too few persons: put together as the rest")
    ]
    assert not any(step["examples"] for step in steps)


def test_same_seed_same_bytes_other_seed_other_rows(tmp_path: Path) -> None:
    recipe = Recipe(k=5, seed=11, order=("ward", "age"))
    first, again = (made(tmp_path, people(), recipe, name)[0] for name in ("a", "b"))
    assert (tmp_path / "a/data.parquet").read_bytes() == (tmp_path / "b/data.parquet").read_bytes()
    assert first.column_names == ["ward", "age"]
    assert not again.equals(made(tmp_path, people(), replace(recipe, seed=12), "c")[0])
    reasons = {step["column"]: step["reason"] for step in _receipt(tmp_path / "a")["steps"]}
    assert reasons["income"] == "the column is not written"


def _receipt(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "receipt.json").read_text()))


def test_texts_of_an_untyped_source_are_typed_where_nothing_is_lost(tmp_path: Path) -> None:
    texts = pa.table(
        {"n": [str(n % 40) for n in range(200)], "code": ["007", "008"] * 100, "day": ["2024-02-29"] * 200}
    )
    table, _ = made(tmp_path, pa.table(texts), Recipe(k=5), typed=False)
    assert table.schema.types == [pa.int64(), pa.string(), pa.date32()]
    assert set(table["code"].to_pylist()) == {"007", "008"}


numbers = st.lists(
    st.tuples(st.integers(0, 12), st.one_of(st.none(), st.integers(-30, 30), st.floats(-5, 5, width=16))),
    min_size=1,
    max_size=80,
)


@settings(deadline=None, max_examples=60)
@given(numbers, st.integers(2, 6), st.integers(0, 5))
def test_number_of_few_persons_is_never_repeated(rows: list, k: int, seed: int) -> None:
    persons = np.array([person for person, _ in rows])
    cells = read_cells("n", pa.chunked_array([pa.array([value for _, value in rows], pa.float64())]), pa.float64())
    learnt = learn(cells, np.arange(len(rows)), persons, k)
    values = draw_columns([learnt, learnt], persons, k=k, rows=200, seed=seed)[1]
    holders: dict[float, set[int]] = {}
    for person, value in rows:
        if value is not None:
            holders.setdefault(float(value), set()).add(person)
    bounds = {float(np.nanmin(learnt.values)), float(np.nanmax(learnt.values))} if learnt.is_common.any() else set()
    shown = set(values[~np.isnan(values)].tolist())
    assert not {value for value in shown & {*holders} if len(holders[value]) < k} - bounds
    for bound, sign in zip(sorted(bounds), (1, -1), strict=True) if len(bounds) == 2 else ():
        beyond = [held for value, held in holders.items() if sign * value <= sign * bound]
        assert len(set.union(*beyond)) >= k


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from("abcdefg")), min_size=1, max_size=60), st.integers(2, 6))
def test_text_of_few_persons_is_never_repeated(rows: list, k: int) -> None:
    persons = np.array([person for person, _ in rows])
    cells = read_cells("c", pa.chunked_array([[text for _, text in rows]]), pa.string())
    learnt = learn(cells, np.arange(len(rows)), persons, k)
    shown = set(cells.to_arrow(draw_columns([learnt], persons, k=k, rows=100, seed=0)[0]).to_pylist())
    holders = {text: {person for person, other in rows if other == text} for _, text in rows}
    assert shown <= {text for text, held in holders.items() if len(held) >= k} | {"*"}


def test_outermost_numbers_are_drawn_in() -> None:
    values = pa.chunked_array([[10_000, *range(100), -10_000]])
    cells = read_cells("n", values, pa.int64())
    learnt = learn(cells, np.arange(102), np.arange(102), 5)
    assert (learnt.values.min(), learnt.values.max(), learnt.drawn_in) == (3, 96, 8)
    few = learn(cells, np.arange(102), np.arange(102) // 50, 5)
    assert np.isnan(few.values).all()


@pytest.mark.parametrize("k", [2, 3])
def test_every_leaf_holds_k_persons(k: int) -> None:
    """Against a walk up the tree, node by node."""
    draw = np.random.default_rng(k)
    for _ in range(20):
        children = np.full((2, 31), -1)
        children[0, :15], children[1, :15] = np.arange(1, 30, 2), np.arange(2, 31, 2)
        leaves, persons = draw.integers(15, 31, 60), draw.integers(0, 8, 60)
        tops = _tops(children, leaves, persons, k)
        for node in np.unique(tops[leaves]):
            held = set(persons[tops[leaves] == node].tolist())
            assert len(held) >= k or node == 0
            under = {node}
            for each in range(31):
                under |= {each} if (each - 1) // 2 in under and each else set()
            assert set(np.flatnonzero(tops == node).tolist()) == under


def test_person_is_learnt_from_or_held_out_as_a_whole(tmp_path: Path) -> None:
    table = pa.table({"who": [f"p{n // 10}" for n in range(1000)], "n": [n % 7 for n in range(1000)]})
    table = pa.concat_tables([table, pa.table({"who": pa.array([None] * 50, pa.string()), "n": [1] * 50})])
    shown, released = made(tmp_path, table, Recipe(k=5, subject="who"))
    assert shown.column_names == ["n"]
    rows = released.documents["closeness.json"]["rows"]
    assert rows["learnt_from"] + rows["held_out"] == 1050
    assert rows["held_out"] % 10 in range(10)
    with pytest.raises(Invalid, match="too few persons"):
        made(tmp_path, table.slice(0, 200), Recipe(k=5, subject="who"))


EVERY_TYPE = {
    "whole": pa.array([2**60 + n % 3 for n in range(100)], pa.int64()),
    "small": pa.array([n % 4 for n in range(100)], pa.uint8()),
    "single": pa.array([n / 4 for n in range(100)], pa.float32()),
    "moment": pa.array([datetime(2024, 1, 1) + timedelta(hours=n) for n in range(100)], pa.timestamp("ns")),
    "zoned": pa.array(
        [datetime(2024, 1, 1) + timedelta(minutes=n) for n in range(100)], pa.timestamp("ms", "Asia/Seoul")
    ),
    "clock": pa.array([time(n % 24, n % 60) for n in range(100)], pa.time64("ns")),
    "short": pa.array([time(n % 24) for n in range(100)], pa.time32("s")),
    "day": pa.array([date(1950 + n, 1, 1) for n in range(100)], pa.date64()),
    "long": pa.array([timedelta(days=n) for n in range(100)], pa.duration("us")),
    "bytes": pa.array([b"\xff", b"a"] * 50, pa.binary()),
    "coded": pa.array(["x", "y", None, "x"] * 25).dictionary_encode(),
    "odd": pa.array([float("nan"), float("inf"), -0.0, 1.5] * 25),
    "nothing": pa.array([None] * 100, pa.string()),
    "one": pa.array([1] * 100),
    "null": pa.nulls(100),
}


@pytest.mark.parametrize("name", EVERY_TYPE)
def test_every_type_comes_back(tmp_path: Path, name: str) -> None:
    given = EVERY_TYPE[name]
    shown, _ = made(tmp_path, pa.table({"k": [n % 5 for n in range(100)], name: given}), Recipe(k=5))
    stored = pq.read_table(tmp_path / "people.parquet")[name].type
    assert shown[name].type == (stored.value_type if pa.types.is_dictionary(stored) else stored)
    assert 0 < shown.num_rows <= 80, "rows that equal one person's are left out"
    if name in ("nothing", "null"):
        assert shown[name].null_count == shown.num_rows == 80
    if name in ("whole", "small", "one", "bytes"):
        assert set(shown[name].to_pylist()) <= set(given.to_pylist())


def test_identifiers_in_the_drawn_rows_are_not_released(tmp_path: Path) -> None:
    table = pa.table({"mail": ["office@example.go.kr", "desk@example.go.kr"] * 100, "n": list(range(200))})
    released = synthesise(source_of(tmp_path, table), Recipe(k=5), tmp_path / "out", started="a", now=lambda: "b")
    assert "email" in released.reasons[0]
    assert "example.go.kr" not in released.reasons[0]
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [
        "closeness.json",
        "proof.json",
        "receipt.json",
    ]
    assert _receipt(tmp_path / "out")["outputs"] == []


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (Recipe(order=("age", "nobody")), "column 'nobody': is not there once"),
        (Recipe(order=("age", "age")), "column 'age': stands twice"),
        (Recipe(order=("age", "ward"), subject="ward"), "column 'ward': stands twice, or is the person's"),
        (Recipe(order=()), "order: names no column"),
        (Recipe(k=1), "k: is below 2"),
        (Recipe(rows=0), "rows: is no number of rows"),
        (Recipe(held_out=0.9), "held_out: leaves too little"),
        (Recipe(seed=-1), "seed: is no seed"),
        (Recipe(copies="some"), "copies: is unknown"),
        (Recipe(k=100), "too few persons"),
    ],
)
def test_recipe_that_cannot_be_followed_leaves_nothing(tmp_path: Path, recipe: Recipe, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        made(tmp_path, people(200), recipe)
    assert not (tmp_path / "out").exists()


def test_rows_learnt_by_heart_are_found() -> None:
    """The measures on a cheat: the rows that were learnt from, given out as synthetic."""
    draw = np.random.default_rng(2)
    cells = [read_cells(n, pa.chunked_array([pa.array(draw.normal(size=900))]), pa.float64()) for n in "abc"]
    train, held_out, fresh = ([each.values[part::3] for each in cells] for part in range(3))
    cheat, honest = (
        (measure_copies(train, held_out, rows), measure_distances(cells, train, held_out, rows, 0))
        for rows in (train, fresh)
    )
    assert cheat[0]["synthetic"] == {"any": 1.0, "of_one": 1.0}
    assert cheat[0]["rows_of_one"] == 300
    assert honest[0]["synthetic"]["any"] == cheat[0]["held_out"]["any"] == 0
    assert cheat[1]["membership"]["auc"] == 1
    assert cheat[1]["closest_record"]["closer_to_train"] == 1
    assert cheat[1]["closest_record"]["train"]["median"] == 0
    assert abs(honest[1]["membership"]["auc"] - 0.5) < 4 * honest[1]["membership"]["error"]
    assert abs(honest[1]["closest_record"]["closer_to_train"] - 0.5) < 0.15


def test_distance_is_the_nearest_by_gower() -> None:
    draw = np.random.default_rng(4)
    numbers_, texts = (
        draw.integers(0, 9, 60).astype(float),
        [None if n > 5 else "abcdef"[n] for n in draw.integers(0, 7, 60)],
    )
    cells = [
        read_cells("n", pa.chunked_array([pa.array(numbers_, mask=draw.random(60) < 0.2)]), pa.float64()),
        read_cells("t", pa.chunked_array([pa.array(texts)]), pa.string()),
    ]
    parts = [[each.values[start : start + 20] for each in cells] for start in (0, 20, 40)]
    found = measure_distances(cells, *parts, seed=1)["closest_record"]["train"]["median"]
    filled = parts[0][0][~np.isnan(parts[0][0])]
    span = np.quantile(filled, 0.99) - np.quantile(filled, 0.01)

    def apart(a: Any, b: Any) -> float:
        total = 0.0
        for place, (mine, theirs) in enumerate(zip(a, b, strict=True)):
            if np.isnan(mine) or np.isnan(theirs):
                total += float(np.isnan(mine) != np.isnan(theirs))
            else:
                total += min(abs(mine - theirs) / span, 1) if place == 0 else float(mine != theirs)
        return total / 2

    rows = [list(zip(*part, strict=True)) for part in parts]
    assert found == pytest.approx(np.median([min(apart(new, old) for old in rows[0]) for new in rows[2]]), abs=1e-6)


def test_closeness_of_equal_and_of_foreign_columns() -> None:
    cells = [read_cells(n, pa.chunked_array([pa.array(range(100))]), pa.int64()) for n in "ab"]
    same = [each.values for each in cells]
    far = [each.values + 1000 for each in cells]
    found = measure_closeness(cells, same, same, far, 0)
    assert found["columns"]["held_out"] == {"mean": 0, "by_column": {"a": 0, "b": 0}}
    assert found["columns"]["synthetic"]["by_column"]["a"] == pytest.approx(0.9)
    assert found["pairs"]["held_out"]["mean"] == 0
    assert found["pairs"]["synthetic"]["worst"] == [{"a": "a", "b": "b", "distance": pytest.approx(0.9)}]


@needs_shared
def test_adult_is_as_close_as_rows_that_were_held_out(tmp_path: Path) -> None:
    adult = pc.read_csv(SHARED / "data/tables/adult/adult.csv", parse_options=pc.ParseOptions(delimiter=";"))
    shown, released = made(tmp_path, adult, Recipe())
    document = released.documents["closeness.json"]
    for kind in ("columns", "pairs"):
        reached = document["closeness"][kind]
        assert reached["synthetic"]["mean"] < 1.5 * reached["held_out"]["mean"]
    assert document["copies"]["synthetic"]["of_one"] < 1.5 * document["copies"]["held_out"]["of_one"]
    assert document["distances"]["membership"]["auc"] < 0.6
    assert document["distances"]["closest_record"]["closer_to_train"] < 0.6
    held = Counter(adult["native-country"].to_pylist())
    assert all(name == "*" or held[name] >= 20 for name in set(shown["native-country"].to_pylist()))
