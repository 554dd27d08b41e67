"""Plans of noisy tables and synthetic data as rules read them, typed rows and back, the ledger as a chain."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gotgan.refine.rules import budgeting, measure_form
from gotgan.refine.rules.budgeting import Line, amount_of, check_budget, check_lines, may_set_budget, opening_of
from gotgan.refine.rules.measure_form import MeasureRow, measures_of, rows_of, synthesis_of
from gotgan.refine.rules.ways import ask_of, check_steps, recipe_of, way_of
from gotgan.terms.amount import in_units
from gotgan.terms.digest import EMPTY_CHAIN, chain_hash
from gotgan.terms.errors import Invalid
from gotgan.terms.private_ledger import BudgetExceeded, Charge, Head, Standing, entry_of
from gotgan.terms.refine import OrderState
from tests.refine.orders import ASKED, HANDLES, order

NOW = "2026-11-26T01:00:00+00:00"


def said(steps: dict[str, Any]) -> str:
    return "; ".join(map(str, check_steps(steps)))


def test_way_is_named_by_the_plan() -> None:
    assert way_of({}) == "deidentify"
    assert check_steps({"columns": {"a": {"do": "keep"}}}) == ()
    assert said({"way": "magic"}).startswith("way: it is unknown")
    assert check_steps({"way": "measures", "questions": [{"ask": "count", "epsilon": "0.1"}]}) == ()
    assert check_steps({"way": "synthetic", "order": ["a"], "k": 3, "rows": 9, "seed": 1, "held_out": 0.3}) == ()


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ({"way": "measures"}, "holds no questions"),
        ({"way": "measures", "epsilon": 1, "questions": []}, "epsilon: it is no option of this way"),
        ({"way": "measures", "questions": [{"ask": "count", "epsilon": 1}] * 51}, "there are more than 50"),
        (
            {"way": "measures", "questions": [{"ask": "count", "epsilon": 1, "where": {"a": ["1"], "b": ["2"]}}]},
            "question 1: where: names more than one column",
        ),
        ({"way": "synthetic", "order": "a"}, "order: names no column"),
        ({"way": "synthetic", "order": ["a"], "k": True}, "k: it is no whole number"),
        ({"way": "synthetic", "order": ["a"], "held_out": "much"}, "held_out: it is no number"),
        ({"way": "synthetic", "order": ["a"], "held_out": 0.9}, "held_out: leaves too little on one side"),
        ({"way": "synthetic", "order": ["a"], "copies": "keep"}, "copies: it is no option of this way"),
    ],
)
def test_plan_that_makes_no_sense_is_told(steps: dict[str, Any], what: str) -> None:
    assert what in said(steps)


def test_copies_are_left_out_whatever_the_plan_says() -> None:
    assert recipe_of({"way": "synthetic", "order": ["a", "b"], "subject": "id"}).copies == "drop"


ROWS = (
    MeasureRow(ask="count", epsilon="0.1", where="ward", among="x\ny"),
    MeasureRow(ask="sum", column="cost", low="0", high="9.5", step="0.5", epsilon="0.2"),
    MeasureRow(ask="histogram", column="ward", values="a, b\nc", epsilon="0.3"),
    MeasureRow(ask="histogram", column="age", edges="0\n20\n40.5", epsilon="0.3"),
    MeasureRow(ask="histogram", column="day", edges="2024-01-01\n2025-01-01", epsilon="0.3"),
    MeasureRow(ask="histogram", column="ward", delta="0.000001", epsilon="0.3"),
)


def test_rows_become_questions_and_rows_again() -> None:
    steps = measures_of((*ROWS, MeasureRow()), contributions=" 3 ", table="t.csv")
    assert check_steps(steps) == ()
    assert (steps["contributions"], steps["table"]) == (3, "t.csv")
    assert steps["questions"][3]["edges"] == [0, 20, 40.5]
    assert steps["questions"][2]["categories"] == ["a, b", "c"]
    assert rows_of(steps) == ROWS
    assert ask_of(steps).epsilon == Decimal("1.5")
    assert measures_of([replace(ROWS[2], values="a, b")])["questions"][0]["categories"] == ["a", "b"]


def test_typed_numbers_that_are_none_are_named() -> None:
    with pytest.raises(Invalid, match="contributions: it is no whole number"):
        measures_of(ROWS, contributions="-1")
    with pytest.raises(Invalid) as refused:
        synthesis_of(["a"], {"k": "x", "rows": "", "held_out": "y", "seed": "1.5"})
    assert [issue.place for issue in refused.value.issues] == ["k", "held_out", "seed"]
    assert synthesis_of(["a"], {"k": "5", "held_out": "0.2"}, subject="id", table="t") == {
        "way": "synthetic", "order": ["a"], "k": 5, "held_out": 0.2, "subject": "id", "table": "t",
    }  # fmt: skip
    assert measure_form.ASKS == ("count", "sum", "histogram")


def test_budget_is_set_by_the_handler_until_something_is_paid() -> None:
    assert may_set_budget(order(), HANDLES, 0)
    assert not may_set_budget(order(), ASKED, 0)
    assert "once" in may_set_budget(order(), HANDLES, 1).reasons[0]
    assert "is closed" in may_set_budget(order(OrderState.DESTROYED), HANDLES, 0).reasons[0]


@pytest.mark.parametrize(
    ("epsilon", "delta", "reason", "places"),
    [("1", "", "x", []), ("0", "0", "x", ["epsilon"]), ("101", "0.01", " ", ["epsilon", "delta", "reason"]),
     ("nan", "0", "x" * 2001, ["epsilon", "reason"])],
)  # fmt: skip
def test_amounts_of_a_budget(epsilon: str, delta: str, reason: str, places: list[str]) -> None:
    assert [issue.place for issue in check_budget(epsilon, delta, reason)] == places


def ledger(*amounts: str) -> tuple[list[Line], Standing]:
    opening = opening_of("d", "id", "1", "0", NOW)
    lines = [Line(opening, EMPTY_CHAIN, chain_hash(EMPTY_CHAIN, opening))]
    standing = Standing("d", "id", Decimal(1), Decimal(0), 0, 0, 0, Head(1, lines[0].hash))
    for amount in amounts:
        charge = Charge(Decimal(amount))
        standing.check_fits(charge)
        entry = entry_of(standing, charge, NOW)
        lines.append(Line(entry, standing.head.hash, chain_hash(standing.head.hash, entry)))
        standing = standing.after(charge, lines[-1].hash)
    return lines, standing


def test_lines_are_hashed_anew_and_added_up() -> None:
    lines, standing = ledger("0.3", "0.2")
    assert check_lines(lines, standing, standing.head.hash) == check_lines(lines, standing, None) == ()
    assert check_lines(lines[:-1], standing, None) == (
        "its lines do not add up to what it says is spent", "its end was cut off or replaced",
    )  # fmt: skip
    assert check_lines(lines, standing, "0" * 64) == ("the audit chain names another end",)
    changed = [lines[0], Line({**lines[1].entry, "epsilon": "0.1"}, lines[1].previous, lines[1].hash), lines[2]]
    assert check_lines(changed, standing, None) == ("line 2 was changed",)
    assert check_lines([], standing, None)[-1] == "its end was cut off or replaced"


def test_charge_that_does_not_fit_is_refused() -> None:
    with pytest.raises(BudgetExceeded, match=r"epsilon 0\.6 asked, 0\.5 of 1 left"):
        ledger("0.5", "0.6")
    assert amount_of(in_units("0.25")) == Decimal("0.25")
    assert str(amount_of(in_units("10"))) == "10"
    assert budgeting.MOST_EPSILON == 100
