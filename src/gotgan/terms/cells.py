"""Cells of a table that people open in a spreadsheet."""

from __future__ import annotations

BEGIN_A_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""Also the full-width signs, which some spreadsheets read alike."""


def harmless(cell: object) -> object:
    """The cell with an apostrophe before it where a spreadsheet would run its text as a formula, after spaces too;
    numbers as they are."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(BEGIN_A_FORMULA) else cell
