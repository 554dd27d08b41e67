"""A panel's steps, what each lacks, who rates what when, and what the ratings come to."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gotgan.assess.rules import panels, rubrics
from gotgan.assess.rules.conflicts import AssessorFacts, ConflictKind, Declared, Rateable
from gotgan.assess.rules.outcome import outcome_of, read_criteria, read_outcome
from gotgan.assess.rules.panels import AssignmentFacts, AssignmentKind, PanelFacts, PanelState, Round
from gotgan.assess.rules.stakes import Elicited
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Role, RoleHeld, Viewer
from gotgan.terms.selection import CRITERIA, ListState

NAMES = ("a", "b", "c", "d")
DATASETS = tuple(Rateable(name, f"00{at}") for at, name in enumerate(NAMES))
CRITERION = "labels"
CALIBRATION, RATING, THIRD = AssignmentKind


def assessor(number: int, **more: object) -> AssessorFacts:
    return replace(AssessorFacts(number, 100 + number, declared_for=frozenset(NAMES)), **more)  # type: ignore[arg-type]


def facts(
    state: PanelState = PanelState.FORMING, *rows: AssignmentFacts, people: int = 3, **more: object
) -> PanelFacts:
    found = PanelFacts(state, (CRITERION,), tuple(assessor(number) for number in range(1, people + 1)), DATASETS, rows)
    return replace(found, **more)  # type: ignore[arg-type]


def row(
    who: int, dataset: str, main: int | None = None, kind: AssignmentKind = RATING, first: int | None = None
) -> AssignmentFacts:
    def given(value: int | None) -> dict[str, int]:
        return {} if value is None else {CRITERION: value}

    return AssignmentFacts(who, dataset, kind, given(first), given(main))


def viewer(*roles: Role, person: int = 1) -> Viewer:
    return Viewer(person, "p", tuple(RoleHeld(role) for role in roles))


MANAGER, AUDITOR, ASSESSOR = Role.SURVEY_MANAGER, Role.AUDITOR, Role.ASSESSOR


@pytest.mark.parametrize(
    ("state", "shortlist", "role", "said"),
    [
        (ListState.COLLECTED, ["a"], MANAGER, ""),
        (ListState.COLLECTED, ["a"], ASSESSOR, "only the manager"),
        (ListState.COLLECTED, [], MANAGER, "no shortlist"),
        (ListState.DRAFTED, ["a"], MANAGER, "opened once"),
        (ListState.RATED, ["a"], MANAGER, "opened once"),
    ],
)
def test_panel_opens_on_collected_evidence(state: ListState, shortlist: list[str], role: Role, said: str) -> None:
    decision = panels.may_open(state, shortlist, viewer(role))
    assert bool(decision) is (not said)
    assert said in "".join(decision.reasons)


def test_who_rates_never_watches_before_the_end() -> None:
    mine = viewer(MANAGER, person=101)
    assert panels.may_run(viewer(MANAGER), facts())
    assert panels.may_watch(viewer(AUDITOR), facts())
    assert not panels.may_run(viewer(AUDITOR), facts())
    assert not panels.may_run(mine, facts()), "made an assessor, then a manager"
    assert not panels.may_watch(mine, facts(PanelState.RATING))
    assert panels.may_watch(mine, facts(PanelState.CLOSED))
    gone = facts(assessors=(assessor(1, is_active=False),))
    assert not panels.may_watch(mine, gone), "what was seen cannot be unseen by leaving"


@pytest.mark.parametrize(
    ("who", "state", "said"),
    [
        (viewer(ASSESSOR), PanelState.FORMING, ""),
        (viewer(ASSESSOR), PanelState.RESOLVING, ""),
        (viewer(ASSESSOR), PanelState.CLOSED, "nobody joins"),
        (viewer(ASSESSOR, person=101), PanelState.FORMING, "already"),
        (viewer(ASSESSOR, MANAGER), PanelState.FORMING, "cannot rate blindly"),
        (viewer(ASSESSOR, AUDITOR), PanelState.FORMING, "cannot rate blindly"),
        (viewer(Role.USER), PanelState.FORMING, "does not hold"),
        (Viewer(1, "p", (RoleHeld(ASSESSOR, "0001"),)), PanelState.FORMING, ""),
    ],
)
def test_only_who_can_rate_blindly_is_named(who: Viewer, state: PanelState, said: str) -> None:
    decision = panels.may_name(who, facts(state))
    assert bool(decision) is (not said)
    assert said in "".join(decision.reasons)


def test_forming_lacks_people_declarations_and_datasets_without_raters() -> None:
    assert panels.may_calibrate(facts())
    assert "assessors named: 1 of at least 2" in panels.may_calibrate(facts(people=1)).reasons[0]
    silent = facts(assessors=(assessor(1), assessor(2, declared_for=frozenset("abc"))))
    assert panels.may_calibrate(silent).reasons == (
        "assessors who have not declared interests for the whole shortlist: 1",
    )
    assert "already" in panels.may_calibrate(facts(PanelState.RATING)).reasons[0]


def test_dataset_with_all_in_conflict_is_named_and_stops_the_panel() -> None:
    theirs = Declared(ConflictKind.DATASET, "b")
    both = facts(
        assessors=(
            assessor(1, declared=(theirs,)),
            assessor(2, declared=(theirs,)),
            assessor(3, own=frozenset({"002"})),
        )
    )
    assert panels.may_calibrate(both).reasons == (
        "dataset b: only 1 of the assessors may rate it, the others are in conflict; add one who may",
    )
    none = replace(both, assessors=both.assessors[:2])
    assert "dataset b: all assessors are in conflict; add one who is not" in panels.may_calibrate(none).reasons
    assert "dataset b" in "".join(panels.may_resolve(replace(none, state=PanelState.RATING)).reasons)


def test_calibration_is_shown_when_all_have_rated_and_then_rating_begins() -> None:
    half = facts(PanelState.CALIBRATING, row(1, "a", kind=CALIBRATION, first=3), row(2, "a", kind=CALIBRATION))
    assert panels.may_show(half).reasons == ("ratings of the calibration round still missing: 1",)
    whole = replace(half, assignments=tuple(row(who, "a", kind=CALIBRATION, first=3) for who in (1, 2, 3)))
    assert panels.may_show(whole)
    assert "show the distribution" in panels.may_rate_all(whole).reasons[0]
    assert panels.may_rate_all(replace(whole, is_shown=True))
    for state in (PanelState.FORMING, PanelState.CLOSED):
        assert not panels.may_show(facts(state))
        assert not panels.may_rate_all(facts(state))


def test_withdrawn_dataset_holds_nobody_up() -> None:
    gone = tuple(replace(each, is_live=each.id != "a") for each in DATASETS)
    waiting = facts(PanelState.CALIBRATING, row(1, "a", kind=CALIBRATION), datasets=gone)
    assert panels.may_show(waiting)
    assert "withdrawn" in panels.may_rate(waiting, waiting.assessors[0], "a").reasons[0]


def rated(*values: tuple[int, int], state: PanelState = PanelState.RATING, people: int = 3) -> PanelFacts:
    rows = [
        row(who, name, value) for name, pair in zip(NAMES, values, strict=True) for who, value in enumerate(pair, 1)
    ]
    return facts(state, *rows, people=people)


def test_rating_lacks_ratings_and_blocks() -> None:
    whole = rated((1, 2), (3, 3), (4, 4), (5, 5))
    assert panels.may_resolve(whole)
    assert not panels.may_resolve(replace(whole, state=PanelState.FORMING))
    few = replace(whole, assignments=whole.assignments[:-1])
    assert panels.may_resolve(few).reasons == ("datasets with fewer than 2 assessors: 1; assign them again",)
    empty = replace(whole, assignments=(*whole.assignments[:-1], row(2, "d")))
    assert panels.may_resolve(empty).reasons == ("assigned ratings not whole yet: 1",)


def test_ratings_in_conflict_do_not_count() -> None:
    late = rated((1, 5), (3, 3), (4, 4), (5, 5))
    mine = assessor(2, declared=(Declared(ConflictKind.DATASET, "a"),))
    late = replace(late, assessors=(late.assessors[0], mine, late.assessors[2]))
    assert panels.apart(late) == {}
    assert panels.may_resolve(late).reasons == ("datasets with fewer than 2 assessors: 1; assign them again",)
    assert outcome_of(late).criteria[CRITERION].fit.datasets["a"].ratings == 1


def test_who_is_active_no_more_leaves_what_is_open_to_others() -> None:
    found = rated((1, 2), (3, 3), (4, 4), (5, 5))
    gone = (found.assessors[0], assessor(2, is_active=False), found.assessors[2])
    assert panels.may_resolve(replace(found, assessors=gone)), "what is whole stays"
    half = replace(found, assignments=(*found.assignments[:-1], row(2, "d")), assessors=gone)
    assert panels.may_resolve(half).reasons == ("datasets with fewer than 2 assessors: 1; assign them again",)
    assert row(2, "d") not in panels.standing(half)


def test_two_points_apart_go_to_a_third_before_closing() -> None:
    far = rated((1, 3), (3, 4), (4, 4), (5, 5), state=PanelState.RESOLVING)
    assert panels.apart(far) == {"a": (CRITERION,)}
    assert panels.may_close(far).reasons == ("dataset a: two are apart; assign them again",)
    nobody = "dataset a: two are apart and nobody is left to be the third; add an assessor"
    assert panels.may_close(replace(far, assessors=far.assessors[:2])).reasons == (nobody,)
    silent = replace(far, assessors=(*far.assessors[:2], assessor(3, declared_for=frozenset())))
    assert panels.may_close(silent).reasons == (
        "assessors who have not declared interests for the whole shortlist: 1",
        nobody,
    )
    called = replace(far, assignments=(*far.assignments, row(3, "a", kind=THIRD)))
    assert panels.with_third(called) == {"a"}
    assert "assigned ratings not whole yet" in panels.may_close(called).reasons[0]
    whole = replace(far, assignments=(*far.assignments, row(3, "a", 5, kind=THIRD)))
    assert panels.may_close(whole)
    assert panels.apart(whole) == {"a": (CRITERION,)}, "the third does not call a fourth"
    assert not panels.may_close(replace(whole, state=PanelState.RATING))


def test_calibration_is_chosen_from_many_institutions_and_few_conflicts() -> None:
    datasets = (*DATASETS, Rateable("e", "000"), Rateable("gone", "009", is_live=False))
    mine = (assessor(1, own=frozenset({"001"})), assessor(2))
    found = facts(assessors=mine, datasets=datasets)
    assert panels.choose_calibration(found, 3) == ("a", "c", "d")
    assert panels.choose_calibration(found, 5) == ("a", "c", "d", "e", "b")
    assert len(panels.choose_calibration(found, 99)) == 5


def test_rating_is_taken_only_when_and_where_it_is_due() -> None:
    def said(found: PanelFacts, who: int = 1, dataset: str = "a") -> str:
        return "".join(panels.may_rate(found, found.assessors[who - 1], dataset).reasons)

    calibrating = facts(PanelState.CALIBRATING, row(1, "a", kind=CALIBRATION), row(1, "b"))
    assert said(calibrating) == ""
    assert "over" in said(replace(calibrating, is_shown=True))
    assert "over" in said(calibrating, dataset="b")
    assert "not assigned" in said(calibrating, dataset="c")
    assert "not assigned" in said(calibrating, 2)
    assert said(replace(calibrating, state=PanelState.RATING)) == ""
    assert said(replace(calibrating, state=PanelState.RESOLVING)) == "", "handed on after the ratings were in"
    assert "not taken" in said(facts(PanelState.RESOLVING, row(1, "a", 3)))
    assert said(facts(PanelState.RESOLVING, row(1, "a", 3, kind=THIRD))) == ""
    assert said(facts(PanelState.RESOLVING, row(1, "a", kind=THIRD))) == ""
    assert "not taken" in said(replace(calibrating, state=PanelState.CLOSED))
    stale = replace(calibrating, assessors=(assessor(1, declared_for=frozenset("a")),))
    assert "declare your interests again" in said(stale)
    theirs = replace(calibrating, assessors=(assessor(1, own=frozenset({"000"})),))
    assert "in conflict" in said(theirs)
    assert calibrating.assessor_of(101) == calibrating.assessors[0]
    assert calibrating.assessor_of(None) is None


def test_round_follows_the_state() -> None:
    assert panels.round_of(PanelState.CALIBRATING) is Round.CALIBRATION
    assert panels.round_of(PanelState.RATING) is Round.MAIN


def test_assignments_are_found_by_assessor_and_dataset() -> None:
    one, other = row(1, "a", 3), row(1, "b")
    found = facts(PanelState.RATING, one, other, row(2, "a"))
    assert found.assignments_of(1) == (one, other)
    assert found.assignments_of(3) == ()
    assert found.assignment(1, "b") == other
    assert found.assignment(2, "b") is None


@pytest.mark.parametrize(
    ("criterion", "typed", "reason", "what"),
    [
        (CRITERION, "3", "", ""), (CRITERION, "5", "because", ""),
        (CRITERION, "5", " ", "need a reason"), (CRITERION, "1", "", "need a reason"),
        (CRITERION, "0", "x", "from 1 to 5"), (CRITERION, "6", "x", "from 1 to 5"),
        (CRITERION, "2.5", "x", "from 1 to 5"),
        (CRITERION, "good", "x", "from 1 to 5"), (CRITERION, "", "x", "from 1 to 5"),
        ("nothing", "3", "", "no such criterion"), (CRITERION, "3", "x" * 2001, "too long"),
    ],
)  # fmt: skip
def test_rating_as_typed_is_checked(criterion: str, typed: str, reason: str, what: str) -> None:
    found = panels.check_rating(criterion, typed, reason, [CRITERION])
    assert [what in each.what for each in found] == ([True] if what else [])


def test_outcome_counts_independent_ratings_for_agreement_and_all_for_values() -> None:
    apart = rated((1, 1), (2, 2), (4, 4), (5, 5))
    shared = tuple(row(who, "a", 3, kind=CALIBRATION) for who in (1, 2, 3))
    found = outcome_of(replace(apart, assignments=(*shared, *apart.assignments[2:], row(3, "b", 5, kind=THIRD))))
    labels = found.criteria[CRITERION]
    assert labels.agreement.items == 3, "not the one that was spoken about"
    assert labels.agreement.alpha == 1, "the third is not counted in"
    assert labels.agreement.decides
    assert labels.fit.datasets["a"].ratings == 3
    assert labels.fit.datasets["b"].ratings == 3


def test_outcome_is_kept_and_read_back_as_it_was() -> None:
    elicited = Elicited({"labels": 1.0}, 0.05, {})
    found = outcome_of(rated((1, 2), (2, 4), (4, 5), (5, 5)), elicited)
    text = json.dumps(found.to_json(), sort_keys=True)
    assert text == json.dumps(outcome_of(rated((1, 2), (2, 4), (4, 5), (5, 5)), elicited).to_json(), sort_keys=True)
    document = json.loads(text)
    result = read_outcome(document)
    assert result.values[CRITERION]["a"] == found.criteria[CRITERION].fit.datasets["a"].interval
    assert result.agreement[CRITERION] == found.criteria[CRITERION].agreement
    assert (result.weights, result.consistency) == ({"labels": 1.0}, 0.05)
    assert read_criteria(document)[CRITERION].fit == found.criteria[CRITERION].fit


def test_nobody_compared_gives_no_weights() -> None:
    assert read_outcome(outcome_of(facts()).to_json()).weights is None


def test_packaged_rubric_anchors_every_rated_criterion_in_both_languages() -> None:
    found = rubrics.rubric()
    assert rubrics.rubrics() == ("panel-1",)
    assert set(found.ids) == {each.id for each in CRITERIA if each.is_rated}
    assert rubrics.read_rubric(found.to_json()) == found
    texts = [text for each in found.criteria for words in each.anchors.values() for text in (words.ko, words.en)]
    assert len(set(texts)) == len(texts), "two anchors that say the same tell nothing apart"


def criterion(name: str = "reuse", **more: object) -> dict[str, object]:
    said = {"ko": "말", "en": "word"}
    return {"id": name, "title": said, "question": said, "anchors": dict.fromkeys(range(1, 6), said), **more}


def test_criteria_of_ones_own_join_the_rubric() -> None:
    base = rubrics.rubric()
    assert rubrics.with_more(base, "  ") == base
    assert rubrics.with_more(base, json.dumps([criterion()])).ids == (*base.ids, "reuse")
    assert rubrics.with_more(base, json.dumps(criterion())).criteria[-1].look_at is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: [", "no YAML"), ("x" * 60_001, "too long"), ("just words", "its id"),
        (json.dumps(criterion("labels")), "stands twice"),
        (json.dumps(criterion("Labels!")), "its id"),
        (json.dumps(criterion(anchors={1: {"ko": "말", "en": "word"}})), "each point from 1 to 5"),
        (json.dumps(criterion(anchors=3)), "each point from 1 to 5"),
        (json.dumps(criterion(title={"ko": "말"})), "missing in Korean or in English"),
        (json.dumps(criterion(question="x")), "missing in Korean or in English"),
        (json.dumps([criterion(f"c{at}") for at in range(30)]), "too many"),
    ],
)  # fmt: skip
def test_rubric_that_is_wrong_is_refused_with_its_place(text: str, what: str) -> None:
    with pytest.raises(Invalid) as refused:
        rubrics.with_more(rubrics.rubric(), text)
    assert any(what in each.what for each in refused.value.issues)


def test_rubric_needs_a_name_and_a_version() -> None:
    for document in (None, {"criteria": [criterion()], "title": {"ko": "말", "en": "w"}}):
        with pytest.raises(Invalid):
            rubrics.read_rubric(document)
    with pytest.raises(Invalid):
        rubrics.rubric("../people")
