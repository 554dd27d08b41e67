"""The draft of a campaign, and its dates for as long as it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.survey.actions.permission import check_manages, lock_campaign
from gotgan.survey.models import Campaign, Form
from gotgan.survey.rules.dates import Dates, check_dates, check_remind_days
from gotgan.survey.rules.triage import triage_issues
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.survey import CampaignState
from gotgan.terms.text import slug as slug_of

LONGEST_TITLE = 200
REMIND_DAYS = (7, 3, 1)


@transaction.atomic
def create_campaign(
    *,
    by: Actor,
    title_ko: str,
    title_en: str = "",
    form_id: int,
    dates: Dates,
    previous_id: str | None = None,
    remind_days: Sequence[int] = REMIND_DAYS,
    triage: Mapping[str, Any] | None = None,
    is_sample: bool = False,
) -> str:
    """A draft without targets; returns its id. `previous_id` is the campaign whose answers are offered again.

    Raises: NotYours; Invalid with everything that is wrong.
    """
    check_manages(by)
    issues = [*_issues_of(title_ko, title_en, dates, remind_days), *_issues_of_links(form_id, previous_id)]
    issues += triage_issues(triage or {})
    if issues:
        raise Invalid(*issues)
    made = Campaign.objects.create(
        slug=_free_slug(title_en, title_ko), title_ko=title_ko.strip(), title_en=title_en.strip(), form_id=form_id,
        previous_id=previous_id, remind_days=sorted(set(remind_days), reverse=True), triage=dict(triage or {}),
        is_sample=is_sample, created_by=by.label[:254], created=timezone.now(), **asdict(dates),
    )  # fmt: skip
    audit.record(by=by, action="survey.create_campaign", subject=f"campaign:{made.pk}",
                 details={"form": form_id, "previous": previous_id or ""})  # fmt: skip
    return made.pk


@transaction.atomic
def change_campaign(
    *,
    by: Actor,
    campaign_id: str,
    title_ko: str,
    title_en: str = "",
    dates: Dates,
    remind_days: Sequence[int] = REMIND_DAYS,
    triage: Mapping[str, Any] | None = None,
) -> None:
    """Names, dates and reminders; the questionnaire and the campaign before stay. Raises: NotYours, Invalid."""
    check_manages(by)
    campaign = lock_campaign(campaign_id)
    issues = [*_issues_of(title_ko, title_en, dates, remind_days), *triage_issues(triage or {})]
    if campaign.state in (CampaignState.CLOSED, CampaignState.FROZEN):
        issues.append(Issue("campaign", f"it is {campaign.state}", "reopen it first, or make a new one"))
    if issues:
        raise Invalid(*issues)
    for name, value in asdict(dates).items():
        setattr(campaign, name, value)
    campaign.title_ko, campaign.title_en = title_ko.strip(), title_en.strip()
    campaign.remind_days = sorted(set(remind_days), reverse=True)
    if triage is not None:
        campaign.triage = dict(triage)
    campaign.save()
    audit.record(by=by, action="survey.change_campaign", subject=f"campaign:{campaign_id}",
                 details={"closes": dates.closes.isoformat()})  # fmt: skip


def _issues_of(title_ko: str, title_en: str, dates: Dates, remind_days: Sequence[int]) -> list[Issue]:
    issues = []
    if not title_ko.strip():
        issues.append(Issue("title_ko", "it is empty", "give the campaign a Korean name"))
    for place, title in (("title_ko", title_ko), ("title_en", title_en)):
        if len(title) > LONGEST_TITLE:
            issues.append(Issue(place, f"it is longer than {LONGEST_TITLE} characters", "shorten it"))
    return [*issues, *check_dates(dates), *check_remind_days(remind_days)]


def _issues_of_links(form_id: int, previous_id: str | None) -> list[Issue]:
    issues = []
    form = Form.objects.filter(pk=form_id).first()
    if form is None or form.published is None:
        issues.append(Issue("form", "it is not published", "choose a published questionnaire"))
    if previous_id and not Campaign.objects.filter(pk=previous_id).exists():
        issues.append(Issue("previous", "there is no such campaign", "choose one of the list, or none"))
    return issues


def _free_slug(*titles: str) -> str:
    """An address part that no campaign has yet."""
    wanted = next((made for title in titles if (made := slug_of(title))), "campaign")
    taken = set(Campaign.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    free, number = wanted, 2
    while free in taken or free == "new":
        free, number = f"{wanted}-{number}", number + 1
    return free
