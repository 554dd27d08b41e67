"""What the database itself refuses once a version is signed, and what a signature covers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from gotgan.assess import actions
from gotgan.assess.guard import protect, unprotect
from gotgan.assess.models import (
    Assessor,
    Assignment,
    DatasetList,
    FurtherAssignment,
    FurtherRating,
    FurtherRound,
    ListStep,
    ListVersion,
    Objection,
    Panel,
    Rating,
    Unmet,
)
from gotgan.assess.queries.signing import broken_in
from gotgan.assess.rules.listing import Effect, Side
from gotgan.assess.rules.panels import PanelState
from gotgan.assess.rules.signing import minutes_hash, signature_of
from gotgan.terms.selection import ListState
from tests.rooms.assess_run import Run
from tests.rooms.factories import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> ListVersion:
    """A signed version with an objection, and a panel that has closed."""
    run = Run(monkeypatch)
    run.make()
    run.collect()
    run.solve()
    _with_panel(run)
    run.propose()
    member = run.document()["members"][0]["id"]
    body = run.datasets.index(member) % 3
    said = actions.Said(run.bodies[body], member, Side.OUT, "자료가 낡았습니다.")
    objection = actions.object_to(**run.by(run.officers[body]), said=said)
    actions.answer_objection(**run.by(), objection_id=objection, answer="그대로 둡니다.", effect=Effect.NONE)
    protect(connection)
    protect(connection)
    return run.sign()


def _with_panel(run: Run) -> None:
    now, version = timezone.now(), run.version
    panel = Panel.objects.create(
        version=version, rubric={}, state=PanelState.CLOSED, result={"criteria": {}}, by="t", created=now, updated=now
    )
    who = Assessor.objects.create(panel=panel, person_id=1, named_by="t", named=now)
    given = Assignment.objects.create(assessor=who, dataset=version.shortlist[0], kind="rating", given=now)
    Rating.objects.create(assignment=given, criterion="labels", round=2, revision=1, value=3, at=now)
    again = FurtherRound.objects.create(
        panel=panel, criterion="labels", number=2, note="n", by="t", opened=now, finished=now
    )
    further = FurtherAssignment.objects.create(
        round=again, assessor=who, dataset=version.shortlist[0], kind="rating", given=now
    )
    FurtherRating.objects.create(assignment=further, revision=1, value=3, at=now)


def refuses(act: Callable[[], Any], says: str = "never changes") -> None:
    with pytest.raises(DatabaseError, match=says), transaction.atomic():
        act()


def test_columns_of_a_signed_version_stay(signed: ListVersion) -> None:
    rows = ListVersion.objects.filter(pk=signed.pk)
    for change in (
        {"minutes": "x"}, {"document": "0" * 64}, {"settings": {}}, {"signed_by": "x"}, {"signed_at": None},
        {"counts": {}}, {"signed_over": {}}, {"number": 9}, {"panel_from": "x"},
    ):  # fmt: skip
        refuses(lambda change=change: rows.update(**change))


def test_state_of_a_signed_version_only_goes_on(signed: ListVersion) -> None:
    rows = ListVersion.objects.filter(pk=signed.pk)
    for state in (ListState.DRAFTED, ListState.PROPOSED, ListState.SOLVED):
        refuses(lambda state=state: rows.update(state=state))
    rows.update(state=ListState.PUBLISHED)
    refuses(lambda: rows.update(state=ListState.SIGNED))
    rows.update(state=ListState.WITHDRAWN)
    refuses(lambda: rows.update(state=ListState.PUBLISHED))


def test_nothing_of_a_signed_version_is_removed(signed: ListVersion) -> None:
    def raw(table: str) -> Callable[[], Any]:
        return lambda: connection.cursor().execute(f"DELETE FROM assess_{table}")

    refuses(raw("liststep"), "a step that was taken stays")
    of_rounds = ("furtherrating", "furtherassignment", "furtherround")
    for table in ("objection", "listversion", "datasetlist", "rating", *of_rounds, "assignment", "assessor", "panel"):
        refuses(raw(table))


def test_steps_objections_and_list_stay_as_they_are(signed: ListVersion) -> None:
    refuses(lambda: ListStep.objects.update(reason="x"), "a step that was taken stays")
    refuses(lambda: Objection.objects.update(answer="x"))
    refuses(lambda: DatasetList.objects.update(name_en="Another"))
    refuses(lambda: DatasetList.objects.update(owner=make_organisation().code))
    now = timezone.now()
    new = {"version": signed, "dataset": signed.shortlist[0], "side": "out", "text": "x", "by": "t", "at": now}
    refuses(lambda: Objection.objects.create(organisation=signed.dataset_list.owner, **new))
    objection = Objection.objects.get()
    refuses(lambda: Unmet.objects.create(version=signed, objection=objection, reason="x", by="t", at=now))


def test_panel_and_ratings_of_a_signed_version_stay(signed: ListVersion) -> None:
    refuses(lambda: Panel.objects.update(result={}))
    refuses(lambda: Panel.objects.update(state=PanelState.RATING))
    refuses(lambda: Rating.objects.update(value=1))
    refuses(lambda: Assignment.objects.update(dataset="x"))
    refuses(lambda: Assessor.objects.update(person_id=2))
    given = Assignment.objects.get()
    more = {"assignment": given, "criterion": "labels", "round": 2, "revision": 2, "value": 5}
    refuses(lambda: Rating.objects.create(**more, at=timezone.now()))
    refuses(lambda: FurtherRound.objects.update(note="x"))
    refuses(lambda: FurtherRating.objects.update(value=1))
    again = {"assignment": FurtherAssignment.objects.get(), "revision": 2, "value": 5}
    refuses(lambda: FurtherRating.objects.create(**again, at=timezone.now()))


def test_panel_on_which_a_later_version_was_signed_stays_too(signed: ListVersion) -> None:
    unprotect(connection)
    other = ListVersion.objects.create(
        dataset_list=signed.dataset_list, number=2, created=timezone.now(), updated=timezone.now()
    )
    Panel.objects.update(version=other)
    ListVersion.objects.filter(pk=signed.pk).update(panel_from=other.pk)
    protect(connection)
    refuses(lambda: Panel.objects.update(result={}))
    refuses(lambda: Rating.objects.update(value=1))


def test_what_is_not_signed_goes_on(signed: ListVersion) -> None:
    now = timezone.now()
    other = DatasetList.objects.create(
        slug="other", name_ko="다른", name_en="Other", owner=signed.dataset_list.owner, by="t", created=now
    )
    version = ListVersion.objects.create(dataset_list=other, number=1, created=now, updated=now)
    DatasetList.objects.filter(pk=other.pk).update(name_en="Renamed")
    ListVersion.objects.filter(pk=version.pk).update(state=ListState.COLLECTED, minutes="x")
    said = Objection.objects.create(
        version=version, organisation=other.owner, dataset="a", side="out", text="x", by="t", at=now
    )
    said.text = "y"
    said.save()
    said.delete()
    version.delete()
    other.delete()
    assert DatasetList.objects.count() == 1


def test_signature_covers_list_number_rules_minutes_and_objections(signed: ListVersion) -> None:
    assert broken_in(signed) == ()
    for part, change in (
        ("minutes", {"minutes": "x"}), ("settings", {"settings": {}}), ("document", {"document": "x"}),
        ("number", {"number": 9}), ("shortlist", {"shortlist": []}),
    ):  # fmt: skip
        changed = ListVersion.objects.select_related("dataset_list").get(pk=signed.pk)
        for name, value in change.items():
            setattr(changed, name, value)
        assert broken_in(changed) == (part,)
    unprotect(connection)
    Objection.objects.update(answer="다른 답")
    assert broken_in(signed) == ("objections",)
    DatasetList.objects.update(slug="other")
    again = ListVersion.objects.get(pk=signed.pk)
    assert broken_in(again) == ("list", "objections")
    again.signed_over = {**again.signed_over, "number": 9}
    assert broken_in(again) == ("list", "number", "objections", "signature")


def test_signature_from_before_covers_list_and_minutes(signed: ListVersion) -> None:
    old = {"document": signed.document, "minutes": minutes_hash(signed.minutes)}
    signed.signed_over, signed.signature = {}, signature_of(old)
    assert broken_in(signed) == ()
    signed.minutes = "x"
    assert broken_in(signed) == ("signature",)
    signed.signature = ""
    assert broken_in(signed) == ()
