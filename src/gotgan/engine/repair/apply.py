"""Pass 2: one column of one batch converted by its plan, every changed cell counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from gotgan.engine.repair import addresses, dates, numbers, phones, sentinels
from gotgan.engine.repair.clean import FORMULAS, clean, is_formula
from gotgan.engine.repair.letters import Mask
from gotgan.engine.repair.plan import BOOLEAN, DATE, DATETIME, DECIMAL, INTEGER, TEXT, ColumnPlan
from gotgan.engine.repair.sorted_cells import Cells, counted, sort_cells, truths
from gotgan.engine.repair.suspects import begins_short, odd_texts, untidy_phones, untidy_spaces
from gotgan.engine.repair.tally import Tally

_POLARS: dict[str, Any] = {
    INTEGER: pl.Int64,
    DECIMAL: pl.Float64,
    DATE: pl.Date,
    DATETIME: pl.Datetime("us"),
    BOOLEAN: pl.Boolean,
}
Change = tuple[str, str]
"""Step, reason."""
Convert = Callable[[str], tuple[Any, list[Change]]]


class Unforeseen(Exception):
    """A value that the plan cannot convert: the plan was made of other rows."""


def apply_text(texts: pl.Series, plan: ColumnPlan, tally: Tally, cells: Cells | None = None) -> pl.Series:
    """Convert the text cells of one batch. Raises: Unforeseen when a value does not fit the plan.

    Of a column that stays text: the cells that may need something (`cells_to_look_at`).
    """
    if plan.type == TEXT:
        return _converted(texts, texts.is_not_null().to_numpy(), texts, plan, tally)
    if plan.type == BOOLEAN:
        return _converted(texts, texts.is_not_null().to_numpy(), texts.cast(pl.Boolean, strict=False), plan, tally)
    cells = cells or sort_cells(texts)
    if plan.type in (INTEGER, DECIMAL):
        return _number_column(cells, plan, tally)
    return _day_column(cells, plan, tally)


def cells_to_look_at(column: pa.Array, plan: ColumnPlan) -> Mask:
    """The cells of a column that stays text which may need something; of most columns none."""
    look = odd_texts(column, plan.words)
    if plan.purpose in _LOOKS:
        look = look | _LOOKS[plan.purpose](column)
    if plan.purpose == "address" and (untidy := untidy_spaces(column)) is not None:
        look = look | untidy
    return look


_LOOKS: dict[str, Callable[[pa.Array], Mask]] = {
    "month": lambda column: truths(pl.Series(column).is_not_null()),
    "phone": untidy_phones,
    "address": begins_short,
}
"""Which cells of a column of that purpose may not be in their one form."""


def _number_column(cells: Cells, plan: ColumnPlan, tally: Tally) -> pl.Series:
    left = cells.is_left | cells.is_day | cells.is_moment
    if plan.type == INTEGER:
        done, left = cells.integers, left | cells.is_decimal
    else:
        done = cells.decimals
    return _converted(cells.texts, left, null_numbers(done, plan, tally), plan, tally)


def null_numbers(values: pl.Series, plan: ColumnPlan, tally: Tally) -> pl.Series:
    """The sentinel numbers of the plan as null."""
    for number in sorted(plan.numbers):
        are = (values == number).fill_null(False)
        if count := int(are.sum()):
            shown = f"{number:g}"
            tally.add(
                sentinels.STEP, plan.name, f"{shown} lies apart from all other values: stands for no value",
                changed=count, examples=[(shown, "")],
            )  # fmt: skip
            values = values.set(are, None)
    return values


def _day_column(cells: Cells, plan: ColumnPlan, tally: Tally) -> pl.Series:
    kind = _POLARS[plan.type]
    done = cells.days.cast(kind)
    if cells.is_moment.any():
        done = done.zip_with(pl.Series(~cells.is_moment), cells.moments.cast(kind))
    return _converted(cells.texts, cells.is_left | cells.is_integer | cells.is_decimal, done, plan, tally)


def _put(into: pl.Series, places: Mask, values: pl.Series) -> pl.Series:
    return into.clone().scatter(np.flatnonzero(places), values) if places.any() else into


def _converted(texts: pl.Series, look: Any, done: pl.Series, plan: ColumnPlan, tally: Tally) -> pl.Series:
    """`done` with the cells in `look` converted one distinct value at a time."""
    if not look.any():
        return done
    chosen = texts.filter(pl.Series(look))
    convert = _CONVERTERS[plan.type]
    made: dict[str, Any] = {}
    for text, count in counted(chosen):
        value, changes = convert(text, plan)
        made[text] = value
        for step, reason in changes:
            if step == FORMULAS:
                tally.add(step, plan.name, reason, found=count)
            else:
                tally.add(step, plan.name, reason, changed=count, examples=[(text, shown(value))])
    if not made:
        return done
    values = pl.Series([made.get(text) for text in chosen.to_list()], dtype=done.dtype)
    return _put(done, np.asarray(look), values)


def shown(value: Any) -> str:
    """A value as the receipt writes it; nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _to_text(text: str, plan: ColumnPlan) -> tuple[str | None, list[Change]]:
    bare, fixes = clean(text)
    changes: list[Change] = list(fixes)
    if not bare:
        return None, changes or [("sentinels", "an empty text is null")]
    if bare in plan.words:
        return None, [*changes, (sentinels.STEP, sentinels.reason_of(bare))]
    if plan.purpose == "month" and (month := dates.read_month(bare)):
        return month[0], [*changes, *([(dates.STEP, f"written as {month[1]}")] if month[1] else [])]
    if plan.purpose == "phone" and (tidy := phones.tidy_phone(bare)) and tidy != bare:
        return tidy, [*changes, (phones.STEP, phones.REASON)]
    if plan.purpose == "address" and (tidy := addresses.tidy_address(bare)) != bare:
        return tidy, [*changes, (addresses.STEP, addresses.REASON)]
    if is_formula(bare):
        changes.append((FORMULAS, "begins as a formula would: kept as text"))
    return bare, changes


def _to_number(text: str, plan: ColumnPlan) -> tuple[int | float | None, list[Change]]:
    bare, fixes = clean(text)
    changes: list[Change] = list(fixes)
    if not bare or bare in plan.words or bare in sentinels.NO_DAY:
        return None, [*changes, (sentinels.STEP, sentinels.reason_of(bare))] if bare else changes
    number = numbers.read_number(bare)
    if number is None:
        raise Unforeseen(plan.name)
    if float(number.value) in plan.numbers:
        reason = f"{number.value:g} lies apart from all other values: stands for no value"
        return None, [*changes, (sentinels.STEP, reason)]
    if number.form == "unit":
        changes.append((numbers.UNITS_STEP, _unit_reason(number.unit)))
    elif number.form:
        changes.append((numbers.STEP, number.form))
    value = float(number.value) if plan.type == DECIMAL else number.value
    if plan.type == INTEGER and not (isinstance(value, int) and -(2**63) <= value < 2**63):
        raise Unforeseen(plan.name)
    return value, changes


def _unit_reason(unit: str) -> str:
    return "money in won" if unit == numbers.MONEY else f"the unit {unit} taken off"


def _to_day(text: str, plan: ColumnPlan) -> tuple[date | datetime | None, list[Change]]:
    bare, fixes = clean(text)
    changes: list[Change] = list(fixes)
    if not bare:
        return None, changes
    if bare in plan.words or bare in sentinels.NO_DAY:
        return None, [*changes, (sentinels.STEP, sentinels.reason_of(bare))]
    found = dates.read_day(bare)
    if found and found.value is None:
        return None, [*changes, (dates.STEP, "no such day in the calendar: null here")]
    if found and found.value:
        reason = [(dates.STEP, f"written as {found.form}")] if found.form else []
        return _as_type(found.value, plan), [*changes, *reason]
    either = (dates.read_day_first if plan.day_first else dates.read_month_first)(bare)
    if either:
        order = "day/month/year" if plan.day_first else "month/day/year"
        return _as_type(either, plan), [*changes, (dates.STEP, f"written as {order}")]
    if plan.epoch and bare.isdigit() and dates.SERIAL_LOW <= int(bare) <= dates.SERIAL_HIGH:
        day = dates.of_serial(int(bare), plan.epoch)
        return _as_type(day, plan), [*changes, (dates.STEP, f"an Excel serial of {plan.epoch}")]
    raise Unforeseen(plan.name)


def _as_type(value: date | datetime, plan: ColumnPlan) -> date | datetime:
    if plan.type == DATETIME and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value


def _to_boolean(text: str, plan: ColumnPlan) -> tuple[bool | None, list[Change]]:
    bare, fixes = clean(text)
    if bare in plan.words or not bare:
        return None, [*fixes, (sentinels.STEP, sentinels.reason_of(bare))]
    if bare.lower() not in ("true", "false"):
        raise Unforeseen(plan.name)
    return bare.lower() == "true", list(fixes)


_CONVERTERS: dict[str, Callable[[str, ColumnPlan], tuple[Any, list[Change]]]] = {
    TEXT: _to_text, INTEGER: _to_number, DECIMAL: _to_number, DATE: _to_day, DATETIME: _to_day, BOOLEAN: _to_boolean,
}  # fmt: skip
