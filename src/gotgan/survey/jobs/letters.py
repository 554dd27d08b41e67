"""Sending letters, and writing those that are due."""

from __future__ import annotations

from django.utils import timezone

from gotgan.accounts.delivery import send_due
from gotgan.survey.actions import reminders
from gotgan.survey.actions.posting import LETTERS
from gotgan.survey.queries.campaigns import open_campaigns
from gotgan.terms.job import JobContext


def send(*, context: JobContext) -> None:
    """Hand over every letter of the survey that is due."""
    send_due(LETTERS, context)


def remind(*, context: JobContext) -> None:
    """Invitations that are due by now, and reminders by each open campaign's policy."""
    written = 0
    for campaign_id in open_campaigns():
        written += reminders.invite_due(campaign_id=campaign_id, now=timezone.now())
        written += reminders.write_reminders(campaign_id=campaign_id, now=timezone.now())
        context.heartbeat({"letters": written})
