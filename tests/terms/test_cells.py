"""No cell that a spreadsheet would run."""

from __future__ import annotations

import pytest

from gotgan.terms.cells import harmless


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "\r=1", "  =1", "\uff1d1"])
def test_text_that_begins_as_a_formula_is_marked(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "자료 = 1", "1-2", -1, 0.5, None])
def test_anything_else_stays(cell: object) -> None:
    assert harmless(cell) is cell
