"""Scores of many datasets beside each other, against a plain reading of the same lines."""

from __future__ import annotations

from typing import Any

import pytest

from gotgan.assess.rules.scoreboard import Line, Spread, Wanted, board_of, count_bins, sorted_lines, spread_of


def line(number: int, total: float | None = 50.0, **more: Any) -> Line:
    values: dict[str, Any] = {
        "organisation": "0001", "field": "health", "modality": ("table",), "use": "tabular",
        "factors": {"clean": total, "current": 20.0}, "gates": {"lawful": "passed"},
        "methods": {"measured": 0.75, "sampled": 0.0, "declared": 0.25},
    }  # fmt: skip
    return Line(number, f"d{number}", total=total, **values | more)


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ([], None),
        ([None], None),
        ([40.0], Spread(1, 40, 40, 40, 40, 40)),
        ([0.0, 100.0, None], Spread(2, 0, 25, 50, 75, 100)),
        ([10.0, 20.0, 30.0, 40.0, 50.0], Spread(5, 10, 20, 30, 40, 50)),
    ],
)
def test_spread_tells_quarters(values: list[float | None], spread: Spread | None) -> None:
    assert spread_of(values) == spread


def test_bins_hold_every_total_once() -> None:
    assert count_bins([0.0, 9.99, 10.0, 55.0, 100.0, None]) == (2, 1, 0, 0, 0, 1, 0, 0, 0, 1)


def test_board_groups_what_fits() -> None:
    lines = [
        line(1, 80.0),
        line(2, 40.0, organisation="0002", field="transport", modality=("image", "table"), use="vision"),
        line(3, None, gates={"lawful": "failed"}, methods=dict.fromkeys(("measured", "sampled", "declared"), 0.0)),
        line(4, 60.0, use="vision", is_best=False),
    ]
    board = board_of(lines, Wanted())
    assert (board.number, board.total) == (3, Spread(2, 40, 50, 60, 70, 80))
    assert (board.unknown, sum(board.bins)) == (1, 2), "what is not known lies in none of the bins"
    assert [(each.key, each.number) for each in board.groups["modality"]] == [("table", 3), ("image", 1)]
    assert [(each.key, each.number) for each in board.groups["use"]] == [("tabular", 2), ("vision", 2)]
    assert [(each.key, each.spread and each.spread.middle) for each in board.factors] == [
        ("clean", 60),
        ("current", 20),
    ]
    assert [(each.key, each.passed, each.failed, each.unknown, each.number) for each in board.gates] == [
        ("lawful", 2, 1, 0, 3)
    ]
    assert board.methods == {"measured": 0.75, "sampled": 0.0, "declared": 0.25}
    assert board.facets["organisation"] == (("0001", 2), ("0002", 1))
    assert board.facets["use"] == (("tabular", 2), ("vision", 2))
    assert board.failing == (("lawful", 1),)


@pytest.mark.parametrize(
    ("wanted", "datasets"),
    [
        (Wanted(organisation="0002"), ["d2"]),
        (Wanted(modality="image"), ["d2"]),
        (Wanted(field="health"), ["d1"]),
        (Wanted(use="vision"), ["d2", "d1"]),
        (Wanted(gate="lawful"), ["d2"]),
        (Wanted(gate="lawful", field="health"), []),
    ],
)
def test_board_is_narrowed(wanted: Wanted, datasets: list[str]) -> None:
    lines = [
        line(1, 80.0),
        line(2, 40.0, organisation="0002", field="transport", modality=("image",), use="vision",
             gates={"lawful": "failed"}),
        line(1, 60.0, use="vision", is_best=False),
    ]  # fmt: skip
    assert [each.dataset for each in board_of(lines, wanted).lines] == datasets


def test_board_of_nothing_is_empty() -> None:
    board = board_of([], Wanted())
    assert (board.number, board.total, board.methods, board.gates) == (0, None, {}, ())


def test_lines_are_sorted_by_total_or_a_factor_and_those_without_stand_last() -> None:
    lines = [line(1, 40.0), line(2, None), line(3, 90.0, factors={"clean": 1.0})]
    assert [each.dataset for each in sorted_lines(lines, "total")] == ["d3", "d1", "d2"]
    assert [each.dataset for each in sorted_lines(lines, "-total")] == ["d1", "d3", "d2"]
    assert [each.dataset for each in sorted_lines(lines, "clean")] == ["d1", "d3", "d2"]
    assert [each.dataset for each in sorted_lines(lines, "nothing")] == ["d1", "d2", "d3"]
