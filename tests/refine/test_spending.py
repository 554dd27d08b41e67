"""How long the engine was at work."""

from __future__ import annotations

from gotgan.refine.rules.spending import seconds_of


def test_seconds_of_adds_runs_that_left_a_receipt() -> None:
    whole = ("2026-11-26T01:00:00+00:00", "2026-11-26T01:00:05+00:00")
    over_midnight = ("2026-11-26T23:59:30+09:00", "2026-11-26T15:01:00+00:00")
    backwards = ("2026-11-26T01:00:05+00:00", "2026-11-26T01:00:00+00:00")
    assert seconds_of([whole, over_midnight, backwards, (None, None), (whole[0], None)]) == 95
    assert seconds_of([]) == 0
