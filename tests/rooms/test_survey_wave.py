"""A whole wave of one organisation, as four people do it: opened, answered, refused, returned, signed, accepted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.survey.actions import campaigns, declarations, sheets
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.models import Campaign, Sheet, Target
from gotgan.survey.queries.forms import form_of
from gotgan.survey.rules.conditions import shown_items
from gotgan.survey.rules.counts import is_empty, needed_items, values_of
from gotgan.survey.rules.targets import Asked
from gotgan.terms.errors import Invalid, NotAllowed
from gotgan.terms.questionnaire import UNKNOWN
from gotgan.terms.role import Actor, Role
from gotgan.terms.survey import CampaignState, DatasetFacts, SheetState, TargetState
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import CLEAN, harvest
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import make_form
from tests.rooms.test_survey_campaigns import in_days
from tests.smtp_sink import Sink, running

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SAID = {
    "description": "시도별 인구를 업무에서 기록했습니다.", "record_unit": "시도 1곳", "original_purpose": "인구 통계",
    "possible_scope": ["all"], "processing_needed": ["none"], "personal_data": "none", "provision_now": "internal",
}  # fmt: skip


def fill(by: Actor, sheet: Sheet) -> None:
    """Say what only a person knows, take over what is suggested, and "I don't know" for all else that is asked."""
    form = form_of(sheet.target.campaign.form_id)
    sheets.save_answers(
        by=by, sheet_id=sheet.pk,
        changes={key: {"value": value, "revision": sheet.revision} for key, value in SAID.items()},
    )  # fmt: skip
    sheet = Sheet.objects.get(pk=sheet.pk)
    shown = shown_items(form, values_of(sheet.answers), DatasetFacts.from_json(sheet.facts), sheet.wave)
    changes = {}
    for item in needed_items(shown, sheet.answers):
        answer = sheet.answers.get(item.key)
        if answer is None or not answer["is_confirmed"]:
            value = UNKNOWN if answer is None or is_empty(answer["value"]) else answer["value"]
            changes[item.key] = {"value": value, "revision": sheet.revision}
    saved = sheets.save_answers(by=by, sheet_id=sheet.pk, changes=changes)
    assert (saved.issues, saved.conflicts) == ((), ())


def test_four_people_bring_a_wave_to_its_end(tmp_path: Path, settings: LazySettings) -> None:
    found = harvest(tmp_path / "in", {"인구.csv": CLEAN}, publication="draft")
    manager = Actor.of(make_viewer(Role.SURVEY_MANAGER))
    officer, lead, head = (
        Actor.of(make_viewer(role, organisation=found.organisation))
        for role in (Role.OFFICER, Role.LEAD, Role.APPROVER)
    )
    campaign = campaigns.create_campaign(by=manager, title_ko="조사", form_id=make_form().pk, dates=in_days())
    campaigns.choose_targets(by=manager, campaign_id=campaign, asked=Asked(codes=(found.organisation,)))
    with running(Sink()) as sink:
        settings.GOTGAN_SMTP_HOST, settings.GOTGAN_SMTP_PORT = "127.0.0.1", sink.port
        settings.GOTGAN_SMTP_STARTTLS, settings.GOTGAN_SMTP_FROM = "no", "survey@example.org"
        campaigns.open_campaign(by=manager, campaign_id=campaign, whom="everyone")
        run_waiting_jobs()
        assert sorted(sink.to()) == sorted([officer.label, lead.label, head.label])
        sheet, target = Sheet.objects.get(), Target.objects.get()

        with pytest.raises(Invalid):  # refused: nothing was confirmed yet
            sheets.submit(by=officer, sheet_id=sheet.pk)
        fill(officer, sheet)
        sheets.submit(by=officer, sheet_id=sheet.pk)
        sheets.send_back(by=head, sheet_id=sheet.pk, remark="설명을 더 적어 주십시오")
        run_waiting_jobs()
        assert sorted(sink.to()[3:]) == sorted([officer.label, lead.label])
        with pytest.raises(Invalid):  # a sheet came back, so nothing can be declared
            declarations.declare(by=lead, target_id=target.pk, values={"completeness_statement": "yes"})
        fill(officer, Sheet.objects.get())
        sheets.submit(by=officer, sheet_id=sheet.pk)
        declarations.declare(by=lead, target_id=target.pk, values={"completeness_statement": "yes"})
        sheets.sign(by=head, sheet_id=sheet.pk)
        declarations.sign_target(by=head, target_id=target.pk, position="과장")
        assert sheets.accept(by=manager, sheet_ids=[sheet.pk]).done == (sheet.pk,)
    now = timezone.now()
    Campaign.objects.update(opens=now - timedelta(days=9), closes=now - timedelta(minutes=1))
    with pytest.raises(NotAllowed, match="deadline passed"):
        sheets.add_sheet(by=officer, target_id=target.pk, title="늦은 데이터")
    campaigns.close_campaign(by=manager, campaign_id=campaign)
    target.refresh_from_db()
    assert (target.state, target.accepted, target.confirmed) == (TargetState.SIGNED, 1, target.needed)
    assert Sheet.objects.get().state == SheetState.ACCEPTED
    assert Campaign.objects.get().state == CampaignState.CLOSED
    assert recount_target(target.pk) == {}
    told = {event.action.removeprefix("survey.") for event in audit.newest(limit=200)}
    assert {"open_campaign", "prepare_batch", "invite_due", "settle_letter", "declared_target", "sign_target",
            "close_campaign"} <= told  # fmt: skip
