"""Tables that are wide: one measure in many columns, a column a year or month. Only suggested: which is a judgement."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


def note_wide(tally: Tally, names: Sequence[str]) -> None:
    """Suggest rows where the same words stand over a run of periods."""
    runs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name in names:
        if found := _period(name):
            runs.setdefault(found[0], []).append((name, found[1]))
    for (before, after), columns in runs.items():
        periods = [period for _, period in columns]
        if len(columns) >= FEWEST and all(a < b for a, b in pairwise(periods)):
            what = f"{before} {after}".replace("월", "").strip(" _") or "one measure"
            tally.add(
                STEP, None, f"{len(columns)} columns hold {what} at {periods[0]} to {periods[-1]}", found=len(columns),
                suggestion="turn these columns into rows of period and value, if each row stands for one thing",
            )  # fmt: skip


def _period(name: str) -> tuple[tuple[str, str], str] | None:
    """((words before, words after), period as sortable text); None for a name without one."""
    if name in _MONTHS:
        return ("", "월"), f"{_MONTHS.index(name) + 1:02d}"
    met = _PERIOD.fullmatch(name)
    if met is None:
        return None
    part = f"-{int(met['part']):02d}" if met["part"] else ""
    return (met["before"], met["after"]), met["year"] + part
