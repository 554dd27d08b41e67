"""How checks make factors and factors a total. Source: measure.md section 6; Saaty's weighted geometric mean."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from gotgan.terms.readiness import CheckResult, FactorResult, Method


def mean_of(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Of (weight, value); None without weight."""
    kept = [(weight, value) for weight, value in pairs if weight > 0]
    total = math.fsum(weight for weight, _ in kept)
    return math.fsum(weight * value for weight, value in kept) / total if total else None


def factor_value(checks: Sequence[CheckResult]) -> float | None:
    """The weighted mean of the checks that apply, times 100; None when none does."""
    found = mean_of((check.weight, check.value) for check in checks if check.value is not None)
    return None if found is None else 100 * found


def geometric(factors: Sequence[FactorResult]) -> float | None:
    """The weighted geometric mean of the factors that have a value, weights renormalised over them.

    Range: between the least and the greatest factor. A factor of 0 makes the total 0: it cannot be averaged away.
    """
    kept = [(factor.weight, factor.value) for factor in factors if factor.value is not None]
    if not kept:
        return None
    if any(value <= 0 for _, value in kept):
        return 0.0
    total = math.fsum(weight for weight, _ in kept)
    found = math.exp(math.fsum(weight * math.log(value) for weight, value in kept) / total)
    values = [value for _, value in kept]
    return min(max(values), max(min(values), found))


def arithmetic(factors: Sequence[FactorResult]) -> float | None:
    return mean_of((factor.weight, factor.value) for factor in factors if factor.value is not None)


def pooled(checks: Iterable[CheckResult]) -> float | None:
    """(1 - errors / checked cells) x 100 over all checks that count cells; None when nothing was checked."""
    counted = [(check.errors or 0, check.checked) for check in checks if check.checked]
    checked = sum(number for _, number in counted if number)
    return 100 * (1 - sum(errors for errors, _ in counted) / checked) if checked else None


def shares_of(factors: Sequence[FactorResult]) -> list[tuple[CheckResult, float]]:
    """Each check that applies with the share of the total that it counts for; the shares sum to 1."""
    alive = [factor for factor in factors if factor.value is not None]
    total = math.fsum(factor.weight for factor in alive)
    found = []
    for factor in alive:
        inside = [check for check in factor.checks if check.value is not None]
        weight = math.fsum(check.weight for check in inside)
        found += [(check, factor.weight / total * check.weight / weight) for check in inside]
    return found


WEAKEST_FIRST = (Method.DECLARED, Method.SAMPLED, Method.MEASURED)


def method_of(shares: Sequence[tuple[CheckResult, float]]) -> Method:
    """The weakest method such that evidence no stronger carries half of the total or more."""
    carried = 0.0
    for method in WEAKEST_FIRST:
        carried += math.fsum(share for check, share in shares if check.method is method)
        if shares and carried >= 0.5 - 1e-9:
            return method
    return Method.DECLARED
