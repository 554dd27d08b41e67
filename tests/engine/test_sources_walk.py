"""The walk over any tree: what is refused, endless or too many, and going on from a cursor."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.planted_tree import REFUSED, Planted, PlantedTree
from tests.engine.test_sources_folder import listed

from gotgan.engine.sources.remote import TreeSource
from gotgan.terms.errors import Invalid, Unavailable

CSV = b"a,b\n1,2\n"


def ids(content: Planted, **options: int) -> list[str]:
    return [record.remote_id for record in listed(TreeSource(PlantedTree(content), **options))[0]]


def test_order_is_that_of_whole_paths() -> None:
    assert ids({"a": {"x.csv": CSV}, "a-b.csv": CSV, "a0.csv": CSV}) == ["a-b.csv", "a/x.csv", "a0.csv"]


def test_groups_are_those_of_a_folder() -> None:
    content = {
        "사진": {f"{n}": {f"{n}.jpg": b"x"} for n in range(5)},
        "parts": {f"p-{n}.csv": CSV for n in range(3)},
        "other": {"p-1.csv": CSV, "p-2.csv": b"c\n1\n"},
        "shape": dict.fromkeys(("r.shp", "r.dbf", "r.shx"), b"x"),
        "README.md": b"x", ".hidden": CSV,
    }  # fmt: skip
    records, end = listed(TreeSource(PlantedTree(content)))
    found = {record.remote_id: len(record.files) for record in records}
    assert found == {"other/p-1.csv": 1, "other/p-2.csv": 1, "parts/p-#.csv": 3, "shape/r.shp": 3, "사진": 5}
    assert (end.complete, end.lines) == (True, 5)


def test_labels_of_the_place_are_read() -> None:
    labels = "{publisher: 가상구, datasets: {합본.csv: {title: 합본, files: [in/x.csv, in/y.csv, in/gone.csv]}}}"
    content = {"gotgan.yaml": labels.encode(), "in": {"x.csv": CSV, "y.csv": CSV, "z.csv": CSV}}
    (single, whole), end = listed(TreeSource(PlantedTree(content)))
    assert (single.remote_id, single.publisher) == ("in/z.csv", "가상구")
    assert (whole.title, [file.path for file in whole.files]) == ("합본", ["in/x.csv", "in/y.csv"])
    assert "in/gone.csv: is listed in gotgan.yaml but not there" in end.warnings[0]


def test_names_are_composed_and_found_as_they_are_spelt() -> None:
    spelt = unicodedata.normalize("NFD", "데이터")
    (record,) = listed(TreeSource(PlantedTree({spelt: {f"{spelt}.csv": CSV}})))[0]
    assert record.remote_id == "데이터/데이터.csv"
    assert record.files[0].location == f"planted:/{spelt}/{spelt}.csv"


def test_one_name_in_two_spellings_is_a_warning() -> None:
    name = "가.csv"
    records, end = listed(TreeSource(PlantedTree({name: CSV, unicodedata.normalize("NFD", name): CSV})))
    assert ([record.remote_id for record in records], "two spellings" in end.warnings[0]) == ([name], True)


def test_refused_folder_is_a_record_and_the_rest_goes_on() -> None:
    content = {"a": {"x.csv": CSV}, "b": REFUSED, "c": {"d": REFUSED, "y.jpg": b"x"}}
    records, end = listed(TreeSource(PlantedTree(content)))
    assert [(r.remote_id, bool(r.problem), len(r.files)) for r in records] == [
        ("a/x.csv", False, 1), ("b", True, 0), ("c/d", True, 0), ("c/y.jpg", False, 1),
    ]  # fmt: skip
    assert end.complete is False
    assert listed(TreeSource(PlantedTree(content)), records[-1].cursor)[1].complete is False


def test_refused_root_is_no_listing() -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        listed(TreeSource(PlantedTree(REFUSED)))  # type: ignore[arg-type]


@pytest.mark.parametrize("is_telling", [True, False])
def test_loops_end_and_nothing_is_lost(is_telling: bool) -> None:
    root: dict[str, object] = {"x.csv": CSV, "sub": {"y.csv": CSV}}
    root |= {"loop": lambda: root, "again": lambda: root}
    tree = PlantedTree(root, is_telling=is_telling)
    records, end = listed(TreeSource(tree))
    assert {"x.csv", "sub/y.csv"} <= {record.remote_id for record in records}
    assert any("taken for a link" in warning for warning in end.warnings)
    assert len(tree.opened) < 30
    assert (end.complete, all(not record.problem for record in records)) == (True, True)


def test_tree_without_end_is_bounded_in_depth() -> None:
    def deeper(level: int) -> Mapping[str, object]:
        return {f"{level}.csv": CSV, f"d{level}": lambda: deeper(level + 1)}

    tree = PlantedTree(deeper(0))
    records, end = listed(TreeSource(tree))
    assert len(records) == tree.deepest + 2
    assert "lies deeper than 32 folders" in next(record.problem for record in records if record.problem)
    assert end.complete is False


def test_folder_with_too_many_is_read_in_passing() -> None:
    content = {f"p-{n}.csv": CSV for n in range(8)} | {f"{n}.jpg": b"x" for n in range(6)} | {"in": {"x.csv": CSV}}
    records, end = listed(TreeSource(PlantedTree(content), most_together=10))
    assert [record.remote_id for record in records] == ["in/x.csv", *[f"p-{n}.csv" for n in range(8)], "*.image"]
    assert "6 files are too many" in records[-1].problem
    assert (end.complete, "more than 10 entries" in end.warnings[0]) == (False, True)


def test_what_lies_before_the_cursor_is_not_opened() -> None:
    content = {f"{n}": {"x.csv": CSV, "y.db": CSV} for n in range(6)}
    cursor = listed(TreeSource(PlantedTree(content)))[0][8].cursor
    tree = PlantedTree(content)
    rest, end = listed(TreeSource(tree), cursor)
    assert [record.remote_id for record in rest] == ["4/y.db", "5/x.csv", "5/y.db"]
    assert (set(tree.opened), end.lines) == ({"", "/4", "/5"}, 12)


@pytest.mark.parametrize("cursor", ["", "a/b.csv", "[]", "[1]", "[1, 2]", '["a", false]', "[1, false, 3]", "{}"])
def test_cursor_of_another_source_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid, match="start the listing from its beginning"):
        listed(TreeSource(PlantedTree({})), cursor)


TREES = st.recursive(
    st.dictionaries(st.sampled_from(["a.csv", "b-1.csv", "b-2.csv", "가.csv", "1.jpg", "a", "b.x"]), st.just(CSV)),
    lambda inner: st.dictionaries(
        st.sampled_from(["a.csv", "a", "a-b", "b", "가", "a b", "n.db"]), inner | st.just(CSV), max_size=5
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(TREES, st.integers(1, 6), st.data())
def test_resuming_anywhere_yields_the_rest_exactly_once(content: Planted, most: int, data: st.DataObject) -> None:
    source = TreeSource(PlantedTree(content), most_together=most)
    whole, end = listed(source)
    if not whole:
        return
    place = data.draw(st.integers(0, len(whole) - 1))
    rest, again = listed(source, whole[place].cursor)
    assert rest == whole[place + 1 :]
    assert (again.complete, again.lines) == (end.complete, end.lines)
