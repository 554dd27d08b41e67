"""Conflicts and assignment: balanced within one, connected, repeatable, and never in conflict."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.assess.rules.assigning import assign, groups_of, third
from gotgan.assess.rules.conflicts import (
    AssessorFacts,
    ConflictKind,
    Declared,
    Rateable,
    conflicts_of,
    eligible,
    is_declared,
    lacking,
    plain_name,
)
from gotgan.assess.rules.suppliers import named_in

OWN, ORGANISATION, DATASET, SUPPLIER = ConflictKind
ROADS = Rateable("roads", "0001", frozenset({"주식회사 한빛 데이터"}))


@pytest.mark.parametrize(
    ("assessor", "expected"),
    [
        (AssessorFacts(1, 1), ()),
        (AssessorFacts(1, 1, own=frozenset({"0001"})), (OWN,)),
        (AssessorFacts(1, 1, declared=(Declared(ORGANISATION, "0001"),)), (ORGANISATION,)),
        (AssessorFacts(1, 1, declared=(Declared(DATASET, "roads"),)), (DATASET,)),
        (AssessorFacts(1, 1, declared=(Declared(ORGANISATION, "0002"), Declared(DATASET, "rivers"))), ()),
        (AssessorFacts(1, 1, declared=(Declared(SUPPLIER, "(주)한빛데이터"),)), (SUPPLIER,)),
        (AssessorFacts(1, 1, declared=(Declared(SUPPLIER, "한빛"), Declared(SUPPLIER, "(주)"))), ()),
    ],
)  # fmt: skip
def test_conflict_is_found(assessor: AssessorFacts, expected: tuple[ConflictKind, ...]) -> None:
    assert conflicts_of(assessor, ROADS) == expected


@pytest.mark.parametrize(
    ("assessor", "expected"),
    [
        (AssessorFacts(1, 1, declared=(Declared(ORGANISATION, "0007"),), names={"0007": frozenset({"한빛데이터"})}),
         (ORGANISATION,)),
        (AssessorFacts(1, 1, own=frozenset({"0007"}), names={"0007": frozenset({"한빛 데이터", "Hanbit"})}), (OWN,)),
        (AssessorFacts(1, 1, declared=(Declared(ORGANISATION, "0007"),), names={"0007": frozenset({"한빛"})}), ()),
        (AssessorFacts(1, 1, declared=(Declared(DATASET, "0007"),), names={"0007": frozenset({"한빛데이터"})}), ()),
        (AssessorFacts(1, 1, declared=(Declared(ORGANISATION, "0007"),), names={"0007": frozenset({"(주)"})}), ()),
    ],
)  # fmt: skip
def test_institution_that_the_record_names_is_met_by_its_name(
    assessor: AssessorFacts, expected: tuple[ConflictKind, ...]
) -> None:
    """Held by another, but published by the one in which an interest was declared."""
    assert conflicts_of(assessor, ROADS) == expected


@pytest.mark.parametrize(
    ("record", "names"),
    [
        ({"publisher": "한빛시", "title": "도로"}, {"한빛시"}),
        ({"dct:publisher": {"@type": "foaf:Agent", "foaf:name": " 한빛시 ", "mbox": "a@b"}}, {"한빛시"}),
        ({"creator": [{"name": "가나"}, "다라"], "contributor": []}, {"가나", "다라"}),
        ({"contactPoint": {"fn": "한빛시 정보과", "hasEmail": "mailto:a@b.kr"}}, {"한빛시 정보과"}),
        ({"dcat:contactPoint": {"fn": "김", "vcard:organization-name": {"@value": "한빛시"}}}, {"김", "한빛시"}),
        ({"organization": {"title": "한빛시", "name": "hanbit"}, "author": "a@b.kr"}, {"한빛시", "hanbit"}),
        ({"extras": [{"key": "제공기관명", "value": "한빛시"}, {"key": "주기", "value": "매월"}, "x"]}, {"한빛시"}),
        ({"metadata": {"insttNm": "한빛시"}, "label": "x"}, {"한빛시"}),
        ({"publisher": "https://hanbit.kr", "creator": 7, "contact": ""}, set()),
        ({"publisher": [[[["깊은 곳"]]]]}, set()),
        ({"keywords": "한빛시"}, set()),
    ],
)
def test_record_names_who_made_published_or_answers(record: dict[str, object], names: set[str]) -> None:
    assert named_in(record) == names


@pytest.mark.parametrize(
    ("assessor", "expected"),
    [
        (AssessorFacts(1, 1), ()),
        (AssessorFacts(1, 1, own=frozenset({"0001"})), (OWN,)),
        (AssessorFacts(1, 1, own=frozenset({"0007"})), (OWN,)),
        (AssessorFacts(1, 1, own=frozenset({"0003", "0007"})), (OWN,)),
        (AssessorFacts(1, 1, own=frozenset({"0003"})), ()),
        (AssessorFacts(1, 1, declared=(Declared(ORGANISATION, "0007"),)), (ORGANISATION,)),
        (AssessorFacts(1, 1, declared=(Declared(ORGANISATION, "0003"),), heirs=frozenset({"0007"})), (ORGANISATION,)),
        (AssessorFacts(1, 1, declared=(Declared(ORGANISATION, "0003"),), heirs=frozenset({"0008"})), ()),
    ],
)  # fmt: skip
def test_conflict_holds_over_a_merger(assessor: AssessorFacts, expected: tuple[ConflictKind, ...]) -> None:
    """0001 was merged into 0007, and keeps its datasets."""
    assert conflicts_of(assessor, Rateable("roads", "0001", heirs=frozenset({"0007"}))) == expected


def test_supplier_that_no_record_names_meets_nothing() -> None:
    nameless = Rateable("x", "0002", frozenset({"(주)"}))
    assert conflicts_of(AssessorFacts(1, 1, declared=(Declared(SUPPLIER, "㈜"),)), nameless) == ()


def test_name_of_a_firm_is_one_in_several_spellings() -> None:
    assert {plain_name(each) for each in ("Hanbit Data Co., Ltd.", "HANBIT-DATA", "hanbit data inc")} == {"hanbitdata"}


def test_declaration_stands_for_what_it_was_made_for() -> None:
    mine = AssessorFacts(1, 1, declared_for=frozenset({"a", "b"}))
    assert is_declared(mine, ["a"])
    assert not is_declared(mine, ["a", "c"])
    assert not is_declared(AssessorFacts(1, 1), [])


def test_dataset_that_too_few_may_rate_is_named() -> None:
    people = (AssessorFacts(1, 1, own=frozenset({"0001"})), AssessorFacts(2, 2), AssessorFacts(3, 3, is_active=False))
    gone = Rateable("gone", "0001", is_live=False)
    assert eligible(people, ROADS) == (2,)
    assert lacking(people, [ROADS, Rateable("x", "0009"), gone], 2) == {"roads": 1}
    assert lacking(people, [ROADS], 2, given=[("roads", 3)]) == {}, "who left has rated it"


class Counted(str):
    """A name that counts how often it is compared with another."""

    __slots__ = ()
    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)


def test_what_too_few_may_rate_is_found_without_comparing_all_with_all() -> None:
    names = [Counted(f"dataset {number}") for number in range(200)]
    given = [(Counted(name), who) for who in (1, 2) for name in names]
    people = (AssessorFacts(1, 1, is_active=False), AssessorFacts(2, 2, is_active=False))
    assert lacking(people, [Rateable(name, "0001") for name in names], 2, given) == {}
    assert Counted.compared < 20 * len(names)


def loads_of(blocks: dict[str, frozenset[int]]) -> Counter[int]:
    return Counter(who for raters in blocks.values() for who in raters)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(2, 8), st.integers(0, 5))
def test_without_conflicts_loads_differ_by_one_and_all_hang_together(many: int, people: int, seed: int) -> None:
    raters = list(range(people))
    blocks = assign({f"d{at}": raters for at in range(many)}, needed=2, seed=seed)
    assert all(len(block) == 2 for block in blocks.values())
    loads = [loads_of(blocks)[who] for who in raters]
    assert max(loads) - min(loads) <= 1
    if many >= people:
        assert len(groups_of(blocks)) == 1


MAY = st.dictionaries(
    st.sampled_from("abcdefghij"), st.sets(st.integers(1, 6)).map(lambda found: tuple(sorted(found))), min_size=1
)


@settings(max_examples=80, deadline=None)
@given(MAY, st.integers(0, 3))
def test_nobody_is_ever_assigned_in_conflict(may: dict[str, tuple[int, ...]], seed: int) -> None:
    blocks = assign(may, needed=2, seed=seed)
    assert blocks == assign(dict(reversed(may.items())), needed=2, seed=seed), "the same from the same"
    for name, raters in may.items():
        assert blocks[name] <= set(raters)
        assert len(blocks[name]) == min(2, len(raters))


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), st.sets(st.integers(1, 4), min_size=2), min_size=1))
def test_greatest_load_is_the_least_that_conflicts_allow(may: dict[str, set[int]]) -> None:
    """Against every assignment there is."""
    names = sorted(may)
    every = product(*(list(combinations(sorted(may[name]), 2)) for name in names))
    least = min(max(Counter(who for pair in each for who in pair).values()) for each in every)
    assert max(loads_of(assign({name: sorted(may[name]) for name in names}, needed=2, seed=1)).values()) == least


def test_what_is_with_somebody_stays_and_the_rest_goes_round_it() -> None:
    may = {name: [1, 2, 3] for name in "abcdef"}
    blocks = assign(may, needed=2, seed=1, kept={"a": [1, 4], "b": [1]})
    assert blocks["a"] == {1, 4}, "4 left the panel, after rating it"
    assert 1 in blocks["b"]
    assert all(len(block) == 2 for block in blocks.values())
    assert max(loads_of(blocks)[who] for who in (1, 2, 3)) <= 4


def test_datasets_are_handed_on_where_the_lot_left_somebody_with_more() -> None:
    chains = {"a": (1, 4, 6), "b": (3, 5, 6), "c": (1, 4)}, {"a": (2, 5, 6), "b": (2, 3, 6)}
    for may, seed in product(chains, range(10)):
        loads = loads_of(assign(may, needed=2, seed=seed))
        assert max(loads.values()) == (2 if "c" in may else 1)


def test_blocks_of_two_camps_are_joined() -> None:
    """The lot could give {1,2} and {3,4} all datasets: then severities of the camps could not be compared."""
    may = {name: [1, 2, 3, 4] for name in "abcd"}
    for seed in range(20):
        assert len(groups_of(assign(may, needed=2, seed=seed))) == 1
    five = {name: [1, 2, 3, 4, 5] for name in "abcde"}
    for seed in range(20):  # of these the lot leaves two camps, and an exchange joins them
        assert len(groups_of(assign(five, needed=2, seed=seed))) == 1


def test_camps_that_conflicts_keep_apart_stay_apart() -> None:
    may = {"a": [1, 2], "b": [1, 2], "c": [3, 4], "d": [3, 4]}
    assert len(groups_of(assign(may, needed=2, seed=1))) == 2


def test_third_is_who_has_least_to_do_and_did_not_rate_it() -> None:
    found = third(
        {"a": (1, 2, 3, 4), "b": (1, 2, 3), "c": (1, 2)},
        {"a": [1, 2], "b": [1, 2], "c": [1, 2]},
        {1: 3, 2: 3, 3: 3, 4: 2},
        seed=1,
    )
    assert found == {"a": 4, "b": 3, "c": None}
