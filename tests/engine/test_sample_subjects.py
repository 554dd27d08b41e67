"""Subjects draw plausible tables; real sets are what the packages ship; plans are named well."""

from __future__ import annotations

import re
from datetime import date
from types import ModuleType

import pytest

from gotgan.engine.sample import institutions
from gotgan.engine.sample.codes import Dong, dongs_in_force, place
from gotgan.engine.sample.frame import Frame, as_text, flat_name
from gotgan.engine.sample.labels import dates, label
from gotgan.engine.sample.maker import Maker, stream
from gotgan.engine.sample.plans import PLANS
from gotgan.engine.sample.real import REAL_SETS, package_file
from gotgan.engine.sample.subjects import (
    administration,
    environment,
    facilities,
    industry,
    people,
    statistics,
    texts,
    traffic,
)
from gotgan.engine.sample.subjects.subject import FIELDS, Subject

MODULES = (administration, environment, facilities, industry, people, statistics, texts, traffic)
ROWS = 60


def subjects_of(module: ModuleType) -> list[Subject]:
    return [value for value in vars(module).values() if isinstance(value, Subject)]


SUBJECTS = [subject for module in MODULES for subject in subjects_of(module)]


def drawn(subject: Subject, where: str = "전국", seed: int = 3) -> Frame:
    return subject.make(Maker(stream(seed, subject.title), ROWS, place(where)))


def named(subjects: list[Subject]) -> list[object]:
    return [pytest.param(subject, id=subject.title) for subject in subjects]


def test_subjects_are_many_and_told_apart() -> None:
    assert len(SUBJECTS) >= 45
    assert len({subject.title for subject in SUBJECTS}) == len(SUBJECTS)
    assert len({subject.title_en for subject in SUBJECTS}) == len(SUBJECTS)
    assert {subject.field for subject in SUBJECTS} >= set(FIELDS) - {"과학기술"}


@pytest.mark.parametrize("subject", named(SUBJECTS))
def test_subject_draws_full_columns_that_cp949_can_write(subject: Subject) -> None:
    frame = drawn(subject)
    assert {len(cells) for cells in frame.columns.values()} == {ROWS}
    for name, cells in frame.columns.items():
        name.encode("cp949")
        "".join(as_text(cells)).encode("cp949")
        assert any(cell is not None for cell in cells), name


@pytest.mark.parametrize("subject", named(SUBJECTS))
def test_subject_says_what_it_is_in_both_languages(subject: Subject) -> None:
    assert re.search("[가-힣]", subject.title)
    assert subject.title_en.isascii()
    assert subject.about.endswith("니다.")
    assert len(subject.keywords) >= 3


@pytest.mark.parametrize("subject", named([one for one in SUBJECTS if "법정동코드" in drawn(one).columns]))
def test_legal_dong_codes_are_in_force_and_of_the_place(subject: Subject) -> None:
    in_force = {dong.code for dong in dongs_in_force()}
    for where in ("전국", "다솜군"):
        codes = drawn(subject, where).columns["법정동코드"]
        assert set(codes) <= in_force
        if where == "다솜군":
            assert {str(code)[:5] for code in codes} == {"44800"}


def test_address_and_code_agree() -> None:
    by_code = {dong.code: dong for dong in dongs_in_force()}
    frame = drawn(facilities.PARKS)
    for code, address in zip(frame.columns["법정동코드"], frame.columns["소재지지번주소"], strict=True):
        assert str(address).startswith(by_code[str(code)].address)


def test_address_of_a_dong_without_district_has_no_hole() -> None:
    assert Dong("3611010100", "세종특별자치시", "", "반곡동").address == "세종특별자치시 반곡동"


def test_kind_and_name_agree() -> None:
    frame = drawn(people.SCHOOLS)
    for name, kind in zip(frame.columns["학교명"], frame.columns["학교급구분"], strict=True):
        assert str(name).endswith(str(kind))


def test_population_adds_up() -> None:
    columns = drawn(statistics.POPULATION).columns
    for total, men, women in zip(columns["인구수|계"], columns["인구수|남"], columns["인구수|여"], strict=True):
        assert total == int(str(men)) + int(str(women))


def test_money_spent_is_within_the_budget() -> None:
    columns = drawn(administration.BUDGET).columns
    pairs = zip(columns["예산현액(천원)"], columns["지출액(천원)"], strict=True)
    assert all(0 <= int(str(spent)) <= int(str(planned)) for planned, spent in pairs)


def test_land_parcel_number_is_nineteen_digits() -> None:
    columns = drawn(industry.LAND_PRICES).columns
    assert all(re.fullmatch(r"\d{19}", str(cell)) for cell in columns["필지고유번호"])


def test_barcodes_are_no_valid_choice_of_resident_numbers() -> None:
    """The trap looks like identifiers: thirteen digits each."""
    columns = drawn(administration.GOODS).columns
    assert all(re.fullmatch(r"880\d{10}", str(cell)) for cell in columns["바코드"])
    assert all(re.fullmatch(r"\d{13}", str(cell)) for cell in columns["물품식별번호"])


def test_minutes_say_they_are_a_sample() -> None:
    text = texts.minutes_text(Maker(stream(1, "minutes"), 12, place("전국")))
    assert "회의록" in text
    assert "표본" in text


def test_steps_are_regular() -> None:
    maker = Maker(stream(1, "x"), 7, place("전국"))
    assert maker.steps("2026-01-01T00", "h", 3) == ["2026-01-01 00"] * 3 + ["2026-01-01 01"] * 3 + ["2026-01-01 02"]


def test_moments_and_sorted_days_are_in_order_and_in_range() -> None:
    maker = Maker(stream(1, "x"), 300, place("전국"))
    moments, days = maker.moments("2026-01-01", "2026-02-01"), maker.sorted_days("2026-01-01", "2026-01-31")
    assert moments == sorted(map(str, moments))
    assert days == sorted(map(str, days))
    assert days[0] >= "2026-01-01"
    assert days[-1] <= "2026-01-31"
    assert moments[-1] < "2026-02-01"


def test_postcodes_have_five_digits_and_some_leading_zeros() -> None:
    codes = Maker(stream(1, "x"), 2000, place("전국")).postcodes()
    assert all(re.fullmatch(r"\d{5}", str(code)) for code in codes)
    assert any(str(code).startswith("0") for code in codes)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.title_en) for one in REAL_SETS])
def test_real_set_is_read_and_cited(one) -> None:  # type: ignore[no-untyped-def]
    frame = one.read()
    assert frame.rows >= 50
    assert {len(cells) for cells in frame.columns.values()} == {frame.rows}
    assert one.citation
    assert one.licence in {"cc_by", "unrestricted"}


@pytest.mark.parametrize("name", ["co2", "sunspots", "nile", "elnino", "macrodata"])
def test_real_set_of_statsmodels_is_public_domain(name: str) -> None:
    source = package_file("statsmodels", f"datasets/{name}/data.py").read_text(encoding="utf-8")
    assert re.search(r'COPYRIGHT\s*=\s*"""[^"]*public domain', source)


def test_real_iris_is_unaltered() -> None:
    frame = next(one for one in REAL_SETS if one.title_en == "Iris measurements").read()
    assert [cells[0] for cells in frame.columns.values()] == ["5.1", "3.5", "1.4", "0.2", "setosa"]
    assert frame.rows == 150


def test_institutions_are_about_a_dozen_and_one_was_reorganised() -> None:
    known = {one.code for one in institutions.INSTITUTIONS}
    assert 10 <= len(known) <= 16
    assert all(re.fullmatch(r"[A-Z0-9]{7}", code) for code in known)
    assert len({one.slug for one in institutions.INSTITUTIONS}) == len(known)
    ended = [one for one in institutions.INSTITUTIONS if one.valid_to]
    assert len(ended) == 1
    assert ended[0].successor in known
    assert all(not one.parent or one.parent in known for one in institutions.INSTITUTIONS)
    assert all("표본" in one.name and "ample" in one.name_en for one in institutions.INSTITUTIONS)


def test_organisations_csv_has_one_line_each() -> None:
    lines = institutions.organisations_csv().splitlines()
    assert lines[0] == "code,name,name_en,slug,kind,parent,valid_from,valid_to,successors"
    assert len(lines) == len(institutions.INSTITUTIONS) + 1


def test_labels_have_dates_in_order() -> None:
    for one in PLANS:
        issued, modified = (date.fromisoformat(day) for day in dates(one))
        assert issued < modified < date(2026, 11, 24), one.path


def test_real_labels_say_real_and_the_rest_say_sample() -> None:
    for one in PLANS:
        text = label(one)["description"]
        assert ("실제 데이터입니다" in text) == (one.real is not None)
        assert ("표본이며 실제 기록이 아닙니다" in text) == (one.real is None)


def test_flat_name_joins_group_and_leaf() -> None:
    assert flat_name("인구수|남") == "인구수_남"
    assert flat_name("구분") == "구분"
