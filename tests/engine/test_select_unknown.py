"""A risk that nobody measured: it closes its way under a ceiling, is never 0, and the document says so."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests.engine.select_tables import Table, csv_of, ids, listed, rules_of, table_of

from gotgan.engine.select import document_of
from gotgan.engine.select.snapshot import Snapshot
from gotgan.terms.errors import Invalid
from gotgan.terms.selection import PUBLIC, UNKNOWN, UNKNOWN_RISK

CEILING: dict[str, Any] = {"risk_ceiling": 0.25}


def valued(*risks: tuple[Any, Any]) -> Table:
    """a, b, c, ... with two ways each, the processed one worth a little less; their risks by way."""
    worths = [round(0.9 - 0.1 * place, 2) for place in range(len(risks))]
    return table_of(
        *worths, value_as_is=worths, value_processed=[round(each - 0.01, 2) for each in worths],
        risk_as_is=[as_is for as_is, _ in risks], risk_processed=[processed for _, processed in risks],
    )  # fmt: skip


def test_unknown_risk_closes_its_way_under_a_ceiling_and_not_the_others() -> None:
    table = valued((UNKNOWN, 0.1), (UNKNOWN, UNKNOWN), (0.2, UNKNOWN), (UNKNOWN, 0.9))
    choice = listed(table, rules_of(**CEILING))
    assert [(each.id, each.mode) for each in choice.members] == [("a", "processed"), ("c", "as_is")]
    causes = {each.id: [(cause.kind, cause.name) for cause in each.causes] for each in choice.rejected}
    assert causes == {
        "b": [("risk_unknown", "risk_ceiling")],
        "d": [("risk", "risk_ceiling"), ("risk_unknown", "risk_ceiling")],
    }
    assert all(each.standing == "out" for each in choice.rejected)
    assert {each.name: each.slack for each in choice.constraints}["risk_ceiling"] == pytest.approx(0.05)


def test_what_is_public_already_is_let_through_and_says_so() -> None:
    """Nothing is disclosed anew; its risk is still not known, and none of the slack."""
    table = valued((PUBLIC, 0.9), (UNKNOWN, 0.9), (0.2, 0.9))
    choice = listed(table, rules_of(**CEILING))
    assert [(each.id, each.mode) for each in choice.members] == [("a", "as_is"), ("c", "as_is")]
    kinds = {each.id: [cause.kind for cause in each.causes] for each in choice.members}
    assert ("risk_public" in kinds["a"], "risk_public" in kinds["c"]) == (True, False)
    assert {each.name: each.slack for each in choice.constraints}["risk_ceiling"] == pytest.approx(0.05)
    alone = listed(valued((PUBLIC, PUBLIC)), rules_of(choose=1, **CEILING))
    assert {each.name: each.slack for each in alone.constraints}["risk_ceiling"] is None
    json.dumps(document_of(alone), allow_nan=False)


def test_without_a_ceiling_the_way_is_open_and_worth_its_value() -> None:
    choice = listed(valued((UNKNOWN, UNKNOWN), (0.1, 0.1), (0, 0)), rules_of())
    assert [(each.id, each.mode) for each in choice.members] == [("a", "as_is"), ("b", "as_is")]
    assert "risk_unlimited" in [cause.kind for cause in choice.members[0].causes]


def test_document_says_what_would_bring_it_in_and_holds_no_infinity() -> None:
    rules, table = rules_of(**CEILING), valued((UNKNOWN, UNKNOWN), (0.1, 0.1), (0.1, 0.1))
    document = json.loads(json.dumps(document_of(listed(table, rules)), allow_nan=False))
    (out,) = document["rejected"]
    assert out["reasons"] == ["the risk of a way to provide it is not known"]
    assert out["least_change"] == [{"column": "risk_as_is", "from": "unknown", "to": 0.25}]
    table[0]["risk_as_is"] = out["least_change"][0]["to"]
    assert ids(listed(table, rules)) == ["a", "b"]


def test_risk_of_all_ways_may_be_unknown_and_one_of_them_known() -> None:
    table = table_of(0.9, 0.8, 0.7, risk=[UNKNOWN, 0.1, UNKNOWN], value_as_is=[0.9, 0.8, 0.7],
                     risk_as_is=["", "", 0.2])  # fmt: skip
    assert ids(listed(table, rules_of(choose=2, **CEILING))) == ["b", "c"]


def test_unknown_is_worth_the_same_as_any_risk_above_the_ceiling() -> None:
    said = [(UNKNOWN, 0.1), (0.2, UNKNOWN), (UNKNOWN, UNKNOWN), (0.1, 0.1)]
    above = [tuple(0.99 if each == UNKNOWN else each for each in pair) for pair in said]
    first, second = (listed(valued(*risks), rules_of(**CEILING)) for risks in (said, above))
    assert (first.objective, first.members, first.constraints) == (second.objective, second.members, second.constraints)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("risk", ""),
        ("risk", "Unknown?"),
        ("risk", "inf"),
        ("risk", "-1"),
        ("cost", UNKNOWN),
        ("demand", UNKNOWN),
        ("cost", PUBLIC),
    ],
)
def test_only_a_risk_may_be_unknown_and_only_by_that_word(column: str, cell: str) -> None:
    table = table_of(0.9, 0.8)
    table[1][column] = cell
    with pytest.raises(Invalid, match=f"column {column}, b"):
        listed(table, rules_of(budget=5, **CEILING))


def test_other_weights_reckon_an_unknown_risk_as_they_did_before() -> None:
    """(value + lost) x ratio - lost, with what an unknown risk had taken off."""
    rules = {"choose": 1, "weights": {"demand": 0.6, "unique": 0.4}, "robustness": {"draws": 5}}
    half = [(UNKNOWN_RISK, 0.1), (0.2, UNKNOWN_RISK), (0.1, UNKNOWN_RISK)]
    other = rules_of(choose=1, weights={"demand": 0.2, "unique": 0.8})
    told = [
        Snapshot(csv_of(valued(*risks)), b"", rules, lost=(0.0, 0.2)).valued(other).values
        for risks in ([(UNKNOWN, 0.1), (0.2, UNKNOWN), (0.1, PUBLIC)], half)
    ]
    assert np.array_equal(told[0], told[1], equal_nan=True)
    assert np.isfinite(told[0][:, :2]).all()
