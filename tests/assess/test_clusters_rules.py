"""Proposed clusters: a partition, refused pairs never together after the cut, the order of the input irrelevant."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotgan.assess.rules.clustering import Why, propose
from gotgan.assess.rules.links import ALERT, FAIR, Link, contents_of, has_changed, links_of
from gotgan.terms.overlap import ContentPair

NODES = "abcdefgh"


def pair(a: str, b: str, score: float | None = 0.9, status: str = "open", **more: Any) -> ContentPair:
    number = more.pop("id", ord(a) * 100 + ord(b))
    return ContentPair(number, a, b, f"{a}.csv", f"{b}.csv", f"{a}1", f"{b}1", score, status, **more)


def clusters(*pairs: ContentPair, **more: Any) -> list[str]:
    return ["".join(each.members) for each in propose(links_of(pairs).values(), **more)]


@st.composite
def pairs_of(draw: st.DrawFn) -> list[ContentPair]:
    """Any pairs of eight datasets: measured, confirmed with any verb, refused."""
    ends = draw(st.lists(st.sampled_from(list(combinations(NODES, 2))), unique=True, max_size=20))
    states = st.sampled_from(["open", "open", "confirmed", "refused"])
    verbs = st.sampled_from(["identical", "older_copy", "subset", "superset", "same_subject", "derived", "unrelated"])
    found = []
    for number, (a, b) in enumerate(ends):
        status, verb = draw(states), draw(verbs)
        score = draw(st.one_of(st.none(), st.floats(0, 1)))
        found.append(pair(a, b, score, status, id=number, suggested=verb, verb=verb if status == "confirmed" else ""))
    return found


@given(pairs_of())
def test_clusters_are_a_partition_of_what_is_linked(pairs: list[ContentPair]) -> None:
    links = links_of(pairs)
    found = propose(links.values())
    members = [member for each in found for member in each.members]
    assert len(members) == len(set(members))
    assert set(members) == {end for link in links.values() if link.joins for end in link.ends}
    place = {member: each.members for each in found for member in each.members}
    assert all(place[link.a] == place[link.b] for link in links.values() if link.joins)
    for each in found:
        assert sorted(member for part in each.parts for member in part) == list(each.members)


@given(pairs_of())
def test_after_the_cut_no_two_that_disagree_are_together(pairs: list[ContentPair]) -> None:
    links = links_of(pairs)
    for each in propose(links.values()):
        for part in each.parts:
            for ends in combinations(part, 2):
                assert not (ends in links and links[ends].is_refused)
                assert ends not in {(against.a, against.b) for against in each.disagreements}
        assert (len(each.parts) > 1) == bool(each.disagreements)
        assert bool(each.cut) == bool(each.disagreements)


@given(pairs_of(), st.randoms(use_true_random=False))
def test_order_and_direction_of_the_input_do_not_matter(pairs: list[ContentPair], random: Any) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert propose(links_of(shuffled).values()) == propose(links_of(pairs).values())
    links = list(links_of(pairs).values())
    random.shuffle(links)
    assert propose(links) == propose(links_of(pairs).values())


@given(pairs_of(), st.sets(st.sampled_from(list(combinations(NODES, 2))), max_size=6))
def test_what_the_review_held_apart_is_never_together(pairs: list[ContentPair], apart: set[tuple[str, str]]) -> None:
    for each in propose(links_of(pairs).values(), apart=apart):
        assert not {ends for part in each.parts for ends in combinations(part, 2)} & apart


@given(pairs_of(), st.lists(st.sets(st.sampled_from(NODES), min_size=2, max_size=4), max_size=2))
def test_what_was_settled_stays_in_one_cluster_but_for_refusals(
    pairs: list[ContentPair], groups: list[set[str]]
) -> None:
    refused = {ends for ends, link in links_of(pairs).items() if link.is_refused}
    found = propose(links_of(pairs).values(), together=groups)
    place = {member: each.id for each in found for member in each.members}
    for group in groups:
        for ends in combinations(sorted(group), 2):
            assert ends in refused or place[ends[0]] == place[ends[1]]


def test_alert_decides_and_a_person_stands_above_it() -> None:
    assert clusters(pair("a", "b", ALERT), pair("c", "d", ALERT - 0.001)) == ["ab"]
    assert clusters(pair("a", "b", 0.3, "confirmed", verb="identical")) == ["ab"]
    assert clusters(pair("a", "b", None, "confirmed", verb="subset")) == ["ab"]
    assert clusters(pair("a", "b", 1.0, "refused")) == []


@pytest.mark.parametrize("verb", ["same_subject", "unrelated"])
def test_confirmed_as_something_else_is_not_the_same_data(verb: str) -> None:
    assert clusters(pair("a", "b", 0.95, "confirmed", verb=verb)) == []


def test_parts_of_a_series_are_no_duplicates() -> None:
    """A stack is found by its schema alone: it has no score of content."""
    assert clusters(pair("a", "b", None), pair("b", "c", 0.1), pair("a", "c", FAIR)) == []


def test_chain_whose_ends_are_refused_disagrees_and_is_cut_at_its_weakest_link() -> None:
    (found,) = propose(links_of([pair("a", "b", 0.9), pair("b", "c", 0.6), pair("a", "c", 0.8, "refused")]).values())
    assert found.members == ("a", "b", "c")
    assert [(each.a, each.b, each.why) for each in found.disagreements] == [("a", "c", Why.REFUSED)]
    assert found.parts == (("a", "b"), ("c",))
    assert [link.ends for link in found.cut] == [("b", "c")]
    assert found.strength == 0.6


def test_chain_whose_ends_have_nothing_in_common_disagrees() -> None:
    (found,) = propose(links_of([pair("a", "b", 0.6), pair("b", "c", 0.8), pair("a", "c", 0.1)]).values())
    assert [(each.why, each.score) for each in found.disagreements] == [(Why.WEAK, 0.1)]
    assert found.parts == (("b", "c"), ("a",))
    assert not found.forbidding


def test_cycle_and_middling_ends_agree() -> None:
    ring = [pair("a", "b"), pair("b", "c"), pair("c", "d"), pair("a", "d"), pair("a", "c", FAIR), pair("b", "d", 0.4)]
    (found,) = propose(links_of(ring).values())
    assert (found.members, found.parts, found.cut) == (("a", "b", "c", "d"), (("a", "b", "c", "d"),), ())


def test_missing_pair_between_whole_copies_is_no_disagreement() -> None:
    """A comparison keeps the best partners of a table: the tenth copy of a copy may not be among them."""
    alike = [pair(a, b, 0.95, suggested="identical") for a, b in ("ab", "bc", "cd")]
    (found,) = propose(links_of(alike).values())
    assert found.disagreements == ()
    two_ways = [pair(a, b, score, suggested="identical") for a, b, score in
                (("a", "b", 0.6), ("a", "c", 0.95), ("b", "d", 0.6), ("c", "d", 0.95))]  # fmt: skip
    (found,) = propose(links_of([*two_ways, pair("d", "e", 0.6, suggested="identical")]).values())
    assert [(each.a, each.b) for each in found.disagreements] == [("b", "e")]
    parts = [pair("a", "b", 0.95, suggested="superset"), pair("b", "c", 0.95, suggested="subset")]
    assert [each.why for each in propose(links_of(parts).values())[0].disagreements] == [Why.WEAK]


def test_one_refused_table_does_not_part_datasets_that_another_joins() -> None:
    both = [pair("a", "b", 1.0, "refused", id=1), pair("a", "b", 0.9, id=2)]
    link = links_of(both)["a", "b"]
    assert (link.joins, link.is_refused, link.score, link.pairs) == (True, False, 0.9, (2, 1))
    assert not links_of([pair("a", "b", 1.0, "refused", id=1), pair("a", "b", 0.3, id=2)])["a", "b"].joins


@pytest.mark.parametrize(
    ("said", "copy"),
    [
        ({"status": "confirmed", "verb": "older_copy"}, "a"),
        ({"status": "confirmed", "verb": "older_copy", "is_reversed": True}, "b"),
        ({"status": "confirmed", "verb": "derived", "is_reversed": True}, "b"),
        ({"status": "confirmed", "verb": "superset"}, "b"),
        ({"suggested": "subset"}, "a"),
        ({"suggested": "older_copy"}, ""),
        ({"suggested": "identical"}, ""),
        ({"status": "confirmed", "verb": "identical", "suggested": "subset"}, ""),
    ],
)
def test_verb_tells_which_of_two_is_the_copy(said: Mapping[str, Any], copy: str) -> None:
    assert links_of([pair("a", "b", **said)])["a", "b"].copy == copy


def test_id_is_of_the_members_alone() -> None:
    one, other = (propose([Link("a", "b", score)])[0] for score in (0.6, 0.9))
    assert one.id == other.id
    assert len(one.id) == 32


def test_content_changes_only_where_it_is_compared_again() -> None:
    before = contents_of([pair("a", "b")])
    assert before == {"a": {"a.csv": "a1"}, "b": {"b.csv": "b1"}}
    assert not has_changed(before["a"], {})
    assert not has_changed(before["a"], {"a.csv": "a1", "new.csv": "x"})
    assert has_changed(before["a"], {"a.csv": "a2"})
