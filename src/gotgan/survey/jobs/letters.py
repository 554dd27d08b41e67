"""Sending letters, and writing those that are due."""

from __future__ import annotations

import smtplib

import structlog
from django.conf import settings
from django.utils import timezone

from gotgan.survey.actions import posting, reminders
from gotgan.survey.jobs.smtp import Never, NoServer, NotNow, Post, Server, Unclear, connected, hand_over
from gotgan.survey.models import Mail
from gotgan.survey.queries.campaigns import open_campaigns
from gotgan.terms.job import JobContext

log = structlog.get_logger("gotgan.survey")
NO_HOST = "no mail server is set (GOTGAN_SMTP_HOST)"


def send(*, context: JobContext) -> None:
    """Hand over every letter that is due. A server that is down ends the round; nothing is lost, it is tried again."""
    context.heartbeat({"sent": 0})
    posting.sweep_letters(now=timezone.now())
    if not settings.GOTGAN_SMTP_HOST:
        posting.note_problem(problem=NO_HOST)
        return
    sent = 0
    try:
        while not context.is_cancelled() and (taken := _round(context, sent)) is not None:
            sent += taken
    finally:
        log.info("letters_sent", sent=sent)


def _round(context: JobContext, before: int) -> int | None:
    """Send over one connection until nothing is due; None when nothing was, or the server does not answer."""
    first = posting.take_letter(now=timezone.now())
    if first is None:
        return None
    server, row, sent = server_of_settings(), first, 0
    try:
        with connected(server) as smtp:
            while row is not None:
                outcome = _deliver(smtp, server, row)
                sent += outcome == "sent"
                context.heartbeat({"sent": before + sent})
                if outcome == "unclear":
                    return sent
                row = None if context.is_cancelled() else posting.take_letter(now=timezone.now())
    except NoServer as error:
        assert row is not None
        posting.give_back(mail_id=row.pk, problem=str(error), now=timezone.now())
        log.warning("mail_server_away", sent=sent)
        return None
    return sent


def _deliver(smtp: smtplib.SMTP, server: Server, row: Mail) -> str:
    outcome, problem = "sent", ""
    try:
        hand_over(smtp, server.sender, Post(row.key, row.to, row.subject, row.body, timezone.now()))
    except NotNow as error:
        outcome, problem = "again", str(error)
    except Never as error:
        outcome, problem = "failed", str(error)
    except Unclear as error:
        outcome, problem = "unclear", str(error)
    posting.settle_letter(mail_id=row.pk, outcome=outcome, problem=problem, now=timezone.now())
    return outcome


def server_of_settings() -> Server:
    return Server(
        settings.GOTGAN_SMTP_HOST, settings.GOTGAN_SMTP_PORT, settings.GOTGAN_SMTP_FROM, settings.GOTGAN_SMTP_USER,
        settings.GOTGAN_SMTP_PASSWORD, settings.GOTGAN_SMTP_STARTTLS,
    )  # fmt: skip


def remind(*, context: JobContext) -> None:
    """Invitations that are due by now, and reminders by each open campaign's policy."""
    written = 0
    for campaign_id in open_campaigns():
        written += reminders.invite_due(campaign_id=campaign_id, now=timezone.now())
        written += reminders.write_reminders(campaign_id=campaign_id, now=timezone.now())
        context.heartbeat({"letters": written})
