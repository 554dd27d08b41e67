"""A document answers what its form asks; a plan reads as one; a part asks for its role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gotgan.refine.rules import people
from gotgan.refine.rules.documents import LONGEST_TEXT, check_document
from gotgan.refine.rules.planning import check_plan, engine_plan, needs_key
from gotgan.terms.refine import Document, Field, Part
from gotgan.terms.role import Role, RoleHeld, Viewer
from tests.refine.orders import HANDLES, order

OPTIONS = {"low": {"ko": "낮음", "en": "Low"}, "high": {"ko": "높음", "en": "High"}}
FORM = Document(
    "form",
    {"ko": "서식", "en": "Form"},
    (Part.HANDLER,),
    (
        Field("why", {}), Field("day", {}, "date", False), Field("size", {}, "number", False),
        Field("level", {}, "choice", False, OPTIONS), Field("levels", {}, "choices", False, OPTIONS),
        Field("agreed", {}, "yes_no", False),
    ),
)  # fmt: skip


def test_document_that_is_whole() -> None:
    content = {"why": "statistics", "day": "2026-12-31", "size": 3, "level": "low", "levels": ["high"], "agreed": False}
    assert check_document(FORM, content) == ()


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("why", 3, "it is not text"), ("why", "a" * (LONGEST_TEXT + 1), "longer than"), ("why", "", "it is empty"),
        ("day", "31.12.2026", "not a date"), ("day", 3, "not a date"), ("size", "3", "not a number"),
        ("size", True, "not a number"), ("level", "huge", "not one of the choices"),
        ("levels", ["low", "huge"], "not one of the choices"), ("levels", "low", "not one of the choices"),
        ("agreed", "yes", "neither yes nor no"), ("colour", "red", "no such field"),
    ],
)  # fmt: skip
def test_document_field_that_is_wrong(key: str, value: object, what: str) -> None:
    issues = check_document(FORM, {"why": "statistics", key: value})
    assert [issue.place for issue in issues] == [key]
    assert what in issues[0].what


GOOD = {
    "columns": {"name": {"do": "suppress"}, "age": {"do": "key", "hierarchy": "builtin:age"}},
    "privacy": {"k": 5, "t": 0.3, "mode": "local"},
    "unlisted": "refuse",
}


def test_plan_that_reads() -> None:
    assert check_plan(GOOD) == ()
    assert not needs_key(GOOD)
    assert needs_key({"columns": {"rrn": {"do": "pseudonymise", "key": "custody"}}})


def test_plan_as_the_engine_reads_it() -> None:
    plan = {"table": "a.csv", "columns": {"rrn": {"do": "pseudonymise", "key": "custody"}, "age": {"do": "keep"}}}
    assert engine_plan(plan, "env:K") == {
        "columns": {"rrn": {"do": "pseudonymise", "key": "env:K"}, "age": {"do": "keep"}}
    }


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"columns": {}}, "columns"), ({"columns": {"a": "keep"}}, "columns.a"),
        ({"columns": {"a": {"do": "vanish"}}}, "columns.a.do"),
        ({"columns": {"a": {"do": "key", "hierarchy": "age.csv"}}}, "columns.a.hierarchy"),
        ({"columns": {"a": {"do": "pseudonymise", "key": "0123456789"}}}, "columns.a.key"),
        ({"privacy": {"k": 1}}, "privacy.k"), ({"privacy": {"k": True}}, "privacy.k"),
        ({"privacy": {"mode": "magic"}}, "privacy.mode"), ({"privacy": {"t": 3}}, "privacy.t"),
        ({"privacy": 5}, "privacy"), ({"unlisted": "guess"}, "unlisted"),
    ],
)  # fmt: skip
def test_plan_that_does_not_read(change: Mapping[str, Any], place: str) -> None:
    assert [issue.place for issue in check_plan({**GOOD, **change})] == [place]


def viewer(role: Role, organisation: str | None = "1741000", person: int = 50) -> Viewer:
    return Viewer(person, "someone", (RoleHeld(role, organisation),))


def test_open_by_who_keeps_the_data() -> None:
    assert people.may_open(viewer(Role.STEWARD), "1741000")
    assert not people.may_open(viewer(Role.STEWARD, "9999999"), "1741000")
    assert not people.may_open(viewer(Role.REVIEWER, None), "1741000")


def test_see_with_a_part_or_a_duty() -> None:
    facts = order()
    assert people.may_see(Viewer(11, "a reviewer"), facts)
    assert people.may_see(viewer(Role.OFFICER), facts)
    assert people.may_see(viewer(Role.AUDITOR, None), facts)
    assert not people.may_see(viewer(Role.OFFICER, "9999999"), facts)
    assert not people.may_see(viewer(Role.REVIEWER, None), facts), "a reviewer of other orders"
    assert not people.may_see(Viewer(), facts)


def test_assign_by_the_handler() -> None:
    assert people.may_assign(Viewer(HANDLES, "the handler"), order())
    assert not people.may_assign(viewer(Role.LEAD), order())
    assert people.may_assign(viewer(Role.LEAD), order(handler=None)), "who may open it names the first"


def test_part_asks_for_its_role() -> None:
    assert people.is_eligible(Part.REVIEWER, viewer(Role.REVIEWER, "9999999"), "1741000")
    assert people.is_eligible(Part.PROCESSOR, viewer(Role.STEWARD), "1741000")
    refused = people.is_eligible(Part.PROCESSOR, viewer(Role.OFFICER), "1741000")
    assert refused.reasons == ("the processor must hold the role steward",)
