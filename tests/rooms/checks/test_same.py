"""The same dataset reported by two bodies: linked, not doubled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.survey.rules.same import Reported, SameLink, choose_links, find_same


def pair(dataset: str, /, **values: Any) -> dict[str, Any]:
    return {
        "overlap": 7, "dataset": dataset, "relation": "same_content", "score": 0.99, "status": "confirmed",
        "verb": "identical", **values,
    }  # fmt: skip


A = Reported("a", "1741000", "da", "2026-01-01", (pair("db"),))
B = Reported("b", "B551234", "db", "2026-01-02", (pair("da"),))


def test_decided_pair_is_one_link_to_the_sheet_made_first() -> None:
    link = SameLink("b", "a", "decided", 0.99, 7)
    assert find_same([B, A]) == (link,)
    assert find_same([A, replace(B, overlaps=())]) == (link,)
    assert find_same([replace(A, overlaps=()), B]) == (link,)


@pytest.mark.parametrize(
    ("values", "strength"),
    [
        ({"status": "open"}, "strong"),
        ({"status": "open", "score": 0.95}, "strong"),
        ({"status": "open", "score": 0.949}, ""),
        ({"status": "open", "score": None}, ""),
        ({"status": "open", "verb": ""}, "strong"),
        ({"status": "open", "verb": None}, "strong"),
        ({"status": "open", "verb": "older_copy"}, "strong"),
        ({"status": "open", "verb": "subset"}, ""),
        ({"status": "open", "relation": "same_schema"}, ""),
        ({"status": "refused"}, ""),
        ({"verb": "identical", "score": 0.1, "relation": "joinable"}, "decided"),
        ({"verb": "older_copy"}, ""),
        ({"verb": "unrelated"}, ""),
        ({"dataset": "not asked"}, ""),
        ({"dataset": None}, ""),
    ],
)
def test_strength_of_a_pair(values: dict[str, Any], strength: str) -> None:
    links = find_same([replace(A, overlaps=(pair("db", **values),)), replace(B, overlaps=())])
    assert [each.strength for each in links] == ([strength] if strength else [])


def test_one_body_does_not_report_twice_and_linked_sheets_are_not_shown_again() -> None:
    assert find_same([A, replace(B, organisation=A.organisation)]) == ()
    assert find_same([A, replace(B, same_as="a")]) == ()
    assert find_same([replace(A, dataset=""), replace(B, dataset="")]) == ()


def test_decided_of_two_pairs_of_tables_wins_and_decided_come_first() -> None:
    both = replace(A, overlaps=(pair("db", status="open", score=1.0), pair("db", overlap=8), pair("dc", status="open")))
    c = Reported("c", "3000000", "dc", "2026-01-03")
    links = find_same([both, replace(B, overlaps=()), c])
    assert [(each.sheet, each.strength, each.overlap) for each in links] == [("b", "decided", 8), ("c", "strong", 7)]


def test_choose_links_joins_groups_under_the_first_and_leaves_strong_pairs_to_people() -> None:
    sheets = [Reported(name, name, name, name) for name in "abcd"]
    links = [SameLink("d", "b", "decided", 1), SameLink("c", "a", "decided", 1), SameLink("d", "c", "decided", 1)]
    assert choose_links(sheets, links) == {"b": "a", "c": "a", "d": "a"}
    assert choose_links(sheets, [SameLink("b", "a", "strong", 1), SameLink("z", "a", "decided", 1)]) == {}


def test_choose_links_keeps_to_links_that_stand() -> None:
    sheets = [Reported(name, name, name, name) for name in "ab"] + [Reported("c", "c", "c", "c", same_as="b")]
    assert choose_links(sheets, []) == {}
    assert choose_links(sheets, [SameLink("b", "a", "decided", 1)]) == {"b": "a", "c": "a"}
    assert choose_links([Reported("c", "c", "c", "c", same_as="elsewhere")], []) == {}


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12))
def test_every_group_has_one_first_that_is_linked_to_nothing(pairs: list[tuple[str, str]]) -> None:
    sheets = [Reported(name, name, name, name) for name in "abcdef"]
    chosen = choose_links(sheets, [SameLink(max(p), min(p), "decided", 1) for p in pairs])
    assert not set(chosen) & set(chosen.values())
    assert all(first < sheet for sheet, first in chosen.items())
    linked = [replace(each, same_as=chosen.get(each.sheet, "")) for each in sheets]
    assert choose_links(linked, []) == {}
