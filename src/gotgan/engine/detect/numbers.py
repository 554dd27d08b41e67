"""Calendars and check digits of numbers, on plain digit strings.

A check digit raises a score; it never clears a hit: since October 2020 the last six digits of a
resident number are random. Worked values: tests/engine/test_detect_numbers.py.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence

CENTURY_OF_GENDER_DIGIT = {
    "9": 1800, "0": 1800, "1": 1900, "2": 1900, "3": 2000, "4": 2000, "5": 1900, "6": 1900, "7": 2000, "8": 2000,
}  # fmt: skip
PERSON_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
CORPORATION_WEIGHTS = (1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2)
EAN_WEIGHTS = (1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3)
RESIDENT_BASE, FOREIGNER_BASE = 11, 13
CARD_LENGTHS = range(13, 20)
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit twice, the digits of that added up."""


def is_foreigner(digits: str) -> bool:
    """Whether the seventh digit says foreigner (5 to 8)."""
    return digits[6] in "5678"


def is_birth(digits: str) -> bool:
    """Whether `YYMMDDG...` opens with a day of the calendar; the century comes from G."""
    year = CENTURY_OF_GENDER_DIGIT[digits[6]] + int(digits[:2])
    return is_day(year, int(digits[2:4]), int(digits[4:6]))


def is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def passes_person(digits: str) -> bool:
    """The check digit of a resident number, or of a foreigner's when the seventh digit says so."""
    base = FOREIGNER_BASE if is_foreigner(digits) else RESIDENT_BASE
    return (base - _weighed(digits, PERSON_WEIGHTS) % 11) % 10 == int(digits[12])


def passes_corporation(digits: str) -> bool:
    return -_weighed(digits, CORPORATION_WEIGHTS) % 10 == int(digits[12])


def passes_business(digits: str) -> bool:
    """The check digit of a business number; the ninth digit's tens count once more."""
    total = _weighed(digits, BUSINESS_WEIGHTS) + int(digits[8]) * 5 // 10
    return -total % 10 == int(digits[9])


def passes_card(digits: str) -> bool:
    """Luhn, under an issuer's head."""
    return len(digits) in CARD_LENGTHS and has_issuer(digits) and passes_luhn(digits)


def has_issuer(digits: str) -> bool:
    """Heads of the card schemes; 9 is Korean domestic."""
    head2, head4 = int(digits[:2]), int(digits[:4])
    return digits[0] in "469" or head2 in (30, 34, 35, 36, 37, 38, 39) or 51 <= head2 <= 55 or 2221 <= head4 <= 2720


def passes_luhn(digits: str) -> bool:
    doubled = digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, doubled)) + sum(map(int, digits[::-2]))) % 10 == 0


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
