"""The words of one dialect, and the characters that all dialects speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gotgan.engine.sources.sql.dialect import Dialect

SPACES = (
    *range(0x9, 0xE), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F,
    0x205F, 0x3000,
)  # fmt: skip
"""Code points that Python's str.isspace knows: a value of nothing else is blank."""
REPLACEMENT = 0xFFFD
GREATEST_SQUARED = "1e150"
"""Numbers beyond it cannot be squared in a double; a column that has some gets no mean and deviation."""

Cells = Mapping[str, str]
"""Cell name (r, v, f, x, d) to SQL over `{c}`, the quoted column, and `{p}`, the pivot."""


@dataclass(frozen=True)
class Words:
    """`cells` by kind. `ordered`, `length`, `is_replaced`, `is_sentinel` are over `{f}`; `otherwise` replaces
    metrics by `id kind` (kind `moment` for dates and times) or by id alone, None where there is no need.
    `split`: a metric that comes in two parts. `fence` keeps the planner from computing a cell once for each
    metric that uses it."""

    dialect: Dialect
    cells: Mapping[str, Cells]
    ordered: str
    length: str
    is_replaced: str
    is_sentinel: str
    scale: str | None = None
    otherwise: Mapping[str, str | None] = field(default_factory=dict)
    split: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fence: str = ""
    first_rows: str = "SELECT {cells} FROM {source} LIMIT {rows}"
    count: str = "COUNT"
    national: str = ""
    """In front of a text literal."""

    def literal(self, text: str) -> str:
        return self.national + "'" + text.replace("'", "''") + "'"
