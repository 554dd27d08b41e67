"""Every item, code list, condition and flag of the reference of the field is in the standard questionnaire."""

from __future__ import annotations

import os
import re
from functools import cache

import pytest

from gotgan.survey.rules.form_items import type_text
from gotgan.terms.questionnaire import Fill, Kind, Scope
from tests.shared_data import SHARED
from tests.survey.standard import item, standard

REFERENCE = SHARED / "reference" / "questionnaire.md"
OURS = {"permission", "region_level"}
"""Lists that the parts of tables need and the reference does not name."""


@cache
def reference() -> str:
    if not REFERENCE.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("NOT RUN: reference: questionnaire.md is not here; with CI=true a missing group fails")
        pytest.skip("NOT RUN: reference: questionnaire.md is not here")
    return REFERENCE.read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    lines = (line.strip() for line in text.splitlines())
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def item_rows() -> list[list[str]]:
    return [row for row in rows(reference()) if re.fullmatch(r"[A-L]\d\d", row[0])]


def plain(text: str) -> str:
    """Without the marks of the reference: (ours), (unverified), notes behind a label."""
    return re.sub(r"\s*\([^()]*\bours\)|`", "", text).strip()


def test_items_are_those_of_the_reference_in_its_order():
    assert [(each.number, each.key) for each in standard().items] == [
        (row[0], row[1].strip("`")) for row in item_rows()
    ]
    assert len(standard().items) == 120


def test_labels_and_questions_are_those_of_the_reference():
    for number, key, label, question_ko, question_en, *_ in item_rows():
        ours = item(key.strip("`"))
        assert (ours.label.ko, ours.question.ko) == (label, question_ko), number
        assert ours.question.en.startswith(re.split(r" \([^()]*ours\)", question_en)[0].rstrip(".")), number
        assert ours.label.en


def test_who_fills_is_that_of_the_reference():
    for row in item_rows():
        assert item(row[1].strip("`")).fill == tuple(fill for fill in Fill if fill in row[5].split(" + ")), row[0]


def test_types_are_those_of_the_reference():
    for number, key, _, _, _, _, type_, _ in item_rows():
        ours = item(key.strip("`"))
        expected = re.sub(r" \(.*\)", "", type_)
        if " + " in expected:
            assert ours.kind is Kind.GROUP, number
            assert [type_text(part.kind, part.code_list) for part in ours.parts] == expected.split(" + "), number
        else:
            assert type_text(ours.kind, ours.code_list) == expected, number
        named = re.search(r"\(code:(\w+)", type_)
        assert not named or named[1] in {part.code_list for part in ours.parts}, number
    assert item("disclosure_exemption").codes == tuple(
        code.code for code in standard().code_lists["reason_not_provided"].codes if code.code.startswith("art9_")
    )


def test_first_wave_is_that_of_the_reference():
    expected = [row[1].strip("`") for row in item_rows() if row[7] == "W1"]
    assert [each.key for each in standard().items if each.is_first_wave] == expected
    section = reference().split("## 3. The first wave")[1].split("15 items")[0]
    assert set(re.findall(r"`(\w+)`", section)) == set(expected)
    assert len(expected) == 15


def test_scopes_are_those_of_the_reference():
    scopes = {each.key: each.scope for each in standard().items}
    always = {row[1].strip("`") for row in item_rows() if row[7] == "always"}
    assert {key for key, scope in scopes.items() if scope is Scope.ORGANISATION} == always
    assert {key for key, scope in scopes.items() if scope is Scope.SYSTEM} == {"none_held_reason"}


def test_sections_are_those_of_the_reference():
    found = re.findall(r"### ([A-L])\. (.+?) \((.+)\)", reference())
    assert [(each.letter, each.label.en, each.label.ko) for each in standard().sections] == found


def code_lists() -> dict[str, list[tuple[str, str, str, list[str]]]]:
    """{list: [(code, Korean, English, suggested)]} of section 5, both its shapes."""
    section = reference().split("## 5. Code lists")[1]
    big, small = section.split("### Supporting lists")
    found: dict[str, list[tuple[str, str, str, list[str]]]] = {}
    for part in big.split("\n### ")[1:]:
        name, text = part.split("\n", 1)
        found[name] = [
            (code, *_labels(name, row), re.findall(r"`(\w+)`", row[-1]) if name == "reason_not_provided" else [])
            for row in rows(text)
            if row[0].startswith("`")
            for code in re.findall(r"`(\w+)`", row[0])
        ]
    for row in rows(small):
        if row[0].startswith("`"):
            found[row[0].strip("`")] = [_short(entry) for entry in row[1].split(" · ")]
    return found


def _labels(name: str, row: list[str]) -> tuple[str, str]:
    return (row[2], row[3]) if name == "purpose_of_use" else (row[1], row[2])


def _short(entry: str) -> tuple[str, str, str, list[str]]:
    code, said = re.fullmatch(r"`(\w+)` (.*)", entry.split(" .. ")[0]).groups()  # type: ignore[union-attr]
    korean, _, english = said.partition(" / ")
    return code, re.sub(r" \((network|map).*", "", korean), english, []


def test_code_lists_are_those_of_the_reference():
    expected = {*code_lists(), "institution", "field", "bcp47"}
    assert expected | OURS == set(standard().code_lists)
    assert {name for name, each in standard().code_lists.items() if each.is_open} == {"institution", "field", "bcp47"}


def test_codes_and_their_labels_are_those_of_the_reference():
    for name, expected in code_lists().items():
        ours = standard().code_lists[name]
        if name == "likert5":
            assert [code.code for code in ours.codes] == ["1", "2", "3", "4", "5"]
            assert (ours.codes[0].label.ko, ours.codes[4].label.ko) == ("전혀 아니다", "매우 그렇다")
            continue
        assert [code.code for code in ours.codes] == [code for code, *_ in expected], name
        for code, korean, english, suggests in expected:
            mine = ours.find(code)
            assert mine is not None
            assert list(mine.suggests) == suggests, code
            assert mine.excludes == ("excludes the others" in english), code
            if not code.startswith("cc"):
                assert mine.label.ko == korean, code
                if english:
                    assert _letters(english).startswith(_letters(mine.label.en)), code


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())


def test_kinds_of_purpose_are_those_of_the_reference():
    text = reference().split("### purpose_of_use")[1].split("### Supporting")[0]
    expected = {row[0].strip("`"): row[1] for row in rows(text) if row[0].startswith("`")}
    assert {code.code: code.group for code in standard().code_lists["purpose_of_use"].codes} == expected


def conditions() -> list[tuple[set[str], str]]:
    section = reference().split("### 3.1")[1].split("## 4.")[0]
    keys = [each.key for each in standard().items]
    found = []
    for shown, only_if in (row for row in rows(section) if row[0].startswith("`")):
        named: set[str] = set()
        for part in shown.split(", "):
            ends = [keys.index(key) for key in re.findall(r"`(\w+)`", part)]
            named |= set(keys[ends[0] : ends[-1] + 1])
        found.append((named, only_if))
    return found


def test_conditional_items_are_those_of_the_reference():
    expected = set().union(*(named for named, _ in conditions())) | {"reason_not_provided", "lifts_it"}
    assert {each.key for each in standard().items if each.shown_if} == expected


def test_conditions_speak_of_what_the_reference_names():
    for named, only_if in conditions():
        words = set(re.findall(r"`(\w+)(?: = \w+)?`", only_if)) | set(re.findall(r"= (\w+)", only_if))
        items = {word for word in words if standard().find(word)}
        for key in named:
            spoken = str(item(key).shown_if)
            assert all(f"'{word}'" in spoken for word in items), key
            for code in words - items - {"not", "art9_"}:
                assert f"'{code}" in spoken, (key, code)
