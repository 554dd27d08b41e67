"""Identifiers that pass every published check and can belong to nobody.

Resident numbers are of people born in the 1800s, foreigner numbers of people born in 1900-1904,
phones lie in a block that is not given out, e-mail domains are reserved, business and corporation
numbers use offices that do not exist. Source of the check digits: korean-data.md 2.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

RESIDENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
CORPORATION_WEIGHTS = (1, 2) * 6


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def resident_check(body: str) -> int:
    return (11 - weighted(body, RESIDENT_WEIGHTS) % 11) % 10


def foreigner_check(body: str) -> int:
    return (13 - weighted(body, RESIDENT_WEIGHTS) % 11) % 10


def business_check(body: str) -> int:
    return (10 - (weighted(body, BUSINESS_WEIGHTS) + int(body[8]) * 5 // 10) % 10) % 10


def corporation_check(body: str) -> int:
    return (10 - weighted(body, CORPORATION_WEIGHTS) % 10) % 10


def luhn_check(body: str) -> int:
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(body)))
    return -sum(value - 9 if value > 9 else value for value in doubled) % 10


def resident_number(rng: np.random.Generator) -> str:
    """Born 1830-1899, with a valid check digit."""
    body = _birth(rng, date(1830, 1, 1), 25_000) + str(rng.choice((9, 0))) + _digits(rng, 5)
    return _dashed(body + str(resident_check(body)), 6)


def random_tail_number(rng: np.random.Generator) -> str:
    """As numbers given since October 2020: the last digit checks nothing (here it always fails)."""
    valid = resident_number(rng)
    return valid[:-1] + str((int(valid[-1]) + int(rng.integers(1, 10))) % 10)


def foreigner_number(rng: np.random.Generator) -> str:
    """Born 1900-1904, with a valid check digit."""
    body = _birth(rng, date(1900, 1, 1), 1_700) + str(rng.integers(5, 7)) + _digits(rng, 5)
    return _dashed(body + str(foreigner_check(body)), 6)


def business_number(rng: np.random.Generator) -> str:
    body = f"99{rng.integers(0, 10)}{rng.integers(80, 90)}{rng.integers(1, 10_000):04d}"
    return f"{body[:3]}-{body[3:5]}-{body[5:]}{business_check(body)}"


def corporation_number(rng: np.random.Generator) -> str:
    """Begins with 110111, which also reads as a birth date: columns must be decided as a whole."""
    body = "110111" + "9" + _digits(rng, 5)
    return _dashed(body + str(corporation_check(body)), 6)


def card_number(rng: np.random.Generator) -> str:
    body = str(rng.choice(("9410", "4000", "5100"))) + "00" + _digits(rng, 9)
    number = body + str(luhn_check(body))
    return "-".join(number[start : start + 4] for start in range(0, 16, 4))


def phone(rng: np.random.Generator) -> str:
    """010-1xxx is not given out to subscribers."""
    return f"010-1{_digits(rng, 3)}-{_digits(rng, 4)}"


def email(rng: np.random.Generator) -> str:
    """Domains reserved for examples."""
    name = "".join(rng.choice(list("abcdefghjkmnpqrstuvwxyz"), 7).tolist())
    return f"{name}{rng.integers(10, 99)}@{rng.choice(('example.com', 'example.org', 'example.net'))}"


MAKERS: dict[str, Callable[[np.random.Generator], str]] = {
    "resident_number": resident_number,
    "random_tail": random_tail_number,
    "foreigner_number": foreigner_number,
    "business_number": business_number,
    "corporation_number": corporation_number,
    "card_number": card_number,
    "phone": phone,
    "email": email,
}

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")

STYLES: dict[str, Callable[[str], str]] = {
    "plain": lambda value: value,
    "bare": lambda value: value.replace("-", ""),
    "space": lambda value: value.replace("-", " "),
    "spaced_hyphen": lambda value: value.replace("-", " - "),
    "dot": lambda value: value.replace("-", "."),
    "full_width": lambda value: value.translate(FULL_WIDTH),
    "masked": lambda value: value[:8] + "******",
}


def _birth(rng: np.random.Generator, start: date, days: int) -> str:
    return (start + timedelta(days=int(rng.integers(0, days)))).strftime("%y%m%d")


def _digits(rng: np.random.Generator, count: int) -> str:
    return "".join(map(str, rng.integers(0, 10, count).tolist()))


def _dashed(number: str, head: int) -> str:
    return f"{number[:head]}-{number[head:]}"
