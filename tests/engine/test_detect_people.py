"""Columns of names, births, homes: what their header promises, and what only sounds like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.detect_tables import find_in

from gotgan.engine.detect.context import kinds_of_name
from gotgan.engine.detect.masking import mask_cell, mask_value
from gotgan.terms.finding import IdentifierKind as Kind

NAMES = ["김하늘", "이바다", "최가온"]


@pytest.mark.parametrize(
    "name",
    [
        "station_name",
        "schoolName",
        "city_name",
        "product_name",
        "dept_kor_name",
        "파일이름",
        "메뉴 이름",
        "company name",
    ],
)
def test_name_of_a_thing_is_no_persons(name: str, tmp_path: Path) -> None:
    assert find_in(tmp_path, name, ["강남역", "고양시", "이수중"]) == {}
    assert find_in(tmp_path, name, ["South Korea", "Samsung Electronics"]) == {}


@pytest.mark.parametrize("name", ["user_name", "emp_name", "학생이름", "회원 이름", "FLNM", "RPRSV_FLNM", "신고자"])
def test_name_of_a_person_is_found(name: str, tmp_path: Path) -> None:
    assert find_in(tmp_path, name, NAMES)[Kind.PERSON_NAME].count == 3


@pytest.mark.parametrize(
    "values", [["金哲洙", "李英姬"], ["홍 길 동", "김 하늘"], ["José García"], ["김하늘(본인)", "이바다 (대리)"]]
)
def test_name_is_found_however_it_is_written(values: list[str], tmp_path: Path) -> None:
    assert find_in(tmp_path, "성명", values)[Kind.PERSON_NAME].count == len(values)


@pytest.mark.parametrize("name", ["학교주소", "도서관 도로명주소", "병원주소"])
def test_address_of_a_public_place_is_no_home(name: str, tmp_path: Path) -> None:
    homes = ["서울특별시 종로구 세종대로 110", "부산광역시 해운대구 해운대로 7"]
    assert find_in(tmp_path, name, homes) == {}
    assert find_in(tmp_path, "학생주소", homes)[Kind.ADDRESS].count == 2


def test_departments_under_a_persons_header_are_no_names(tmp_path: Path) -> None:
    assert find_in(tmp_path, "담당자", ["안전과", "민원팀", "강남구청", "기획과"]) == {}


@pytest.mark.parametrize("name", ["출생일자", "생년월일시", "BRDT", "생일"])
def test_birth_is_found_under_its_names(name: str, tmp_path: Path) -> None:
    assert find_in(tmp_path, name, ["1990-05-05", "2001.02.28"])[Kind.BIRTH_DATE].count == 2


def test_births_mostly_spoilt_are_births_still(tmp_path: Path) -> None:
    cells = ["19900505", "19901345", "19910231", "19920000", "00000000", "1993-13-01"]
    found = find_in(tmp_path, "생년월일", cells)[Kind.BIRTH_DATE]
    assert (found.count, found.impossible, found.decided_by) == (6, 4, "context")
    assert found.to_json()["impossible"] == 4
    assert all("*" in example for example in found.masked_examples)


def test_a_birth_that_exists_says_nothing_of_impossible_days(tmp_path: Path) -> None:
    found = find_in(tmp_path, "생년월일", ["19900505", "1991-02-28"])[Kind.BIRTH_DATE]
    assert (found.impossible, "impossible" in found.to_json()) == (0, False)


@pytest.mark.parametrize("cells", [["미상", "비공개", "19901345"], ["12", "34", "19901345"], ["A1", "B2"]])
def test_cells_unlike_days_are_no_births(cells: list[str], tmp_path: Path) -> None:
    assert find_in(tmp_path, "생년월일", cells) == {}


@pytest.mark.parametrize("name", ["수량", "발생년월일"])
def test_impossible_days_elsewhere_are_no_births(name: str, tmp_path: Path) -> None:
    assert find_in(tmp_path, name, ["19901345", "19920000"]) == {}


@pytest.mark.parametrize("name", ["발생일", "발생일자", "발생일시", "발생년월일", "처리일시"])
def test_day_on_which_something_happened_is_no_birth(name: str, tmp_path: Path) -> None:
    assert find_in(tmp_path, name, ["1990-05-05", "2001-02-28"]) == {}


@pytest.mark.parametrize("typed", [int, float])
def test_births_kept_as_numbers_are_found(typed: type, tmp_path: Path) -> None:
    assert (
        find_in(tmp_path, "생년월일", [typed(number) for number in (900505, 50101, 811230)])[Kind.BIRTH_DATE].count == 3
    )
    assert find_in(tmp_path, "생년월일", [typed(19900505)])[Kind.BIRTH_DATE].count == 1
    assert find_in(tmp_path, "수량", [typed(number) for number in (900505, 50101)]) == {}


def test_coordinates_of_homes_kept_as_numbers_are_found(tmp_path: Path) -> None:
    assert find_in(tmp_path, "자택위도", [37.5665, 35.1796, None])[Kind.COORDINATES].count == 2
    assert find_in(tmp_path, "위도", [37.5665, 35.1796]) == {}


def test_versions_are_no_addresses_of_a_network(tmp_path: Path) -> None:
    assert find_in(tmp_path, "브라우저버전", ["119.0.0.1", "4.12.3.18"]) == {}
    assert find_in(tmp_path, "server", ["10.0.0.1"])[Kind.IP_ADDRESS].count == 1


NUMBERING = ["1.2.3.4", "2.1.1.1", "2.1.1.2", "10.3.1.2", "1.2.3.12"]


@pytest.mark.parametrize("name", ["항목번호", "분류체계", "section", "c", "no"])
def test_numbers_of_chapters_are_no_addresses_of_a_network(name: str, tmp_path: Path) -> None:
    assert find_in(tmp_path, name, NUMBERING) == {}


@pytest.mark.parametrize("name", ["접속IP", "ip", "client_ip"])
def test_header_says_that_small_parts_are_addresses(name: str, tmp_path: Path) -> None:
    assert find_in(tmp_path, name, NUMBERING)[Kind.IP_ADDRESS].count == len(NUMBERING)


@pytest.mark.parametrize(
    "values", [["211.34.5.6", "8.8.8.8", "1.1.1.1"], ["10.0.0.1", "10.2.3.4"], ["192.168.0.1", "52.78.14.201"]]
)
def test_addresses_are_found_without_a_header_that_says_so(values: list[str], tmp_path: Path) -> None:
    assert find_in(tmp_path, "c", values)[Kind.IP_ADDRESS].count == len(values)


def test_terms_of_public_databases_are_known() -> None:
    known = {"RRNO": Kind.RESIDENT_NUMBER, "BRNO": Kind.BUSINESS_NUMBER, "CRNO": Kind.CORPORATION_NUMBER,
             "ACTNO": Kind.BANK_ACCOUNT, "VHRNO": Kind.VEHICLE_PLATE, "MBL_TELNO": Kind.PHONE}  # fmt: skip
    assert {name: kinds_of_name(name) for name in known} == {name: {kind} for name, kind in known.items()}


def test_korean_is_no_barcode() -> None:
    assert kinds_of_name("korean_no", "mean") == frozenset()
    assert kinds_of_name("EAN") == {"not_personal"}


def test_masked_value_is_never_the_whole_value() -> None:
    assert [mask_value(value) for value in ("김", "김하늘", "-7", "a@b.kr", "(김)")] == [
        "*",
        "김**",
        "-*",
        "a@*.**",
        "(*)",
    ]


def test_numbers_of_chapters_are_left_in_a_clean_column() -> None:
    assert [mask_cell(cell) for cell in ("2.1.1.1", "10.2.3.4", "211.34.5.6")] == ["2.1.1.1", "1*.*.*.*", "2**.**.*.*"]
