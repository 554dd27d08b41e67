"""Values that people write where there is none, and what each of them says.

Source: measure.md 2 (`-`, `9999`, `해당없음`), SHAPES.md repair (`N/A`); the rest are the forms met in
Korean public CSV files (-999 and -99.9: stations of air and weather). They are counted beside the
other metrics and stay in them; only exact text counts. `없음` is not here: it is an answer ("none")
as often as a missing one. `불검출` (not detected) is a result, not a gap: the measurement was made and found less
than its method can tell, so it is counted apart and never among the missing.
"""

from __future__ import annotations

MISSING, BELOW_DETECTION = "missing", "below_detection"

BELOW_DETECTION_TEXTS = ("불검출", "미검출", "N.D.")

TEXT_SENTINELS = (
    "-", "--", "?", "N/A", "n/a", "#N/A", "NA", "NULL", "Null", "null", "NaN", "nan",
    "해당없음", "해당 없음", "해당사항없음", "해당사항 없음", "미상", "9999", "-9999",
    "-999", "-99.9", *BELOW_DETECTION_TEXTS,
)  # fmt: skip

NUMBER_SENTINELS = (9999, -9999, -999)


def meaning_of(sentinel: object) -> str:
    """What a sentinel says: `missing`, or `below_detection`, which is a result of a measurement."""
    return BELOW_DETECTION if sentinel in BELOW_DETECTION_TEXTS else MISSING
