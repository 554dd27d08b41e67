"""Keeping a report on duplicate spending as it stands."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.models import SpendingReport
from gotgan.assess.queries.spending import spending
from gotgan.assess.rules.cluster_path import may_act
from gotgan.audit.actions import record
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import NotAllowed
from gotgan.terms.role import Actor


class MayNotKeep(NotAllowed):
    """Only the survey manager keeps a report."""


@transaction.atomic
def keep_spending(*, by: Actor) -> str:
    """Put the report of now into the store; the same again is the same report. Returns its sha256.

    Raises: MayNotKeep.
    """
    if not (decision := may_act(organisations.viewer_of(by))):
        raise MayNotKeep("; ".join(decision.reasons))
    report = spending()
    sha256 = kept.keep_json(report.document)
    values = {"counts": report.counts(), "by": by.label[:254], "at": timezone.now()}
    _, is_new = SpendingReport.objects.get_or_create(sha256=sha256, defaults=values)
    if is_new:
        record(by=by, action="assess.keep_spending", subject=f"spending:{sha256}", details=report.counts())
    return sha256
