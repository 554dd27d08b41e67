"""Excerpts of a chosen list: what pages read says the same as the whole texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gotgan.assess.rules.evidence import shortlist_of
from gotgan.assess.rules.excerpts import asides_of, bodies_of, public_excerpt, spans_of
from gotgan.assess.rules.reasons import Numbers, reason_of
from gotgan.assess.rules.settings import Making, Settings
from gotgan.terms.digest import canonical_json
from tests.assess.lists_made import chosen

SETTINGS = Settings(choose=10, floors={"field": {"health": 2}}, draws=500)
NAMES = {"d001": {"title": "하나", "organisation": "1000002", "organisation_name": "기관"}}


def test_reasons_of_an_excerpt_are_those_of_the_whole(tmp_path: Path) -> None:
    document, whole, _ = chosen(tmp_path, SETTINGS)
    made = public_excerpt(document, NAMES, whole.rows, whole.ranking, {"choose": 10})
    excerpt = json.loads(json.dumps(made))
    shown = [*excerpt["document"]["members"], *excerpt["document"]["rejected"]]
    few = Numbers(excerpt["rows"], whole.members, whole.ceiling, whole.title_of, whole.value_of, excerpt["ranking"])
    assert 10 < len(shown) == len(excerpt["rows"]) < len(whole.rows)
    assert {each["class"] for each in excerpt["document"]["rejected"]} == {"reserve"}
    for each in shown:
        said = [reason_of(cause, each["id"], few) for cause in each["causes"]]
        assert said == [reason_of(cause, each["id"], whole) for cause in each["causes"]]
        assert said
    assert sum(excerpt["counts"].values()) == len(document["members"]) + len(document["rejected"])
    assert (excerpt["bodies"], excerpt["rules"]) == ({"1000002": ["기관", "기관"]}, {"choose": 10})


def test_bodies_say_korean_where_english_is_missing() -> None:
    rows = [{"organisation": "1", "organisation_name": "가", "organisation_name_en": "A"}, {}]
    assert bodies_of(rows) == {"1": ["가", "A"], "": ["", ""]}


def test_each_line_of_the_evidence_is_found_where_it_lies(tmp_path: Path) -> None:
    _, _, evidence = chosen(tmp_path, SETTINGS)
    text, lines = canonical_json(evidence), evidence["candidates"]
    spans = spans_of(text, lines)
    assert len(spans) == len(lines) == 40
    for line in lines:
        start, length = spans[line["id"]]
        assert json.loads(text[start : start + length]) == line
    assert spans_of(json.dumps(evidence, indent=1).encode(), lines) == {}


@pytest.mark.parametrize(("is_rated", "codes"), [(False, set()), (True, {"crowded"})])
def test_who_was_not_chosen_from_has_its_reasons(tmp_path: Path, is_rated: bool, codes: set[str]) -> None:
    """Who missed the shortlist is told so only where no more than that was chosen from."""
    _, _, evidence = chosen(tmp_path, SETTINGS)
    lines = evidence["candidates"]
    lines[0] = {**lines[0], "left_out": [{"code": "withdrawn", "name": "", "numbers": {}}]}
    settings = Settings(choose=4, caps={"field": {"*": 1}}, making=Making(shortlist_factor=1.0))
    rated = shortlist_of(evidence, settings).ids
    everybody = [line["id"] for line in lines[1:]]
    found = asides_of(lines, rated if is_rated else everybody, rated, settings)
    assert found[0][::2] == [lines[0]["id"], [["withdrawn", "", {}]]]
    assert {code for _, _, reasons in found[1:] for code, _, _ in reasons} == codes
    assert {key for key, _, _ in found[1:]} == (set(everybody) - set(rated) if is_rated else set())
    assert asides_of([], [], [], settings) == []
