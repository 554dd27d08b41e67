"""Amounts of a privacy budget: decimal as people write them, added exactly, never rounded up on the way to a float."""

from __future__ import annotations

import math
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

MOST_PLACES = 15
_WIDE = Context(prec=60)


def read_amount(given: Any) -> Decimal | None:
    """A number or its text as a decimal; None unless it is finite, not negative, of at most 15 decimal places."""
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        return None
    try:
        amount = Decimal(str(given))
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount < 0 or amount > 10**6:
        return None
    exponent = amount.normalize().as_tuple().exponent
    return amount if isinstance(exponent, int) and exponent >= -MOST_PLACES else None


def in_units(amount: Decimal | str) -> int:
    """Counted in units of 10^-15: whole numbers add up without rounding, ten times 0.1 is 1."""
    return int(Decimal(amount).scaleb(MOST_PLACES, _WIDE))


def of_units(units: int) -> float:
    """The nearest float."""
    return float(Fraction(units, 10**MOST_PLACES))


def float_below(amount: Decimal) -> float:
    """The greatest float that is not above: a mechanism never spends more than is written down."""
    nearest = float(amount)
    return nearest if Fraction(nearest) <= Fraction(amount) else math.nextafter(nearest, -math.inf)
