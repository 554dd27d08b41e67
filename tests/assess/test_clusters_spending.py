"""Duplicate spending: what counts, what is listed instead of counted, and when there is none."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gotgan.assess.rules.spending import Cost, Duplicate, Spent, by_programme, document_of, duplicate_of


def spent(dataset: str, body: str, won: int | None = None, **more: Any) -> Spent:
    return Spent(dataset, body, Cost.GIVEN if won is not None else more.pop("cost", Cost.EMPTY), won, **more)


def duplicate(*members: Spent, representative: str = "a", successors: dict[str, tuple[str, ...]] | None = None) -> Any:
    return duplicate_of("c1", "settled", representative, members, successors or {})


def test_all_but_the_representatives_is_spent_again() -> None:
    found = duplicate(spent("a", "1", 500), spent("b", "2", 300), spent("c", "3", 200))
    assert (found.total, found.again, found.bodies, found.unanswered, found.is_known) == (1000, 500, 3, (), True)


def test_unanswered_cost_is_listed_and_never_zero() -> None:
    found = duplicate(spent("a", "1", 500), spent("b", "2"), spent("c", "3", cost=Cost.UNKNOWN), spent("d", "4", 0))
    assert (found.total, found.again, found.unanswered) == (500, 0, ("2", "3"))
    assert [each.dataset for each in found.counted] == ["a", "d"]
    nothing = duplicate(spent("a", "1"), spent("b", "2"))
    assert (nothing.total, nothing.is_known, nothing.unanswered) == (0, False, ("1", "2"))


def test_cost_of_the_representative_need_not_be_known() -> None:
    found = duplicate(spent("a", "1"), spent("b", "2", 300))
    assert (found.total, found.again, found.unanswered) == (300, 300, ("1",))


def test_internal_copies_are_no_duplicate_spending() -> None:
    assert duplicate(spent("a", "1", 500), spent("b", "1", 400)) is None
    found = duplicate(spent("a", "1", 500), spent("b", "1", 700), spent("c", "2", 100))
    assert (found.total, found.again) == (800, 100)
    assert [each.dataset for each in found.internal] == ["a"]


def test_ministry_and_its_heir_are_one_and_two_that_were_merged_are_two() -> None:
    heirs = {"1": ("9",), "2": ("9",)}
    assert duplicate(spent("a", "1", 500), spent("b", "9", 500), successors=heirs) is None
    found = duplicate(spent("a", "1", 500), spent("b", "2", 300), spent("c", "9", 400), successors=heirs)
    assert (found.bodies, found.total, found.again) == (2, 800, 300)
    assert {each.dataset: each.body for each in found.members} == {"a": "1", "b": "2", "c": "1"}


def test_programmes_are_summed_and_one_without_a_name_is_shown_as_such() -> None:
    found = duplicate(
        spent("a", "1", 500, programme="디지털"), spent("b", "2", 300, programme="디지털"), spent("c", "3", 50)
    )
    assert [(each.name, each.clusters, each.total, each.again) for each in by_programme([found])] == [
        ("디지털", 1, 800, 300),
        ("", 1, 50, 50),
    ]


costs = st.lists(st.tuples(st.sampled_from("123"), st.one_of(st.none(), st.integers(0, 10**12))), max_size=8)


@given(costs, st.randoms(use_true_random=False))
def test_report_adds_up_whatever_the_order(answers: list[tuple[str, int | None]], random: Any) -> None:
    members = [spent(f"d{place}", body, won) for place, (body, won) in enumerate(answers)]
    found = duplicate(*members, representative="d0")
    random.shuffle(members)
    assert duplicate(*members, representative="d0") == found
    if found is None:
        assert len({body for body, _ in answers}) < 2
        return
    assert isinstance(found, Duplicate)
    assert 0 <= found.again <= found.total <= sum(won or 0 for _, won in answers)
    assert len(found.counted) + len(found.unanswered) == found.bodies
    assert sum(each.again for each in by_programme([found])) == found.again
    assert sum(each.total for each in by_programme([found])) == found.total


def test_document_holds_no_name_and_names_its_snapshots() -> None:
    found = duplicate(spent("a", "1", 5, snapshot="f" * 64), spent("b", "2", 3))
    document = document_of([found], measured="m", internal=2)
    assert document["snapshots"] == ["f" * 64]
    assert document["clusters"][0]["again_won"] == 3
    assert document["clusters"][0]["members"][1]["counted_under"] == "2"
