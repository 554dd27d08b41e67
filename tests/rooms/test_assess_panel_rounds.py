"""Another round of one criterion: opened, rated blind, thirds called, finished; and everything that is refused."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gotgan.assess.actions import panels as actions
from gotgan.assess.actions.panels.rating import Typed
from gotgan.assess.models import Assessor, FurtherAssignment, FurtherRating, FurtherRound, Panel, Rating
from gotgan.assess.queries.panel_facts import NoSuchPanel, facts_of
from gotgan.assess.queries.panels import Waits, panel_result, waiting_for
from gotgan.assess.rules.conflicts import ConflictKind, Declared
from gotgan.assess.rules.panels import AssignmentKind, PanelState
from gotgan.audit.models import Event
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Role
from tests.rooms.factories import make_viewer
from tests.rooms.paneled import CRITERIA, Paneled, by, disagree, make_paneled, refused

pytestmark = pytest.mark.django_db
NOTE = "3 means that half of the labels were checked by a second person"


@pytest.fixture
def paneled() -> Paneled:
    made = make_paneled()
    made.until_apart()
    return made


def begin(paneled: Paneled, criterion: str = "labels") -> None:
    paneled.step("open_round", criterion=criterion, note=NOTE)


@pytest.mark.database
def test_round_that_agrees_lets_the_criterion_decide(paneled: Paneled) -> None:
    first = list(Rating.objects.order_by("pk").values_list("pk", "value", "revision"))
    begin(paneled)
    row = FurtherRound.objects.get()
    assert (row.criterion, row.number, row.note, row.finished) == ("labels", 2, NOTE, None)
    for who in paneled.assessors:
        assert list(paneled.again(who)) == paneled.held(who), "the same datasets of the same people"
        assert [each[1:] for each in waiting_for(who)] == [(Waits.RATE, len(paneled.held(who)))]
    assert "ratings of the round still missing" in refused(paneled, "finish_round", criterion="labels")
    paneled.all_again()
    assert waiting_for(paneled.assessors[0]) == ()
    paneled.step("finish_round", criterion="labels")
    assert list(Rating.objects.order_by("pk").values_list("pk", "value", "revision")) == first, "the first round stays"
    paneled.step("close_panel")
    agreement = panel_result(paneled.version.pk).agreement
    assert agreement["labels"].decides
    assert agreement["labels"].alpha == 1
    told = paneled.row.result["criteria"]
    assert [each["number"] for each in told["labels"]["rounds"]] == [1, 2]
    assert told["labels"]["rounds"][0]["agreement"]["alpha"] < 0
    assert "rounds" not in told["beneficiaries"]
    assert panel_result(paneled.version.pk).values["labels"][paneled.datasets[0]].value == pytest.approx(0.25)


def test_unfinished_round_decides_nothing_and_changes_nothing(paneled: Paneled) -> None:
    begin(paneled)
    paneled.all_again()
    paneled.step("close_panel")
    document = paneled.row.result
    assert not panel_result(paneled.version.pk).agreement["labels"].decides
    assert "rounds" not in document["criteria"]["labels"]
    same = make_paneled(slug="same")
    same.until_apart()
    same.step("close_panel")
    alphas = [each["agreement"] for each in (document["criteria"]["labels"], same.row.result["criteria"]["labels"])]
    assert alphas[0] == alphas[1], "as if no round had been opened"
    told = [json.loads(each.details).get("unfinished") for each in Event.objects.filter(action="assess.step_panel")]
    assert told.count(["labels"]) == 1, "the closing says what it left behind"
    for step, more in (("finish_round", {}), ("call_thirds", {}), ("open_round", {"note": NOTE})):
        assert "the panel is closed" in refused(paneled, step, criterion="labels", **more)
    with pytest.raises(actions.NotYourPanel, match="not assigned"):
        paneled.rate_again(paneled.assessors[0], paneled.datasets[0], 4)
    assert paneled.row.result == document, "a list that was made from it is made from it again"


def test_third_is_called_in_the_round(paneled: Paneled) -> None:
    begin(paneled)
    name = next(each for each in paneled.datasets if sum(each in paneled.held(who) for who in paneled.assessors) == 2)
    pair = [who for who in paneled.assessors if name in paneled.held(who)]
    (other,) = [who for who in paneled.assessors if who not in pair]
    paneled.rate_again(pair[0], name, 2)
    paneled.rate_again(pair[1], name, 4)
    assert paneled.rate_again(pair[1], name, 4) == 0, "nothing new"
    with pytest.raises(Invalid, match="changed with a reason"):
        paneled.rate_again(pair[1], name, 5)
    assert paneled.rate_again(pair[1], name, 5, change="I had misread the note") == 1
    for who in paneled.assessors:
        for each in set(paneled.again(who)) - {name}:
            paneled.rate_again(who, each, 2 + paneled.datasets.index(each) % 3)
    assert "two are apart; call a third" in refused(paneled, "finish_round", criterion="labels")
    paneled.step("call_thirds", criterion="labels")
    assert FurtherAssignment.objects.get(kind=AssignmentKind.THIRD).dataset == name
    assert paneled.again(other) == {name: False}
    with pytest.raises(actions.NotYourPanel, match="not assigned"):
        paneled.rate_again(pair[0], name, 3, change="late")
    assert "ratings of the round still missing: 1" in refused(paneled, "finish_round", criterion="labels")
    paneled.rate_again(other, name, 4)
    assert "nobody is apart" in refused(paneled, "call_thirds", criterion="labels")
    paneled.step("finish_round", criterion="labels")
    rows = FurtherRating.objects.filter(assignment__dataset=name).order_by("pk")
    assert [(each.revision, each.value) for each in rows] == [(1, 2), (1, 4), (2, 5), (1, 4)]


def test_third_of_the_first_round_is_asked_only_where_two_are_apart_again() -> None:
    paneled = make_paneled()
    paneled.until(PanelState.RATING)
    disagree(paneled)
    who, name = next(
        (who, each)
        for each in paneled.datasets[::-1]
        for who in paneled.assessors
        if each in paneled.held(who) and sum(each in paneled.held(other) for other in paneled.assessors) == 2
    )
    change = {"labels": Typed("5", "it is", "I had misread it")}
    actions.rate(by=by(who), panel_id=paneled.panel_id, dataset=name, ratings=change)
    paneled.step("start_resolving")
    (third,) = [
        each
        for each in paneled.assessors
        if paneled.facts.assignments_of(_me(paneled, each))
        and any(row.kind is AssignmentKind.THIRD for row in paneled.facts.assignments_of(_me(paneled, each)))
    ]
    assert "still open" in refused(paneled, "open_round", criterion="labels", note=NOTE)
    paneled.rate(third, name, 3)
    begin(paneled)
    assert name not in paneled.again(third)


def _me(paneled: Paneled, who) -> int:  # type: ignore[no-untyped-def]
    me = paneled.facts.assessor_of(who.person_id)
    assert me is not None
    return me.id


def test_round_is_refused_where_there_is_none_to_open(paneled: Paneled) -> None:
    assert "needs no other round" in refused(paneled, "open_round", criterion="beneficiaries", note=NOTE)
    assert "no such criterion" in refused(paneled, "open_round", criterion="x", note=NOTE)
    for note in ("  ", "x" * 4001):
        with pytest.raises(Invalid):
            paneled.step("open_round", criterion="labels", note=note)
    assert "no round of this criterion" in refused(paneled, "finish_round", criterion="labels")
    begin(paneled)
    assert "under way already" in refused(paneled, "open_round", criterion="labels", note=NOTE)
    for who in (paneled.auditor, paneled.assessors[0]):
        with pytest.raises(actions.NotYourPanel, match="only the manager"):
            actions.open_round(by=by(who), panel_id=paneled.panel_id, criterion="labels", note=NOTE)
    with pytest.raises(NoSuchPanel):
        actions.open_round(by=by(make_viewer(Role.USER)), panel_id=paneled.panel_id, criterion="labels", note=NOTE)
    assert FurtherRound.objects.count() == 1


def test_round_is_refused_while_ratings_are_open() -> None:
    made = make_paneled()
    made.until(PanelState.RATING)
    assert "ratings are still open" in refused(made, "open_round", criterion="labels", note=NOTE)


def test_second_round_that_fails_leads_to_a_third(paneled: Paneled) -> None:
    begin(paneled)
    for who in paneled.assessors:
        for name in paneled.again(who):
            paneled.rate_again(who, name, 2 + (paneled.assessors.index(who) + paneled.datasets.index(name)) % 2)
    paneled.step("finish_round", criterion="labels")
    begin(paneled)
    paneled.all_again()
    paneled.step("finish_round", criterion="labels")
    assert "needs no other round" in refused(paneled, "open_round", criterion="labels", note=NOTE)
    assert [each.number for each in FurtherRound.objects.all()] == [2, 3]


def test_who_leaves_or_is_in_conflict_hands_on_what_is_open_in_the_round() -> None:
    paneled = make_paneled(people=5, slug="five")
    paneled.until_apart()
    begin(paneled)
    who, other = paneled.assessors[:2]
    kept, *rest = paneled.again(who)
    paneled.rate_again(who, kept, 3)
    row = Assessor.objects.get(person_id=who.person_id)
    paneled.step("dismiss_assessor", assessor_id=row.pk, because="moved")
    held = FurtherAssignment.objects.filter(ended__isnull=True)
    assert list(held.filter(assessor=row).values_list("dataset", flat=True)) == [kept]
    assert rest
    for name in rest:
        assert held.filter(dataset=name).count() >= 2
    name = next(iter(paneled.again(other)))
    paneled.declare(other, Declared(ConflictKind.DATASET, name))
    assert name not in paneled.again(other)
    assert held.filter(dataset=name).count() >= 2
    reasons = {"the assessor left the panel", "a conflict of interest"}
    assert set(FurtherAssignment.objects.filter(ended__isnull=False).values_list("because", flat=True)) == reasons


def test_only_an_assessor_rates_and_only_what_the_round_asks(paneled: Paneled) -> None:
    begin(paneled)
    who = paneled.assessors[0]
    name = next(iter(paneled.again(who)))
    with pytest.raises(actions.NotYourPanel, match="only an assessor"):
        paneled.rate_again(paneled.manager, name, 3)
    with pytest.raises(Invalid, match="no such criterion"):
        paneled.rate_again(who, name, 3, criterion="beneficiaries")
    with pytest.raises(actions.NotYourPanel, match="not taken"):
        paneled.rate(who, name, 3)
    assert not FurtherRating.objects.exists()


@pytest.mark.database
def test_database_keeps_one_open_round_and_one_rating_of_each(paneled: Paneled) -> None:
    begin(paneled)
    row, now = FurtherRound.objects.get(), timezone.now()
    who = paneled.assessors[0]
    name = next(iter(paneled.again(who)))
    paneled.rate_again(who, name, 3)
    given = FurtherRating.objects.get()
    held = given.assignment
    same = {"panel": row.panel, "criterion": "labels", "note": NOTE, "by": "t", "opened": now}
    wrong = [
        lambda: FurtherRound.objects.create(number=3, **same),
        lambda: FurtherRound.objects.create(number=2, finished=now, **same),
        lambda: FurtherRound.objects.create(number=1, finished=now, **same),
        lambda: FurtherAssignment.objects.create(
            round=row, assessor=held.assessor, dataset=name, kind=held.kind, given=now
        ),
        lambda: FurtherRating.objects.create(assignment=held, revision=1, value=4, at=now),
        lambda: FurtherRating.objects.create(assignment=held, revision=2, value=6, at=now),
    ]
    for write in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_every_write_of_a_round_is_one_event_that_tells_no_rating(paneled: Paneled) -> None:
    before = Event.objects.count()
    begin(paneled)
    who = paneled.assessors[0]
    name = next(iter(paneled.again(who)))
    paneled.rate_again(who, name, 3)
    found = list(Event.objects.order_by("pk"))[before:]
    assert [each.action for each in found] == ["assess.open_round", "assess.rate_again"]
    assert json.loads(found[0].details)["criterion"] == "labels"
    assert json.loads(found[1].details) == {"dataset": name, "rounds": {"labels": 2}}


def test_facts_take_three_queries_more_at_most(paneled: Paneled, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    begin(paneled)
    paneled.all_again()
    panel = Panel.objects.select_related("version").get()
    with django_assert_max_num_queries(12):
        found = facts_of(panel)
    assert len(found.rounds[0].rows) == sum(len(paneled.held(who)) for who in paneled.assessors)
    assert set(found.criteria) == set(CRITERIA)
