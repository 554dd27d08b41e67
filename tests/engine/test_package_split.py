"""Splits: shares near what was asked, nothing of one in another, the same from shards."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.engine.package.leakage import Leak, check_splits
from gotgan.engine.package.split import SPLITS, Census, SplitAsk, assign, check_ask, count_keys, merge, merge_all
from gotgan.engine.package.split_files import write_splits
from gotgan.engine.package.split_keys import census_of
from gotgan.terms.errors import Invalid


def stored(folder, columns, name="a"):
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=700)
    return path


def split(folder, parquet, ask, assignment=None):
    """(files by split, rows by split)."""
    targets = {name: folder / f"{parquet.stem}-{name}.parquet" for name in ask.wanted}
    rows = write_splits(parquet, assignment or assign(census_of(parquet, ask), ask), ask, targets)
    return {name: [path] for name, path in targets.items()}, rows


def visits(rows=3000, people=400):
    draw = np.random.default_rng(7)
    who = draw.integers(0, people, rows)
    return {"who": [f"P{n:04d}" for n in who], "region": [f"R{n % 11}" for n in who], "n": list(range(rows))}


def test_no_subject_in_two_splits_and_every_row_once(tmp_path):
    parquet, ask = stored(tmp_path, visits()), SplitAsk(groups=("who",), seed=3)
    files, rows = split(tmp_path, parquet, ask)
    people = [set(pq.read_table(paths[0])["who"].to_pylist()) for paths in files.values()]
    assert not people[0] & people[1] | people[1] & people[2] | people[0] & people[2]
    numbers = [pq.read_table(paths[0])["n"].to_pylist() for paths in files.values()]
    assert sorted(number for each in numbers for number in each) == list(range(3000))
    assert all(each == sorted(each) for each in numbers)
    for name, share in zip(SPLITS, ask.shares, strict=True):
        assert abs(rows[name] / 3000 - share) < 0.01
    report = check_splits(files, by="group", columns=["who"])
    assert report["shared"] == 0
    assert sum(report["different"]["who"].values()) == len(set(visits()["who"]))


def test_the_seed_decides_and_nothing_else(tmp_path):
    parquet = stored(tmp_path, visits())
    first = split(tmp_path, parquet, SplitAsk(groups=("who",), seed=1))[0]["train"][0].read_bytes()
    again = split(tmp_path, parquet, SplitAsk(groups=("who",), seed=1))[0]["train"][0].read_bytes()
    other = split(tmp_path, parquet, SplitAsk(groups=("who",), seed=2))[0]["train"][0].read_bytes()
    assert first == again != other


@pytest.mark.parametrize(
    "ask", [SplitAsk(groups=("who",)), SplitAsk(), SplitAsk(time="n"), SplitAsk(groups=("who", "household"))]
)
def test_shards_give_the_same_rows(tmp_path, ask):
    columns = visits() | {"household": [f"H{int(who[1:]) // 3}" for who in visits()["who"]]}
    whole = stored(tmp_path, columns, "whole")
    shards = [
        stored(tmp_path, {name: values[start : start + 1000] for name, values in columns.items()}, f"shard{start}")
        for start in (0, 1000, 2000)
    ]
    together = assign(merge_all(census_of(shard, ask) for shard in reversed(shards)), ask)
    expected = {name: pq.read_table(paths[0]) for name, paths in split(tmp_path, whole, ask)[0].items()}
    files = [split(tmp_path, shard, ask, together)[0] for shard in shards]
    for name, rows in expected.items():
        assert pa.concat_tables(pq.read_table(each[name][0]) for each in files).equals(rows)


def test_two_columns_keep_what_either_of_them_joins_together(tmp_path):
    columns = {"who": ["a", "b", "c", "d", "e", "f"] * 40, "home": ["1", "1", "2", "3", "3", "4"] * 40}
    files, _ = split(
        tmp_path, stored(tmp_path, columns), SplitAsk((0.5, 0, 0.5), groups=("who", "home"), tolerance=0.4)
    )
    check_splits(files, by="group", columns=["who", "home"])
    assert set(files) == {"train", "test"}


def test_a_chain_of_common_values_is_one_group(tmp_path):
    links = {"a": [f"a{n // 2}" for n in range(400)], "b": [f"b{(n + 1) // 2}" for n in range(400)]}
    parquet = stored(tmp_path, {name: [*values, f"{name}x"] for name, values in links.items()})
    ask = SplitAsk((0.9, 0, 0.1), groups=("a", "b"), tolerance=0.2)
    assert assign(census_of(parquet, ask), ask).units == 2


def test_equal_rows_stay_together(tmp_path):
    parquet = stored(tmp_path, {"a": [n % 500 for n in range(2000)], "b": [None, "x", "y", "z"] * 500})
    files, rows = split(tmp_path, parquet, SplitAsk(tolerance=0.02))
    assert check_splits(files, by="row")["different"]["rows"].keys() == set(SPLITS)
    assert sum(rows.values()) == 2000


def test_cells_that_run_together_are_different_rows(tmp_path):
    parquet = stored(tmp_path, {"a": ["1", "11", None, ""], "b": ["11", "1", "", None]})
    assert len(census_of(parquet, SplitAsk()).keys) == 4


def test_one_group_in_several_writings_is_one(tmp_path):
    texts = ["가", "\u1100\u1161", " 가\t", None, "", "  "]
    ask = SplitAsk(groups=("g",))
    assert census_of(stored(tmp_path, {"g": texts}), ask).rows.tolist() in ([3, 3],)
    numbers = merge(
        census_of(stored(tmp_path, {"g": [1, 2, 2]}, "n"), ask),
        census_of(stored(tmp_path, {"g": [1.0, 2.5]}, "f"), ask),
    )
    assert sorted(numbers.rows.tolist()) == [1, 2, 2]


def test_time_is_cut_between_moments(tmp_path):
    days = [date(2024, 1, 1) + timedelta(days=n % 100) for n in range(1000)]
    files, rows = split(tmp_path, stored(tmp_path, {"day": days}), SplitAsk(time="day"))
    report = check_splits(files, by="time", columns=["day"])
    assert report["spans"]["train"]["latest"] < report["spans"]["validation"]["earliest"]
    assert rows == {"train": 800, "validation": 100, "test": 100}


@pytest.mark.parametrize(
    "moments",
    [["2024-01", "2024-02", "2024-03"], ["2019", "2020", "2021"], ["2024년 01월", "2024년 02월", "2024년 03월"]],
)
def test_time_written_as_text(tmp_path, moments):
    files, _ = split(tmp_path, stored(tmp_path, {"t": moments * 10}), SplitAsk((0.34, 0.33, 0.33), time="t"))
    assert [pq.read_table(paths[0])["t"].unique().to_pylist() for paths in files.values()] == [[m] for m in moments]


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        (["01/02/2024", "2024-01-01"], "year first"),
        (["2024-01", "2024-01-02"], "several ways"),
        (["2024-01", None], "no moment"),
        (["Jan 2024", "Feb 2024"], "year first"),
    ],
)
def test_time_that_cannot_be_told_is_refused(tmp_path, moments, said):
    parquet, ask = stored(tmp_path, {"t": moments}), SplitAsk((0.5, 0, 0.5), time="t")
    with pytest.raises(Invalid, match=said):
        assign(census_of(parquet, ask), ask)


def test_groups_that_cannot_reach_the_shares_are_refused_with_what_they_give(tmp_path):
    parquet = stored(tmp_path, {"g": ["a"] * 90 + ["b"] * 5 + ["c"] * 5})
    with pytest.raises(Invalid, match=r"--split by 'g': 3 to deal give .* at best where 0\.5/0\.25/0\.25"):
        split(tmp_path, parquet, SplitAsk((0.5, 0.25, 0.25), groups=("g",)))
    assert split(tmp_path, parquet, SplitAsk((0.9, 0.05, 0.05), groups=("g",)))[1]["train"] == 90


def test_fewer_groups_than_splits_are_refused(tmp_path):
    with pytest.raises(Invalid, match="2 to deal"):
        split(tmp_path, stored(tmp_path, {"g": ["a", "b"]}), SplitAsk(groups=("g",), tolerance=1))


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (SplitAsk((0.8, 0.1)), "three shares"),
        (SplitAsk((0.8, 0.1, 0.2)), "add up"),
        (SplitAsk((1.0, 0.0, 0.0)), "one split only"),
        (SplitAsk(groups=("a",), time="b"), "together with"),
        (SplitAsk(tolerance=2), "--tolerance"),
    ],
)
def test_what_is_asked_wrongly_is_told(ask, said):
    with pytest.raises(Invalid, match=said):
        check_ask(ask)


def test_no_rows_and_unknown_columns_are_refused(tmp_path):
    empty = stored(tmp_path, {"g": pa.array([], pa.string())})
    with pytest.raises(Invalid, match="no rows"):
        assign(census_of(empty, SplitAsk()), SplitAsk())
    with pytest.raises(Invalid, match="is not in every table"):
        census_of(empty, SplitAsk(groups=("h",)))


def test_leakage_is_found_by_its_own_code(tmp_path):
    one, other = stored(tmp_path, {"g": ["a", "가"]}, "one"), stored(tmp_path, {"g": ["\u1100\u1161 ", "c"]}, "other")
    with pytest.raises(Leak, match="train and test share 1 value") as told:
        check_splits({"train": [one], "test": [other]}, by="group", columns=["g"])
    assert "가" not in str(told.value)
    with pytest.raises(Leak, match="2 equal row"):
        check_splits({"train": [one], "test": [one]}, by="row")
    late = stored(tmp_path, {"t": [3, 9]}, "late")
    with pytest.raises(Leak, match="test begins before train ends"):
        check_splits({"train": [late], "test": [late]}, by="time", columns=["t"])


keys = st.lists(st.integers(0, 40), min_size=1, max_size=60)


@given(keys, keys, keys)
@settings(max_examples=30)
def test_merging_is_associative(one, two, three):
    a, b, c = (count_keys(np.array(each, np.uint64)[:, None]) for each in (one, two, three))
    left, right = merge(merge(a, b), c), merge(a, merge(b, c))
    assert left.keys.tolist() == right.keys.tolist()
    assert left.rows.tolist() == right.rows.tolist()
    assert left.total == len(one) + len(two) + len(three)


def test_census_knows_its_total():
    assert Census(np.array([[1], [2]], np.uint64), np.array([3, 4])).total == 7
