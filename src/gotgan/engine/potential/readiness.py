"""Readiness where no rule book is asked: the counted shares of the tables alone, as a geometric mean.

The dataset's own rule books (engine.quality) say more; a trial of a bare file, which has no record, is read by this.
"""

from __future__ import annotations

from math import exp, log

from gotgan.engine.potential.measuring import figures_of
from gotgan.engine.potential.model import Reading, Tables
from gotgan.terms.questionnaire import Words

TITLES = {
    "complete": Words("채워진 칸", "Cells filled"),
    "unique": Words("겹치지 않는 행", "Rows that stand once"),
    "consistent": Words("한 가지로 쓴 값", "Values written one way"),
    "decoded": Words("깨지지 않은 글자", "Characters read rightly"),
    "valid_codes": Words("유효한 코드", "Codes in force"),
    "free_of_identifiers": Words("식별자 없는 항목", "Columns without identifiers"),
}
SHARES = tuple(TITLES)
_LEAST = 0.01
"""A share of none still leaves the others to be seen."""


def read_shares(tables: Tables) -> Reading:
    """Total and factors 0 to 100, of the tables weighed by their cells."""
    sums: dict[str, list[tuple[float, float]]] = {}
    for profile, findings in tables:
        figures = figures_of(profile, findings)
        weight = float(max(figures["rows"] * figures["columns"], 1))
        for name in SHARES:
            if figures[name] is not None:
                sums.setdefault(name, []).append((weight, figures[name]))
    means = {name: sum(w * v for w, v in given) / sum(w for w, _ in given) for name, given in sums.items()}
    if not means:
        return Reading(None)
    total = exp(sum(log(max(value, _LEAST)) for value in means.values()) / len(means))
    return Reading(100 * total, {name: 100 * value for name, value in means.items()}, means, TITLES)
