"""Letters over a long outage, a cancelled round, and a campaign that was closed and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from gotgan.accounts.outbox import LONGEST_AWAY
from gotgan.accounts.rules import MOST_TRIES
from gotgan.survey.actions import reminders
from gotgan.survey.actions.campaigns import close_campaign, reopen_campaign
from gotgan.survey.actions.posting import LETTERS
from gotgan.survey.jobs.letters import send as send_job
from gotgan.survey.models import Mail
from gotgan.terms.role import SYSTEM
from gotgan.work.actions import enqueue, request_cancel
from gotgan.work.context import RunningJob
from tests.rooms.surveyed import make_campaign
from tests.rooms.test_survey_letters import due_now, make_target, send, states
from tests.smtp_sink import Sink, running

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def mail_server(settings: LazySettings) -> Iterator[Sink]:
    with running(Sink()) as server:
        settings.GOTGAN_SMTP_HOST, settings.GOTGAN_SMTP_PORT = "127.0.0.1", server.port
        settings.GOTGAN_SMTP_STARTTLS, settings.GOTGAN_SMTP_FROM = "no", "조사 관리자 <survey@example.org>"
        yield server


def invite(*addresses: str) -> str:
    campaign = make_campaign()
    make_target(campaign, *addresses)
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    return campaign.pk


def test_long_outage_leaves_a_letter_all_its_tries(mail_server: Sink, settings: LazySettings) -> None:
    invite("full@h.kr")
    settings.GOTGAN_SMTP_PORT = 1  # nobody listens there
    for _ in range(MOST_TRIES + 1):
        due_now()
        send()
    row = Mail.objects.get()
    assert row.state == "waiting"
    assert row.next_try - timezone.now() > LONGEST_AWAY - timedelta(minutes=1)
    settings.GOTGAN_SMTP_PORT = mail_server.port
    mail_server.answers = {"full@h.kr": "452 mailbox full"}
    due_now()
    send()
    assert states() == ["waiting"]
    mail_server.answers = {}
    due_now()
    send()
    assert (states(), mail_server.to()) == (["sent"], ["full@h.kr"])


def test_cancelled_round_hands_nothing_over(mail_server: Sink) -> None:
    invite("a@h.kr", "b@h.kr")
    job = enqueue("survey.send").id
    request_cancel(job)
    send_job(context=RunningJob(job))
    assert (states(), mail_server.to()) == (["waiting", "waiting"], [])
    send_job(context=RunningJob(enqueue("survey.send").id))
    assert states() == ["sent", "sent"]


def test_reopened_campaign_sends_the_invitations_that_its_close_held_back(mail_server: Sink) -> None:
    campaign = invite("a@h.kr", "b@h.kr")
    first = LETTERS.take(now=timezone.now())
    assert first is not None
    LETTERS.settle(letter_id=first.pk, outcome="sent", now=timezone.now())
    close_campaign(by=SYSTEM, campaign_id=campaign)
    send()
    assert sorted(states()) == ["failed", "sent"]
    reopen_campaign(by=SYSTEM, campaign_id=campaign, closes=timezone.now() + timedelta(days=3))
    send()
    assert (states(), mail_server.to()) == (["sent", "sent"], [Mail.objects.exclude(sent=None).last().to])  # type: ignore[union-attr]
