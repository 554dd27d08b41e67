"""Entity resolution: suggested pairs of a generated register beside its truth, bounds, and what a person confirms."""

from __future__ import annotations

import csv
import json
import random
import sys
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.repairing import repair

from gotgan.agent.repair import repair_file
from gotgan.agent.repair_asked import Asked
from gotgan.cli.main import main
from gotgan.engine.repair.entities import blocks
from gotgan.engine.repair.entities.blocks import prepare
from gotgan.engine.repair.entities.columns import Role, folded, fullest_address, roles_of
from gotgan.terms.errors import Invalid

FAMILIES = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함"
GIVEN = "민서지우도하윤준현수연아은채시유정예나린율건호재영태성원경희숙자철동광"
ENTITIES = Asked(entities=True)


class Register(NamedTuple):
    file: Path
    truth: set[tuple[int, int]]
    text: str


def _person(draw: random.Random) -> list[str]:
    name = draw.choice(FAMILIES) + draw.choice(GIVEN) + draw.choice(GIVEN)
    day = f"{draw.randint(1940, 2005)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
    phone = f"010-{draw.randint(2000, 9999)}-{draw.randint(0, 9999):04d}"
    road = f"{draw.choice(GIVEN)}{draw.choice(GIVEN)}로 {draw.randint(1, 300)}"
    return [name, day, phone, f"{draw.choice(['서울특별시 종로구', '부산광역시 해운대구', '경기도 수원시'])} {road}"]


def _slipped(person: list[str], draw: random.Random) -> list[str]:
    """The person once more, as another clerk wrote it: one or two of the four cells differ."""
    name, day, phone, address = person
    for what in draw.sample(range(4), draw.choice((1, 2, 2))):
        if what == 0:
            name = name[:2] + draw.choice(GIVEN)
        elif what == 1:
            day = f"{day[:8]}{(int(day[8:]) % 28) + 1:02d}"
        elif what == 2:
            phone = f"{phone[:-1]}{(int(phone[-1]) + 1) % 10}" if draw.random() < 0.5 else ""
        else:
            address = address.replace("로 ", "로") + " 101호"
    return [name, day, phone, address]


def _relative(person: list[str], draw: random.Random) -> list[str]:
    """Another person of the household: one family name, telephone and address, as a wrong pair looks."""
    name, day, _, _ = _person(draw)
    return [person[0][0] + name[1:], day, *person[2:]]


def register(folder: Path, *, persons: int = 1500, again: int = 150, seed: int = 7) -> Register:
    draw = random.Random(seed)
    known = [(number, _person(draw)) for number in range(persons)]
    known += [(persons + number, _relative(known[number][1], draw)) for number in draw.sample(range(persons), again)]
    known += [(number, _slipped(known[number][1], draw)) for number in draw.sample(range(persons), again)]
    draw.shuffle(known)
    rows = [
        "접수번호,성명,생년월일,휴대전화,주소",
        *[f"A{at:05d},{','.join(person)}" for at, (_, person) in enumerate(known)],
    ]
    at: dict[int, int] = {}
    truth = {(at[number], row) for row, (number, _) in enumerate(known) if at.setdefault(number, row) != row}
    file = folder / "register.csv"
    file.write_text("\n".join(rows) + "\n")
    return Register(file, truth, "\n".join(rows))


@pytest.fixture(scope="module")
def suggested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, Path]:
    folder = tmp_path_factory.mktemp("register")
    made = register(folder)
    repair(made.file, folder / "out", asked=ENTITIES)
    return made, folder / "out"


def pairs_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as content:
        return list(csv.DictReader(content))


def test_pairs_are_those_of_the_truth(suggested: tuple[Register, Path]) -> None:
    """Beside what equal cells alone would find: names and days of birth that are the same."""
    made, out = suggested
    found = {(int(pair["row_a"]), int(pair["row_b"])) for pair in pairs_of(out / "data.entities.csv")}
    recall, precision = len(found & made.truth) / len(made.truth), len(found & made.truth) / len(found)
    table = pq.read_table(out / "data.parquet").to_pandas()
    same = table.reset_index().merge(table.reset_index(), on=["성명", "생년월일"]).query("index_x < index_y")
    plain = set(zip(same["index_x"], same["index_y"], strict=True))
    assert recall >= 0.9
    assert precision >= 0.95
    assert any(
        "neither name nor day" in step["reason"] for step in json.loads((out / "receipt.json").read_text())["steps"]
    )
    assert recall > len(plain & made.truth) / len(made.truth) + 0.2


def test_receipt_counts_and_holds_no_value(suggested: tuple[Register, Path]) -> None:
    made, out = suggested
    text = (out / "receipt.json").read_text()
    receipt = json.loads(text)
    step = next(step for step in receipt["steps"] if step["name"] == "entities" and "compared_by" in step)
    assert step["found"] == len(pairs_of(out / "data.entities.csv"))
    assert [role["kind"] for role in step["compared_by"]] == ["name", "date", "phone", "address"]
    assert (step["weights"], step["changed"], step["dropped"]) == ("learnt", 0, 0)
    assert 0 < step["pairs_compared"] <= blocks.MOST_PAIRS
    (said,) = receipt["suggestions"]
    assert (said["path"], said["kind"], said["rows"]) == ("data.entities.csv", "entities", step["found"])
    assert "splink" in receipt["versions"]
    cells = {cell for line in made.text.splitlines()[1:] for cell in line.split(",")[1:] if len(cell) > 2}
    words = text + (out / "data.entities.csv").read_text()
    assert not [cell for cell in cells if cell in words]
    assert {level for pair in pairs_of(out / "data.entities.csv") for level in pair["reasons"].split("; ")} <= {
        f"{column}: {level}"
        for column in ("성명", "생년월일", "휴대전화", "주소")
        for level in ("same", "nearly", "similar", "other", "missing")
    }


def test_file_of_pairs_is_its_owners_alone(suggested: tuple[Register, Path]) -> None:
    assert (suggested[1] / "data.entities.csv").stat().st_mode & 0o777 == 0o600


def test_same_pairs_again(suggested: tuple[Register, Path], tmp_path: Path) -> None:
    made, out = suggested
    repair(made.file, tmp_path / "again", asked=ENTITIES)
    assert (tmp_path / "again/data.entities.csv").read_bytes() == (out / "data.entities.csv").read_bytes()


def _filled_in(source: Path, target: Path, most: int) -> list[dict[str, str]]:
    pairs = pairs_of(source)
    with target.open("w", encoding="utf-8-sig", newline="") as content:
        writer = csv.DictWriter(content, pairs[0])
        writer.writeheader()
        writer.writerows(pair | {"accept": "예" if at < most else ""} for at, pair in enumerate(pairs))
    return pairs[:most]


def test_accepted_pairs_share_an_id_and_nothing_goes(suggested: tuple[Register, Path], tmp_path: Path) -> None:
    made, out = suggested
    accepted = _filled_in(out / "data.entities.csv", tmp_path / "yes.csv", 20)
    done = repair(made.file, tmp_path / "out", asked=Asked(accept=tmp_path / "yes.csv"))
    ids = done.values("entity_id")
    assert done.table.drop_columns("entity_id").equals(pq.read_table(out / "data.parquet"))
    assert all(ids[int(pair["row_a"])] == ids[int(pair["row_b"])] for pair in accepted)
    joined = {int(pair[row]) for pair in accepted for row in ("row_a", "row_b")}
    assert all(ids[row] == row for row in range(len(ids)) if row not in joined)
    (step,) = done.steps("entities")
    assert (step["pairs"], step["changed"]) == (20, len(joined))


def test_pairs_of_another_file_are_refused(suggested: tuple[Register, Path], tmp_path: Path) -> None:
    _filled_in(suggested[1] / "data.entities.csv", tmp_path / "yes.csv", 1)
    (tmp_path / "b.csv").write_text("성명,생년월일\n홍길동,1990-01-01\n")
    with pytest.raises(Invalid, match="no accepted pair of this file"):
        repair(tmp_path / "b.csv", asked=Asked(accept=tmp_path / "yes.csv"))
    assert not (tmp_path / "b.csv.repaired").exists()


def test_file_that_holds_no_pairs_is_refused(suggested: tuple[Register, Path], tmp_path: Path) -> None:
    (tmp_path / "no.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Invalid, match="no file of suggested pairs"):
        repair(suggested[0].file, tmp_path / "out", asked=Asked(accept=tmp_path / "no.csv"))


def test_two_tables_are_linked(tmp_path: Path) -> None:
    """Half of the persons of a second office stand in the register of the first."""
    draw = random.Random(3)
    persons = [_person(draw) for _ in range(600)]
    others = [_slipped(person, draw) for person in persons[:100]] + [_person(draw) for _ in range(300)]
    for name, rows in (("a", persons), ("b", others)):
        text = "\n".join(["성명,생년월일,연락처,주소", *map(",".join, rows)])
        (tmp_path / f"{name}.csv").write_text(text + "\n")
    repair(tmp_path / "b.csv", tmp_path / "b")
    repair(tmp_path / "a.csv", tmp_path / "a", asked=Asked(entities=True, against=tmp_path / "b/data.parquet"))
    found = {(int(pair["row_a"]), int(pair["row_b"])) for pair in pairs_of(tmp_path / "a/data.entities.csv")}
    truth = {(number, number) for number in range(100)}
    assert len(found & truth) >= 85
    assert len(found - truth) <= 5


def test_budget_of_pairs_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everyone lives in one district and is called the same: what agrees too often is left out, and counted."""
    monkeypatch.setattr(blocks, "MOST_PAIRS", 1000)
    rows = 500
    frame = pl.DataFrame({"성명": ["김민수"] * rows, "생년월일": [f"19{at % 100:02d}-01-01" for at in range(rows)]})
    prepared = prepare([frame], [[Role("name", "성명"), Role("date", "생년월일")]])
    assert sum(block.pairs for block in prepared.blocks) <= 1000
    assert sum(block.left_out for block in prepared.blocks) > 0


def test_table_that_names_nobody_is_not_compared(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("구,인구\n종로,1\n중,2\n")
    done = repair(tmp_path / "a.csv", asked=ENTITIES)
    assert "who or where" in done.steps("entities")[0]["reason"]
    assert "suggestions" not in done.receipt


def test_rows_without_a_pair_give_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("성명,생년월일\n홍길동,1990-01-01\n김민수,1980-05-05\n")
    repair(tmp_path / "a.csv", tmp_path / "out", asked=ENTITIES)
    assert pairs_of(tmp_path / "out/data.entities.csv") == []


@pytest.mark.parametrize(
    ("kind", "a", "b"),
    [
        ("institution", "(주) 행복 상사", "㈜행복상사"),
        ("phone", "010-1234-5678", "010 1234 5678"),
        ("name", "홍 길동", "홍길동"),
        ("address", "서울  종로구", "서울 종로구"),
    ],
)
def test_writings_of_one_thing_are_folded(kind: str, a: str, b: str) -> None:
    first, second = folded(pl.Series([a, b]), kind).to_list()
    assert first == second


def test_columns_by_what_they_say() -> None:
    schema = (
        pl.DataFrame({"시설명": ["가"], "소재지도로명주소": ["나"], "제공기관명": ["다"], "수": [1]}).to_arrow().schema
    )
    texts = [field.with_type(pa.string()) if field.name != "수" else field for field in schema]
    assert roles_of(pa.schema(texts), {}) == [Role("institution", "시설명"), Role("address", "소재지도로명주소")]


def test_two_addresses_of_one_place_count_once() -> None:
    """By lot and by road; the one with fewer gaps is compared."""
    frame = pl.DataFrame({"시설명": ["가", "나"], "지번주소": ["다", None], "도로명주소": ["라", "마"]})
    roles = [Role("institution", "시설명"), Role("address", "지번주소"), Role("address", "도로명주소")]
    assert fullest_address(roles, frame) == [roles[0], roles[2]]


def test_absent_splink_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command without the extra says which one it needs, and writes nothing."""
    (tmp_path / "a.csv").write_text("성명,생년월일\n홍길동,1990-01-01\n홍길동,1990-01-01\n")
    for name in [name for name in sys.modules if name.partition(".")[0] == "splink"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "splink", None)
    assert main(["repair", str(tmp_path / "a.csv"), "-o", str(tmp_path / "out"), "--entities"]) == 2
    said = capsys.readouterr().err
    assert said == "gotgan: repair: needs splink, which is not installed; install gotgan[refine]\n"
    assert not (tmp_path / "out").exists()


def test_second_table_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("성명,생년월일\n홍길동,1990-01-01\n")
    with pytest.raises(Invalid, match="is no Parquet"):
        repair_file(tmp_path / "b.csv", tmp_path / "out", asked=Asked(entities=True, against=tmp_path / "b.csv"))


def test_long_rows_and_row_numbers_do_not_go_together(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="--long"):
        repair_file(tmp_path / "a.csv", tmp_path / "out", asked=Asked(entities=True, long=True))
