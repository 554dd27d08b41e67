"""Worths in sentences."""

from __future__ import annotations

import pytest

from gotgan.assess.rules.figures import apart, step_text, worth_text


@pytest.mark.parametrize(
    ("value", "said"), [(0.505, "0.5050"), (1, "1.000"), (0.00012345, "0.0001234"), (12, "12.00"), (1234, "1234")]
)
def test_four_digits_count(value: float, said: str) -> None:
    assert worth_text(value) == said


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (0.5, 0.25, ("0.5000", "0.2500")),
        (0.107886, 0.10792, ("0.10789", "0.10792")),
        (0.300000001, 0.3, ("0.300000001", "0.300000000")),
        (0.3 + 1e-12, 0.3, ("0.3000", "0.3000")),
    ],
)
def test_two_that_differ_read_differently(one: float, other: float, said: tuple[str, str]) -> None:
    assert apart(one, other) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0.25, 0.5, ("0.2500", "0.5000")),
        (0.107886, 0.107926, ("0.10789", "0.10793")),
        (0.2, 0.30001, ("0.2000", "0.3001")),
        (0.3, 0.19999, ("0.3000", "0.1999")),
        (0.99999, 1.0, ("0.99999", "1.00000")),
        (0.5, 0.0, ("0.5000", "0.0000")),
        (0.5, 0.5, ("0.500000000", "0.500000000")),
        (0.10796, 0.108, ("0.10796", "0.10800")),
    ],
)
def test_what_is_needed_is_never_told_short(before: float, after: float, said: tuple[str, str]) -> None:
    assert step_text(before, after) == said
    assert float(said[1]) >= after if after >= before else float(said[1]) <= after
