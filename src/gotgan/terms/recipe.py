"""How a table is synthesised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gotgan.terms.errors import Invalid, Issue

LABEL = "synthetic, not private"
"""Stands in everything that is written. Trees learn from persons and promise nothing about one of them; only what is
made with differential privacy may be called private, and this is not."""
COPIES = ("drop", "keep")
_LEAST_K, _MOST_ROWS = 2, 100_000_000


@dataclass(frozen=True)
class Recipe:
    """`order`: the columns to write, each drawn given those before it; None: all but `subject`, as they stand.

    `k`: fewest persons that a leaf holds; what fewer share (a text, an exact number) is never repeated.
    `subject`: the column of the persons, never written; None: each row is one.
    `copies`: "drop" leaves out drawn rows that equal, in every column, rows of one person only; "keep" leaves them in,
    and the proof refuses the table.
    `rows`: how many to draw; None: as many as were learnt from. `held_out`: share of the persons that nothing is learnt
    from and the result is compared with.
    """

    order: tuple[str, ...] | None = None
    k: int = 20
    seed: int = 0
    subject: str | None = None
    rows: int | None = None
    held_out: float = 0.2
    copies: str = "drop"

    def columns_of(self, names: Sequence[str]) -> tuple[str, ...]:
        """The columns of a table that are drawn, in order. Raises: Invalid with every problem."""
        order = self.order if self.order is not None else tuple(name for name in names if name != self.subject)
        wanted = [*order, *([self.subject] if self.subject is not None else [])]
        issues = [
            Issue(f"column {name!r}", "is not there once", "correct the name")
            for name in dict.fromkeys(wanted)
            if names.count(name) != 1
        ]
        issues += [
            Issue(f"column {name!r}", "stands twice, or is the person's", "name each column to write once")
            for name in dict.fromkeys(order)
            if wanted.count(name) > 1
        ]
        issues += [] if order else [Issue("order", "names no column", "name at least one")]
        issues += self.check_numbers()
        if issues:
            raise Invalid(*issues)
        return order

    def check_numbers(self) -> list[Issue]:
        """What is wrong whatever the table is."""
        issues = [] if self.k >= _LEAST_K else [Issue("k", "is below 2", "give the fewest persons behind a value")]
        if self.rows is not None and not 1 <= self.rows <= _MOST_ROWS:
            issues.append(Issue("rows", "is no number of rows", f"give 1 to {_MOST_ROWS}"))
        if self.copies not in COPIES:
            issues.append(Issue("copies", "is unknown", "write drop or keep"))
        if not 0.05 <= self.held_out <= 0.5:
            issues.append(Issue("held_out", "leaves too little on one side", "give 0.05 to 0.5"))
        if not 0 <= self.seed < 1 << 63:
            issues.append(Issue("seed", "is no seed", "give a whole number from 0"))
        return issues
