"""Answers of one version in the next: mapped, or listed; never lost unseen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.survey.rules.mapping import Unmapped, map_answers, map_sheet, map_through
from gotgan.terms.questionnaire import Code, CodeList, Fill, Item, Kind, Part, Questionnaire, Words
from gotgan.terms.survey import Answer, FilledBy

W = Words("", "")


def item(key: str, kind: Kind, code_list: str = "", codes: tuple[str, ...] = (), **parts: Kind) -> Item:
    made = tuple(Part(name, W, each, "colour" if each is Kind.CODE else "") for name, each in parts.items())
    return Item(key, "", "A", W, W, (Fill.HUMAN,), kind, code_list, codes, made)


def form(
    version: int, *items: Item, colours: str = "red green", mapping: Any = None, is_open: bool = False
) -> Questionnaire:
    lists = {"colour": CodeList("colour", tuple(Code(each, W) for each in colours.split()), is_open)}
    return Questionnaire("f", version, W, (), items, lists, (), mapping or {})


def carried(old: Questionnaire, new: Questionnaire, **values: Any) -> tuple[dict[str, Any], list[tuple[str, str, Any]]]:
    mapped = map_sheet(old, new, {key: {"value": value, "by": "kim"} for key, value in values.items()})
    assert all(answer["by"] == "kim" for answer in mapped.answers.values())
    return (
        {key: answer["value"] for key, answer in mapped.answers.items()},
        [(each.item, each.why, each.value) for each in mapped.unmapped],
    )


OLD = form(1, item("a", Kind.TEXT), item("b", Kind.CODE, "colour"), item("c", Kind.CODES, "colour"))


def test_equal_keys_stay_and_reserved_words_too() -> None:
    assert carried(OLD, replace(OLD, version=2), a="글", b="unknown", c="na") == (
        {"a": "글", "b": "unknown", "c": "na"}, [],
    )  # fmt: skip


def test_key_and_codes_are_mapped_and_a_retired_code_is_listed() -> None:
    mapping = {"b": {"key": "shade", "codes": {"red": "crimson", "green": None}}}
    new = form(
        2, item("shade", Kind.CODE, "colour"), item("c", Kind.CODES, "colour"), colours="crimson", mapping=mapping
    )
    assert carried(OLD, new, b="red") == ({"shade": "crimson"}, [])
    assert carried(OLD, new, b="green") == ({}, [("b", "code", "green")])
    assert carried(OLD, new, b="unknown") == ({"shade": "unknown"}, [])
    assert carried(OLD, new, c=["red", "crimson"]) == ({"c": ["crimson"]}, [("c", "code", "red")])


def test_two_codes_that_became_one_are_one() -> None:
    new = form(2, item("c", Kind.CODES, "colour"), colours="any",
               mapping={"c": {"key": "c", "codes": {"red": "any", "green": "any"}}})  # fmt: skip
    assert carried(OLD, new, c=["red", "green"]) == ({"c": ["any"]}, [])


def test_retired_and_unknown_keys_are_listed() -> None:
    new = form(2, item("b", Kind.CODE, "colour"), mapping={"a": {"key": None}})
    assert carried(OLD, new, a="글", b="red", z=1) == ({"b": "red"}, [("a", "retired", "글"), ("z", "unknown_item", 1)])


def test_two_keys_that_lead_to_one_keep_the_first_of_the_form() -> None:
    new = form(2, item("t", Kind.TEXT), mapping={"b": {"key": "t"}, "a": {"key": "t"}})
    assert carried(OLD, new, b="red", a="글") == ({"t": "글"}, [("b", "retired", "red")])


@pytest.mark.parametrize(
    ("before", "value", "after", "kept", "why"),
    [
        (Kind.TEXT, "글", Kind.TEXT_LONG, "글", ""),
        (Kind.INT, 3, Kind.DECIMAL, 3, ""),
        (Kind.DECIMAL, 3.5, Kind.INT, None, "kind"),
        (Kind.CODE, "red", Kind.CODES, ["red"], ""),
        (Kind.CODES, ["red"], Kind.CODE, "red", ""),
        (Kind.CODES, ["red", "green"], Kind.CODE, None, "kind"),
        (Kind.CODES, [], Kind.CODES, [], ""),
        (Kind.CODES, [5], Kind.CODES, None, "code"),
        (Kind.CODE, "red", Kind.TEXT, "red", ""),
        (Kind.CODE, "red", Kind.BOOL, None, "kind"),
        (Kind.BOOL, "yes", Kind.TEXT, "yes", ""),
        (Kind.BOOL, "yes", Kind.CODE, None, "code"),
        (Kind.TEXT, "2020", Kind.DATE, None, "kind"),
        (Kind.TEXT, None, Kind.DATE, None, ""),
        (Kind.TABLE, "strange", Kind.TABLE, None, "kind"),
        (Kind.TABLE, [{"x": "글"}], Kind.TEXT, None, "kind"),
    ],
)
def test_change_of_kind(before: Kind, value: Any, after: Kind, kept: Any, why: str) -> None:
    old, new = form(1, item("k", before, "colour")), form(2, item("k", after, "colour"))
    values, lost = carried(old, new, k=value)
    assert values.get("k") == kept
    assert [each[1] for each in lost] == ([why] if why else [])


def test_code_that_became_yes_or_no() -> None:
    old, new = form(1, item("k", Kind.CODE, "answer")), form(2, item("k", Kind.BOOL))
    assert carried(old, new, k="yes") == ({"k": "yes"}, [])


def test_codes_outside_of_those_the_item_offers_are_listed_and_an_open_list_takes_any() -> None:
    narrow = form(2, item("b", Kind.CODE, "colour", ("green",)))
    assert carried(OLD, narrow, b="red") == ({}, [("b", "code", "red")])
    assert carried(OLD, form(2, item("b", Kind.CODE, "colour"), is_open=True), b="1741000") == ({"b": "1741000"}, [])


TABLE = item("t", Kind.TABLE, x=Kind.CODE, y=Kind.INT, z=Kind.TEXT)


def test_cells_of_a_table_are_carried_one_by_one() -> None:
    new = form(2, item("t", Kind.TABLE, x=Kind.CODE, y=Kind.TEXT), colours="red")
    rows = [{"x": "red", "y": 1}, {"x": "green", "z": "글"}, {"x": "unknown", "y": None}]
    values, lost = carried(form(1, TABLE), new, t=rows)
    assert values == {"t": [{"x": "red"}, {"x": "unknown", "y": None}]}
    assert lost == [("t", "kind", 1), ("t", "code", "green"), ("t", "retired", {"z": "글"})]
    assert carried(form(1, TABLE), new, t=[{"z": "글"}]) == ({}, [("t", "retired", {"z": "글"})])
    assert carried(form(1, TABLE), new, t=["글"]) == ({}, [("t", "kind", "글")])
    assert carried(form(1, TABLE), new, t=[]) == ({"t": []}, [])


def test_members_of_a_group_are_carried_one_by_one() -> None:
    old, new = form(1, item("g", Kind.GROUP, x=Kind.BOOL, y=Kind.INT)), form(2, item("g", Kind.GROUP, x=Kind.BOOL))
    assert carried(old, new, g={"x": "no", "y": 3}) == ({"g": {"x": "no"}}, [("g", "retired", {"y": 3})])
    assert carried(old, new, g={"y": 3}) == ({}, [("g", "retired", {"y": 3})])


def test_answers_as_objects_are_carried_too() -> None:
    answer = Answer("red", FilledBy.OFFICER, is_confirmed=True, by="kim")
    new = form(2, item("b", Kind.CODES, "colour"))
    assert map_answers(OLD, new, {"b": answer}) == {"b": replace(answer, value=["red"])}
    assert map_sheet(OLD, form(2), {"b": answer}).unmapped == (Unmapped("b", "retired", "red"),)


def test_over_several_versions_a_key_renamed_twice_is_followed() -> None:
    second = form(
        2, item("t2", Kind.TEXT), item("b", Kind.CODE, "colour"), mapping={"a": {"key": "t2"}, "c": {"key": None}}
    )
    third = form(3, item("t3", Kind.TEXT_LONG), colours="red", mapping={"t2": {"key": "t3"}, "b": {"key": None}})
    answers = {"a": {"value": "글"}, "b": {"value": "red"}, "c": {"value": ["red"]}}
    mapped = map_through([OLD, second, third], answers)
    assert mapped.answers == {"t3": {"value": "글"}}
    assert mapped.unmapped == (Unmapped("c", "retired", ["red"]), Unmapped("b", "retired", "red"))
    assert map_through([OLD], answers).answers == answers
    assert map_answers(OLD, third, {"a": answers["a"]}) == {}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["red", "green", "yes", "unknown", "na", "글"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=6,
)
_KINDS = st.sampled_from(list(Kind))


@given(before=_KINDS, after=_KINDS, value=_JSON)
def test_whatever_was_answered_is_carried_or_listed(before: Kind, after: Kind, value: Any) -> None:
    old = form(1, item("k", before, "colour", x=Kind.CODE, y=Kind.INT))
    new = form(2, item("k", after, "colour", x=Kind.CODE, z=Kind.TEXT))
    values, lost = carried(old, new, k=value)
    assert "k" in values or lost or value in ([], {}, [[]]) or not _says(value)
    same, nothing = carried(old, replace(old, version=2), k=value)
    assert carried(old, replace(old, version=2), **same) == (same, [])
    assert nothing == [] or before in (Kind.CODE, Kind.CODES, Kind.TABLE, Kind.GROUP)


def _says(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_says, value.values()))
    return any(map(_says, value)) if isinstance(value, list) else value is not None
