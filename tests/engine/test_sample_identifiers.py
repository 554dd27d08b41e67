"""Planted identifiers pass every published check and can belong to nobody."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.engine.sample.identifiers import (
    MAKERS,
    STYLES,
    business_check,
    corporation_check,
    foreigner_check,
    luhn_check,
    resident_check,
)

seeds = st.integers(0, 2**32)
CENTURY = {9: 1800, 0: 1800, 5: 1900, 6: 1900}


def made(kind: str, seed: int) -> str:
    return MAKERS[kind](np.random.default_rng(seed))


def birth(number: str) -> date:
    return date(CENTURY[int(number[7])] + int(number[:2]), int(number[2:4]), int(number[4:6]))


@pytest.mark.parametrize("number", ["991231-9123451", "991231-0123457", "000101-9123457"])  # korean-data.md 2.1
def test_resident_check_worked_values(number: str) -> None:
    digits = number.replace("-", "")
    assert resident_check(digits[:12]) == int(digits[12])


@pytest.mark.parametrize("number", ["000101-5123458", "000101-6123451", "900101-5800066"])
def test_foreigner_check_worked_values(number: str) -> None:
    digits = number.replace("-", "")
    assert foreigner_check(digits[:12]) == int(digits[12])


@pytest.mark.parametrize("number", ["1248100998", "2208162517", "1208147521"])
def test_business_check_worked_values(number: str) -> None:
    assert business_check(number[:9]) == int(number[9])


@pytest.mark.parametrize("number", ["1301110006246", "1101110000002"])
def test_corporation_check_worked_values(number: str) -> None:
    assert corporation_check(number[:12]) == int(number[12])


def test_luhn_check_worked_value() -> None:
    assert luhn_check("411111111111111") == 1


@given(seeds)
def test_resident_number_born_in_the_1800s(seed: int) -> None:
    number = made("resident_number", seed)
    digits = number.replace("-", "")
    assert birth(number).year < 1900
    assert resident_check(digits[:12]) == int(digits[12])


@given(seeds)
def test_random_tail_fails_the_check(seed: int) -> None:
    number = made("random_tail", seed)
    digits = number.replace("-", "")
    assert birth(number).year < 1900
    assert resident_check(digits[:12]) != int(digits[12])


@given(seeds)
def test_foreigner_number_born_before_1905(seed: int) -> None:
    number = made("foreigner_number", seed)
    digits = number.replace("-", "")
    assert 1900 <= birth(number).year < 1905
    assert foreigner_check(digits[:12]) == int(digits[12])


@given(seeds)
def test_office_numbers_have_their_check_digit(seed: int) -> None:
    business = made("business_number", seed).replace("-", "")
    corporation = made("corporation_number", seed).replace("-", "")
    card = made("card_number", seed).replace("-", "")
    assert business.startswith("99")
    assert business_check(business[:9]) == int(business[9])
    assert corporation_check(corporation[:12]) == int(corporation[12])
    assert luhn_check(card[:15]) == int(card[15])


@given(seeds)
def test_contacts_reach_nobody(seed: int) -> None:
    assert made("phone", seed).startswith("010-1")
    assert made("email", seed).rpartition("@")[2] in {"example.com", "example.org", "example.net"}


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("plain", "991231-9123451"),
        ("bare", "9912319123451"),
        ("space", "991231 9123451"),
        ("spaced_hyphen", "991231 - 9123451"),
        ("dot", "991231.9123451"),
        ("full_width", "９９１２３１－９１２３４５１"),
        ("masked", "991231-9******"),
    ],
)
def test_style_writes_the_number(style: str, written: str) -> None:
    assert STYLES[style]("991231-9123451") == written
