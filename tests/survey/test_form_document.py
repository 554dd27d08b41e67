"""A document is read whole, or refused with everything that is wrong with it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from gotgan.survey.rules.form import check_form, read_form, standard_document
from gotgan.survey.rules.form_items import type_text
from gotgan.terms.errors import Invalid
from gotgan.terms.questionnaire import Kind, Scope
from tests.survey.standard import SMALL, document, list_of, row_of, standard


def said(changed: dict[str, Any]) -> str:
    return "\n".join(str(issue) for issue in check_form(changed))


def test_standard_document_has_no_issue_and_is_plain_json():
    found = standard_document()
    assert check_form(found) == ()
    assert json.loads(json.dumps(found)) == found


def test_standard_form_finds_by_key_and_scope():
    form = standard()
    assert form.find("licence") is not None
    assert form.find("nowhere") is None
    assert [item.key for item in form.of_scope(Scope.SYSTEM)] == ["none_held_reason"]
    licence = form.code_lists["licence"].find("cc_by")
    assert licence is not None
    assert licence.label.en == "CC BY"
    assert len(form.code_lists["licence"].offered) == 21


def test_small_document_is_read():
    form = read_form(SMALL)
    why = form.find("why")
    assert why is not None
    assert (why.section, why.is_first_wave, why.shown_if) == ("A", False, {"item": "colour", "is": ["red"]})


def test_every_issue_comes_at_once():
    changed = document()
    row_of(changed, "licence")["label"] = {"ko": "이용허락", "en": " "}
    row_of(changed, "owner")["fill"] = []
    list_of(changed, "modality")["codes"][0]["code"] = "Tab le"
    with pytest.raises(Invalid) as raised:
        read_form(changed)
    places = [issue.place for issue in raised.value.issues]
    assert places == ["code list modality", "item owner", "item licence"]


def alter(path: list[Any], value: Any) -> dict[str, Any]:
    changed = deepcopy(SMALL)
    at: Any = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return changed


ITEM, LIST = ["items", 0], ["code_lists", 0]
TABLE = [{"key": "p", "type": "text", "label": {"ko": "가", "en": "p"}}]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (["key"], "Not A Key", "questionnaire: there is no key under key"),
        (["version"], 0, "questionnaire: its version is not a whole number from 1 on"),
        (["version"], "1", "questionnaire: its version is not a whole number from 1 on"),
        (["title"], None, "questionnaire: there is nothing under title"),
        (["title"], {"en": "x"}, "questionnaire: there is no Korean text under title"),
        (["sections"], "A", "sections: there is no list of objects under sections"),
        (["sections", 0, "letter"], "AB", "sections: a letter is not one of A to Z"),
        (["items"], [], "items: there are none"),
        (["items"], [3], "items: there is no list of objects under items"),
        ([*ITEM, "key"], "why", "item why: the key is there twice"),
        ([*ITEM, "key"], "unknown", "item unknown: the key is reserved"),
        ([*ITEM, "number"], "A02", "number A02: the number is there twice"),
        ([*ITEM, "number"], "1", "item colour: its number is not a letter and two digits"),
        ([*ITEM, "number"], "B01", "item colour: its section is not there"),
        ([*ITEM, "fill"], ["robot"], "item colour: it does not say who fills it"),
        ([*ITEM, "fill"], "human", "item colour: there is no list of texts under fill"),
        ([*ITEM, "type"], "colour", "item colour: its type is not known"),
        ([*ITEM, "type"], "code", "item colour: a type with codes names a code list"),
        ([*ITEM, "type"], "text:colour", "item colour: a type with codes names a code list"),
        ([*ITEM, "type"], "code:shade", "item colour: its code list is not there"),
        ([*ITEM, "type"], "table", "item colour: a table or a group has parts"),
        ([*ITEM, "parts"], TABLE, "item colour: a table or a group has parts"),
        ([*ITEM, "codes"], ["green"], "item colour: it narrows its list to a code that is not in it"),
        ([*ITEM, "scope"], "planet", "item colour: its scope is not known"),
        ([*LIST, "name"], "Colour!", "code lists: there is no key under name"),
        ([*LIST, "codes"], [], "code list colour: it has no codes"),
        ([*LIST, "open"], True, "code list colour: an open list names no codes"),
        ([*LIST, "codes", 0, "code"], "blue", "code list colour blue: the code is there twice"),
        ([*LIST, "codes", 0, "label"], {"ko": "파랑", "en": "r"}, "파랑: the Korean label is there twice"),
        ([*LIST, "codes", 0, "label"], {"ko": "빨강", "en": "Blue"}, "Blue: the English label is there twice"),
        ([*LIST, "codes", 0, "label"], {"ko": "빨;강", "en": "r"}, "code list colour red: its label holds a semicolon"),
        ([*LIST, "codes", 0, "suggests"], ["green"], "code list colour red: it suggests a code that is in no list"),
        ([*LIST, "codes", 0, "explanation"], {"ko": "빨갛다"}, "red: there is no English text under explanation"),
        (["checks"], [{"id": "c", "severity": "loud", "items": ["colour"]}], "check c: its severity is neither"),
        (["checks"], [{"id": "c", "severity": "warn", "items": ["shade"]}], "check c: it reads an item that is not"),
        (["mapping"], {"shade": "colour"}, "mapping shade: it does not say the new key"),
        (["mapping"], {"shade": {"key": "hue"}}, "mapping shade: it leads to an item that is not there"),
        (["mapping"], ["shade"], "mapping: there is no object under mapping"),
        (["policy"], [3], "policy: there is no object under policy"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(path, value, expected):
    assert expected in said(alter(path, value))


def test_parts_are_checked_as_items_are():
    changed = alter([*ITEM, "type"], "table")
    changed["items"][0]["parts"] = [*TABLE, *TABLE, {"key": "q", "type": "group", "label": {"ko": "나", "en": "q"}}]
    assert "item colour p: the part is there twice" in said(changed)
    assert "item colour q: a part cannot have parts itself" in said(changed)


def test_mapping_and_checks_are_read():
    changed = alter(["mapping"], {"shade": {"key": "colour", "codes": {"crimson": "red"}}, "gone": {"key": None}})
    message = {"ko": "이상합니다.", "en": "Odd."}
    changed["checks"] = [
        {"id": "impossible_vs_open", "severity": "warn", "items": ["colour"], "message": message, "policy": {"most": 3}}
    ]
    form = read_form(changed)
    assert form.mapping["shade"] == {"key": "colour", "codes": {"crimson": "red"}}
    assert form.mapping["gone"] == {"key": None, "codes": {}}
    assert form.checks[0].policy == {"most": 3}


def test_retired_items_and_codes_stay_known_and_are_not_asked():
    changed = deepcopy(SMALL)
    changed["items"][1]["retired"] = True
    changed["code_lists"][0]["codes"][1]["retired"] = True
    form = read_form(changed)
    assert ([item.key for item in form.items], form.retired) == (["colour"], ("why",))
    assert [code.code for code in form.code_lists["colour"].offered] == ["red"]
    changed["items"].append(dict(SMALL["items"][1]))
    assert "item why: the key is there twice" in said(changed)


def test_condition_is_checked_with_the_document():
    assert "its condition speaks of an item" in said(alter([*ITEM, "shown_if"], {"item": "shade", "given": True}))


@pytest.mark.parametrize("text", ["text", "url[]", "file[]", "code:licence", "codes:route", "table"])
def test_type_is_written_as_it_was_read(text):
    name, _, code_list = text.partition(":")
    kind = {"url[]": Kind.URLS, "file[]": Kind.FILES}.get(name) or Kind(name)
    assert type_text(kind, code_list) == text


def test_each_caller_has_a_standard_of_its_own() -> None:
    changed = standard_document()
    changed["items"].clear()
    changed["mapping"]["more"] = {}
    assert standard_document()["items"]
    assert "more" not in standard_document()["mapping"]
