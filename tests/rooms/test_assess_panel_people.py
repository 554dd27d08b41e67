"""Who is on a panel and who is not: naming, conflicts of interest, leaving; nobody else learns of it."""

from __future__ import annotations

import pytest

from gotgan.assess.actions import panels as actions
from gotgan.assess.actions.panels.opening import NoSuchVersion
from gotgan.assess.models import Assessor, Assignment, ListVersion, Rating
from gotgan.assess.queries.panel_facts import NoSuchPanel
from gotgan.assess.queries.panels import Waits, waiting_for
from gotgan.assess.rules.conflicts import ConflictKind, Declared
from gotgan.assess.rules.panels import AssignmentKind, PanelState
from gotgan.inventory.models import Dataset
from gotgan.organisations.actions import add_membership
from gotgan.terms.errors import Invalid
from gotgan.terms.role import SYSTEM, Role
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.paneled import Paneled, by, make_dataset, make_paneled, refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def paneled() -> Paneled:
    return make_paneled()


def test_stranger_finds_no_panel_and_members_are_told_why(paneled: Paneled) -> None:
    paneled.until(PanelState.FORMING)
    stranger, other = make_viewer(Role.USER), make_viewer(Role.ASSESSOR)
    for who in (stranger, other):
        with pytest.raises(NoSuchPanel):
            actions.declare_interests(by=by(who), panel_id=paneled.panel_id, declared=())
        with pytest.raises(NoSuchPanel):
            actions.start_calibration(by=by(who), panel_id=paneled.panel_id)
    with pytest.raises(NoSuchVersion):
        actions.open_panel(by=by(stranger), version_id=paneled.version.pk)
    for who in (paneled.assessors[0], paneled.auditor):
        with pytest.raises(actions.NotYourPanel):
            actions.start_calibration(by=by(who), panel_id=paneled.panel_id)
    with pytest.raises(actions.NotYourPanel, match="only an assessor"):
        actions.declare_interests(by=by(paneled.manager), panel_id=paneled.panel_id, declared=())
    with pytest.raises(actions.NotYourPanel, match="only an assessor"):
        actions.rate(by=by(paneled.auditor), panel_id=paneled.panel_id, dataset="x", ratings={})
    with pytest.raises(actions.NotYourPanel, match="only the manager"):
        actions.open_panel(by=by(paneled.auditor), version_id=paneled.version.pk)


def test_assessor_who_becomes_manager_runs_nothing(paneled: Paneled) -> None:
    paneled.until(PanelState.FORMING)
    who = paneled.assessors[0]
    add_membership(by=SYSTEM, person_id=who.person_id or 0, role=Role.SURVEY_MANAGER)
    with pytest.raises(actions.NotYourPanel):
        actions.start_calibration(by=by(who), panel_id=paneled.panel_id)


def test_nobody_unknown_or_seeing_all_is_named(paneled: Paneled) -> None:
    paneled.open()
    with pytest.raises(Invalid, match="nobody of this address"):
        actions.name_assessor(by=by(paneled.manager), panel_id=paneled.panel_id, email="nobody@example.org")
    for who in (paneled.manager, paneled.auditor):
        with pytest.raises(actions.NotYourPanel, match="cannot rate blindly"):
            paneled.name(who)
    paneled.name(paneled.assessors[0])
    with pytest.raises(actions.NotYourPanel, match="already"):
        paneled.name(paneled.assessors[0])


def test_own_organisation_is_a_conflict_without_declaring_it() -> None:
    paneled = make_paneled(people=4)
    mine = paneled.assessors[0]
    add_membership(by=SYSTEM, person_id=mine.person_id or 0, role=Role.OFFICER, organisation=paneled.codes[0])
    paneled.until(PanelState.RATING)
    theirs = {name for name in paneled.datasets if Dataset.objects.get(pk=name).organisation_id == paneled.codes[0]}
    assert theirs
    assert not theirs & set(paneled.held(mine))
    assert set(paneled.held(mine))


def test_all_in_conflict_needs_one_more_assessor(paneled: Paneled) -> None:
    paneled.until(PanelState.FORMING)
    name = paneled.datasets[2]
    for who in paneled.assessors:
        paneled.declare(who, Declared(ConflictKind.DATASET, name))
    assert f"dataset {name}: all assessors are in conflict; add one who is not" in refused(paneled, "start_calibration")
    more = [make_viewer(Role.ASSESSOR) for _ in range(2)]
    paneled.name(*more)
    for who in more:
        paneled.declare(who)
    paneled.step("start_calibration")


def test_late_conflict_takes_the_dataset_away_and_its_ratings_do_not_count(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    paneled.rate_all()
    who = paneled.assessors[0]
    name = next(
        each for each in paneled.held(who) if Assignment.objects.filter(dataset=each, ended__isnull=True).count() == 2
    )
    paneled.declare(who, Declared(ConflictKind.DATASET, name))
    assert name not in paneled.held(who)
    assert "datasets with fewer than 2 assessors: 1" in refused(paneled, "start_resolving")
    paneled.step("assign_again")
    assert "assigned ratings not whole yet: 1" in refused(paneled, "start_resolving")
    other = next(each for each in paneled.assessors if name in paneled.held(each) and not _has_rated(each, name))
    paneled.rate(other, name)
    paneled.step("start_resolving")
    with pytest.raises(actions.NotYourPanel, match="not assigned to you"):
        paneled.rate(who, name)


def _has_rated(who, name: str) -> bool:  # type: ignore[no-untyped-def]
    return Rating.objects.filter(
        assignment__dataset=name, assignment__assessor__person_id=who.person_id, round=2
    ).exists()


def test_supplier_of_the_source_s_record_is_a_conflict(paneled: Paneled) -> None:
    Dataset.objects.filter(pk=paneled.datasets[1]).update(raw_shown={"publisher": "주식회사 한빛데이터", "title": "x"})
    paneled.until(PanelState.FORMING)
    assert paneled.row.suppliers == {paneled.datasets[1]: ["주식회사 한빛데이터"]}
    for who in paneled.assessors:
        paneled.declare(who, Declared(ConflictKind.SUPPLIER, "(주)한빛 데이터"))
    assert paneled.datasets[1] in refused(paneled, "start_calibration")


def test_institution_that_published_it_is_a_conflict_whoever_holds_it(paneled: Paneled) -> None:
    """Its record names a contact of another institution: who declared that one may not rate it."""
    name, other = paneled.datasets[1], make_organisation(name="한빛자료원")
    Dataset.objects.filter(pk=name).update(raw_shown={"contactPoint": {"fn": "한빛 자료원"}, "title": "x"})
    paneled.until(PanelState.FORMING)
    for who in paneled.assessors:
        paneled.declare(who, Declared(ConflictKind.ORGANISATION, other.code))
    assert name in refused(paneled, "start_calibration")


@pytest.mark.parametrize(
    "declared",
    [
        Declared(ConflictKind.OWN, "x"), Declared(ConflictKind.DATASET, "x"), Declared(ConflictKind.ORGANISATION, "x"),
        Declared(ConflictKind.SUPPLIER, "(주)"),
    ],
)  # fmt: skip
def test_declaration_of_nothing_known_is_refused(paneled: Paneled, declared: Declared) -> None:
    paneled.until(PanelState.FORMING)
    with pytest.raises(Invalid):
        paneled.declare(paneled.assessors[0], declared)
    assert Assessor.objects.filter(declared__isnull=False).count() == 0


def test_datasets_that_came_later_need_a_new_declaration(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    new = make_dataset(paneled.codes[0], "자료 새로")
    paneled.version.shortlist = [*paneled.datasets, new]
    ListVersion.objects.filter(pk=paneled.version.pk).update(shortlist=paneled.version.shortlist)
    with pytest.raises(actions.NotYourPanel, match="declare your interests again"):
        paneled.rate(who, paneled.held(who)[0])
    assert [each[1] for each in waiting_for(who)] == [Waits.DECLARE]
    for each in paneled.assessors:
        paneled.declare(each)
    paneled.step("assign_again")
    assert Assignment.objects.filter(dataset=new, kind=AssignmentKind.RATING).count() == 2


def test_who_leaves_hands_on_what_is_open_and_keeps_what_is_whole(paneled: Paneled) -> None:
    paneled = make_paneled(people=4, slug="four")
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    first, *rest = paneled.held(who)
    paneled.rate(who, first)
    row = Assessor.objects.get(person_id=who.person_id)
    with pytest.raises(Invalid, match="say in a sentence"):
        paneled.step("dismiss_assessor", assessor_id=row.pk, because=" ")
    paneled.step("dismiss_assessor", assessor_id=row.pk, because="moved")
    assert paneled.held(who) == [first]
    for name in rest:
        assert Assignment.objects.filter(dataset=name, ended__isnull=True).count() >= 2
    with pytest.raises(actions.NotYourPanel):
        paneled.rate(who, first, 4)
    paneled.rate_all(None, *paneled.assessors[1:])
    paneled.step("start_resolving")
    with pytest.raises(Invalid, match="nobody is chosen"):
        paneled.step("dismiss_assessor", assessor_id=row.pk, because="again")


def test_one_rater_only_never_starts(paneled: Paneled) -> None:
    one = make_paneled(people=1, slug="one")
    one.open()
    one.name()
    one.declare(one.assessors[0])
    said = refused(one, "start_calibration")
    assert "assessors named: 1 of at least 2" in said
    assert "only 1 of the assessors may rate it" in said
