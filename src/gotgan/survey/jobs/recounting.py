"""Counting organisations anew from their sheets: the counts that pages read are what the sheets say."""

from __future__ import annotations

from contextlib import suppress

import structlog

from gotgan.survey.actions.tallies import NoSuchTarget, recount_target
from gotgan.survey.queries.campaigns import targets_to_recount
from gotgan.terms.job import JobContext

log = structlog.get_logger("gotgan.survey")


def recount(*, context: JobContext) -> None:
    """Count every organisation of campaigns that run; what was wrong is put right, told in the log and the chain."""
    wrong = 0
    for number, target in enumerate(targets_to_recount()):
        context.heartbeat({"counted": number, "wrong": wrong})
        with suppress(NoSuchTarget):  # taken out or dissolved meanwhile
            if changed := recount_target(target):
                wrong += 1
                log.warning("counts_were_wrong", target=target, fields=sorted(changed))
    context.heartbeat({"wrong": wrong})
