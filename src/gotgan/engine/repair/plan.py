"""Between the passes: from the facts of a column, what it becomes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import pyarrow as pa

from gotgan.engine.profile.classes import _CODE_ENDINGS as CODE_ENDINGS
from gotgan.engine.profile.sample.units import unit_of_header
from gotgan.engine.repair import sentinels
from gotgan.engine.repair.dates import speaks_of_day
from gotgan.engine.repair.facts import ColumnFacts
from gotgan.engine.repair.purpose import purpose_of, width_of

TEXT, INTEGER, DECIMAL, DATE, DATETIME, BOOLEAN = "text", "integer", "decimal", "date", "datetime", "boolean"
ARROW = {
    TEXT: pa.string(), INTEGER: pa.int64(), DECIMAL: pa.float64(), DATE: pa.date32(),
    DATETIME: pa.timestamp("us"), BOOLEAN: pa.bool_(),
}  # fmt: skip
_FEWEST_MEASURED = 20
_MOST_ODD = 0.9
"""The share of such words: a station may stand still for most of a year."""
_FEWEST_DAYS = 20
"""Values that must all be days before eight digits are taken for days under a name that does not say so."""


@dataclass(frozen=True)
class ColumnPlan:
    """`type` what is written; `words`, `numbers`: what becomes null; `epoch`: of Excel serials among the days."""

    name: str
    type: str
    purpose: str = ""
    words: frozenset[str] = frozenset()
    numbers: frozenset[float] = frozenset()
    epoch: int | None = None
    day_first: bool = True
    is_code: bool = False
    unit: str = ""
    odd: int = field(default=0, compare=False)
    """Values that kept the column text although nearly all others are numbers or days."""
    odd_kind: str = field(default="", compare=False)
    forms: Counter[tuple[str, str]] = field(default_factory=Counter, compare=False)


def plan_column(name: str, facts: ColumnFacts, *, epoch: int = 1900) -> ColumnPlan:
    """Decide from the facts of all rows. Never a type that would lose a value: a single odd word keeps it text."""
    purpose = purpose_of(name)
    if facts.gave_up:
        return ColumnPlan(name, TEXT, purpose, sentinels.IN_TEXT)
    forms: Counter[str] = Counter()
    for (kind, _), count in facts.forms.items():
        forms[kind] += count
    filled = sum(forms.values())
    if not filled:
        return ColumnPlan(name, TEXT, purpose, sentinels.AMONG_NUMBERS)
    if _is_code(name, facts, forms, purpose):
        return ColumnPlan(name, TEXT, purpose, sentinels.IN_TEXT, is_code=True)
    if purpose == "phone":
        return ColumnPlan(name, TEXT, purpose, sentinels.IN_TEXT)
    if facts.months and facts.months == filled:
        return ColumnPlan(name, TEXT, "month", sentinels.AMONG_NUMBERS)
    found = _as_days(name, facts, forms, filled, epoch) or _as_numbers(name, facts, forms, filled)
    if found is None and forms["boolean"] == filled:
        found = ColumnPlan(name, BOOLEAN, purpose, sentinels.AMONG_NUMBERS)
    return found or _as_measured(name, facts, forms, filled) or _as_text(name, forms, filled, purpose)


def _is_code(name: str, facts: ColumnFacts, forms: Counter[str], purpose: str) -> bool:
    """Digits that are no amount: a zero in front, or one width under a name that says code (SHAPES.md, profile)."""
    if forms["code"]:
        return True
    digits = sum(facts.widths.values())
    if not digits or digits < sum(forms.values()):
        return False
    known = width_of(purpose)
    if known and facts.widths[known] + facts.widths[known - 1] == digits:
        return True
    return len(facts.widths) == 1 and next(iter(facts.widths)) >= 3 and name.endswith(CODE_ENDINGS)


def _as_days(name: str, facts: ColumnFacts, forms: Counter[str], filled: int, epoch: int) -> ColumnPlan | None:
    written = forms["day"] + forms["moment"] + forms["no_day"]
    said = speaks_of_day(name)
    either = forms["either"] if _one_order(facts) else 0
    digits = forms["integer"]
    moments = facts.moments_of_digits if facts.moments_of_digits == digits else 0
    eight = facts.days_of_eight
    are_all = written + either + eight + moments == filled
    with_serials = written + either + eight + facts.serials == filled and (said or written * 2 > filled)
    enough = written or either or said or (eight + moments) >= _FEWEST_DAYS
    if not enough or not (are_all or with_serials) or forms["decimal"]:
        return None
    if forms["no_day"] * 2 > filled or (moments and not said and not written):
        return None
    type_ = DATETIME if forms["moment"] or moments else DATE
    return ColumnPlan(
        name, type_, "", sentinels.AMONG_NUMBERS, epoch=None if are_all else epoch,
        day_first=facts.day_first >= facts.month_first, forms=facts.forms,
    )  # fmt: skip


def _one_order(facts: ColumnFacts) -> bool:
    """Whether day and month are told apart: some day is above twelve, and always at the same place."""
    either = sum(count for (kind, _), count in facts.forms.items() if kind == "either")
    return facts.day_first != facts.month_first and max(facts.day_first, facts.month_first) == either


def _as_numbers(name: str, facts: ColumnFacts, forms: Counter[str], filled: int) -> ColumnPlan | None:
    if forms["integer"] + forms["decimal"] != filled:
        return None
    units = {unit for unit in facts.units if unit}
    if len(units) > 1 or (units and name.endswith(("단위", "규격"))):
        return None
    apart = sentinels.apart(facts.candidates, facts.low, facts.high)
    fractions = forms["decimal"] - sum(facts.candidates[number] for number in apart if number != int(number))
    return ColumnPlan(
        name, DECIMAL if fractions > 0 else INTEGER, "", sentinels.AMONG_NUMBERS, apart,
        unit=next(iter(units), "") or unit_of_header(name) or "", forms=facts.forms,
    )  # fmt: skip


def _as_measured(name: str, facts: ColumnFacts, forms: Counter[str], filled: int) -> ColumnPlan | None:
    """Measurements with a few words where there is none (교정중, 점검): the words become null, each counted.

    Only among decimals, where a word cannot be a name: among whole numbers (routes, floors) it often is.
    """
    words = sum(facts.odd_words.values())
    numbers = forms["integer"] + forms["decimal"]
    if not words or words + numbers != filled or not forms["decimal"] or any(_has_digit(w) for w in facts.odd_words):
        return None
    if numbers < _FEWEST_MEASURED or words > _MOST_ODD * filled:
        return None
    plan = _as_numbers(name, facts, forms, numbers)
    return replace(plan, words=plan.words | frozenset(facts.odd_words)) if plan else None


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _as_text(name: str, forms: Counter[str], filled: int, purpose: str) -> ColumnPlan:
    kinds = {"numbers": forms["integer"] + forms["decimal"], "days": forms["day"] + forms["moment"]}
    best = max(kinds, key=lambda kind: kinds[kind])
    odd = filled - kinds[best]
    nearly = kinds[best] >= 20 and odd * 20 <= filled and not name.endswith(CODE_ENDINGS)
    return ColumnPlan(name, TEXT, purpose, sentinels.IN_TEXT, odd=odd if nearly else 0, odd_kind=best if nearly else "")
