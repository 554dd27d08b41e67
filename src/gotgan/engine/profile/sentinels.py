"""Values that people write where there is none.

Source: measure.md 2 (`-`, `9999`, `해당없음`), SHAPES.md repair (`N/A`); the rest are the forms met in
Korean public CSV files (-999 and -99.9: stations of air and weather). They are counted beside the
other metrics and stay in them; only exact text counts. `없음` is not here: it is an answer ("none")
as often as a missing one.
"""

from __future__ import annotations

TEXT_SENTINELS = (
    "-", "--", "?", "N/A", "n/a", "#N/A", "NA", "NULL", "Null", "null", "NaN", "nan",
    "해당없음", "해당 없음", "해당사항없음", "해당사항 없음", "미상", "9999", "-9999",
    "-999", "-99.9",
)  # fmt: skip

NUMBER_SENTINELS = (9999, -9999, -999)
