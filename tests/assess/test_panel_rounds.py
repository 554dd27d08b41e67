"""Another round of one criterion: when it may begin, who rates again, what it lacks, and that it counts at last."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gotgan.assess.rules import rounds
from gotgan.assess.rules.conflicts import ConflictKind, Declared, Rateable
from gotgan.assess.rules.outcome import outcome_of, read_criteria, read_outcome
from gotgan.assess.rules.panels import FurtherRound, PanelFacts, PanelState, RoundRow
from tests.assess.test_panel_rules import (
    CALIBRATION,
    CRITERION,
    DATASETS,
    NAMES,
    RATING,
    THIRD,
    assessor,
    facts,
    row,
)  # fmt: skip

APART = ((2, 3), (3, 2), (2, 3), (3, 2))
ALIKE = ((1, 1), (2, 2), (4, 4), (5, 5))


def rated_apart(**more: object) -> PanelFacts:
    """Four datasets, each with 1 and 2, who never agree; 3 has nothing."""
    rows = [row(1 + at, name, pair[at]) for name, pair in zip(NAMES, APART, strict=True) for at in (0, 1)]
    return replace(facts(PanelState.RESOLVING, *rows), **more)  # type: ignore[arg-type]


def again(
    pairs: tuple[tuple[int | None, int | None], ...] = ((None, None),) * 4, *more: RoundRow, number: int = 2,
    is_finished: bool = False,
) -> FurtherRound:  # fmt: skip
    rows = [RoundRow(1 + at, name, RATING, pair[at]) for name, pair in zip(NAMES, pairs, strict=True) for at in (0, 1)]
    return FurtherRound(CRITERION, number, (*rows, *more), is_finished)


def may_open(found: PanelFacts, criterion: str = CRITERION) -> str:
    agreement = outcome_of(found).criteria.get(criterion)
    decision = rounds.may_open(found, criterion, decides=bool(agreement and agreement.agreement.decides))
    return "; ".join(decision.reasons)


def test_round_of_a_criterion_without_agreement_may_begin() -> None:
    assert may_open(rated_apart()) == ""
    assert may_open(rated_apart(rounds=(again(APART, is_finished=True),))) == "", "and a third one after it"


@pytest.mark.parametrize(
    ("found", "criterion", "said"),
    [
        (rated_apart(), "nothing", "no such criterion"),
        (rated_apart(state=PanelState.CLOSED), CRITERION, "the panel is closed"),
        (rated_apart(state=PanelState.RATING), CRITERION, "still open"),
        (facts(PanelState.RESOLVING, *(row(who, name) for name in NAMES for who in (1, 2))), CRITERION, "still open"),
        (rated_apart(rounds=(again(),)), CRITERION, "under way already"),
        (rated_apart(rounds=(again(ALIKE, is_finished=True),)), CRITERION, "needs no other"),
        (rated_apart(datasets=(Rateable("a", "x", is_live=False), *DATASETS[1:]), assessors=(
            assessor(1), replace(assessor(2), is_active=False),
        )), CRITERION, "dataset b: fewer than 2"),
    ],
)  # fmt: skip
def test_round_is_refused(found: PanelFacts, criterion: str, said: str) -> None:
    assert said in may_open(found, criterion)


def test_same_people_rate_the_same_again_without_thirds() -> None:
    found = rated_apart()
    more = (row(3, "a", 5, kind=THIRD), row(3, "b", 3, kind=CALIBRATION))
    rows = rounds.rows_again(replace(found, assignments=(*found.assignments, *more)))
    assert {(each.assessor, each.dataset) for each in rows} == {(who, name) for name in NAMES for who in (1, 2)} | {
        (3, "b")
    }
    assert all(each.value is None for each in rows)


def test_who_left_or_came_into_conflict_is_replaced() -> None:
    conflict = replace(assessor(2), declared=(Declared(ConflictKind.DATASET, "a"),))
    gone = replace(assessor(1), is_active=False)
    found = rated_apart(assessors=(gone, conflict, assessor(3), assessor(4)))
    first = rounds.rows_again(found)
    assert {(each.assessor, each.dataset) for each in first} == {(2, name) for name in "bcd"}
    added = rounds.filling(found, first, 7)
    held = {name: {each.assessor for each in (*first, *added) if each.dataset == name} for name in NAMES}
    assert {name: len(who) for name, who in held.items()} == dict.fromkeys(NAMES, 2)
    assert held["a"] == {3, 4}
    assert not any(1 in who for who in held.values())
    assert rounds.filling(found, (*first, *added), 7) == (), "enough is enough"


def test_ratings_still_missing_are_counted() -> None:
    found = rated_apart()
    open_one = again(((1, 1), (2, None), (4, 4), (5, None)))
    assert rounds.may_finish(found, open_one).reasons == ("ratings of the round still missing: 2",)
    assert rounds.may_call_thirds(found, open_one).reasons == ("ratings of the round still missing: 2",)
    gone = replace(found, datasets=(*DATASETS[:3], Rateable("d", "x", is_live=False)))
    assert rounds.may_finish(gone, again(((1, 1), (2, 2), (4, 4), (5, None)))), "a withdrawn dataset holds nobody up"


def test_third_is_called_in_the_round_where_two_are_apart() -> None:
    found = rated_apart()
    open_one = again(((1, 4), (2, 2), (4, 4), (5, 5)))
    assert rounds.waiting_for_third(found, open_one) == ("a",)
    assert rounds.may_finish(found, open_one).reasons == ("dataset a: two are apart; call a third",)
    assert rounds.needs_thirds(found, open_one)
    called = rounds.thirds(found, open_one, 1)
    assert called == (RoundRow(3, "a", THIRD),)
    with_third = replace(open_one, rows=(*open_one.rows, *called))
    assert not rounds.waiting_for_third(found, with_third)
    assert not rounds.may_finish(found, with_third), "the third has not rated"
    rated = replace(open_one, rows=(*open_one.rows, replace(called[0], value=4)))
    assert rounds.may_finish(found, rated)
    assert rounds.may_call_thirds(found, rated).reasons == ("nobody is apart; the round can be finished",)


def test_nobody_left_to_be_the_third_of_the_round_is_named() -> None:
    found = rated_apart(assessors=(assessor(1), assessor(2)))
    open_one = again(((1, 4), (2, 2), (4, 4), (5, 5)))
    said = ("dataset a: two are apart and nobody is left to be the third; add an assessor",)
    assert rounds.may_call_thirds(found, open_one).reasons == said
    assert rounds.may_finish(found, open_one).reasons == said
    assert not rounds.needs_thirds(found, open_one)


def test_who_may_rate_again_and_until_when() -> None:
    open_one = again(((1, 4), (2, 2), (4, 4), (5, 5)))
    found = rated_apart(rounds=(open_one,))
    one, three = found.assessors[0], found.assessors[2]
    assert rounds.may_rate_again(found, one, "a"), "also to change it"
    assert rounds.may_rate_again(found, three, "a").reasons == ("the dataset is not assigned to you",)
    assert rounds.held_again(found, 1) == dict.fromkeys(NAMES, True)
    called = replace(open_one, rows=(*open_one.rows, RoundRow(3, "a", THIRD)))
    after = replace(found, rounds=(called,))
    assert not rounds.may_rate_again(after, one, "a"), "a third was called: what the two gave stands"
    assert rounds.may_rate_again(after, three, "a")
    assert rounds.held_again(after, 3) == {"a": False}
    assert rounds.is_third(after, 3, "a")
    assert not rounds.is_third(found, 1, "a")
    for over in (
        replace(found, state=PanelState.CLOSED),
        replace(found, rounds=(replace(open_one, is_finished=True),)),
    ):
        assert not rounds.may_rate_again(over, one, "a")
        assert rounds.held_again(over, 1) == {}


def test_conflict_withdrawal_and_new_datasets_stop_rating_again() -> None:
    found = rated_apart(rounds=(again(),))
    conflict = replace(assessor(1), declared=(Declared(ConflictKind.DATASET, "a"),))
    undeclared = replace(assessor(1), declared_for=frozenset("a"))
    gone = replace(found, datasets=(Rateable("a", "x", is_live=False), *DATASETS[1:]))
    fewer = replace(found, datasets=DATASETS[1:])
    for known, who, said in (
        (found, conflict, "in conflict"), (found, undeclared, "declare your interests again"),
        (gone, assessor(1), "withdrawn"), (fewer, assessor(1), "not assigned"),
    ):  # fmt: skip
        assert said in rounds.may_rate_again(known, who, "a").reasons[0]


def test_newest_finished_round_counts_and_the_history_is_told() -> None:
    first = rated_apart()
    assert outcome_of(first).criteria[CRITERION].rounds == ()
    found = outcome_of(replace(first, rounds=(again(ALIKE, is_finished=True),))).criteria[CRITERION]
    assert found.agreement.decides
    assert found.agreement.alpha == 1
    assert [number for number, _ in found.rounds] == [1, 2]
    assert found.rounds[0][1] == outcome_of(first).criteria[CRITERION].agreement
    assert found.fit.datasets["d"].raw == 5
    worse = (again(ALIKE, is_finished=True), again(APART, number=3, is_finished=True))
    found = outcome_of(replace(first, rounds=worse)).criteria[CRITERION]
    assert not found.agreement.decides, "the newest, not the best"
    assert len(found.rounds) == 3


def test_unfinished_round_never_lets_it_decide() -> None:
    first = rated_apart()
    found = outcome_of(replace(first, rounds=(again(ALIKE),))).criteria[CRITERION]
    assert found == outcome_of(first).criteria[CRITERION]
    assert not found.agreement.decides
    # ratings of the first round fell away after the second was opened, and what is left agrees
    agreed = facts(PanelState.RESOLVING, *(row(who, name, at) for at, name in enumerate(NAMES, 1) for who in (1, 2)))
    assert outcome_of(agreed).criteria[CRITERION].agreement.decides
    found = outcome_of(replace(agreed, rounds=(again(),))).criteria[CRITERION]
    assert not found.agreement.decides
    assert found.agreement.because.en == "Round 2 is not finished: it may not decide."


def test_result_of_a_panel_without_further_rounds_reads_as_before() -> None:
    document = outcome_of(rated_apart()).to_json()
    assert set(document["criteria"][CRITERION]) == {"agreement", "datasets", "assessors", "groups", "freedom"}
    assert read_criteria(document)[CRITERION].rounds == ()


def test_history_is_kept_and_read_back() -> None:
    found = outcome_of(rated_apart(rounds=(again(ALIKE, is_finished=True),)))
    document = json.loads(json.dumps(found.to_json()))
    assert read_criteria(document)[CRITERION].rounds == found.criteria[CRITERION].rounds
    assert read_outcome(document).agreement[CRITERION].decides


def test_round_counts_ratings_as_the_first_does() -> None:
    """Thirds and what all spoke about are left out of agreement, not of values; who is in conflict is out of both."""
    base = rated_apart()
    spoken = row(1, "a", 2, kind=CALIBRATION)
    conflict = replace(assessor(2), declared=(Declared(ConflictKind.DATASET, "b"),))
    known = replace(base, assignments=(spoken, *base.assignments[1:]), assessors=(assessor(1), conflict, assessor(3)))
    done = again(ALIKE, RoundRow(3, "c", THIRD, 1), is_finished=True)
    found = outcome_of(replace(known, rounds=(done,))).criteria[CRITERION]
    assert found.agreement.items == 2, "c and d: all spoke about a, and b has one rating left"
    assert found.agreement.alpha == 1
    assert found.fit.datasets["b"].ratings == 1
    assert found.fit.datasets["c"].ratings == 3


def test_who_has_not_declared_is_given_nothing_in_a_round() -> None:
    silent = rated_apart(assessors=(assessor(1), assessor(2), assessor(3, declared_for=frozenset())))
    assert rounds.thirds(silent, again(((1, 4), (2, 2), (4, 4), (5, 5))), 0) == ()
    assert rounds.filling(silent, [each for each in rounds.rows_again(silent) if each.assessor == 1], 0) == tuple(
        RoundRow(2, name, RATING) for name in NAMES
    )


def test_who_is_active_no_more_leaves_what_is_open_in_a_round_to_others() -> None:
    gone = rated_apart(assessors=(assessor(1), replace(assessor(2), is_active=False), assessor(3)))
    rows = again(((1, 1), (2, 2), (4, 4), (5, None))).rows
    assert [each for each in rows if each not in rounds.standing_rows(gone, rows)] == [RoundRow(2, "d", RATING)]
    assert rounds.filling(gone, rounds.standing_rows(gone, rows), 0) == (RoundRow(3, "d", RATING),)
