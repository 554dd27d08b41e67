"""Handing over every letter of an outbox that is due: what the `send` job of each room that writes letters does."""

from __future__ import annotations

import smtplib

import structlog
from django.conf import settings
from django.utils import timezone

from gotgan.accounts.outbox import Outbox, Outgoing
from gotgan.accounts.smtp import Never, NoServer, NotNow, Post, Server, Unclear, connected, hand_over
from gotgan.terms.job import JobContext

log = structlog.get_logger("gotgan.accounts")
NO_HOST = "no mail server is set (GOTGAN_SMTP_HOST)"


def send_due(outbox: Outbox, context: JobContext) -> None:
    """Hand over every letter that is due. A server that is down ends the round; nothing is lost, it is tried again."""
    context.heartbeat({"sent": 0})
    outbox.sweep(now=timezone.now())
    if not settings.GOTGAN_SMTP_HOST:
        outbox.note_problem(problem=NO_HOST)
        return
    sent = 0
    try:
        while not context.is_cancelled() and (taken := _round(outbox, context, sent)) is not None:
            sent += taken
    finally:
        log.info("letters_sent", room=outbox.room, sent=sent)


def _round(outbox: Outbox, context: JobContext, before: int) -> int | None:
    """Send over one connection until nothing is due; None when nothing was, or the server does not answer."""
    first = outbox.take(now=timezone.now())
    if first is None:
        return None
    server, row, sent = server_of_settings(), first, 0
    try:
        with connected(server) as smtp:
            while row is not None:
                outcome = _deliver(outbox, smtp, server, row)
                sent += outcome == "sent"
                context.heartbeat({"sent": before + sent})
                if outcome == "unclear":
                    return sent
                row = None if context.is_cancelled() else outbox.take(now=timezone.now())
    except NoServer as error:
        assert row is not None
        outbox.give_back(letter_id=row.pk, problem=str(error), now=timezone.now())
        log.warning("mail_server_away", room=outbox.room, sent=sent)
        return None
    return sent


def _deliver(outbox: Outbox, smtp: smtplib.SMTP, server: Server, row: Outgoing) -> str:
    outcome, problem = "sent", ""
    try:
        hand_over(smtp, server.sender, Post(row.key, row.to, row.subject, row.body, timezone.now()))
    except NotNow as error:
        outcome, problem = "again", str(error)
    except Never as error:
        outcome, problem = "failed", str(error)
    except Unclear as error:
        outcome, problem = "unclear", str(error)
    outbox.settle(letter_id=row.pk, outcome=outcome, problem=problem, now=timezone.now())
    return outcome


def server_of_settings() -> Server:
    return Server(
        settings.GOTGAN_SMTP_HOST, settings.GOTGAN_SMTP_PORT, settings.GOTGAN_SMTP_FROM, settings.GOTGAN_SMTP_USER,
        settings.GOTGAN_SMTP_PASSWORD, settings.GOTGAN_SMTP_STARTTLS,
    )  # fmt: skip
