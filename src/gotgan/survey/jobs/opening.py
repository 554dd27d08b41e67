"""Making the sheets of a campaign, and keeping them up with the inventory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice

import structlog
from django.utils import timezone

from gotgan.inventory import queries as inventory
from gotgan.survey.actions import preparing, reminders, widening
from gotgan.survey.actions.preparing import Prepared
from gotgan.survey.actions.tallies import NoSuchTarget
from gotgan.survey.queries import campaigns
from gotgan.terms.job import JobContext
from gotgan.terms.survey import DatasetFacts
from gotgan.work import queries as work

BATCH = 200
INVITE_EVERY = 50
log = structlog.get_logger("gotgan.survey")


def open(campaign_id: str, *, context: JobContext) -> None:
    """Make or renew every sheet, organisation by organisation, and invite who may begin.

    Interrupted, it goes on with the organisations that were not done since this job was asked for.
    """
    job = work.find_job(context.job_id)
    since = job.created if job is not None else timezone.now()
    cursor = campaigns.cursor_of(campaign_id)
    if not cursor:
        preparing.keep_cursor(campaign_id=campaign_id, cursor=f"{since.isoformat()}|")
    todo = campaigns.targets_to_prepare(campaign_id, since)
    total, done = campaigns.count_targets(campaign_id), Prepared()
    for number, target_id in enumerate(todo, start=1):
        for prepared in _prepare(target_id):
            done += prepared
            context.heartbeat({"targets": total - len(todo) + number, "of": total, "sheets": done.made})
            if context.is_cancelled():
                return
        if number % INVITE_EVERY == 0:
            reminders.invite_due(campaign_id=campaign_id, now=timezone.now(), only_new=True)
    reminders.invite_due(campaign_id=campaign_id, now=timezone.now())
    log.info("campaign_prepared", campaign=campaign_id, targets=len(todo), **done.to_json())


def _prepare(target_id: int) -> Iterator[Prepared]:
    """One that was taken out or dissolved meanwhile is no longer prepared."""
    with suppress(NoSuchTarget):
        for code in campaigns.codes_of_target(target_id):
            for batch in _batches(inventory.facts_of(code)):
                yield preparing.prepare_batch(target_id=target_id, facts=batch)
        yield preparing.prepare_rest(target_id=target_id, now=timezone.now())


def _batches(facts: Iterable[DatasetFacts]) -> Iterator[list[DatasetFacts]]:
    waiting = iter(facts)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def rest(campaign_id: str, *, context: JobContext) -> None:
    """The second wave: open what passes the triage by now, organisation by organisation."""
    opened = 0
    for number, found in enumerate(_widen(campaign_id, None), start=1):
        opened += found
        context.heartbeat({"batches": number, "opened": opened})
        if context.is_cancelled():
            return
    log.info("second_wave_sorted", campaign=campaign_id, opened=opened)


def _widen(campaign_id: str, since: datetime | None) -> Iterator[int]:
    """Sheets of the first wave that changed since then (None: all), in batches."""
    began = timezone.now()
    for target_id, sheet_ids in campaigns.first_wave_sheets(campaign_id, since):
        with suppress(NoSuchTarget):  # dissolved meanwhile: its sheets are met at the next look
            for start in range(0, len(sheet_ids), BATCH):
                yield widening.widen_batch(target_id=target_id, sheet_ids=sheet_ids[start : start + BATCH])
    widening.keep_widened(campaign_id=campaign_id, at=began)


def refresh(*, context: JobContext) -> None:
    """New datasets get sheets, changed ones better suggestions, in every campaign that runs; what passes the triage
    since the second wave was opened is opened too."""
    done = Prepared()
    for campaign_id in campaigns.open_campaigns():
        for prepared in _refresh(campaign_id):
            done += prepared
            context.heartbeat(done.to_json())
            if context.is_cancelled():
                return
        if since := campaigns.widened_at(campaign_id):
            for opened in _widen(campaign_id, since):
                context.heartbeat({**done.to_json(), "opened": opened})


def _refresh(campaign_id: str) -> Iterator[Prepared]:
    """What changed in the inventory since the last look, for those who answer in this campaign."""
    cursor = campaigns.cursor_of(campaign_id)
    if not cursor:  # it is being opened for the first time
        return
    answering = campaigns.targets_of_codes(campaign_id)
    while changed := inventory.datasets_changed_since(cursor):
        by_code: dict[str, list[str]] = {}
        for record in changed:
            if record.is_live and record.organisation in answering:
                by_code.setdefault(record.organisation, []).append(record.id)
        for code, ids in by_code.items():
            with suppress(NoSuchTarget):
                for batch in _batches(inventory.facts_of(code, dataset_ids=ids)):
                    yield preparing.prepare_batch(target_id=answering[code], facts=batch)
        cursor = inventory.cursor_of(changed[-1])
        preparing.keep_cursor(campaign_id=campaign_id, cursor=cursor)
