"""The close look: columns, rows and persons, each checked on a table whose answer is known by construction."""

from __future__ import annotations

import json
import random
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from tests.engine.profile_tables import Cells, facts_of, write_text
from tests.shared_data import ROOT, SHARED, needs_shared

from gotgan.engine.profile import finish, partial, profile_parquet
from gotgan.engine.profile.sample.lists import read_lists, shipped_lists
from gotgan.engine.profile.sample.people import imbalance_degree
from gotgan.engine.profile.sample.state import Choice
from gotgan.engine.profile.spec import METRICS
from gotgan.terms.errors import Invalid
from gotgan.terms.examined import (
    CodeValidity,
    Dependency,
    Examined,
    Group,
    Key,
    Label,
    LabelClass,
    Leak,
    QuasiIdentifiers,
    SpatialExtent,
    TextUse,
    TimeCoverage,
)
from gotgan.terms.finding import Finding
from gotgan.terms.profile import ColumnProfile, TableProfile


def measure(folder: Path, table: Cells, findings: tuple[Finding, ...] = ()) -> TableProfile:
    return profile_parquet(write_text(folder, table), facts_of(list(table)), findings=findings)


def column(folder: Path, name: str, cells: list[str | None]) -> ColumnProfile:
    return measure(folder, {name: cells}).columns[0]


def found_in(name: str, kind: str = "birth_date") -> Finding:
    return Finding(name, kind, 1, 1.0, 1.0, "value")


@pytest.mark.parametrize(
    ("name", "cells", "unit", "source"),
    [
        ("예산액(천원)", ["1", "2"], "천원", "header"),
        ("면적(단위: m²)", ["1.5"], "㎡", "header"),
        ("수[명]", ["3"], "명", "header"),
        ("거리(㎞)(왕복)", ["3"], "km", "header"),
        ("요금", ["1,000원", "2,500원", "무료"], "원", "values"),
        ("비율", ["12.5 %", "7%"], "%", "values"),
        ("비고(참고)", ["가나", "다라"], None, None),
        ("주소", ["3동아파트", "4동아파트"], None, None),
    ],
)
def test_unit_from_header_or_values(
    tmp_path: Path, name: str, cells: list[str | None], unit: str | None, source: str | None
) -> None:
    found = column(tmp_path, name, cells).unit
    assert (found and found.unit, found and found.source) == (unit, source)


def test_scripts_and_ways_of_writing(tmp_path: Path) -> None:
    found = column(tmp_path, "섞임", ["가나12", "ab漢字", "1,000", "2024-01-05", "3.5", "7", "7", None, " "])
    letters = "가나12ab漢字1,0002024-01-053.577"
    shares = {"hangul": 2, "latin": 2, "digit": sum(c.isdigit() for c in letters), "han": 2, "other": 4}
    assert found.scripts == pytest.approx({name: count / len(letters) for name, count in shares.items()})
    assert found.lexical_types == pytest.approx({
        "integer": 2 / 7, "text": 2 / 7, "date": 1 / 7, "decimal": 1 / 7, "grouped number": 1 / 7,
    })  # fmt: skip
    assert found.mixed_type_rate == pytest.approx(5 / 7)


@pytest.mark.parametrize(
    ("name", "cells", "meaning"),
    [
        ("연락", ["010-1234-5678", "02-123-4567", "1588-1234"], "phone"),
        ("전화번호", ["0212345678"] * 3, "phone"),
        ("숫자", ["0212345678"] * 3, None),
        ("메일", ["a.b@example.go.kr", "c@d.kr"], "email"),
        ("주소", ["https://www.data.go.kr/a", "http://x.kr"], "url"),
        ("서버", ["10.0.0.1", "255.255.1.2"], "ip_address"),
        ("서버", ["10.0.0.1", "999.1.1.1"], None),
        ("기준일자", ["20240105", "20231231"], "date"),
        ("순번", ["20240105", "20231231"], None),
        ("우편번호", ["03171", "61472"], "postcode"),
        ("법정동코드", ["1111010100", "4817010100"], "legal_dong_code"),
        ("제공기관코드", ["3000000", "B551234"], "institution_code"),
        ("위도", ["37.5", "35.1"], "latitude"),
        ("연도", ["2019", "2024"], "year"),
        ("항목번호", ["1.2.3.4", "2.1.1.1"], None),
        ("접속IP", ["1.2.3.4", "2.1.1.1"], "ip_address"),
        ("계약일자", ["2024년 1월 5일", "2024년 12월 31일"], "date"),
        ("등록", ["2024. 1. 5.", "2024. 12. 31."], "date"),
        ("기준년월", ["202401", "202312"], "month"),
        ("기준연월(YYYYMM)", ["2024.01", "2023.10"], "month"),
        ("구분", ["2024년 1월", "2023년 12월"], "month"),
        ("구분", ["2024-01", "2023-12"], "month"),
        ("순번", ["202401", "202312"], None),
        ("기준년월", ["202413", "202400"], None),
    ],
)
def test_meaning_by_share_of_values(tmp_path: Path, name: str, cells: list[str | None], meaning: str | None) -> None:
    found = column(tmp_path, name, cells)
    assert found.semantic_type == meaning
    assert not meaning or found.semantic_types[meaning] == 1.0


def test_code_list_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "dong.csv").write_text(
        "법정동코드,생성일자,말소일자\n1111010100,19880423,\n1111010200,19880423,20101231\n"
        "1111010300,19880423,20091231\n1111010300,20200101,\n", encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "lists" / "기관.csv").write_text("기관코드,이름\n0000001,가\nB551234,나\n", encoding="utf-8-sig")
    lists = read_lists(tmp_path / "lists")
    table = {
        "법정동코드": ["1111010100", "1111010200", "1111010300", "1111099999"],
        "기관코드": ["0000001", "B551234", "0000002", "0000001"],
    }
    dong, body = profile_parquet(write_text(tmp_path, table), facts_of(list(table)), lists=lambda: lists).columns
    assert dong.code_list
    assert (dong.code_list.valid, dong.code_list.abolished, dong.code_list.unknown) == (0.5, 0.25, 0.25)
    assert (dong.code_list.ended_first, dong.code_list.as_of) == ("20101231", "20200101")
    findings = (found_in("법정동코드"),)
    held = (
        profile_parquet(write_text(tmp_path, table), facts_of(list(table)), findings=findings, lists=lambda: lists)
        .columns[0]
        .code_list
    )
    assert held
    assert (held.abolished, held.ended_first, held.ended_last) == (0.25, None, None)
    assert body.type == "text"
    assert body.code_list
    assert (body.code_list.valid, body.code_list.unknown, body.code_list.as_of) == (0.75, 0.25, None)


def test_folder_without_code_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("가,나\n1,2\n", encoding="utf-8")
    with pytest.raises(Invalid, match="no code list"):
        read_lists(tmp_path)


@needs_shared
def test_real_code_lists(tmp_path: Path) -> None:
    lists = read_lists(SHARED / "data" / "codes")
    assert set(lists) == {"legal_dong_code", "administrative_dong_code", "institution_code"}
    assert sum(bool(end) for end in lists["legal_dong_code"].ended.values()) > 20_000
    for name, told in shipped_lists().items():
        assert told.ended == lists[name].ended
    codes: list[str | None] = ["5360000", "3000000", "9999999"]
    body = profile_parquet(
        write_text(tmp_path, {"제공기관코드": codes}), facts_of(["제공기관코드"]), lists=lambda: lists
    ).columns[0]
    assert body.code_list
    assert body.code_list.unknown == pytest.approx(1 / 3)


def test_single_keys_and_pairs_verified_on_every_row(tmp_path: Path) -> None:
    table = {"번호": [str(n) for n in range(900)], "값": ["x"] * 900}
    assert measure(tmp_path, table).keys == (Key(("번호",), True),)

    pairs = [(f"가{n // 30}", f"나{n % 30}") for n in range(900)]
    random.Random(1).shuffle(pairs)
    table = {"왼쪽": [left for left, _ in pairs], "오른쪽": [right for _, right in pairs], "값": ["x"] * 900}
    assert measure(tmp_path, table).keys == (Key(("왼쪽", "오른쪽"), True),)


def test_key_of_the_sample_alone_is_not_told(tmp_path: Path) -> None:
    """Two rows of a thousand differ in neither column of the pair: ten rows looked at will hardly show it."""
    table = {"왼쪽": [f"{n // 40:03d}x" for n in range(1000)], "오른쪽": [f"{n % 40:03d}y" for n in range(1000)]}
    table["왼쪽"][1], table["오른쪽"][1] = table["왼쪽"][0], table["오른쪽"][0]
    table["셋째"] = [str(n == 1) for n in range(1000)]
    parquet, facts = write_text(tmp_path, table), facts_of(list(table))
    some = finish(partial(parquet, facts, choice=Choice(rows=10)))
    assert Key(("왼쪽", "오른쪽"), False) in (some.keys or ())
    assert Key(("왼쪽", "오른쪽"), True) not in (profile_parquet(parquet, facts, choice=Choice(rows=10)).keys or ())


def test_dependencies_with_error_and_pairs(tmp_path: Path) -> None:
    rng = random.Random(3)
    rows = [(rng.randrange(20), rng.randrange(12)) for _ in range(4_000)]
    wrong = set(rng.sample(range(4_000), 12))
    table = {
        "시군구": [f"구{a}" for a, _ in rows],
        "시도": [f"도{a % 4}" if place not in wrong else "도9" for place, (a, _) in enumerate(rows)],
        "월": [str(b) for _, b in rows],
        "요율": [f"율{a * b % 6}" for a, b in rows],
        "잡음": [str(rng.randrange(9)) for _ in rows],
    }
    found = measure(tmp_path, table).dependencies
    assert found is not None
    by_pair = {(item.determinant, item.dependent): item.error for item in found}
    assert by_pair.pop((("시군구",), "시도")) == pytest.approx(12 / 4_000)
    assert by_pair == {(("월", "시군구"), "요율"): 0.0}


def test_label_balance_missing_and_leaks(tmp_path: Path) -> None:
    rng = random.Random(4)
    labels: list[str | None] = [rng.choice(["정상", "정상", "정상", "이상"]) for _ in range(1_000)]
    table: dict[str, list[str | None]] = {
        "라벨": [*labels, None, " ", "-"],
        "같음": [*labels, None, None, "-"],
        "코드": [*("1" if label == "정상" else "2" for label in labels), "0", "0", "3"],
        "구역": [*(f"{label}{rng.randrange(5)}" for label in labels), None, None, "-"],
        "무관": [str(rng.randrange(4)) for _ in range(1_003)],
        "번호": [str(number) for number in range(1_003)],
    }
    use = measure(tmp_path, table).ai_use
    assert use
    (label,) = use.labels
    normal = labels.count("정상")
    assert label.classes == (LabelClass("정상", normal), LabelClass("이상", 1_000 - normal), LabelClass("-", 1))
    assert label.counts_are_exact
    assert label.missing == 3
    assert {leak.column: leak.kind for leak in label.leaks} == {
        "같음": "equals", "코드": "recodes", "구역": "determines",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "degree"), [([5, 5], 0.0), ([10, 0.0001], 1.0), ([6, 2], 0.5), ([8, 1, 0.0001], 2.0 - 0.3 / 2)]
)
def test_imbalance_degree(counts: list[float], degree: float) -> None:
    assert imbalance_degree(np.array(counts)) == pytest.approx(degree, abs=0.03)


def test_groups_and_who_could_be_singled_out(tmp_path: Path) -> None:
    table = {
        "성별": ["남"] * 6 + ["여"] * 3 + ["여"],
        "연령": ["34", "34", "34", "34", "35", "35", "71", "71", "71", "20"],
        "진단": ["A", "B", "A", "A", "A", "A", "A", "B", "C", "A"],
        "순": list("0123456789"),
    }
    use = measure(tmp_path, table).ai_use
    assert use
    assert {group.column: (group.groups, group.least_share) for group in use.groups} == {
        "성별": (2, 0.4), "연령": (3, 0.1),
    }  # fmt: skip
    found = use.quasi_identifiers
    assert found
    assert (found.columns, found.classes, found.k_least, found.rows_alone) == (("성별", "연령"), 4, 1, 0.1)
    assert found.k == {"1": 1, "2-4": 3}
    assert (found.sensitive, found.l) == ("진단", {"1": 2, "2-4": 2})


def test_not_detected_is_a_class_of_a_label_and_not_missing(tmp_path: Path) -> None:
    labels = [*["검출"] * 40, *["불검출"] * 50, *["-"] * 10]
    use = measure(tmp_path, {"판정결과": labels, "번호": [str(number) for number in range(100)]}).ai_use
    assert use
    (label,) = use.labels
    assert (label.column, label.missing) == ("판정결과", 10)
    assert LabelClass("불검출", 50) in label.classes


def test_entropy_outliers_and_replacement_characters(tmp_path: Path) -> None:
    found = column(tmp_path, "수", ["1", "2", "3", "4", "5", "6", "7", "8", "100", "8"])
    assert found.outlier_share == pytest.approx(0.1)
    assert column(tmp_path, "글", ["가", "가", "나", "나", None, " "]).entropy == pytest.approx(1.0)
    assert column(tmp_path, "글", ["가\ufffd", "가\ufffd", "나"]).replacement_characters == 2


def test_text_for_a_language_model(tmp_path: Path) -> None:
    cells: list[str | None] = [f"민원 {n}번은 도로 점검 신고를 받아 처리하였습니다" for n in range(40)]
    found = column(tmp_path, "내용", [*cells, cells[0], "This is plain English text about a road."]).text_use
    assert found
    assert found.languages["ko"] == pytest.approx(40 / 41)
    assert found.duplicate_share == pytest.approx(1 / 42)
    assert 10 < found.mean_tokens < 40
    assert found.tokens == round(found.mean_tokens * 42)


def test_tokens_of_long_texts_are_of_the_whole(tmp_path: Path) -> None:
    short: list[str | None] = [f"도로 점검 신고 {n:04d}" * 10 for n in range(20)]
    long: list[str | None] = [str(text) * 10 for text in short]
    few, many = (column(tmp_path, "내용", cells).text_use for cells in (short, long))
    assert few
    assert many
    assert many.mean_tokens == pytest.approx(10 * few.mean_tokens, rel=0.05)


SECRETS = {
    "등급": ["비밀가", "비밀나"] * 40,
    "위도": ["37.123456", "36.654321"] * 40,
    "경도": ["127.918273", "128.192837"] * 40,
    "요금": ["7,770원", "8,880원"] * 40,
    "발생일자": ["2031-07-09", "2032-08-17"] * 40,
}


def test_no_value_of_a_column_with_findings(tmp_path: Path) -> None:
    shown = json.dumps(measure(tmp_path, SECRETS).to_json(), ensure_ascii=False)
    hidden = json.dumps(
        measure(tmp_path, SECRETS, tuple(map(found_in, SECRETS))).to_json(), ensure_ascii=False
    )  # fmt: skip
    for value in ("비밀가", "37.123456", "127.918273", "2031-07-09", "7,770원"):
        assert value in shown
        assert value not in hidden
    assert '"unit": "원"' in shown
    assert '"unit": "원"' not in hidden


def test_same_seed_same_rows_and_another_seed_others(tmp_path: Path) -> None:
    table = {"번호": [str(n) for n in range(5_000)]}
    parquet, facts = write_text(tmp_path, table), facts_of(list(table))
    one, two, other = (partial(parquet, facts, choice=Choice(100, seed)).sample for seed in (1, 1, 2))
    assert one
    assert two
    assert other
    assert one.to_json() == two.to_json()
    assert len(set(one.cells["c0"].to_pylist()) & set(other.cells["c0"].to_pylist())) < 20
    assert finish(partial(parquet, facts, choice=None)).examined is None


UNCOMPARED = frozenset({
    "name", "original_name", "position", "path", "format", "columns", "warnings", "sample", "semantic_type",
    "distinct_is_exact",
})  # fmt: skip


def test_every_key_stands_on_the_page_of_the_engines() -> None:
    text = (ROOT / "docs" / "reference" / "profile-engines.md").read_text(encoding="utf-8")
    keys = {item.name for kind in (ColumnProfile, TableProfile) for item in fields(kind)} - UNCOMPARED
    assert {key for key in keys if f"`{key}" not in text} == set()
    assert {metric.id for metric in METRICS if metric.tier == 3} - {"patterns"} <= keys


def test_every_key_of_the_close_look_is_explained() -> None:
    text = (ROOT / "docs" / "reference" / "profile.md").read_text(encoding="utf-8")
    kinds = (Examined, TextUse, CodeValidity, Dependency, TimeCoverage, SpatialExtent, Label, Leak, Group,
             QuasiIdentifiers)  # fmt: skip
    missing = {(kind.__name__, item.name) for kind in kinds for item in fields(kind) if item.name not in text}
    assert missing == set()
