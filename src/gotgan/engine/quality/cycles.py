"""Update cycles as records of sources write them: whether the next update has its time."""

from __future__ import annotations

import re

from gotgan.terms.text import title_tight

_REPEATS = re.compile(r"R\d*/P(T?\d+(\.\d+)?[YMWDHS])+", re.IGNORECASE)
"""ISO 8601, as DCAT catalogues write it: R/P1Y, R/PT1S, R/P0.5M."""
_WORDS = frozenset(
    title_tight(word)
    for word in (
        "realtime", "real time", "continuous", "hourly", "daily", "weekly", "biweekly", "monthly", "bimonthly",
        "quarterly", "half yearly", "semiannual", "yearly", "annual", "annually", "biennial",
        "실시간", "매시간", "매시", "매일", "일간", "일일", "매주", "주간", "격주", "매월", "월간", "격월", "매분기",
        "분기", "반기", "매년", "연간", "1일", "1주", "1개월", "3개월", "6개월", "1년", "2년",
    )
)  # fmt: skip


def comes_again(said: object) -> bool:
    """A cycle at fixed times. False for irregular, once, as needed, and words that are not known."""
    text = said if isinstance(said, str) else ""
    last = re.split(r"[/#]", text.strip().rstrip("/"))[-1]  # the EU's frequency list: .../frequency/ANNUAL
    return bool(_REPEATS.fullmatch(text.strip())) or bool({title_tight(text), title_tight(last)} & _WORDS)
