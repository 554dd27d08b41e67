"""Who is asked: by kind, by parent with all below it, by codes; successors instead of bodies that ended."""

from __future__ import annotations

from datetime import date

import pytest

from gotgan.survey.rules.targets import Asked, PlannedTarget, TargetPlan, plan_targets, read_codes
from gotgan.terms.organisation import Organisation

TODAY = date(2026, 11, 26)


def body(code: str, kind: str = "agency", parent: str | None = None, to: date | None = None,
         since: date | None = None) -> Organisation:  # fmt: skip
    return Organisation(code, code.lower(), code, "", kind, parent, since, to)


BODIES = (
    body("1000000", "ministry"),
    body("1100000", parent="1000000"),
    body("1110000", parent="1100000"),
    body("2000000", "ministry"),
    body("2100000", parent="2000000", to=date(2026, 1, 1)),
    body("2200000", parent="2000000", to=date(2026, 1, 1)),
    body("2300000", parent="2000000", to=date(2026, 1, 1)),
    body("3000000", "ministry", since=date(2027, 1, 1)),
)
HEIRS = {"2100000": ("1100000",), "2200000": ("1100000", "1110000")}


def plan(present: dict[str, list[str]] | None = None, **asked: object) -> TargetPlan:
    return plan_targets(Asked(**asked), BODIES, lambda code: HEIRS.get(code, ()), present or {}, TODAY)  # type: ignore[arg-type]


def added(found: TargetPlan) -> list[str]:
    return [each.code for each in found.added]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"kinds": ("ministry",)}, ["1000000", "2000000"]),
        ({"parents": ("1000000",)}, ["1000000", "1100000", "1110000"]),
        ({"parents": ("1000000",), "kinds": ("ministry",), "codes": ("1110000",)},
         ["1000000", "2000000", "1100000", "1110000"]),
        ({"everyone": True}, ["1000000", "1100000", "1110000", "2000000"]),
        ({"codes": ("2000000", "2000000")}, ["2000000"]),
    ],
)  # fmt: skip
def test_choosing_adds_up_and_takes_only_living_bodies(asked: dict[str, object], codes: list[str]) -> None:
    assert added(plan(**asked)) == codes


def test_bodies_that_ended_become_one_target_of_their_successor() -> None:
    found = plan(codes=("2100000", "2200000", "1100000"))
    assert found.added == (PlannedTarget("1100000", ("2100000", "2200000")), PlannedTarget("1110000", ("2200000",)))


def test_parent_that_ended_is_followed_too() -> None:
    assert added(plan(parents=("2100000",))) == ["1100000"]


def test_nobody_is_asked_twice() -> None:
    found = plan({"1100000": ["2100000"], "1000000": []}, codes=("2100000", "2200000", "1000000"))
    assert added(found) == ["1110000"]
    assert found.joined == (PlannedTarget("1100000", ("2200000",)),)
    assert found.present == ("1000000",)


def test_unknown_codes_are_all_named_and_gone_bodies_apart() -> None:
    found = plan(codes=("9999999", "8888888", "2300000"), parents=("7777777",))
    assert found.unknown == ("7777777", "9999999", "8888888")
    assert found.gone == ("2300000",)
    assert not found.added


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1741000\n1311000", ("1741000", "1311000")),
        ("1741000, 1311000;B551982 | 1741000", ("1741000", "1311000", "B551982")),
        ("\ufeff기관코드,기관명\n1741000,해원시 시청\nb551982,정보원\n", ("1741000", "B551982")),
        ("code\n12\n1741000", ("12", "1741000")),
        ("  \n", ()),
    ],
)
def test_codes_are_read_out_of_lists_and_csv(text: str, codes: tuple[str, ...]) -> None:
    assert read_codes(text) == codes


def test_nothing_asked_is_known_as_nothing() -> None:
    assert Asked().is_empty
    assert not Asked(everyone=True).is_empty
    assert Asked(codes=("1", "2")).to_json()["codes"] == 2
