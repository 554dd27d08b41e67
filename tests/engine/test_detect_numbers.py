"""Check digits and calendars against the worked values of the reference (section 2.1)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.detect_tables import resident_check

from gotgan.engine.detect import cells, numbers


def bare(written: str) -> str:
    return written.replace("-", "")


@pytest.mark.parametrize(
    "written",
    ["991231-9123451", "991231-0123457", "000101-9123457", "000101-5123458", "000101-6123451", "900101-5800066"],
)
def test_person_check_passes_the_worked_values(written: str) -> None:
    assert numbers.passes_person(bare(written))
    assert numbers.is_birth(bare(written))


def test_person_check_uses_another_base_for_foreigners() -> None:
    assert numbers.passes_person("0001015123458")
    assert not numbers.passes_person("0001015123456")


@pytest.mark.parametrize("written", ["124-81-00998", "220-81-62517", "120-81-47521"])
def test_business_check_passes_published_numbers(written: str) -> None:
    assert numbers.passes_business(bare(written))


def test_business_check_refuses_a_wrong_digit() -> None:
    passing = [digit for digit in range(10) if numbers.passes_business(f"124810099{digit}")]
    assert passing == [8]


@pytest.mark.parametrize("written", ["130111-0006246", "110111-0000002"])
def test_corporation_check_passes_the_worked_values(written: str) -> None:
    assert numbers.passes_corporation(bare(written))


def test_birth_takes_the_century_from_the_seventh_digit() -> None:
    assert not numbers.is_birth("0002291")  # 1900 is no leap year
    assert numbers.is_birth("0002293")  # 2000 is
    assert not numbers.is_birth("0002299")  # 1800 is not


def test_card_check_knows_issuers() -> None:
    assert numbers.passes_card("4111111111111111")
    assert not numbers.passes_card("4111111111111112")
    assert not numbers.passes_card("1111111111111117")


@given(st.text("0123456789", min_size=13, max_size=13))
def test_many_at_a_time_agrees_with_one_by_one(digits: str) -> None:
    matrix = np.frombuffer(digits.encode(), dtype=np.uint8).reshape(1, 13) - ord("0")
    foreign = np.array([numbers.is_foreigner(digits)])
    assert bool(cells.is_birth(matrix)[0]) == numbers.is_birth(digits) == naive_birth(digits)
    assert bool(cells.person_check(matrix, foreign)[0]) == numbers.passes_person(digits)
    assert numbers.passes_person(digits) == (resident_check(digits[:12]) == digits[12])


def naive_birth(digits: str) -> bool:
    century = {"9": 18, "0": 18, "1": 19, "2": 19, "5": 19, "6": 19}.get(digits[6], 20)
    try:
        date(century * 100 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True
