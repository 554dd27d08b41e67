"""Campaigns: where one begins, the list, a new one, one as it runs, its dates."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gotgan.accounts.answered import actor_of, is_done, page_of, viewer_of
from gotgan.survey.actions import campaigns
from gotgan.survey.actions.permission import check
from gotgan.survey.models import Campaign
from gotgan.survey.queries import pages
from gotgan.survey.queries.sheets import passed_on_to, waiting_for_review, waiting_for_signature
from gotgan.survey.rules.people import may_manage, may_see_all
from gotgan.survey.views.campaign_forms import CampaignForm, DatesForm

_EVENING = time(18, 0)


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Who runs surveys sees campaigns; who answers sees the own organisations in them."""
    viewer = viewer_of(request)
    sees_all = bool(may_see_all(viewer))
    said = {
        "cards": pages.cards() if sees_all else (),
        "mine": pages.mine(viewer),
        "sees_all": sees_all,
        "may_manage": bool(may_manage(viewer)),
        "forms": pages.published_forms() if may_manage(viewer) else (),
        "signing": waiting_for_signature(viewer).total,
        "passed_on": passed_on_to(viewer),
        "reviewing": waiting_for_review(viewer).total,
    }
    return render(request, "survey/home.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """The first step of a campaign: its name, questionnaire and dates."""
    check(may_manage(viewer_of(request)))
    choices = {"published": pages.published_forms(), "earlier": tuple(card.campaign for card in pages.cards())}
    form = CampaignForm(request.POST if request.method == "POST" else None, initial=_dates_to_begin(), **choices)
    made: list[str] = []
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: made.append(_create(request, form))):
        messages.success(request, _("The draft is kept. Choose next who is asked."))
        return redirect("survey_choose", slug=Campaign.objects.values_list("slug", flat=True).get(pk=made[0]))
    said = {"form": form, "has_forms": bool(choices["published"])}
    return render(request, "survey/campaign_new.html", said, status=422 if form.is_bound else 200)


def _create(request: HttpRequest, form: CampaignForm) -> str:
    typed = form.cleaned_data
    return campaigns.create_campaign(
        by=actor_of(request), title_ko=typed["title_ko"], title_en=typed["title_en"], form_id=int(typed["form"]),
        dates=form.dates(), previous_id=typed["previous"] or None, remind_days=typed["remind_days"],
    )  # fmt: skip


def _dates_to_begin() -> dict[str, datetime]:
    """From next week's working hours, for three weeks."""
    day = timezone.localdate() + timedelta(days=7)
    zone = timezone.get_current_timezone()
    return {
        "opens": datetime.combine(day, time(9, 0), zone),
        "closes": datetime.combine(day + timedelta(days=21), _EVENING, zone),
    }


@require_safe
def show_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    asked = request.GET
    page = pages.campaign_page(
        viewer_of(request), slug, words=asked.get("q", "")[:100], state=asked.get("state", "")[:20],
        page=page_of(request),
    )  # fmt: skip
    return render(request, "survey/campaign.html", {"page": page, "again": timezone.now() + timedelta(days=7)})


@require_http_methods(["GET", "HEAD", "POST"])
def change_dates(request: HttpRequest, slug: str) -> HttpResponse:
    check(may_manage(viewer_of(request)))
    campaign = pages.campaign_by_slug(viewer_of(request), slug)
    form = DatesForm(request.POST if request.method == "POST" else None, initial=_as_typed(campaign))
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _change(request, campaign, form)):
        messages.success(request, _("The dates are kept."))
        return redirect("survey_campaign", slug=slug)
    status = 422 if form.is_bound else 200
    return render(request, "survey/campaign_dates.html", {"form": form, "campaign": campaign}, status=status)


def _change(request: HttpRequest, campaign: Campaign, form: DatesForm) -> None:
    typed = form.cleaned_data
    campaigns.change_campaign(
        by=actor_of(request), campaign_id=campaign.pk, title_ko=typed["title_ko"], title_en=typed["title_en"],
        dates=form.dates(), remind_days=typed["remind_days"],
    )  # fmt: skip


def _as_typed(campaign: Campaign) -> dict[str, Any]:
    names = ("title_ko", "title_en", "pilot_opens", "opens", "closes", "rest_opens", "rest_closes")
    return {name: getattr(campaign, name) for name in names} | {
        "remind_days": ", ".join(map(str, campaign.remind_days))
    }
