"""What a database answered, as the state that DuckDB's profile makes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from gotgan.engine.profile.numbers import Number, NumberState
from gotgan.engine.profile.pushdown.select import Asked, Pivot
from gotgan.engine.profile.pushdown.spec import MOMENTS, NUMBERS
from gotgan.engine.profile.sentinels import NUMBER_SENTINELS, TEXT_SENTINELS
from gotgan.engine.profile.state import ColumnState
from gotgan.engine.tables import ColumnName

Answers = Mapping[str, Any]
_LOST_DIGITS = 1e8
"""How many times the variance the squared distance from pivot to mean may be before the pivot was a bad one."""


def column_state(name: ColumnName, asked: Asked, answers: Answers, sentinels: Mapping[str, int]) -> ColumnState:
    """The first tier of one column. `sentinels`: rows of each, for text columns that have any."""
    kind, count = asked.kind, _whole(answers["count"])
    numbers = number_state(asked, answers) if kind in NUMBERS else None
    low, high = _ends(asked, answers)
    return ColumnState(
        name=name.name,
        original_name=name.original_name,
        position=name.position,
        kind=class_of_answers(asked, answers),
        count=count,
        filled=_whole(answers.get("filled", count)),
        distinct=None,
        low=low,
        high=high,
        length_min=_whole_or_none(answers.get("length_min")),
        length_max=_whole_or_none(answers.get("length_max")),
        length_sum=_whole(answers.get("length_sum")),
        sentinels=tuple(sorted(sentinels.items())) if kind == "text" else _number_sentinels(answers),
        numbers=numbers,
        not_finite=count - _whole(answers["finite"]) if "finite" in answers else 0,
        replaced=_whole(answers.get("replaced")),
    )


def class_of_answers(asked: Asked, answers: Answers) -> str:
    """An exact number is whole when none of its values has digits behind the point."""
    if asked.kind != "number":
        return asked.kind
    declared = asked.column.type
    scale = declared.scale if not declared.is_loose or "scale" not in answers else _whole(answers["scale"])
    return "exact_decimal" if scale else "exact_integer"


def missing(answers: Answers) -> int:
    """Cells that are stored but say no date, time or number."""
    return _whole(answers["stored"]) - _whole(answers["count"]) if "stored" in answers else 0


def number_state(asked: Asked, answers: Answers) -> NumberState | None:
    """None without finite values. Moments by the shifted sums: mean = p + S1/n, M2 = S2 - S1^2/n."""
    count = _whole(answers.get("finite", answers["count"]))
    if not count:
        return None
    total = _total(answers) if asked.kind in ("integer", "number") else None
    low, high = _number(answers["low"], asked, answers), _number(answers["high"], asked, answers)
    mean, m2 = _moments(asked.pivot, count, _whole(answers.get("near", count)), answers)
    whole = total is not None and class_of_answers(asked, answers) != "exact_decimal"
    return NumberState(
        count=count,
        total=int(total) if whole and total is not None else None,
        mean=mean if total is None else float(total / count),
        m2=m2,
        low=low,
        high=high,
        zeros=_whole(answers["zeros"]),
        negatives=_whole(answers["negatives"]),
        points=(),
        rank_slack=0.0,
        exponent=0,
        cells=(),
        bins=None,
    )


def _moments(pivot: Pivot, count: int, near: int, answers: Answers) -> tuple[float, float]:
    if near < count:
        return math.inf, math.inf
    shift, squares = float(answers["shift"]), float(answers["squares"])
    return float(pivot) + shift / count, max(0.0, squares - shift / count * shift)


def better_pivot(asked: Asked, state: ColumnState) -> Pivot | None:
    """The mean, where the pivot lay so far from it that the deviation lost its digits; else None."""
    numbers = state.numbers
    if numbers is None or not math.isfinite(numbers.mean) or asked.pivot == numbers.mean:
        return None
    distance = numbers.mean - float(asked.pivot)
    if distance * distance * numbers.count <= _LOST_DIGITS * numbers.m2 or not distance:
        return None
    pivot: Pivot = round(numbers.mean) if asked.kind != "decimal" else numbers.mean
    return None if pivot == asked.pivot else pivot


def _total(answers: Answers) -> int | Decimal:
    if "total_high" in answers:
        return (_whole(answers["total_high"]) << 32) + _whole(answers["total_low"])
    total = Decimal(str(answers["total"]))
    return int(total) if total == total.to_integral_value() else total


def _number(value: Any, asked: Asked, answers: Answers) -> Number:
    if asked.kind == "decimal":
        return float(value)
    return float(str(value)) if class_of_answers(asked, answers) == "exact_decimal" else int(Decimal(str(value)))


def _ends(asked: Asked, answers: Answers) -> tuple[str | None, str | None]:
    """As DuckDB writes them. Numbers have theirs in the number state, but exact ones here too."""
    low, high = answers.get("low"), answers.get("high")
    if low is None or high is None or asked.kind in ("integer", "decimal"):
        return None, None
    return _end(low, asked), _end(high, asked)


def _end(value: Any, asked: Asked) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if asked.kind in MOMENTS:
        text = text.replace("T", " ").removesuffix("+00")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{text}+00" if asked.column.type.zoned else text
    return text


def _number_sentinels(answers: Answers) -> tuple[tuple[int, int], ...]:
    counts = ((value, _whole(answers.get(f"sentinel_{value}"))) for value in NUMBER_SENTINELS)
    return tuple(sorted((value, count) for value, count in counts if count))


def text_sentinels(answers: Answers) -> dict[str, int]:
    return {text: count for number, text in enumerate(TEXT_SENTINELS) if (count := _whole(answers.get(str(number))))}


def _whole(value: Any) -> int:
    return int(value or 0)


def _whole_or_none(value: Any) -> int | None:
    return None if value is None else int(value)


def median(cells: Sequence[Any], kind: str) -> Pivot:
    """A pivot from the first cells of a column: the middle one in order; 0 without a finite one."""
    parsed = (_parsed(cell, kind) for cell in cells if cell is not None)
    numbers: list[Any] = sorted(number for number in parsed if number is not None)
    return numbers[len(numbers) // 2] if numbers else 0


def _parsed(cell: Any, kind: str) -> Any:
    number: Any = float(cell) if kind == "decimal" else Decimal(str(cell))
    if not math.isfinite(number) or abs(number) > 1e100:
        return None
    return int(number) if kind == "integer" else number
