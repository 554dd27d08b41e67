"""Hierarchies: what is a tree, what is refused, how many leaves a value has."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from tests.engine.deidentify_tables import hierarchy_of, leaves_under, made
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.deidentify.builtin import builtin
from gotgan.engine.deidentify.hierarchy import NoTree, OutsideHierarchy, from_levels
from gotgan.engine.deidentify.hierarchy_file import read_hierarchy
from gotgan.terms.errors import Invalid

ADULT = SHARED / "data" / "tables" / "adult"


def read(tmp_path: Path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "h.csv"
    path.write_bytes(text.encode(encoding))
    return read_hierarchy(path)


def level(tree, number: int) -> dict[str | None, str | None]:
    labels, leaves = tree.labels[number].to_pylist(), tree.labels[0].to_pylist()
    return {leaf: labels[code] for leaf, code in zip(leaves, tree.codes[number], strict=True)}


def test_file_is_read_as_a_tree_in_tree_order(tmp_path: Path) -> None:
    tree = read(tmp_path, "1;low;*\n8;high;*\n2;low;*\n")
    assert tree.labels[0].to_pylist() == ["1", "2", "8"]
    assert level(tree, 1) == {"1": "low", "2": "low", "8": "high"}
    assert [counts.tolist() for counts in tree.leaves] == [[1, 1, 1], [2, 1], [3]]
    assert tree.cells[1].tolist() == [0.5, 0.0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_file_in_korean_encodings(tmp_path: Path, encoding: str) -> None:
    assert level(read(tmp_path, '서울;"수;도권";*\n부산;영남;*\n', encoding), 1) == {"서울": "수;도권", "부산": "영남"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1;a;*\n2;a;*\n1;b;*\n", "line 1"),
        ("1;a;x;*\n2;a;y;*\n", "another parent"),
        ("1;0-9;0-4;*\n7;0-9;5-9;*\n", "another parent"),
        ("1;a;b\n2;a;b\n", "where one `*` belongs"),
        ("1;a;*\n2;a;all\n", "2 value(s) where one"),
        ("1;a;*\n2;*\n", "line 2 lacks a level"),
        ("1;a;*\n2;a;b;*\n", "different numbers of levels"),
        ("1\n2\n", "no level above"),
        ("", "is empty"),
    ],
)
def test_file_that_is_no_tree_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(NoTree, match=re.escape(said)):
        read(tmp_path, text)


def test_every_problem_of_a_tree_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoTree) as caught:
        read(tmp_path, "1;a;x;*\n1;a;y;*\n2;b;y;+\n")
    assert len(caught.value.issues) == 3


def test_million_leaves_are_fine() -> None:
    count = 1_000_000
    texts = pa.array(np.arange(count)).cast(pa.string())
    tens = pa.array(np.arange(count) // 10).cast(pa.string())
    tree = from_levels([texts, tens, pa.array(["*"] * count)], name="wide")
    assert (tree.size, len(tree.labels[1])) == (count, 100_000)
    assert tree.restrict(pa.array(["5", "999999"]), name="c").leaves[1].tolist() == [10, 10]


def test_restrict_keeps_the_counts_of_the_whole(tmp_path: Path) -> None:
    tree = read(tmp_path, "1;low;*\n8;high;*\n2;low;*\n").restrict(pa.array(["2"]), name="c")
    assert [counts.tolist() for counts in tree.leaves] == [[1], [2], [3]]


def test_missing_has_a_leaf_of_its_own(tmp_path: Path) -> None:
    known = read(tmp_path, "1;low;*\n;unknown;*\n")
    assert level(known.restrict(pa.array([None, "1"]), name="c"), 1) == {"1": "low", None: "unknown"}
    added = read(tmp_path, "1;low;*\n2;low;*\n").restrict(pa.array(["1", None]), name="c")
    assert level(added, 1) == {"1": "low", None: None}
    assert added.size == 3


def test_value_outside_is_counted_and_not_told(tmp_path: Path) -> None:
    with pytest.raises(OutsideHierarchy, match="column 'c': 2 value") as caught:
        read(tmp_path, "1;*\n").restrict(pa.array(["1", "77", "78"]), name="c")
    assert "77" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "value", "path", "leaves"),
    [
        ("age", "37", ["37", "35-39", "30-39", "20-39", "*"], [1, 5, 10, 20, 120]),
        ("date", "1990.3.4", ["1990.3.4", "1990-03", "1990", "1990-1999", "*"], [1, 30, 365, 3652, 73049]),
        ("postcode", "06236", ["06236", "062**", "06***", "0****", "*"], [1, 100, 1000, 10000, 100000]),
        ("region", "1168010100", ["1168010100", "11680101**", "11680*****", "11********", "*"], [1, 4, 80, 1200]),
        ("money", "1,234,567", ["1,234,567", "1200000-1299999", "1000000-1999999", "1000000-9999999", "*"], None),
        ("money", "-30", ["-30", "minus 30", "minus 30-39", "minus 10-99", "*"], None),
        ("flat", "x", ["x", "*"], [1, 1]),
    ],
)  # fmt: skip
def test_builtin_levels(kind: str, value: str, path: list[str], leaves: list[int] | None) -> None:
    tree = builtin(kind, pa.array([value, None]), name="c").restrict(pa.array([value]), name="c")
    assert [level(tree, number)[value] for number in range(tree.height + 1)] == path
    if leaves and kind != "flat":
        assert [int(counts[0]) for counts in tree.leaves] == [*leaves, tree.size][: tree.height + 1]


@pytest.mark.parametrize(
    ("kind", "value"), [("age", "old"), ("date", "2023-02-30"), ("postcode", "123"), ("money", "x")]
)
def test_builtin_refuses_what_it_cannot_read(kind: str, value: str) -> None:
    with pytest.raises(OutsideHierarchy, match="1 value"):
        builtin(kind, pa.array([value]), name="c")


def test_unknown_builtin_is_refused() -> None:
    with pytest.raises(Invalid, match="builtin:shoe is not built in"):
        builtin("shoe", pa.array(["1"]), name="c")


@given(made())
def test_counts_are_those_of_a_naive_count(table) -> None:
    for paths in table.paths:
        tree, naive = hierarchy_of(paths), leaves_under(paths)
        for number, (labels, counts) in enumerate(zip(tree.labels, tree.leaves, strict=True)):
            assert dict(zip(labels.to_pylist(), counts.tolist(), strict=True)) == {
                text: count for (at, text), count in naive.items() if at == number
            }
        assert all((np.diff(codes) >= 0).all() for codes in tree.codes)


@needs_shared
def test_hierarchies_of_arx_are_trees() -> None:
    heights = {path.stem: read_hierarchy(path).height for path in sorted(ADULT.glob("*hierarchy*.csv"))}
    assert len(heights) == 9
    assert np.prod([height + 1 for height in heights.values()]) == 12_960
