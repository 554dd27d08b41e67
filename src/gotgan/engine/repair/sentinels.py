"""Values that stand for none: words in any column, numbers only where they lie apart from all others."""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.engine.profile.sentinels import BELOW_DETECTION_TEXTS, TEXT_SENTINELS

STEP = "sentinels"
NUMBERS = (9999.0, -9999.0, 99999.0, -99999.0, -999.0, -99.9, -999.9, 999.0)
"""Written where there is no value. Only 9999 counts when it stands alone (SHAPES.md, repair)."""
LEAST = min(map(abs, NUMBERS))
_ALONE = 9999.0
_ONLY_AMONG_NUMBERS = frozenset({"?", "NA", "미상", *BELOW_DETECTION_TEXTS, "없음", ".", "…", "*", "x", "X", "None"})
"""An answer or a code as often as a gap, unless every other value is a number or a date."""
WORDS = frozenset(word for word in TEXT_SENTINELS if not word.lstrip("-").replace(".", "").isdigit()) | {
    "N/a", "#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "NAN", "Nan", "자료없음", "(null)", "―", "–", "—",
}  # fmt: skip
IN_TEXT = WORDS - _ONLY_AMONG_NUMBERS
AMONG_NUMBERS = WORDS | _ONLY_AMONG_NUMBERS
NO_DAY = frozenset({"00000000", "0000-00-00", "0000.00.00", "0000/00/00", "0000-00-00 00:00:00"})


def reason_of(word: str) -> str:
    """Why a word became null; a result below what the method can tell is no gap, and says so."""
    if word in BELOW_DETECTION_TEXTS:
        return f"{word}: measured, below what the method can tell; null here"
    return f"{word} stands for no value"


def apart(found: Mapping[float, int], low: float | None, high: float | None) -> frozenset[float]:
    """Which of the sentinel numbers `found` (with counts) lie apart from the others, which reach from low to high.

    Apart: further from all others than these reach; or further than half of that and written three times.
    """
    if low is None or high is None:
        return frozenset()
    reach = max(high - low, 1.0)
    chosen = set()
    for number, count in found.items():
        gap = number - high if number > high else low - number
        often = count >= 3 and gap > reach / 2
        if gap > 0 and (count > 1 or number == _ALONE) and (gap > reach or often):
            chosen.add(number)
    return frozenset(chosen)
