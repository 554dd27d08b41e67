"""A panel's writes: who may, what is refused with everything that is missing, what is kept for good."""

from __future__ import annotations

import pytest

from gotgan.assess.actions import NotYours, ask_collect
from gotgan.assess.actions import panels as actions
from gotgan.assess.actions.panels.rating import Typed
from gotgan.assess.models import Assessor, Assignment, Comparison, ListStep, ListVersion, Panel, Rating
from gotgan.assess.queries.panel_facts import facts_of, find_panel
from gotgan.assess.queries.panels import Waits, has_result, panel_result, waiting_for
from gotgan.assess.rules.panels import PanelState
from gotgan.audit.models import Event
from gotgan.inventory.models import Dataset
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Role
from gotgan.terms.selection import ListState, PanelResult
from tests.rooms.factories import make_viewer
from tests.rooms.paneled import CRITERIA, Paneled, answers, by, email_of, make_paneled, refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def paneled() -> Paneled:
    return make_paneled()


def test_panel_from_collected_to_rated(paneled: Paneled) -> None:
    assert panel_result(paneled.version.pk) == PanelResult()
    paneled.until(PanelState.RESOLVING)
    assert panel_result(paneled.version.pk) == PanelResult(), "not before it is closed"
    assert not has_result(paneled.version.pk)
    assert ListVersion.objects.get().state == ListState.RATING
    paneled.weigh(make_viewer(Role.USER))
    paneled.step("close_panel")
    assert ListVersion.objects.get().state == ListState.RATED
    result = panel_result(paneled.version.pk)
    assert has_result(paneled.version.pk)
    assert not has_result("another version")
    assert set(result.values) == set(CRITERIA)
    assert set(result.values["labels"]) == set(paneled.datasets)
    assert result.values["labels"][paneled.datasets[0]].value == pytest.approx(0.25)
    assert result.agreement["labels"].alpha == 1
    assert result.agreement["labels"].decides
    assert sum((result.weights or {}).values()) == pytest.approx(1)
    assert result.consistency == pytest.approx(0, abs=1e-9)


def test_versions_history_holds_rating_and_rated(paneled: Paneled) -> None:
    """The panel moved the version's state past its history."""
    paneled.until(PanelState.RESOLVING)
    paneled.weigh(make_viewer(Role.USER))
    paneled.step("close_panel")
    steps = ListStep.objects.filter(version=paneled.version).values_list("before", "after", "person_id")
    manager = paneled.manager.person_id
    assert list(steps) == [("collected", "rating", manager), ("rating", "rated", manager)]


def test_no_panel_opens_while_the_evidence_is_collected_anew(paneled: Paneled) -> None:
    ask_collect(by=by(paneled.manager), version_id=paneled.version.pk)
    with pytest.raises(NotYours, match="under way"):
        paneled.open()
    assert ListVersion.objects.get().state == ListState.COLLECTED
    assert not Panel.objects.exists()


def test_result_is_read_in_one_query(paneled: Paneled, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    paneled.until(PanelState.CLOSED)
    with django_assert_num_queries(1):
        panel_result(paneled.version.pk)


def test_facts_take_as_many_queries_for_any_shortlist(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    many = make_paneled(how_many=30, slug="many")
    many.until(PanelState.RATING)
    panel = find_panel(many.panel_id)
    with django_assert_max_num_queries(9):
        facts_of(panel)


def test_every_step_is_refused_with_what_is_missing(paneled: Paneled) -> None:
    paneled.open()
    assert "assessors named: 0 of at least 2" in refused(paneled, "start_calibration")
    paneled.name()
    assert "interests for the whole shortlist: 3" in refused(paneled, "start_calibration")
    for who in paneled.assessors:
        paneled.declare(who)
    paneled.step("start_calibration")
    assert "ratings of the calibration round still missing: 3" in refused(paneled, "show_calibration")
    paneled.rate_all()
    assert "show the distribution" in refused(paneled, "start_rating")
    paneled.step("show_calibration")
    paneled.step("start_rating")
    assert "assigned ratings not whole yet" in refused(paneled, "start_resolving")
    assert "looked at by a third" in refused(paneled, "close_panel")
    paneled.rate_all()
    paneled.step("start_resolving")
    paneled.step("close_panel")
    assert "closed" in refused(paneled, "close_panel")
    assert "nothing is assigned" in refused(paneled, "assign_again")
    with pytest.raises(actions.NotYourPanel, match="opened once"):
        paneled.open()


def test_assignment_is_balanced_blind_and_the_same_from_the_same_seed(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    loads = [len(paneled.held(who)) for who in paneled.assessors]
    assert max(loads) - min(loads) <= 1
    counts = [Assignment.objects.filter(dataset=name).count() for name in paneled.datasets]
    assert sorted(counts) == [2, 2, 2, 2, 2, 3], "the calibrated one is with all"


@pytest.mark.parametrize("number", [{"needed": 1}, {"needed": 6}, {"calibrated": 0}, {"calibrated": 11}])
def test_numbers_out_of_range_open_nothing(paneled: Paneled, number: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        paneled.open(**number)
    assert not Panel.objects.exists()
    assert ListVersion.objects.get().state == ListState.COLLECTED


def test_withdrawn_dataset_is_rated_no_more_and_holds_nobody_up(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    gone = paneled.held(who)[0]
    Dataset.objects.filter(pk=gone).update(state="removed")
    with pytest.raises(actions.NotYourPanel, match="withdrawn"):
        paneled.rate(who, gone)
    for each in paneled.assessors:
        for name in set(paneled.held(each)) - {gone}:
            paneled.rate(each, name)
    paneled.step("start_resolving")
    paneled.step("close_panel")
    assert gone not in panel_result(paneled.version.pk).values["labels"]


def test_rating_is_never_overwritten(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    name = paneled.held(who)[0]
    assert paneled.rate(who, name, 4) == 3
    assert paneled.rate(who, name, 4) == 0, "nothing new"
    with pytest.raises(Invalid, match="changed with a reason"):
        paneled.rate(who, name, 3)
    typed = {"labels": Typed("3", "as the evidence shows", "I had misread the columns")}
    assert actions.rate(by=by(who), panel_id=paneled.panel_id, dataset=name, ratings=typed) == 1
    rows = Rating.objects.filter(assignment__dataset=name, criterion="labels", round=2).order_by("revision")
    assert [(each.revision, each.value, each.change) for each in rows] == [
        (1, 4, ""),
        (2, 3, "I had misread the columns"),
    ]
    mine = next(each for each in paneled.facts.assignments if each.dataset == name and each.main)
    assert mine.main["labels"] == 3


@pytest.mark.parametrize("value", ["0", "6", "2.5", "good", "", "-1"])
def test_rating_off_the_scale_keeps_nothing(paneled: Paneled, value: str) -> None:
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    typed = {"labels": Typed("3"), "beneficiaries": Typed(value)}
    with pytest.raises(Invalid):
        actions.rate(by=by(who), panel_id=paneled.panel_id, dataset=paneled.held(who)[0], ratings=typed)
    assert not Rating.objects.filter(round=2).exists()


def test_lowest_and_highest_need_a_reason(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    with pytest.raises(Invalid, match="1 and 5 need a reason"):
        actions.rate(
            by=by(who), panel_id=paneled.panel_id, dataset=paneled.held(who)[0], ratings={"labels": Typed("5")}
        )


def test_two_apart_call_the_one_who_has_least_to_do(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    name = next(each for each in paneled.datasets if sum(each in paneled.held(who) for who in paneled.assessors) == 2)
    pair = [who for who in paneled.assessors if name in paneled.held(who)]
    (other,) = [who for who in paneled.assessors if who not in pair]
    paneled.rate(pair[0], name, 2)
    paneled.rate(pair[1], name, 4)
    for who in paneled.assessors:
        for each in set(paneled.held(who)) - {name}:
            paneled.rate(who, each)
    paneled.step("start_resolving")
    assert name in paneled.held(other)
    assert [each[1:] for each in waiting_for(other)] == [(Waits.RATE, 1)]
    assert "assigned ratings not whole yet" in refused(paneled, "close_panel")
    paneled.rate(other, name, 4)
    paneled.step("close_panel")
    value = panel_result(paneled.version.pk).values["labels"][name]
    assert value.low < value.value < value.high


def test_nobody_left_to_be_the_third_is_named(paneled: Paneled) -> None:
    two = make_paneled(people=2, slug="two")
    two.until(PanelState.RATING)
    name = two.datasets[0]
    for who, value in zip(two.assessors, (1, 5), strict=True):
        for each in two.held(who):
            two.rate(who, each, value if each == name else 3)
    two.step("start_resolving")
    assert f"dataset {name}: two are apart and nobody is left to be the third" in refused(two, "close_panel")


def test_rater_who_gives_the_same_to_all_leaves_alpha_undefined(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    paneled.rate_all(dict.fromkeys(paneled.datasets, 3))
    paneled.step("start_resolving")
    paneled.step("close_panel")
    agreement = panel_result(paneled.version.pk).agreement["labels"]
    assert agreement.alpha is None
    assert not agreement.decides
    assert "undefined" in agreement.because.en


CYCLE = {"public_benefit beneficiaries": "9", "beneficiaries linkability": "9", "public_benefit linkability": "1/9"}


def test_contradicting_comparisons_are_kept_but_weigh_nothing(paneled: Paneled) -> None:
    paneled.open()
    who = make_viewer(Role.USER)
    actions.name_stakeholder(by=by(paneled.manager), panel_id=paneled.panel_id, email=email_of(who))
    assert [each[1] for each in waiting_for(who)] == [Waits.WEIGH]
    found = actions.compare(by=by(who), panel_id=paneled.panel_id, answers=answers(public_value=CYCLE))
    assert not found.is_consistent
    assert [each.is_accepted for each in Comparison.objects.all()] == [False]
    assert [each[1] for each in waiting_for(who)] == [Waits.WEIGH]
    assert actions.compare(by=by(who), panel_id=paneled.panel_id, answers=answers()).is_consistent
    assert waiting_for(who) == ()
    with pytest.raises(Invalid):
        actions.compare(by=by(who), panel_id=paneled.panel_id, answers=answers("0"))
    with pytest.raises(Invalid):
        actions.compare(by=by(who), panel_id=paneled.panel_id, answers={})
    with pytest.raises(actions.NotYourPanel, match="only a stakeholder"):
        actions.compare(by=by(paneled.manager), panel_id=paneled.panel_id, answers=answers())


def test_closed_panel_takes_nothing_more(paneled: Paneled) -> None:
    who = make_viewer(Role.USER)
    paneled.until(PanelState.RESOLVING)
    paneled.weigh(who)
    paneled.step("close_panel")
    with pytest.raises(actions.NotYourPanel, match="closed"):
        actions.compare(by=by(who), panel_id=paneled.panel_id, answers=answers())
    with pytest.raises(actions.NotYourPanel, match="closed"):
        paneled.declare(paneled.assessors[0])
    with pytest.raises(actions.NotYourPanel, match="closed"):
        paneled.step("name_stakeholder", email=email_of(who))
    with pytest.raises(actions.NotYourPanel, match="closed"):
        paneled.step("dismiss_assessor", assessor_id=Assessor.objects.first().pk, because="x")  # type: ignore[union-attr]
    with pytest.raises(actions.NotYourPanel, match="not taken"):
        paneled.rate(paneled.assessors[0], paneled.held(paneled.assessors[0])[0])


def test_panel_of_a_withdrawn_version_stands_still(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    ListVersion.objects.update(state=ListState.WITHDRAWN)
    who = paneled.assessors[0]
    assert waiting_for(who) == ()
    assert "not being rated any more" in refused(paneled, "start_resolving")
    with pytest.raises(actions.NotYourPanel, match="not being rated any more"):
        paneled.rate(who, paneled.held(who)[0])
    assert ListVersion.objects.get().state == ListState.WITHDRAWN


def test_every_write_is_one_event_that_tells_no_rating(paneled: Paneled) -> None:
    paneled.until(PanelState.CLOSED)
    events = [each for each in Event.objects.all() if each.action.startswith("assess.")]
    assert {each.action for each in events} == {
        "assess.open_panel", "assess.name_assessor", "assess.declare_interests", "assess.step_panel",
        "assess.rate", "assess.show_calibration",
    }  # fmt: skip
    assert not any("value" in each.details for each in events)
