"""A campaign is made, its targets chosen, opened, extended, closed, opened again; who may not, does nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.organisations.models import Organisation, Succession
from gotgan.survey.actions import campaigns
from gotgan.survey.actions.permission import NoSuchCampaign, NoSuchTarget, NotYours
from gotgan.survey.models import Campaign, Form, Target
from gotgan.survey.queries.plans import plan_of
from gotgan.survey.rules.dates import Dates
from gotgan.survey.rules.targets import Asked
from gotgan.terms.errors import GotganError, Invalid
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.survey import CampaignState
from gotgan.work import queries as work
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import make_form

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = timedelta(days=1)


def published_form() -> Form:
    return make_form()


def in_days(opens: int = 1, closes: int = 20, **more: int) -> Dates:
    now = timezone.now()
    return Dates(now + opens * DAY, now + closes * DAY, **{name: now + days * DAY for name, days in more.items()})


@pytest.fixture
def manager() -> Actor:
    return Actor.of(make_viewer(Role.SURVEY_MANAGER))


@pytest.fixture
def draft(manager: Actor) -> str:
    return campaigns.create_campaign(
        by=manager, title_ko="학습데이터 조사", title_en="AI data", form_id=published_form().pk, dates=in_days()
    )


def codes_of(campaign_id: str) -> list[str]:
    return list(Target.objects.filter(campaign=campaign_id).values_list("organisation_id", flat=True))


def last_event() -> Any:
    return audit.newest(limit=1)[0]


def test_draft_is_made_with_an_address_of_its_own(manager: Actor, draft: str) -> None:
    form = Form.objects.get()
    again = campaigns.create_campaign(
        by=manager, title_ko="둘째", title_en="AI data", form_id=form.pk, dates=in_days(), previous_id=draft
    )
    assert Campaign.objects.get(pk=draft).slug == "ai-data"
    second = Campaign.objects.get(pk=again)
    assert (second.slug, second.previous_id, second.state) == ("ai-data-2", draft, CampaignState.DRAFT)
    assert second.remind_days == [7, 3, 1]


def test_everything_wrong_with_a_draft_is_said_at_once(manager: Actor) -> None:
    now = timezone.now()
    form = Form.objects.create(
        key="draft", version=1, title_ko="초안", document={}, sha256="0" * 64, created_by="t", created=now, updated=now
    )
    with pytest.raises(Invalid) as caught:
        campaigns.create_campaign(
            by=manager, title_ko=" ", form_id=form.pk, dates=in_days(5, 2), previous_id="none", remind_days=[400]
        )
    places = [issue.place for issue in caught.value.issues]
    assert places == ["title_ko", "closes", "remind_days", "form", "previous"]
    assert not Campaign.objects.exists()


def test_targets_are_shown_first_and_then_added_once(manager: Actor, draft: str) -> None:
    bodies = [make_organisation() for _ in range(3)]
    asked = Asked(codes=(bodies[0].code, bodies[1].code))
    assert [each.code for each in plan_of(draft, asked).added] == [bodies[0].code, bodies[1].code]
    assert codes_of(draft) == []
    campaigns.choose_targets(by=manager, campaign_id=draft, asked=asked)
    done = campaigns.choose_targets(by=manager, campaign_id=draft, asked=Asked(everyone=True))
    assert [each.code for each in done.added] == [bodies[2].code]
    assert codes_of(draft) == sorted(body.code for body in bodies)
    assert Campaign.objects.get(pk=draft).scope["chosen"][1]["everyone"] is True


def test_unknown_codes_add_nobody(manager: Actor, draft: str) -> None:
    body = make_organisation()
    with pytest.raises(Invalid) as caught:
        campaigns.choose_targets(by=manager, campaign_id=draft, asked=Asked(codes=(body.code, "ZZZZZZZ", "YYYYYYY")))
    assert [issue.place for issue in caught.value.issues] == ["ZZZZZZZ", "YYYYYYY"]
    assert codes_of(draft) == []
    with pytest.raises(Invalid):
        campaigns.choose_targets(by=manager, campaign_id=draft, asked=Asked())


def test_successor_answers_for_those_it_took_over(manager: Actor, draft: str) -> None:
    old, other, new = make_organisation(), make_organisation(), make_organisation()
    Organisation.objects.filter(pk__in=[old.code, other.code]).update(valid_to=date(2026, 1, 1))
    for code in (old.code, other.code):
        Succession.objects.create(predecessor_id=code, successor_id=new.code)
    campaigns.choose_targets(by=manager, campaign_id=draft, asked=Asked(codes=(old.code, new.code)))
    assert Target.objects.get().merged == [old.code]
    campaigns.choose_targets(by=manager, campaign_id=draft, asked=Asked(codes=(other.code,)))
    assert Target.objects.get().merged == [old.code, other.code]


def test_opening_needs_somebody_and_a_deadline_to_come(manager: Actor, draft: str) -> None:
    Campaign.objects.filter(pk=draft).update(opens=timezone.now() - 9 * DAY, closes=timezone.now() - DAY)
    with pytest.raises(Invalid) as caught:
        campaigns.open_campaign(by=manager, campaign_id=draft)
    assert [issue.place for issue in caught.value.issues] == ["closes", "targets"]


def opened(manager: Actor, draft: str, whom: str = "everyone") -> Target:
    body = make_organisation()
    campaigns.choose_targets(by=manager, campaign_id=draft, asked=Asked(codes=(body.code,)))
    if whom == "pilot":
        campaigns.set_pilot(by=manager, campaign_id=draft, codes=[body.code])
    campaigns.open_campaign(by=manager, campaign_id=draft, whom=whom)
    return Target.objects.get(campaign=draft)


def test_opening_queues_one_job_and_is_an_event(manager: Actor, draft: str) -> None:
    opened(manager, draft)
    campaign = Campaign.objects.get(pk=draft)
    assert campaign.state == CampaignState.OPEN
    assert campaign.opens <= timezone.now()
    assert last_event().action == "survey.open_campaign"
    campaigns.open_campaign(by=manager, campaign_id=draft)
    assert [job.args for job in work.waiting()] == [(draft,)]


def test_pilot_opens_earlier_than_the_rest(manager: Actor, draft: str) -> None:
    with pytest.raises(Invalid, match="no target"):
        campaigns.set_pilot(by=manager, campaign_id=draft, codes=["ZZZZZZZ"])
    target = opened(manager, draft, "pilot")
    campaign = Campaign.objects.get(pk=draft)
    assert target.is_pilot
    assert campaign.pilot_opens is not None
    assert campaign.pilot_opens <= timezone.now() < campaign.opens
    campaigns.open_campaign(by=manager, campaign_id=draft, whom="everyone")
    assert Campaign.objects.get(pk=draft).opens <= timezone.now()
    with pytest.raises(Invalid, match="everybody may answer already"):
        campaigns.set_pilot(by=manager, campaign_id=draft, codes=[])


def test_late_target_of_an_open_campaign_gets_its_sheets(manager: Actor, draft: str) -> None:
    opened(manager, draft)
    before = len(work.waiting())
    late = make_organisation()
    campaigns.choose_targets(by=manager, campaign_id=draft, asked=Asked(codes=(late.code,)))
    assert len(work.waiting()) == before  # the one that waits will see it too
    assert late.code in codes_of(draft)


def test_more_time_needs_a_reason_and_a_later_moment(manager: Actor, draft: str) -> None:
    target = opened(manager, draft)
    closes = Campaign.objects.get(pk=draft).closes
    with pytest.raises(Invalid) as caught:
        campaigns.extend_target(by=manager, target_id=target.pk, until=closes, reason=" ")
    assert [issue.place for issue in caught.value.issues] == ["reason", "until"]
    campaigns.extend_target(by=manager, target_id=target.pk, until=closes + DAY, reason="명절")
    target.refresh_from_db()
    assert (target.extended_to, target.extension_reason) == (closes + DAY, "명절")


def test_close_and_reopen(manager: Actor, draft: str) -> None:
    opened(manager, draft)
    campaigns.close_campaign(by=manager, campaign_id=draft)
    with pytest.raises(GotganError):
        campaigns.close_campaign(by=manager, campaign_id=draft)
    with pytest.raises(Invalid, match="reopen it"):
        campaigns.open_campaign(by=manager, campaign_id=draft)
    with pytest.raises(Invalid, match="deadline is past"):
        campaigns.reopen_campaign(by=manager, campaign_id=draft, closes=timezone.now() - DAY)
    campaigns.reopen_campaign(by=manager, campaign_id=draft, closes=timezone.now() + 3 * DAY)
    assert Campaign.objects.get(pk=draft).state == CampaignState.OPEN


def test_second_wave_has_a_deadline_of_its_own(manager: Actor, draft: str) -> None:
    opened(manager, draft)
    with pytest.raises(Invalid):
        campaigns.open_rest(by=manager, campaign_id=draft, closes=timezone.now() - DAY)
    end = timezone.now() + 40 * DAY
    campaigns.open_rest(by=manager, campaign_id=draft, closes=end)
    campaign = Campaign.objects.get(pk=draft)
    assert campaign.rest_closes == end
    assert campaign.rest_opened is not None
    assert "survey.rest" in {job.name for job in work.waiting()}


def test_note_for_the_call_back_and_leaving_out(manager: Actor, draft: str) -> None:
    target = opened(manager, draft)
    campaigns.set_call_back(by=manager, target_id=target.pk, note="정보시스템 두 곳 확인")
    target.refresh_from_db()
    assert target.call_back == "정보시스템 두 곳 확인"
    Target.objects.filter(pk=target.pk).update(first_seen=timezone.now())
    with pytest.raises(Invalid, match="has begun to answer"):
        campaigns.drop_target(by=manager, target_id=target.pk)
    Target.objects.filter(pk=target.pk).update(first_seen=None)
    campaigns.drop_target(by=manager, target_id=target.pk)
    assert codes_of(draft) == []


def test_dates_of_a_closed_campaign_stay(manager: Actor, draft: str) -> None:
    campaigns.change_campaign(
        by=manager, campaign_id=draft, title_ko="새 이름", dates=in_days(2, 30), remind_days=[1, 5]
    )
    changed = Campaign.objects.get(pk=draft)
    assert (changed.title_ko, changed.remind_days) == ("새 이름", [5, 1])
    Campaign.objects.filter(pk=draft).update(state=CampaignState.FROZEN)
    with pytest.raises(Invalid, match="it is frozen"):
        campaigns.change_campaign(by=manager, campaign_id=draft, title_ko="새 이름", dates=in_days(2, 30))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.APPROVER, Role.OBSERVER, Role.OPERATOR])
def test_only_a_survey_manager_runs_campaigns(manager: Actor, draft: str, role: Role) -> None:
    target = opened(manager, draft)
    stranger = Actor.of(make_viewer(role, organisation=target.organisation_id))
    later, form = timezone.now() + 60 * DAY, Form.objects.get().pk
    doings: list[Callable[[], object]] = [
        lambda: campaigns.create_campaign(by=stranger, title_ko="가", form_id=form, dates=in_days()),
        lambda: campaigns.change_campaign(by=stranger, campaign_id=draft, title_ko="가", dates=in_days()),
        lambda: campaigns.choose_targets(by=stranger, campaign_id=draft, asked=Asked(everyone=True)),
        lambda: campaigns.set_pilot(by=stranger, campaign_id=draft, codes=[]),
        lambda: campaigns.drop_target(by=stranger, target_id=target.pk),
        lambda: campaigns.open_campaign(by=stranger, campaign_id=draft),
        lambda: campaigns.refresh_campaign(by=stranger, campaign_id=draft),
        lambda: campaigns.close_campaign(by=stranger, campaign_id=draft),
        lambda: campaigns.reopen_campaign(by=stranger, campaign_id=draft, closes=later),
        lambda: campaigns.open_rest(by=stranger, campaign_id=draft),
        lambda: campaigns.extend_target(by=stranger, target_id=target.pk, until=later, reason="x"),
        lambda: campaigns.set_call_back(by=stranger, target_id=target.pk, note="x"),
        lambda: campaigns.follow_reorganisation(by=stranger, target_id=target.pk),
    ]
    before = audit.count_events()
    for doing in doings:
        with pytest.raises(NotYours):
            doing()
    assert audit.count_events() == before


def test_what_is_not_there_is_not_found(manager: Actor) -> None:
    with pytest.raises(NoSuchCampaign):
        campaigns.close_campaign(by=manager, campaign_id="none")
    with pytest.raises(NoSuchTarget):
        campaigns.set_call_back(by=SYSTEM, target_id=4711, note="x")
