"""A body that is reorganised while its people write: nothing is lost, and nothing is written where it no longer is."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from gotgan.organisations.models import Organisation, Succession
from gotgan.survey import jobs
from gotgan.survey.actions import campaigns
from gotgan.survey.actions.sheets import NoSuchSheet, attach, save_answers
from gotgan.survey.actions.tallies import recount_target, store_sheet
from gotgan.survey.models import Sheet, Target
from gotgan.survey.queries.campaigns import cursor_of, widened_at
from gotgan.survey.rules.targets import Asked
from gotgan.terms.role import SYSTEM, Role
from gotgan.terms.survey import SheetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.meeting import needs_row_locks, while_it_waits
from tests.rooms.survey_doors import browser, text_of
from tests.rooms.surveyed import Surveyed, by, make_dataset

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def end(surveyed: Surveyed) -> str:
    """The organisation ended yesterday; returns the code of who took it over."""
    heir = make_organisation().code
    Organisation.objects.filter(pk=surveyed.organisation).update(valid_to=timezone.localdate() - timedelta(days=1))
    Succession.objects.create(predecessor_id=surveyed.organisation, successor_id=heir)
    return heir


def test_files_go_along_with_the_sheets_that_name_them() -> None:
    surveyed = Surveyed()
    sheet, signed = surveyed.sheet(wave=2), surveyed.whole_sheet("서명", state=SheetState.SIGNED)
    for item in ("description", "data_dictionary"):
        attach(by=by(surveyed.officer), sheet_id=sheet.pk, item=item, name="a.txt", content=io.BytesIO(item.encode()))
    heir = end(surveyed)
    campaigns.follow_reorganisation(by=SYSTEM, target_id=surveyed.target.pk)
    assert {each.pk: each.target.organisation_id for each in Sheet.objects.all()} == {
        sheet.pk: heir, signed.pk: surveyed.organisation,
    }  # fmt: skip
    officer = make_viewer(Role.OFFICER, organisation=heir)
    answers = Sheet.objects.get(pk=sheet.pk).answers
    proof, (file,) = answers["description"]["evidence"][0]["ref"], answers["data_dictionary"]["value"]
    for sha256, content in ((proof, "description"), (file["sha256"], "data_dictionary")):
        assert text_of(browser(officer).get(f"/survey/sheets/{sheet.pk}/files/{sha256}")) == content
    more = [file, {**file, "name": "b.txt"}]
    saved = save_answers(by=by(officer), sheet_id=sheet.pk, changes={"data_dictionary": {"value": more, "revision": 2}})
    assert (saved.changed, saved.issues) == (("data_dictionary",), ())


@pytest.mark.django_db(transaction=True)
def test_save_that_meets_the_move_is_refused_and_told_so() -> None:
    needs_row_locks()
    surveyed = Surveyed()
    sheet = surveyed.sheet()
    surveyed.whole_sheet("서명", state=SheetState.SIGNED)  # so the old place stays
    heir = end(surveyed)
    told = while_it_waits(
        surveyed.target.pk,
        lambda: save_answers(
            by=by(surveyed.officer), sheet_id=sheet.pk, changes={"description": {"value": "늦음", "revision": 0}}
        ),
        lambda: campaigns.follow_reorganisation(by=SYSTEM, target_id=surveyed.target.pk),
    )
    assert isinstance(told, NoSuchSheet), told
    moved = Sheet.objects.get(pk=sheet.pk)
    assert (moved.target.organisation_id, moved.answers) == (heir, {})
    assert all(recount_target(pk) == {} for pk in Target.objects.values_list("pk", flat=True))


@dataclass
class Meanwhile:
    """A job's context in which something else happens at the first beat."""

    job_id: int
    then: Callable[[], object]
    beats: int = 0

    def heartbeat(self, progress: Mapping[str, Any]) -> None:
        self.beats += 1
        if self.beats == 1:
            self.then()

    def is_cancelled(self) -> bool:
        return False


def test_body_that_is_taken_out_while_sheets_are_made_stops_nobody() -> None:
    first = Surveyed(organisation=make_organisation("7000001").code)
    gone = Surveyed(campaign=first.campaign, organisation=make_organisation("7000002").code)
    last = Surveyed(campaign=first.campaign, organisation=make_organisation("7000003").code)
    for body in (first, gone, last):
        make_dataset(body.organisation)
    job = campaigns.refresh_campaign(by=SYSTEM, campaign_id=first.campaign.pk)
    taken_out = Meanwhile(job, lambda: campaigns.drop_target(by=SYSTEM, target_id=gone.target.pk))
    jobs.open(first.campaign.pk, context=taken_out)
    prepared = Target.objects.filter(prepared__isnull=False).values_list("organisation_id", flat=True)
    assert set(prepared) == {first.organisation, last.organisation}
    assert Sheet.objects.count() == 2
    dropped = Meanwhile(job, lambda: Target.objects.filter(pk=last.target.pk).delete())
    jobs.recount(context=dropped)
    assert recount_target(first.target.pk) == {}


def test_link_that_another_body_made_meanwhile_survives_a_save() -> None:
    first = Surveyed()
    second = Surveyed(campaign=first.campaign)
    ours, theirs = first.sheet(), second.sheet()
    read_before = Sheet.objects.get(pk=ours.pk)
    Sheet.objects.filter(pk=ours.pk).update(same_as=theirs)  # as link_same does for those that point at its sheet
    with transaction.atomic():
        store_sheet(read_before)
    assert Sheet.objects.get(pk=ours.pk).same_as_id == theirs.pk


def test_choosing_more_targets_keeps_where_the_jobs_stand() -> None:
    surveyed = Surveyed()
    campaign, at = surveyed.campaign, timezone.now()
    campaign.scope = {"cursor": "c|1", "widened": at.isoformat(), "chosen": []}
    campaign.save()
    campaigns.choose_targets(by=SYSTEM, campaign_id=campaign.pk, asked=Asked(codes=(make_organisation().code,)))
    assert (cursor_of(campaign.pk), widened_at(campaign.pk)) == ("c|1", at)
