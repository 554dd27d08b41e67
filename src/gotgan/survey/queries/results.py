"""The page of a campaign's result: what is still open before it is frozen, and its files afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from gotgan.survey.models import Campaign, Snapshot, Target
from gotgan.survey.queries.pages import NoSuchPage, campaign_by_slug
from gotgan.survey.queries.snapshots import find_snapshot
from gotgan.survey.rules import people
from gotgan.survey.rules.publication import standard_policy
from gotgan.terms.job import JobRecord
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Viewer
from gotgan.work import queries as work

FILE = "snapshot.jsonl.gz"
_OPEN = ("sheets", "drafts", "submitted", "signed_sheets", "returned", "accepted", "blocks", "silent_systems")


@dataclass(frozen=True)
class Export:
    """One file made from the frozen one."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class Withheld:
    """What the package holds back for one reason."""

    said: Words
    datasets: int
    answers: int


@dataclass(frozen=True)
class Results:
    """`sums` are the live counts, shown until it is frozen."""

    campaign: Campaign
    sums: Mapping[str, int]
    snapshot: Snapshot | None
    exports: tuple[Export, ...]
    withheld: tuple[Withheld, ...]
    masked: int
    job: JobRecord | None
    may_manage: bool


def results(viewer: Viewer, slug: str) -> Results:
    """For who sees all. Raises: NoSuchPage."""
    campaign = campaign_by_slug(viewer, slug)
    snapshot = find_snapshot(campaign.pk)
    made = snapshot.counts.get("exports", {}) if snapshot else {}
    held = made.get("open-data.zip", {}).get("withheld", {})
    return Results(
        campaign=campaign,
        sums=Target.objects.filter(campaign=campaign).aggregate(**{name: Sum(name, default=0) for name in _OPEN}),
        snapshot=snapshot,
        exports=tuple(Export(name, each["sha256"], each["size_bytes"]) for name, each in sorted(made.items())),
        withheld=_withheld(held),
        masked=held.get("texts_with_identifiers_masked", 0),
        job=work.find_job(campaign.job_id) if campaign.job_id else None,
        may_manage=bool(people.may_manage(viewer)),
    )


def _withheld(held: Mapping[str, Any]) -> tuple[Withheld, ...]:
    datasets, answers = held.get("datasets", {}), held.get("answers", {})
    reasons = standard_policy().reasons
    names = [name for name in reasons if name in datasets or name in answers]
    return tuple(Withheld(reasons[name], datasets.get(name, 0), answers.get(name, 0)) for name in names)


def export_of(viewer: Viewer, slug: str, name: str) -> Export:
    """One file by its name, the frozen one too. Raises: NoSuchPage."""
    page = results(viewer, slug)
    if page.snapshot and name == FILE:
        return Export(FILE, page.snapshot.sha256, page.snapshot.size_bytes)
    for export in page.exports:
        if export.name == name:
            return export
    raise NoSuchPage(f"{name}: there is no such file; see the result of the campaign")
