"""How the pages of trials write figures and failures."""

from __future__ import annotations

import pytest

from gotgan.assess.actions.trials import LOST, STOPPED
from gotgan.assess.jobs.trying import FULL, GONE
from gotgan.assess.templatetags.assess_potential import span_of
from gotgan.assess.words_potential import PROBLEMS
from gotgan.terms.selection import Interval


@pytest.mark.parametrize(
    ("low", "high", "written"), [(67.91, 67.94, ""), (67.9, 67.9, ""), (67.84, 67.96, "67.8–68.0")]
)
def test_interval_is_written_only_where_its_ends_differ_as_written(low: float, high: float, written: str) -> None:
    assert span_of(Interval(67.9, low, high)) == written


def test_no_interval_is_no_text() -> None:
    assert span_of(None) == ""


def test_every_own_failure_has_its_words() -> None:
    assert {FULL, GONE, LOST, STOPPED} == set(PROBLEMS)
