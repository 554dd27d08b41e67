"""A plan as rows and as YAML, there and back; wrong cells named by their place."""

from __future__ import annotations

import pytest

from gotgan.refine.rules.plan_form import (
    LONGEST_YAML,
    PlanRow,
    place_of,
    read_yaml,
    rows_of,
    steps_of,
    write_yaml,
)
from gotgan.refine.rules.planning import check_plan
from gotgan.terms.errors import Invalid, Issue

ROWS = (
    PlanRow("이름", "suppress"),
    PlanRow("나이", "key", "age", "1", "2.5"),
    PlanRow("메모", "mask_text"),
    PlanRow("번호", "pseudonymise", "", "P", "person"),
    PlanRow("소득", "round", "", "1000"),
    PlanRow("키", "noise", "", "0.1", "laplace"),
    PlanRow("카드", "mask", "", "4", ""),
    PlanRow("그대로"),
)
STEPS = {
    "columns": {
        "이름": {"do": "suppress"},
        "나이": {"do": "key", "hierarchy": "builtin:age", "least_level": 1, "weight": 2.5},
        "메모": {"do": "mask_text", "key": "custody"},
        "번호": {"do": "pseudonymise", "key": "custody", "prefix": "P", "field": "person"},
        "소득": {"do": "round", "to": 1000},
        "키": {"do": "noise", "scale": 0.1, "shape": "laplace"},
        "카드": {"do": "mask", "keep_first": 4},
    },
    "privacy": {"k": 5, "t": 0.3, "mode": "local"},
    "unlisted": "suppress",
}
PRIVACY = {"k": "5", "t": "0.3", "mode": "local"}


def test_rows_say_the_plan() -> None:
    steps = steps_of(ROWS, PRIVACY, {"unlisted": "suppress", "subject": ""})
    assert steps == STEPS
    assert check_plan(steps) == ()


def test_plan_says_the_rows_again() -> None:
    rows = rows_of(STEPS, [row.column for row in ROWS])
    assert rows == ROWS
    assert rows_of({}, ["이름"]) == (PlanRow("이름"),)
    assert rows_of(STEPS, [])[0].column == "이름"


@pytest.mark.parametrize(
    ("row", "place", "what"),
    [
        (PlanRow("a", "round"), "columns.a.to", "it is missing"),
        (PlanRow("a", "round", "", "x"), "columns.a.to", "it is no number"),
        (PlanRow("a", "round", "", "inf"), "columns.a.to", "it is no number"),
        (PlanRow("a", "mask", "", "1.5"), "columns.a.keep_first", "it is no whole number"),
        (PlanRow("a", "noise", "", "1", "square"), "columns.a.shape", "it is unknown"),
    ],
)
def test_wrong_cell_is_named(row: PlanRow, place: str, what: str) -> None:
    with pytest.raises(Invalid) as caught:
        steps_of([row], {"k": "5"})
    assert [(issue.place, issue.what) for issue in caught.value.issues] == [(place, what)]


def test_wrong_level_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        steps_of([], {"k": "many", "t": "near"})
    assert [issue.place for issue in caught.value.issues] == ["privacy.k", "privacy.t"]


def test_yaml_there_and_back() -> None:
    assert read_yaml(write_yaml(STEPS)) == STEPS


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("columns: [", "is no YAML"),
        ("a: &x [1]\nb: *x", "is no YAML"),
        ("\x00", "it is no YAML"),
        ("- 1", "it is no plan"),
        ("columns: {a: {do: top_code, at: 2026-01-01}}", "no plain value"),
        ("columns: {1: {do: keep}}", "a column's name is no text"),
        ("x" * (LONGEST_YAML + 1), "it is longer"),
        ("!!python/object/apply:os.getcwd []", "is no YAML"),
    ],
)
def test_text_that_is_no_plan_is_refused(text: str, what: str) -> None:
    with pytest.raises(Invalid, match=what):
        read_yaml(text)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("columns.a", ("a", "")),
        ("columns.a.do", ("a", "do")),
        ("columns.a.b.do", ("a.b", "do")),
        ("columns.ab.do", ("", "columns.ab.do")),
        ("privacy.k", ("", "privacy.k")),
    ],
)
def test_issue_belongs_to_its_column(place: str, found: tuple[str, str]) -> None:
    assert place_of(Issue(place, "it is unknown"), ["a", "a.b"]) == found
