"""The kept index finds what the whole comparison finds, forgets what was dropped, and is not harmed by repeats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gotgan.engine.overlap import TableSketch, Verb
from gotgan.engine.overlap import kept as kept_module
from gotgan.engine.overlap.arriving import KnownTables, compare_with, flipped, matched_columns
from gotgan.engine.overlap.index import Index
from gotgan.engine.overlap.kept import KeptIndex
from gotgan.engine.overlap.model import ColumnSketch

RANDOM = np.random.default_rng(7)


def make_table(number: int, *, like: TableSketch | None = None, part: int = 256, name: str = "") -> TableSketch:
    """Three columns of 256 values of their own, or the first `part` of each column of another table."""
    own = [np.sort(RANDOM.integers(0, 2**63, 256, dtype=np.uint64)) for _ in range(3)]
    hashes = [column.hashes[:part] for column in like.columns] if like else own
    columns = tuple(
        ColumnSketch(f"{name or number}열{place}", "text", each, float(len(each)), 1.0, 1.0)
        for place, each in enumerate(hashes)
    )
    names = tuple(column.name for column in columns)
    return TableSketch(f"{number}:a", "", 256, "k", names, ("text",) * 3, columns)


@pytest.fixture
def tables() -> list[TableSketch]:
    return [make_table(number) for number in range(30)]


def test_copy_is_found_among_all_and_after_opening_again(tmp_path: Path, tables: list[TableSketch]) -> None:
    known = KnownTables(tmp_path)
    for number, table in enumerate(tables):
        known.add([number], [table])
    copy = make_table(99, like=tables[17])
    assert known.near(copy) == KnownTables(tmp_path).near(copy) == [17]
    pairs = compare_with(copy, [tables[17], tables[3]])
    assert [(pair.a.path, pair.b.path, pair.suggestion) for pair in pairs if pair.suggestion] == [
        ("99:a", "17:a", Verb.IDENTICAL)
    ]


def test_part_is_found_and_its_columns_are_matched(tmp_path: Path, tables: list[TableSketch]) -> None:
    known = KnownTables(tmp_path)
    known.add(range(30), tables)
    part = make_table(99, like=tables[5], part=60)
    assert known.near(part) == [5]
    matched = matched_columns(part, tables[5])
    assert [(each.a, each.b) for each in matched] == [(f"99열{n}", f"5열{n}") for n in range(3)]
    assert all(each.a_in_b == 1.0 for each in matched)
    assert all(each.b_in_a is not None and each.b_in_a <= 1.0 for each in matched)


def test_same_names_are_found_without_values(tmp_path: Path, tables: list[TableSketch]) -> None:
    known = KnownTables(tmp_path)
    known.add(range(30), tables)
    asked = make_table(99, name="8")
    assert known.near(asked) == [8]
    assert [(each.a, each.a_in_b) for each in matched_columns(asked, tables[8])] == [
        (f"8열{n}", None) for n in range(3)
    ]


def test_dropped_and_excepted_tables_are_not_found(tmp_path: Path, tables: list[TableSketch]) -> None:
    known = KnownTables(tmp_path)
    known.add(range(30), tables)
    assert known.near(tables[4], without=[4]) == []
    known.drop([4])
    assert known.near(tables[4]) == KnownTables(tmp_path).near(tables[4]) == []


def test_batch_added_again_counts_once(tmp_path: Path, tables: list[TableSketch]) -> None:
    known = KnownTables(tmp_path)
    known.add(range(30), tables)
    before = known.content.postings
    known = KnownTables(tmp_path)
    known.add([28, 29, 30], [*tables[28:], make_table(30)])
    assert known.content.postings == before + 3 * 256


def test_merging_keeps_every_answer_and_leaves_out_what_was_dropped(
    tmp_path: Path, tables: list[TableSketch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_module, "MANY", 3)
    monkeypatch.setattr(kept_module, "RANGE", 1000)
    known = KnownTables(tmp_path)
    for number, table in enumerate(tables):
        known.add([number], [table])
    known.drop([4])
    assert known.tidy() == 60
    assert (known.content.segments, known.content.postings) == (1, 29 * 3 * 256)
    again = KnownTables(tmp_path)
    assert [again.near(table) for table in tables] == [[n] if n != 4 else [] for n in range(30)]
    hashes = np.load(next((tmp_path / "content").glob("*.hashes.npy")))
    assert (hashes[1:] >= hashes[:-1]).all()


def test_hash_that_too_many_hold_says_nothing(tmp_path: Path) -> None:
    index = KeptIndex(tmp_path, stop=5)
    owners = np.arange(6)
    index.add(Index(np.full(6, 7, dtype=np.uint64), owners, np.ones(6)), [])
    assert index.near(np.array([7], dtype=np.uint64)) == []
    index.drop([0])
    assert sorted(index.near(np.array([7], dtype=np.uint64))) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("verb", "back"), [("subset", "superset"), ("superset", "subset"), ("derived", "derived")])
def test_verb_read_from_the_other_side(verb: str, back: str) -> None:
    assert flipped(Verb(verb)) is Verb(back)


def test_cut_of_dense_measurements_is_found_by_its_rows(tmp_path: Path) -> None:
    """Its columns hold a few values each, which tell nothing; the combinations in its rows do."""
    few = np.arange(9, dtype=np.uint64)
    rows = np.sort(RANDOM.integers(0, 2**63, 256, dtype=np.uint64))

    def measured(number: int, held: np.ndarray) -> TableSketch:
        columns = tuple(ColumnSketch(f"{number}열{n}", "decimal", few, 9.0, 0.01, 0.0) for n in range(5))
        trios = ColumnSketch("수온, 염분, 탁도", "text", held, float(len(held)), 1.0, 1.0)
        names = tuple(column.name for column in columns)
        return TableSketch(f"{number}:m", "", 900, "k", names, ("decimal",) * 5, columns, trios=trios)

    whole, cut = measured(1, rows), measured(2, rows[:100])
    other = measured(3, np.sort(RANDOM.integers(0, 2**63, 256, dtype=np.uint64)))
    known = KnownTables(tmp_path)
    known.add([1, 3], [whole, other])
    assert known.near(cut) == [1]
    (pair,) = (pair for pair in compare_with(cut, [whole]) if pair.suggestion)
    assert pair.score > 0.5
    assert all(each.a_in_b == 1.0 for each in matched_columns(cut, whole))


def test_running_numbers_of_one_name_are_told_with_their_shares() -> None:
    """They would meet anyhow, so they count for nothing; the page shows what was compared all the same."""
    numbers = np.arange(1, 257, dtype=np.uint64)
    column = ColumnSketch("관리번호", "integer", numbers, 256.0, 1.0, 1.0, chance=1.0)
    a, b = (TableSketch(f"{n}:a", "", 256, "k", ("관리번호",), ("integer",), (column,)) for n in (1, 2))
    (matched,) = matched_columns(a, b)
    assert (matched.a, matched.b, matched.a_in_b) == ("관리번호", "관리번호", 1.0)


def test_many_parts_of_one_dataset_do_not_stand_before_other_datasets(tmp_path: Path) -> None:
    """The parts came last, and of equal names the newest stand first."""
    others = [make_table(number, name="시설") for number in range(5)]
    parts = [make_table(100 + number, name="시설") for number in range(60)]
    known = KnownTables(tmp_path)
    known.add(range(5), others)
    known.add(range(100, 160), parts)
    asked = make_table(999, name="시설")
    alone = known.near(asked)
    assert not set(alone) & set(range(5))
    found = known.near(asked, (), lambda numbers: {each: "달마다" if each >= 100 else f"{each}" for each in numbers})
    assert set(found) == {*range(5), 159, 158, 157}
