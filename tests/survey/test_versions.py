"""What one version may not do to the one before, and what is listed as changed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from gotgan.survey.rules import edit
from gotgan.survey.rules.form import check_form
from gotgan.survey.rules.versions import check_next, difference
from gotgan.terms.errors import Invalid
from tests.survey.standard import SMALL, document, row_of


def altered(**changes: Any) -> dict[str, Any]:
    return deepcopy(SMALL) | changes


def test_same_content_may_follow_and_nothing_changed():
    assert check_next(document(), edit.next_version(document(), 2)) == ()
    assert difference(document(), edit.next_version(document(), 2)) == ()


def test_key_that_is_gone_and_list_that_is_gone():
    said = [str(issue) for issue in check_next(SMALL, altered(items=[], code_lists=[]))]
    assert [each.split("; ")[0] for each in said] == [
        "item colour: it is gone",
        "item why: it is gone",
        "code list colour: it is gone",
    ]


def test_code_that_is_gone():
    changed = altered()
    del changed["code_lists"][0]["codes"][0]
    (issue,) = check_next(SMALL, changed)
    assert str(issue).startswith("code list colour red: it is gone; retire it")


def test_part_that_is_gone_or_changed():
    before, after = document(), document()
    row_of(after, "contact")["parts"].pop()
    (issue,) = check_next(before, after)
    assert (issue.place, issue.what) == ("item contact", "a part of it is gone or has another type")
    row_of(after, "contact")["parts"].append(
        {"key": "email", "type": "text", "label": {"ko": "전자우편", "en": "E-mail"}}
    )
    row_of(after, "contact")["parts"].append({"key": "fax", "type": "text", "label": {"ko": "팩스", "en": "Fax"}})
    assert check_next(before, after) == ()


def test_scope_belongs_to_the_meaning():
    after = document()
    row_of(after, "owner")["scope"] = "organisation"
    assert [issue.place for issue in check_next(document(), after)] == ["item owner"]


def test_retired_key_is_never_used_again():
    before = edit.retire_item(SMALL, "why", SMALL)
    reused = edit.put_item(before, {**SMALL["items"][1], "type": "int"})
    assert [issue.what for issue in check_next(before, reused)] == ["a retired key is used for something else"]
    assert check_next(before, edit.restore_item(before, "why")) == ()


def test_difference_knows_every_kind_of_thing():
    after = edit.set_title(SMALL, "다른 조사", "Another")
    after = edit.put_section(after, "B", {"ko": "둘째", "en": "Second"})
    after = edit.put_list(after, "shade")
    after = edit.put_code(after, "colour", {"code": "green", "label": {"ko": "초록", "en": "Green"}})
    after = edit.retire_code(after, "colour", "red", SMALL)
    after = edit.put_item(after, {**SMALL["items"][0], "key": "hue", "number": "B01"})
    after["checks"] = [{"id": "c"}]
    found = [(each.noun, each.key, each.what) for each in difference(SMALL, after)]
    assert found == [
        ("title", "", "changed"), ("section", "B", "added"), ("item", "hue", "added"),
        ("code", "colour red", "retired"), ("code", "colour green", "added"), ("list", "shade", "added"),
        ("check", "c", "added"),
    ]  # fmt: skip
    back = [(each.noun, each.key, each.what) for each in difference(after, SMALL)]
    assert ("item", "hue", "removed") in back
    assert ("code", "colour red", "restored") in back


def test_items_stand_in_the_order_of_their_numbers():
    changed = edit.put_item(SMALL, {**SMALL["items"][0], "number": "A09"})
    assert [row["key"] for row in changed["items"]] == ["why", "colour"]
    assert [row["number"] for row in SMALL["items"]] == ["A01", "A02"], "the old document stays"


def test_section_is_put_in_its_place():
    changed = edit.put_section(SMALL, "A", {"ko": "첫째", "en": "First of all"})
    assert changed["sections"] == [{"letter": "A", "label": {"ko": "첫째", "en": "First of all"}}]


def test_checks_are_reworded_and_dropped():
    message = {"ko": "이상합니다.", "en": "Odd."}
    start = altered(checks=[{"id": "impossible_vs_open", "severity": "warn", "items": ["colour"], "message": message}])
    changed = edit.put_check(start, "impossible_vs_open", "block", {"ko": "다릅니다.", "en": "Different."})
    assert (changed["checks"][0]["severity"], changed["checks"][0]["message"]["en"]) == ("block", "Different.")
    assert check_form(changed) == ()
    assert edit.drop_check(start, "impossible_vs_open")["checks"] == []
    with pytest.raises(Invalid, match="check d: it is not there"):
        edit.drop_check(start, "d")


def test_a_threshold_is_set_and_nothing_else():
    policy = {"factor": {"value": 2, "ko": "배", "en": "times"}, "kinds": {"value": ["a"]}, "is_on": {"value": True}}
    message = {"ko": "이상합니다.", "en": "Odd."}
    start = altered(checks=[{"id": "c", "severity": "warn", "items": [], "message": message, "policy": policy}])
    changed = edit.put_check(start, "c", "warn", message, {"factor": 2.5})
    assert changed["checks"][0]["policy"] == policy | {"factor": {"value": 2.5, "ko": "배", "en": "times"}}


def test_without_a_version_before_things_are_taken_away():
    assert [row["key"] for row in edit.retire_item(SMALL, "why", None)["items"]] == ["colour"]
    assert [row["code"] for row in edit.retire_code(SMALL, "colour", "red", None)["code_lists"][0]["codes"]] == ["blue"]


def test_words_of_a_code_change_and_a_retired_one_is_offered_again():
    changed = edit.put_code(SMALL, "colour", {"code": "red", "label": {"ko": "붉은색", "en": "Red"}})
    assert [row["label"]["ko"] for row in changed["code_lists"][0]["codes"]] == ["붉은색", "파랑"]
    retired = edit.retire_code(SMALL, "colour", "red", SMALL)
    assert edit.restore_code(retired, "colour", "red") == SMALL


def test_mapping_names_items_of_the_version_before():
    changed = edit.put_mapping(SMALL, "smell", "colour", {"rose": "red"})
    assert changed["mapping"] == {"smell": {"key": "colour", "codes": {"rose": "red"}}}
    assert [issue.what for issue in check_next(SMALL, changed)] == ["the version before has no such item"]
    assert check_next(SMALL, edit.put_mapping(SMALL, "why", None, {})) == ()
    assert edit.drop_mapping(changed, "smell") == SMALL
