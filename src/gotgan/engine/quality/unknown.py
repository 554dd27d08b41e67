"""What is not known is never told as bad: which factors and totals are left open, and why.

Source: measure.md section 6: words alone are capped, not nothing; what was not measured has no figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gotgan.engine.quality.book import Book
from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import CheckResult, Combine, FactorResult, Method

OF_CELLS = ("completeness.", "uniqueness.", "validity.")
"""Measures that look at what stands in the rows."""
SHARED = (Combine.GEOMETRIC, Combine.MEAN)


def is_silent(found: Measured) -> bool:
    """Nobody said it, and silence counts nothing."""
    return found.is_unknown or (found.value == 0 and found.method is Method.DECLARED and not found.evidence)


def is_left_open(look: Look, book: Book, checks: Sequence[CheckResult]) -> bool:
    """Of data that nobody has looked at, a factor of which nobody has said anything: it would make the whole 0."""
    told = [check for check in checks if check.value is not None]
    is_open = bool(told) and all(check.is_unknown for check in told)
    return is_open and book.combine is Combine.GEOMETRIC and not look.was_scanned


def why_no_total(look: Look, book: Book, factors: Sequence[FactorResult]) -> Words | None:
    """None where there is a total, or where the book makes none of any data."""
    if book.combine in SHARED and look.is_empty and any(_is_of_cells(each.measure) for each in book.checks):
        return Words(
            "행이 하나도 없어 잴 수 있는 것이 없으므로 전체 점수가 없습니다. 아래는 행 없이도 알 수 있는 것입니다.",
            "It has no rows: nothing can be measured, so there is no total. Below stands what is known without rows.",
        )
    silent = [factor for factor in factors if is_left_open(look, book, factor.checks)]
    if silent:
        ko, en = ", ".join(each.title.ko for each in silent), ", ".join(each.title.en for each in silent)
        return Words(
            f"데이터를 점검한 적이 없고 다음에 대해서는 답도 없어 전체 점수를 아직 모릅니다: {ko}. "
            "0점이라는 뜻이 아닙니다.",
            f"The data were never scanned and nobody has answered for: {en}. The total is not known yet; it is not 0.",
        )
    if book.combine is not Combine.NONE and all(factor.value is None for factor in factors):
        return Words(
            "볼 수 있는 것이 하나도 없어 전체 점수가 없습니다.", "Nothing could be looked at, so there is no total."
        )
    return None


def _is_of_cells(measure: str) -> bool:
    return measure.startswith(OF_CELLS)


def not_looked_at(book: Book, checks: Sequence[CheckResult]) -> list[Words]:
    """Checks that do not apply, those that nobody looked at, and points that are missing for want of a measurement."""
    notes = []
    dropped = [check for check in checks if check.value is None and not check.is_unknown]
    if dropped:
        ko, en = _titles(dropped)
        notes.append(Words(f"해당하지 않아 빠진 점검: {ko}.", f"Checks that do not apply and dropped out: {en}."))
    unseen = [check for check in checks if check.value is None and check.is_unknown]
    if unseen:
        ko, en = _titles(unseen)
        notes.append(Words(f"아직 재지 않아 빠진 점검: {ko}.", f"Checks not measured yet, which dropped out: {en}."))
    missing = [check for check in checks if check.value is not None and check.is_unknown]
    if missing and book.combine is Combine.POINTS:
        (ko, en), points = _titles(missing), math.fsum(check.weight for check in missing)
        notes.append(
            Words(
                f"측정하지 않아 0점으로 둔 점검: {ko}. 나쁘다는 뜻이 아니며, 재면 최대 {points:g}점이 더해집니다.",
                f"Not measured, and so without points: {en}. That is not bad; measured, they may give {points:g} more.",
            )
        )
    return notes


def _titles(checks: Sequence[CheckResult]) -> tuple[str, str]:
    return ", ".join(each.title.ko for each in checks), ", ".join(each.title.en for each in checks)
