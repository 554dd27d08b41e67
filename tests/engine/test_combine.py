"""Combining without sight: the result is that of a plain join on the identifiers, and nobody gets keys with data."""

from __future__ import annotations

import json
import secrets
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.combine_tables import (
    ANYTHING,
    ENVIRONMENT,
    KEY,
    combine,
    for_body,
    for_manager,
    prepare_side,
    rows_of,
    write_table,
)

from gotgan.agent.combine import join_folders, match_folders
from gotgan.cli.main import main
from gotgan.engine.combine.match import Allowed
from gotgan.terms.errors import Invalid
from gotgan.terms.lineage import prov_of, sources_of

PEOPLE = [f"{60 + n:02d}0{1 + n % 9}1{n % 10}-1{n:06d}" for n in range(12)]
"""Six digits, a hyphen, seven digits; not all of them dates, none a resident number by its checksum."""
SIDES = st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 99)), min_size=1, max_size=12)


def written(number: str, way: int) -> str:
    """The same number as different institutions write it."""
    return [number, number.replace("-", ""), f" {number} ", number.replace("-", " ")][way % 4]


@settings(max_examples=8, deadline=None)
@given(SIDES, SIDES)
def test_combined_rows_are_those_of_a_plain_join(left: list[tuple[str, int]], right: list[tuple[str, int]]) -> None:
    wanted = sorted((str(a), str(b)) for one, a in left for other, b in right if one == other)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tables = [
            write_table(folder / "in", "a", ["번호", "값"], [(written(who, value), value) for who, value in left]),
            write_table(
                folder / "in", "b", ["회원", "점수"], [(written(who, value + 1), value) for who, value in right]
            ),
        ]
        sides = [prepare_side(tables[0], folder, ["번호=id"]), prepare_side(tables[1], folder, ["회원=id"])]
        if not wanted:
            with pytest.raises(Invalid, match="no person stands in all"):
                combine(sides, folder)
            return
        assert rows_of(combine(sides, folder)) == wanted


LEFT = [
    ("사람가", "A-1", 1, "서울"),
    ("사람나", "A-2", 2, "부산"),
    ("사람다", "A-3", 3, "대구"),
    ("사람라", "", 4, "광주"),
]
RIGHT = [("A-3", "상", 30), ("A-1", "중", 10), ("A-1", "하", 11), ("A-9", "상", 90)]


@pytest.fixture
def sides(tmp_path: Path) -> list[Path]:
    one = write_table(tmp_path / "in", "tax", ["이름", "회원", "소득", "지역"], LEFT)
    other = write_table(tmp_path / "in", "health", ["번호", "등급", "점수"], RIGHT)
    return [
        prepare_side(one, tmp_path, ["회원=member"], leave_out=["이름"]),
        prepare_side(other, tmp_path, ["번호=member"]),
    ]


def test_ways_of_joining(sides: list[Path], tmp_path: Path) -> None:
    both = [("1", "서울", "중", "10"), ("1", "서울", "하", "11"), ("3", "대구", "상", "30")]
    alone = [("2", "부산", None, None), ("4", "광주", None, None)]
    wanted = {"inner": both, "left": [*both, *alone], "outer": [*both, *alone, (None, None, "상", "90")]}
    match_folders(for_manager(*sides), tmp_path / "linkage", allowed=Allowed())
    for how, rows in wanted.items():
        join_folders(for_body(*sides), tmp_path / "linkage", tmp_path / how, how=how)
        found = pq.read_table(tmp_path / how / "data.parquet")
        assert found.column_names == ["소득", "지역", "등급", "점수"]
        assert sorted((tuple(row.values()) for row in found.to_pylist()), key=str) == sorted(rows, key=str)
    join_folders(for_body(*reversed(sides)), tmp_path / "linkage", tmp_path / "other", how="left")
    assert len(pq.read_table(tmp_path / "other" / "data.parquet")) == 4, "every row of the first that was given"


def test_linkage_counts_who_is_where(sides: list[Path], tmp_path: Path) -> None:
    told = match_folders(for_manager(*sides), tmp_path / "linkage", allowed=Allowed())["parameters"]
    assert (told["matched"], told["crossed"]) == (2, 0)
    counts = [{name: side[name] for name in ("persons", "only", "repeated", "without_key")} for side in told["sides"]]
    assert counts == [
        {"persons": 3, "only": 1, "repeated": 0, "without_key": 1},
        {"persons": 3, "only": 1, "repeated": 1, "without_key": 0},
    ]
    assert any("only 2 person(s) match" in each for each in told["risks"])
    joined = join_folders(for_body(*sides), tmp_path / "linkage", tmp_path / "out")
    assert any("fewer than 5" in each for each in joined["parameters"]["risks"])


def test_nobody_gets_keys_with_data(sides: list[Path], tmp_path: Path) -> None:
    """Every byte that a party is handed: no identifier at all, no data for the manager, no key for the body."""
    match_folders(for_manager(*sides), tmp_path / "linkage", allowed=Allowed())
    identifiers = {row[1] for row in LEFT if row[1]} | {row[0] for row in RIGHT} | {row[0] for row in LEFT}
    keys = {key for side in for_manager(*sides) for key in cells(side / "keys.parquet", "join_key")}
    assert len(keys) == 4, "A-1 and A-3 under one key on both sides"
    for folder in [*for_manager(*sides), *for_body(*sides), tmp_path / "linkage"]:
        said = everything(folder)
        assert not [each for each in [*identifiers, KEY] if each in said]
    manager = "".join(map(everything, [*for_manager(*sides), tmp_path / "linkage"]))
    assert not [word for word in ("서울", "부산", "소득", "지역", "등급", "점수", "회원", "이름") if word in manager]
    body = "".join(map(everything, [*for_body(*sides), tmp_path / "linkage"]))
    assert not [key for key in keys if key in body]


def cells(parquet: Path, column: str) -> list[str]:
    return pq.read_table(parquet).column(column).to_pylist()


def everything(folder: Path) -> str:
    """What stands in a folder's files: names of columns, cells, metadata and documents."""
    said = []
    for file in sorted(folder.iterdir()):
        said.append(file.read_bytes().decode("utf-8", "replace"))
        if file.suffix == ".parquet":
            table = pq.read_table(file)
            said.append(repr(table.schema) + repr(table.schema.metadata) + repr(table.to_pylist()))
    return "".join(said)


def test_order_of_rows_and_serials_tell_nothing(tmp_path: Path) -> None:
    rows = [(f"B-{n}", n) for n in range(400)]
    table = write_table(tmp_path / "in", "a", ["회원", "값"], rows)
    first = prepare_side(table, tmp_path / "1", ["회원"])
    second = prepare_side(table, tmp_path / "2", ["회원"])
    orders = [
        [int(each) for each in cells(side / "for-combining-body" / "payload.parquet", "값")] for side in (first, second)
    ]
    for order in orders:
        assert order != sorted(order)
        assert sorted(order) == list(range(400))
    assert orders[0] != orders[1], "drawn anew each time"
    serials = [set(cells(side / "for-key-manager" / "keys.parquet", "serial")) for side in (first, second)]
    assert not serials[0] & serials[1]


def test_three_institutions(tmp_path: Path) -> None:
    sides = []
    for name, members in (("a", "123"), ("b", "234"), ("c", "345")):
        table = write_table(tmp_path / "in", name, ["회원", name], [(f"M-{each}", f"{name}{each}") for each in members])
        sides.append(prepare_side(table, tmp_path, ["회원"]))
    told = match_folders(for_manager(*sides), tmp_path / "linkage", allowed=Allowed())["parameters"]
    assert (told["matched"], told["met"]) == (1, 3)
    join_folders(for_body(*sides), tmp_path / "linkage", tmp_path / "inner")
    assert rows_of(tmp_path / "inner" / "data.parquet") == [("a3", "b3", "c3")]
    join_folders(for_body(*sides), tmp_path / "linkage", tmp_path / "outer", how="outer")
    found = pq.read_table(tmp_path / "outer" / "data.parquet").to_pylist()
    assert sorted([tuple(row.values()) for row in found], key=str) == sorted(
        [("a1", None, None), ("a2", "b2", None), ("a3", "b3", "c3"), (None, "b4", "c4"), (None, None, "c5")], key=str
    )


def test_names_of_two_sides(tmp_path: Path) -> None:
    one = write_table(tmp_path / "in", "tax", ["회원", "점수"], [("M-1", 1), ("M-2", 2)])
    other = write_table(tmp_path / "in", "health", ["회원", "점수"], [("M-1", 3), ("M-3", 2)])
    sides = [prepare_side(each, tmp_path, ["회원"]) for each in (one, other)]
    assert pq.read_schema(combine(sides, tmp_path)).names == ["점수_tax", "점수_health"]
    with pytest.raises(Invalid, match="two sides"):
        join_folders(for_body(*sides), tmp_path / "linkage", tmp_path / "refused", collisions="refuse")


def test_receipts_chain_from_the_sources_to_the_result(sides: list[Path], tmp_path: Path) -> None:
    match_folders(for_manager(*sides), tmp_path / "linkage", allowed=Allowed())
    join_folders(for_body(*sides), tmp_path / "linkage", tmp_path / "out")
    folders = [*for_manager(*sides), *for_body(*sides), tmp_path / "linkage", tmp_path / "out"]
    receipts = [json.loads((folder / "receipt.json").read_text()) for folder in folders]
    sources = {f"sha256:{each['inputs'][0]['sha256']}" for each in receipts[:4]}
    document = prov_of(receipts)
    assert sources_of(document, f"sha256:{receipts[-1]['outputs'][0]['sha256']}") == sources
    assert len(sources) == 2


def refused(sides: list[Path], tmp_path: Path, what: str, **allowed: bool) -> None:
    with pytest.raises(Invalid, match=what):
        match_folders(for_manager(*sides), tmp_path / "linkage", allowed=Allowed(**allowed))
    assert not (tmp_path / "linkage").exists()


def test_keys_that_do_not_belong_together_are_refused(sides: list[Path], tmp_path: Path) -> None:
    table = tmp_path / "in" / "health.csv"
    other = {"COMBINATION_KEY": secrets.token_hex(32)}
    refused(
        [sides[0], prepare_side(table, tmp_path / "k", ["번호=member"], environment=other)], tmp_path, "different keys"
    )
    refused([sides[0], prepare_side(table, tmp_path / "f", ["번호=number"])], tmp_path, "different fields")
    refused(
        [sides[0], prepare_side(table, tmp_path / "c", ["번호=member"], combination="2")], tmp_path, "different comb"
    )
    refused([sides[0], sides[0]], tmp_path, "one is there twice")
    refused([sides[0]], tmp_path, "fewer than two")
    refused(for_body(*sides), tmp_path, "holds no keys.parquet")
    again = prepare_side(tmp_path / "in" / "tax.csv", tmp_path / "again", ["회원=member"], leave_out=["이름"])
    refused([sides[0], again], tmp_path, "by the same name")
    again = prepare_side(tmp_path / "in" / "tax.csv", tmp_path / "n", ["회원=member"], leave_out=["이름"], side="other")
    refused([sides[0], again], tmp_path, "one and the same")


def test_tampered_files_are_refused(sides: list[Path], tmp_path: Path) -> None:
    match_folders(for_manager(*sides), tmp_path / "linkage", allowed=Allowed())
    payload = sides[1] / "for-combining-body" / "payload.parquet"
    table = pq.read_table(payload)
    pq.write_table(table.slice(1), payload)
    with pytest.raises(Invalid, match="not the file that its receipt tells of"):
        join_folders(for_body(*sides), tmp_path / "linkage", tmp_path / "out")
    swapped = sides[0] / "for-key-manager"
    (swapped / "receipt.json").write_text((sides[0] / "for-combining-body" / "receipt.json").read_text())
    refused(sides, tmp_path / "x", "not that of keys.parquet")
    (swapped / "receipt.json").write_text("[")
    refused(sides, tmp_path / "x", "is no JSON")


def test_payloads_of_another_preparation_are_refused(sides: list[Path], tmp_path: Path) -> None:
    match_folders(for_manager(*sides), tmp_path / "linkage", allowed=Allowed())
    again = prepare_side(tmp_path / "in" / "health.csv", tmp_path / "again", ["번호=member"])
    with pytest.raises(Invalid, match="not those whose keys were matched"):
        join_folders(for_body(sides[0], again), tmp_path / "linkage", tmp_path / "out")
    with pytest.raises(Invalid, match="fewer than two"):
        join_folders(for_body(sides[0]), tmp_path / "linkage", tmp_path / "out")


def test_person_with_several_rows_on_both_sides_is_asked_about(tmp_path: Path) -> None:
    one = write_table(tmp_path / "in", "a", ["회원", "값"], [("M-1", 1), ("M-1", 2), ("M-2", 3)])
    other = write_table(tmp_path / "in", "b", ["회원", "점수"], [("M-1", 1), ("M-1", 2), ("M-3", 3)])
    sides = [prepare_side(each, tmp_path, ["회원"]) for each in (one, other)]
    refused(sides, tmp_path, "several rows on two sides")
    assert len(rows_of(combine(sides, tmp_path, Allowed(crossed=True)))) == 4


PHONES = [(f"M-{n}", f"010-{2000 + n}-{3000 + n}", n, "M" if n % 2 else "F") for n in range(30)]


def prepared(tmp_path: Path, head: list[str], rows: list[Any], *, identifiers: list[str], **more: Any) -> Path:
    table = write_table(tmp_path / "in", f"t{secrets.token_hex(3)}", head, rows)
    return prepare_side(table, tmp_path, identifiers, **more)


def test_payload_with_an_identifier_is_refused(tmp_path: Path) -> None:
    head = ["회원", "연락처", "값", "성별"]
    with pytest.raises(Invalid, match=r"'연락처'.*phone"):
        prepared(tmp_path, head, PHONES, identifiers=["회원"])
    assert [each.name for each in tmp_path.iterdir()] == ["in"], "nothing is left"
    prepared(tmp_path, head, PHONES, identifiers=["회원", "성별"], leave_out=["연락처"])
    copied = [(who, value, who.replace("-", "")) for who, _, value, _ in PHONES]
    with pytest.raises(Invalid, match="'번호둘': it holds the same as the identifier '회원'"):
        prepared(tmp_path, ["회원", "값", "번호둘"], copied, identifiers=["회원"])
    sexes = [(who, sex, sex) for who, _, _, sex in PHONES]
    prepared(tmp_path, ["회원", "성별", "성별코드"], sexes, identifiers=["회원", "성별"])


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"identifiers": ["없음"]}, "'없음'.*is not in the table"),
        ({"identifiers": []}, "name no column"),
        ({"identifiers": ["회원", "회원=id"]}, "twice"),
        ({"identifiers": ["회원"], "leave_out": ["값"]}, "no column is left"),
        ({"identifiers": ["회원"], "key": "env:UNSET"}, "not set"),
        ({"identifiers": ["회원"], "key": "plain text of a key that is long enough"}, "no reference"),
        ({"identifiers": ["회원"], "environment": {"COMBINATION_KEY": "short"}}, "shorter than 32"),
        ({"identifiers": ["회원"], "side": " "}, "one of them is empty"),
        ({"identifiers": ["값"]}, "no row has all"),
    ],
)  # fmt: skip
def test_preparing_is_refused(tmp_path: Path, more: dict[str, Any], what: str) -> None:
    with pytest.raises(Invalid, match=what):
        prepared(tmp_path, ["회원", "값"], [("M-1", ""), ("M-2", "")], **more)
    assert [each.name for each in tmp_path.iterdir()] == ["in"]


def test_column_of_the_serial_s_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="name of the serial"):
        prepared(tmp_path, ["회원", "serial"], [("M-1", "1")], identifiers=["회원"])


def test_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COMBINATION_KEY", KEY)
    write_table(tmp_path / "in", "tax", ["이름", "회원", "소득", "지역"], LEFT)
    write_table(tmp_path / "in", "health", ["번호", "등급", "점수"], RIGHT)
    place, asked = str(tmp_path), ["--combination", "c", "--key", "env:COMBINATION_KEY"]
    sides = {"tax": ["회원=member", "--leave-out", "이름"], "health": ["번호=member"]}
    for side, named in sides.items():
        words = ["combine", "prepare", f"{place}/in/{side}.csv", "--side", side, *asked, "--identifiers", *named]
        assert main([*words, "-o", f"{place}/{side}"]) == 0
    keys, data = ([f"{place}/{side}/for-{who}" for side in sides] for who in ("key-manager", "combining-body"))
    assert main(["combine", "match", *keys, "-o", f"{place}/linkage"]) == 0
    assert main(["combine", "join", *data, "--linkage", f"{place}/linkage", "-o", f"{place}/out"]) == 0
    assert len(rows_of(tmp_path / "out" / "data.parquet")) == 3
    said = json.loads((tmp_path / "out" / "receipt.json").read_text())
    assert (said["kind"], said["activity"]) == ("combine", "combine.join")
    assert capsys.readouterr().err == ""
    assert main(["combine", "match", *keys, "-o", f"{place}/linkage"]) == 2, "never over what is there"
    assert main(["combine", "join", *keys, "--linkage", f"{place}/linkage", "-o", f"{place}/none"]) == 2
    assert "holds no payload.parquet" in capsys.readouterr().err


def test_types_come_through_and_empty_columns_too(tmp_path: Path) -> None:
    """A typed Parquet: numbers, days, lists (as text), codes, nothing; identifiers that are whole numbers."""
    (tmp_path / "in").mkdir()
    columns = {
        "회원": pa.array([1, 2, 3, None], pa.int64()),
        "정수": pa.array([10, 20, 30, 40], pa.int16()),
        "금액": pa.array([Decimal("1.50"), None, Decimal("3.25"), None], pa.decimal128(10, 2)),
        "날": pa.array([date(2024, 1, day) for day in range(1, 5)], pa.date32()),
        "목록": pa.array([[1], [], None, [2, 3]], pa.list_(pa.int32())),
        "부호": pa.array(["가", "나", "가", None]).dictionary_encode(),
        "빈": pa.nulls(4),
    }
    pq.write_table(pa.table(columns), tmp_path / "in" / "a.parquet")
    other = write_table(tmp_path / "in", "b", ["번호", "등급"], [("1", "상"), ("3", "중"), ("9", "하")])
    sides = [
        prepare_side(tmp_path / "in" / "a.parquet", tmp_path, ["회원=id"]), prepare_side(other, tmp_path, ["번호=id"]),
    ]  # fmt: skip
    found = pq.read_table(combine(sides, tmp_path))
    assert sorted(found.drop_columns(["빈"]).to_pylist(), key=lambda row: row["정수"]) == [
        {"정수": 10, "금액": Decimal("1.50"), "날": date(2024, 1, 1), "목록": "[1]", "부호": "가", "등급": "상"},
        {"정수": 30, "금액": Decimal("3.25"), "날": date(2024, 1, 3), "목록": None, "부호": "가", "등급": "중"},
    ]
    assert found.schema.field("정수").type == pa.int16()
    assert found.schema.field("금액").type == pa.decimal128(10, 2)
    assert found.column("빈").null_count == 2


def test_table_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no row has all"):
        prepared(tmp_path, ["회원", "값"], [], identifiers=["회원"])


def test_names_that_differ_by_case_alone_meet(tmp_path: Path) -> None:
    one = write_table(tmp_path / "in", "tax", ["회원", "Score"], [("M-1", 1), ("M-2", 2)])
    other = write_table(tmp_path / "in", "health", ["회원", "score"], [("M-1", 3), ("M-3", 2)])
    sides = [prepare_side(each, tmp_path, ["회원"]) for each in (one, other)]
    assert pq.read_schema(combine(sides, tmp_path)).names == ["Score_tax", "score_health"]


def test_allowing_everything_still_needs_somebody_in_common(sides: list[Path], tmp_path: Path) -> None:
    table = write_table(tmp_path / "in", "far", ["번호", "값"], [("Z-1", 1)])
    far = prepare_side(table, tmp_path, ["번호=member"])
    refused([sides[0], far], tmp_path, "no person stands in all", whole=ANYTHING.whole, crossed=True)
    assert ENVIRONMENT["COMBINATION_KEY"] == KEY
