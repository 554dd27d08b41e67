"""The test checklist of the reference (korean-data, section 2.3), line by line.

Numbers with births in the 1800s, or with random tails, belong to no living person.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.engine.detect_tables import find_in, resident_check

from gotgan.engine.detect import contains_identifier, detect_text
from gotgan.terms.finding import IdentifierKind as Kind


def births(count: int, *, tail: str = "random", genders: str = "9", seed: int = 1) -> list[str]:
    """Numbers with a day of birth; a `tail` that is random, or ends in the check digit."""
    chance = random.Random(seed)
    numbers = []
    for _ in range(count):
        head = f"{chance.randrange(100):02d}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
        body = head + chance.choice(genders) + f"{chance.randrange(10**5):05d}"
        last = resident_check(body) if tail == "check" else str(chance.randrange(10))
        numbers.append(f"{body[:6]}-{body[6:]}{last}")
    return numbers


def test_random_tails_are_all_flagged_in_a_resident_column(tmp_path: Path) -> None:
    found = find_in(tmp_path, "주민등록번호", births(500))
    assert found[Kind.RESIDENT_NUMBER].count == 500


def test_random_tails_are_all_flagged_without_a_header(tmp_path: Path) -> None:
    found = find_in(tmp_path, "c1", [number.replace("-", "") for number in births(500, genders="1234")])
    assert found[Kind.RESIDENT_NUMBER].count == 500


def test_foreigner_numbers_go_by_their_own_formula(tmp_path: Path) -> None:
    found = find_in(tmp_path, "번호", births(200, tail="check", genders="5678"))
    assert found[Kind.FOREIGNER_NUMBER].count == 200
    assert found[Kind.FOREIGNER_NUMBER].decided_by == "checksum"
    assert Kind.RESIDENT_NUMBER not in found


def test_business_column_counts_only_with_right_digits_or_a_name(tmp_path: Path) -> None:
    right, wrong = ["124-81-00998", "220-81-62517", "120-81-47521"], ["124-81-00997", "220-81-62516"]
    assert find_in(tmp_path, "c", right)[Kind.BUSINESS_NUMBER].decided_by == "checksum"
    assert Kind.BUSINESS_NUMBER not in find_in(tmp_path, "c", wrong)
    assert find_in(tmp_path, "사업자등록번호", wrong)[Kind.BUSINESS_NUMBER].count == 2


@pytest.mark.parametrize(
    "written",
    [
        "991231-9123451", "9912319123451", "991231 9123451", "991231 - 9123451", "991231–9123451",
        "991231.9123451", "９９１２３１－９１２３４５１", "991231-9******", "991231‐9123451", "991231​9123451",
        "991231　9123451", "991231ㅡ9123451", "991231-9●●●●●●", "99​1231-9123451",
    ],
)  # fmt: skip
def test_every_way_of_writing_is_found(written: str, tmp_path: Path) -> None:
    assert find_in(tmp_path, "비고", [written])[Kind.RESIDENT_NUMBER].count == 1
    assert find_in(tmp_path, "비고", [f"홍길동({written})님"])[Kind.RESIDENT_NUMBER].count == 1
    assert contains_identifier(f"이름{written}로")


def test_masked_tail_is_a_resident_number_not_a_birth_date(tmp_path: Path) -> None:
    found = find_in(tmp_path, "식별", ["900101-1******", "851231-2******", "900101-*******"])
    assert found[Kind.RESIDENT_NUMBER].count == 3


@pytest.mark.parametrize("word", ["주민등록번호", "주민번호", "생년월일", "등록번호", "외국인등록번호"])
def test_korean_context_words_make_a_bare_number_count(word: str) -> None:
    lines = [f"작업 {number:013d} 완료" for number in range(8_899_300_000_000, 8_899_300_000_100)]
    number = "9912319123450"  # fails its check digit
    assert detect_text([*lines, f"{word} {number}"])[0].count == 1
    assert detect_text([*lines, f"작업 {number}"]) == []


def test_particles_do_not_hide_a_phone() -> None:
    findings = detect_text(["010-1234-5678로 연락", "전화010-1234-5678"])
    assert [(finding.kind, finding.count) for finding in findings] == [(Kind.PHONE, 2)]


def corporations(count: int) -> list[str]:
    numbers = []
    for serial in range(count):
        body = f"110111{serial:06d}"
        total = sum(int(digit) * weight for digit, weight in zip(body, [1, 2] * 6, strict=True))
        numbers.append(f"110111-{serial:06d}{-total % 10}")
    return numbers


@pytest.mark.parametrize("name", ["법인등록번호", "c3"])
def test_seoul_corporations_are_not_called_residents(name: str, tmp_path: Path) -> None:
    found = find_in(tmp_path, name, corporations(300))
    assert found[Kind.CORPORATION_NUMBER].count == 300
    assert Kind.RESIDENT_NUMBER not in found


@pytest.mark.parametrize("typed", [str, int])
def test_millisecond_timestamps_are_not_personal(typed: type, tmp_path: Path) -> None:
    chance = random.Random(2)
    wide = [typed(1_500_000_000_000 + chance.randrange(4 * 10**11)) for _ in range(20_000)]
    narrow = [typed(1_701_011_000_000 + chance.randrange(10**6)) for _ in range(5_000)]
    three_days = [typed(1_701_010_000_000 + chance.randrange(3 * 86_400_000)) for _ in range(5_000)]
    assert find_in(tmp_path, "c", wide) == {}
    assert find_in(tmp_path, "c", narrow) == {}
    assert find_in(tmp_path, "c", three_days) == {}


@pytest.mark.parametrize("count", [20, 200, 20_000])
def test_random_thirteen_digit_ids_are_not_personal(count: int, tmp_path: Path) -> None:
    chance = random.Random(3)
    assert find_in(tmp_path, "c", [f"{chance.randrange(10**13):013d}" for _ in range(count)]) == {}


def test_product_codes_are_not_personal(tmp_path: Path) -> None:
    chance, codes = random.Random(4), []
    for _ in range(2_000):
        body = f"880{chance.randrange(10**9):09d}"
        total = sum(int(digit) * weight for digit, weight in zip(body, [1, 3] * 6, strict=True))
        codes.append(f"{body}{-total % 10}")
    assert find_in(tmp_path, "바코드", codes) == {}
    assert find_in(tmp_path, "c", codes) == {}


def test_health_card_is_told_from_mobile_by_the_name(tmp_path: Path) -> None:
    values = ["01012345678", "01098765432", "01055554444"]
    assert set(find_in(tmp_path, "건강보험증번호", values)) == {Kind.HEALTH_CARD}
    assert set(find_in(tmp_path, "휴대전화", values)) == {Kind.PHONE}
    assert set(find_in(tmp_path, "c", values)) == {Kind.PHONE}


def test_random_tail_of_a_person_born_in_1975_is_flagged(tmp_path: Path) -> None:
    numbers = [f"750315-1{tail:06d}" for tail in range(100_000, 100_050)]
    assert find_in(tmp_path, "주민번호", numbers)[Kind.RESIDENT_NUMBER].count == 50


def test_29_february_goes_by_the_century(tmp_path: Path) -> None:
    found = find_in(tmp_path, "주민번호", ["000229-1234567", "000229-3234567"])
    assert found[Kind.RESIDENT_NUMBER].count == 1


@pytest.mark.parametrize("typed", [str, int, float])
def test_lost_leading_zeros_are_found_under_the_name(typed: type, tmp_path: Path) -> None:
    values = [typed(number) for number in (1013123456, 101013123456, 9001011234567)]
    found = find_in(tmp_path, "주민번호", values)
    assert found[Kind.RESIDENT_NUMBER].count == 3
    assert Kind.RESIDENT_NUMBER not in find_in(tmp_path, "c", values[:2] * 20)


NINE_PHONES = (
    "010-1234-5678", "011-123-4567", "02-2100-1234", "031-123-4567", "070-1234-5678", "0502-1234-5678",
    "1588-1234", "01012345678", "+82-10-1234-5678",
)  # fmt: skip


@pytest.mark.parametrize("written", NINE_PHONES)
def test_nine_phone_forms_with_a_particle(written: str, tmp_path: Path) -> None:
    assert [finding.kind for finding in detect_text([f"문의{written}로 하세요"])] == [Kind.PHONE]
    assert find_in(tmp_path, "전화번호", [written])[Kind.PHONE].count == 1
