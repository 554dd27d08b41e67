"""Pass 1: what is learned of a column. Bounded counts that add up, so any cut of the rows gives the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from gotgan.engine.repair import sentinels
from gotgan.engine.repair.clean import clean
from gotgan.engine.repair.dates import SERIAL_HIGH, SERIAL_LOW, read_day, read_day_first, read_month, read_month_first
from gotgan.engine.repair.letters import Letters
from gotgan.engine.repair.numbers import read_number
from gotgan.engine.repair.sorted_cells import Cells, counted, sort_cells

MOST_WORDS = 8
_LOOKED_AT = 400
_GIVE_UP_SHARE = 0.4
_MOST_WIDTHS = 24
PER_DECADE = 16
"""Cells of the histogram of magnitudes for each power of ten."""
_YEARS = (1800, 2100)
_FIRST_DAY = 18_000_101
_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass
class ColumnFacts:
    """`forms`: (kind, form) of cells, kind one of integer, decimal, day, moment, no_day, boolean, code, other.

    `gave_up`: so much of it is plain text that no more was asked. `low` and `high`: of numbers that are no sentinel
    candidates; `candidates` counts those by value. `magnitudes`: numbers by the logarithm of their size.
    """

    rows: int = 0
    nulls: int = 0
    forms: Counter[tuple[str, str]] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    widths: Counter[int] = field(default_factory=Counter)
    candidates: Counter[float] = field(default_factory=Counter)
    magnitudes: Counter[int] = field(default_factory=Counter)
    low: float | None = None
    high: float | None = None
    days_of_eight: int = 0
    moments_of_digits: int = 0
    serials: int = 0
    day_first: int = 0
    month_first: int = 0
    months: int = 0
    gave_up: bool = False
    odd_words: Counter[str] = field(default_factory=Counter)
    many_words: bool = False

    @property
    def has_days(self) -> bool:
        """Whether most cells are plain days or moments."""
        return 2 * (self.forms["day", ""] + self.forms["moment", ""]) > self.rows - self.nulls

    def merge(self, later: ColumnFacts) -> ColumnFacts:
        odd = self.odd_words + later.odd_words
        many = self.many_words or later.many_words or len(odd) > MOST_WORDS
        return ColumnFacts(
            self.rows + later.rows, self.nulls + later.nulls, self.forms + later.forms, self.units + later.units,
            self.words + later.words, self.widths + later.widths, self.candidates + later.candidates,
            self.magnitudes + later.magnitudes, _least(self.low, later.low), _most(self.high, later.high),
            self.days_of_eight + later.days_of_eight, self.moments_of_digits + later.moments_of_digits,
            self.serials + later.serials,
            self.day_first + later.day_first, self.month_first + later.month_first,
            self.months + later.months, self.gave_up or later.gave_up, Counter() if many else odd, many,
        )  # fmt: skip


def _least(a: float | None, b: float | None) -> float | None:
    return b if a is None else a if b is None else min(a, b)


def _most(a: float | None, b: float | None) -> float | None:
    return b if a is None else a if b is None else max(a, b)


def facts_of(
    texts: pl.Series, letters: Letters | None = None, *, gave_up: bool = False, days_first: bool = False
) -> tuple[ColumnFacts, Cells | None]:
    """The facts of one batch of a text column. `gave_up`: an earlier batch did, so only nulls are counted."""
    facts = ColumnFacts(rows=len(texts), nulls=texts.null_count(), gave_up=gave_up)
    if gave_up or facts.nulls == facts.rows:
        return facts, None
    cells = sort_cells(texts, letters, days_first=days_first)
    left = int(cells.is_left.sum())
    if left > _GIVE_UP_SHARE * (facts.rows - facts.nulls) and _is_plain_text(texts):
        facts.gave_up = True
        return facts, None
    _count_numbers(facts, cells)
    facts.forms["day", ""] += int(cells.is_day.sum())
    facts.forms["moment", ""] += int(cells.is_moment.sum())
    _count_left(facts, texts.filter(pl.Series(cells.is_left)))
    facts.forms = +facts.forms
    return facts, cells


def _is_plain_text(texts: pl.Series) -> bool:
    """Look at some cells evenly spread: many different words in them, and the column is text whatever follows."""
    filled = texts.drop_nulls()
    some = filled.gather_every(max(1, len(filled) // _LOOKED_AT)).to_list()
    words = [text for text in some if _kind(clean(text)[0])[0] == "other"]
    return len(words) > max(20, _GIVE_UP_SHARE * len(some)) and len(set(words)) > MOST_WORDS


def _count_numbers(facts: ColumnFacts, cells: Cells) -> None:
    integers = cells.integers.filter(pl.Series(cells.is_integer)).to_numpy()
    facts.forms["integer", ""] += integers.size
    facts.forms["decimal", ""] += int(cells.is_decimal.sum())
    if integers.size:
        _count_widths(facts, cells.sizes[cells.is_integer][integers >= 0])
        if integers.max() >= _FIRST_DAY:
            facts.days_of_eight += int(_are_days(integers).sum())
            facts.moments_of_digits += int(_are_moments(integers).sum())
        facts.serials += int(((integers >= SERIAL_LOW) & (integers <= SERIAL_HIGH)).sum())
    are = cells.is_integer | cells.is_decimal
    numbers = cells.decimals.to_numpy() if are.all() else cells.decimals.filter(pl.Series(are)).to_numpy()
    if cells.is_decimal.any() and _may_be_months(numbers):
        months = cells.texts.filter(pl.Series(cells.is_decimal)).str.contains(r"^\d{4}\.(0[1-9]|1[0-2])$")
        facts.months += int(months.sum())
    count_values(facts, numbers)


def _may_be_months(numbers: npt.NDArray[np.float64]) -> bool:
    return bool(numbers.min() > _YEARS[0] and numbers.max() < _YEARS[1])


def _count_widths(facts: ColumnFacts, widths: npt.NDArray[np.int64]) -> None:
    for width, count in enumerate(np.bincount(widths).tolist()):
        if count:
            facts.widths[min(width, _MOST_WIDTHS)] += count


def _are_days(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which are written like 20260305 (29 February passes in every year here)."""
    year, month, day = numbers // 10_000, numbers // 100 % 100, numbers % 100
    may = (year >= _YEARS[0]) & (year <= _YEARS[1]) & (month >= 1) & (month <= 12) & (day >= 1)
    return np.asarray(may & (day <= _MONTH_DAYS[np.where(may, month, 0)]))


def _are_moments(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which are written like 20260305140211, 202603051402 or 2026030514 (hours up to 24)."""
    digits = np.where(numbers >= 10**13, 10**6, np.where(numbers >= 10**11, 10**4, 100))
    clock = numbers % digits * (10**6 // digits)
    in_day = (clock < 240_000) & (clock // 100 % 100 < 60) & (clock % 100 < 60) | (clock == 240_000)
    return np.asarray(_are_days(numbers // digits) & in_day)


def count_values(facts: ColumnFacts, numbers: npt.NDArray[np.float64]) -> None:
    """Extremes and magnitudes, the sentinel candidates apart."""
    if not numbers.size:
        return
    low, high = float(numbers.min()), float(numbers.max())
    may_hold = high >= sentinels.LEAST or low <= -sentinels.LEAST
    are = np.isin(numbers, sentinels.NUMBERS) if may_hold else None
    if are is not None and are.any():
        for value, count in zip(*np.unique(numbers[are], return_counts=True), strict=True):
            facts.candidates[float(value)] += int(count)
        numbers = numbers[~are]
    if numbers.size:
        facts.low = _least(facts.low, float(numbers.min()))
        facts.high = _most(facts.high, float(numbers.max()))
        sizes = np.abs(numbers[numbers != 0])
        cells = np.floor(np.log10(sizes) * PER_DECADE).astype(np.int64)
        least = int(cells.min()) if cells.size else 0
        for place, count in enumerate(np.bincount(cells - least).tolist()):
            if count:
                facts.magnitudes[least + place] += count


def _count_left(facts: ColumnFacts, left: pl.Series) -> None:
    numbers: list[float] = []
    for text, count in counted(left):
        bare = clean(text)[0]
        kind, form = _kind(bare)
        if kind == "word":
            facts.words[bare] += count
            continue
        facts.forms[kind, form] += count
        if kind in ("integer", "decimal") and (number := read_number(bare)):
            facts.units[number.unit] += count
            if bare.isdigit():
                day = read_day(bare)
                facts.days_of_eight += count * (day is not None and day.form == "eight digits" and bool(day.value))
                facts.widths[min(len(bare), _MOST_WIDTHS)] += count
            numbers += [float(number.value)] * min(count, 1000)
        elif kind == "code":
            facts.widths[min(len(bare), _MOST_WIDTHS)] += count
        elif kind == "either":
            facts.day_first += count * (read_day_first(bare) is not None)
            facts.month_first += count * (read_month_first(bare) is not None)
        elif kind == "month":
            facts.months += count
        elif kind == "other" and not facts.many_words:
            facts.odd_words[bare] += count
            facts.many_words = len(facts.odd_words) > MOST_WORDS
    if facts.many_words:
        facts.odd_words.clear()
    count_values(facts, np.array(numbers, dtype=np.float64))


def _kind(bare: str) -> tuple[str, str]:
    """What a clean text is, and how it is written."""
    if not bare or bare in sentinels.AMONG_NUMBERS or bare in sentinels.NO_DAY:
        return "word", ""
    is_digits = bare.isascii() and bare.isdigit()
    if not is_digits and (day := read_day(bare)):
        if day.value is None:
            return "no_day", day.form
        return ("moment" if hasattr(day.value, "hour") else "day"), day.form
    if number := read_number(bare):
        return ("integer" if isinstance(number.value, int) else "decimal"), number.form
    if is_digits:
        return "code", ""
    if bare.lower() in ("true", "false"):
        return "boolean", ""
    if month := read_month(bare):
        return "month", month[1]
    if read_day_first(bare) or read_month_first(bare):
        return "either", ""
    return "other", ""
