"""Tables that are wide: one measure in many columns, a column a year or month. Suggested; applied when asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gotgan.engine.repair.tally import Tally

STEP = "wide"
FEWEST = 4
"""Columns in a run."""
_PERIOD = re.compile(
    r"(?P<before>.*?)(?P<year>(?:19|20)\d{2})년?[\s._/-]*(?P<part>(?<!\d)\d{1,2}(?=월|분기)|(?<=[._/-])\d{1,2})?"
    r"(?P<unit>월|분기)?(?P<after>\D*)"
)
_MONTHS = ("1월", "2월", "3월", "4월", "5월", "6월", "7월", "8월", "9월", "10월", "11월", "12월")
YEAR, MONTH, QUARTER, MONTH_OF_YEAR, OTHER = "year", "month", "quarter", "month_of_year", "other"


@dataclass(frozen=True)
class Run:
    """Columns of one measure, as (name, period), the periods ascending; `kind` says what a period is."""

    kind: str
    before: str
    after: str
    columns: tuple[tuple[str, str], ...]

    @property
    def measure(self) -> str:
        """What the names say besides the period; empty when they say nothing."""
        return " ".join(f"{self.before} {self.after}".split()).strip(" _-./")

    @property
    def reason(self) -> str:
        periods = [period for _, period in self.columns]
        return f"{len(periods)} columns hold {self.measure or 'one measure'} at {periods[0]} to {periods[-1]}"


def runs_of(names: Sequence[str]) -> list[Run]:
    """The runs of at least FEWEST columns, in the order of their first column."""
    found: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for name in names:
        if period := _period(name):
            found.setdefault(period[0], []).append((name, period[1]))
    runs = [Run(*key, tuple(columns)) for key, columns in found.items() if len(columns) >= FEWEST]
    return [run for run in runs if all(a[1] < b[1] for a, b in pairwise(run.columns))]


def note_wide(tally: Tally, names: Sequence[str]) -> None:
    """Suggest rows where the same words stand over a run of periods."""
    for run in runs_of(names):
        tally.add(
            STEP, None, run.reason, found=len(run.columns),
            suggestion="turn these columns into rows of period and value (--long), if each row stands for one thing",
        )  # fmt: skip


def _period(name: str) -> tuple[tuple[str, str, str], str] | None:
    """((kind, words before, words after), period as sortable text); None for a name without one."""
    if name in _MONTHS:
        return (MONTH_OF_YEAR, "", ""), f"{_MONTHS.index(name) + 1:02d}"
    met = _PERIOD.fullmatch(name)
    if met is None:
        return None
    part = f"-{int(met['part']):02d}" if met["part"] else ""
    kind = {"월": MONTH, "분기": QUARTER}.get(met["unit"] or "", OTHER) if part else YEAR
    before, after = met["before"], met["after"] if part else (met["unit"] or "") + met["after"]
    return (kind, before, after), met["year"] + part
