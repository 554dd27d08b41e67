"""The buttons of a campaign, and its letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gotgan.accounts.answered import actor_of, doing, no_such_button, number_in, page_of, viewer_of
from gotgan.survey.actions import campaigns, posting, reminders
from gotgan.survey.actions.permission import check
from gotgan.survey.actions.same import link_confirmed
from gotgan.survey.queries import pages
from gotgan.survey.rules.people import may_manage
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor


@require_POST
def turn(request: HttpRequest, slug: str) -> HttpResponse:
    """One button: `do` says which."""
    check(may_manage(viewer_of(request)))
    campaign = pages.campaign_by_slug(viewer_of(request), slug)
    by, key = actor_of(request), campaign.pk
    doings: dict[str, tuple[Callable[[], object], str]] = {
        "planned": (
            lambda: campaigns.open_campaign(by=by, campaign_id=key),
            _("The campaign is open. Sheets are being made; invitations go out on the dates set."),
        ),
        "pilot": (
            lambda: campaigns.open_campaign(by=by, campaign_id=key, whom="pilot"),
            _("The pilot group may answer from now on."),
        ),
        "everyone": (
            lambda: campaigns.open_campaign(by=by, campaign_id=key, whom="everyone"),
            _("Everyone may answer from now on."),
        ),
        "refresh": (
            lambda: campaigns.refresh_campaign(by=by, campaign_id=key),
            _("New datasets and evidence are being looked for."),
        ),
        "close": (
            lambda: campaigns.close_campaign(by=by, campaign_id=key),
            _("The campaign is closed. What was answered stays."),
        ),
        "reopen": (
            lambda: campaigns.reopen_campaign(by=by, campaign_id=key, closes=typed_moment(request, "closes")),
            _("The campaign takes answers again."),
        ),
        "rest": (
            lambda: campaigns.open_rest(by=by, campaign_id=key, closes=typed_moment(request, "closes")),
            _("The second wave is being opened."),
        ),
        "remind": (
            lambda: reminders.remind_now(by=by, campaign_id=key),
            _("Reminders go out to those who are not done."),
        ),
        "link": (
            lambda: link_confirmed(by=by, campaign_id=key),
            _("Sheets of the same data are linked, as keepers confirmed: the data counts once."),
        ),
    }
    act, done = doings.get(request.POST.get("do", ""), (no_such_button, ""))
    return doing(request, act, done, then="survey_campaign", slug=slug)


def typed_moment(request: HttpRequest, name: str) -> datetime:
    """A moment in Korea out of a form. Raises: Invalid."""
    try:
        found = datetime.fromisoformat(request.POST.get(name, ""))
        if found.tzinfo is None:
            found = found.replace(tzinfo=timezone.get_current_timezone())
        found.astimezone(UTC)  # as the database keeps it: the first and the last day of all are none there
    except (ValueError, OverflowError):
        raise Invalid(Issue(name, "it is no moment", "write it as 2026-11-26 18:00")) from None
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def show_letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Every letter with what became of it; those that did not go out are tried again by a button. They name people,
    so who only looks on does not see them."""
    check(may_manage(viewer_of(request)))
    is_set_up = bool(settings.GOTGAN_SMTP_HOST and settings.GOTGAN_SMTP_FROM)
    page = pages.letters_page(
        viewer_of(request), slug, state=request.GET.get("state", ""), page=page_of(request), is_set_up=is_set_up
    )
    if request.method != "POST":
        return render(request, "survey/letters.html", {"page": page})
    number = number_in(request.POST.get("mail", ""), otherwise=-1)
    mail_id = number if number >= 0 else None
    return doing(
        request, lambda: _send_again(actor_of(request), page.campaign.pk, mail_id), _("The letters are tried again."),
        then="survey_letters", slug=slug,
    )  # fmt: skip


def _send_again(by: Actor, campaign_id: str, mail_id: int | None) -> None:
    posting.send_again(by=by, campaign_id=campaign_id, mail_id=mail_id)
