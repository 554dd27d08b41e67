"""Who is asked: chosen, shown before it is done, the pilot group, and the registers of systems."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gotgan.accounts.answered import actor_of, doing, viewer_of
from gotgan.organisations import queries as organisations
from gotgan.survey.actions import campaigns, systems
from gotgan.survey.actions.permission import check
from gotgan.survey.models import Campaign
from gotgan.survey.queries import pages
from gotgan.survey.queries.plans import plan_of
from gotgan.survey.rules.people import may_manage
from gotgan.survey.rules.registers import LARGEST_BYTES
from gotgan.survey.rules.targets import Asked, TargetPlan, read_codes
from gotgan.survey.views.campaign_forms import ChooseForm
from gotgan.terms.errors import GotganError, Invalid, Issue
from gotgan.terms.text import read_text

MOST_CSV_BYTES = 2_000_000
SHOWN = 300


def _managed(request: HttpRequest, slug: str) -> Campaign:
    check(may_manage(viewer_of(request)))
    return pages.campaign_by_slug(viewer_of(request), slug)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """First a preview of what would be added, then the adding itself: the second form carries what was shown."""
    campaign = _managed(request, slug)
    form = ChooseForm(request.POST or None, request.FILES or None, kinds=_kinds())
    said = {"campaign": campaign, "form": form, "targets": campaign.targets.count()}
    if request.method != "POST" or not form.is_valid():
        return render(request, "survey/choose.html", said, status=422 if form.is_bound and form.errors else 200)
    try:
        asked = _asked(form)
    except Invalid as error:
        form.add_error("file", "; ".join(str(issue) for issue in error.issues))
        return render(request, "survey/choose.html", said, status=422)
    if asked.is_empty:
        form.add_error(None, _("Nothing is chosen yet."))
        return render(request, "survey/choose.html", said, status=422)
    if request.POST.get("do") == "add":
        try:
            plan = campaigns.choose_targets(by=actor_of(request), campaign_id=campaign.pk, asked=asked)
        except GotganError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(number)s organisations were added.") % {"number": len(plan.added)})
            return redirect("survey_campaign", slug=slug)
    plan = plan_of(campaign.pk, asked)
    shown = {"plan": plan, "asked": asked, "added": _named(plan), "more": max(0, len(plan.added) - SHOWN)}
    return render(request, "survey/choose.html", said | shown, status=422 if form.errors else 200)


def _kinds() -> list[tuple[str, str]]:
    found = sorted({each.kind for each in organisations.all_organisations() if each.kind})
    return [(kind, kind) for kind in found]


def _asked(form: ChooseForm) -> Asked:
    typed = form.cleaned_data
    codes = read_codes(typed["codes"]) + (read_codes(_text_of(typed["file"])) if typed["file"] else ())
    return Asked(
        kinds=tuple(typed.get("kinds", ())), parents=read_codes(typed["parents"]), codes=tuple(dict.fromkeys(codes)),
        everyone=typed["everyone"],
    )  # fmt: skip


def _text_of(file: UploadedFile) -> str:
    if (file.size or 0) > MOST_CSV_BYTES:
        raise Invalid(Issue("file", f"it is larger than {MOST_CSV_BYTES} bytes", "import it in parts"))
    text = read_text(file.read())
    if text is not None and "\0" not in text:
        return text
    raise Invalid(Issue("file", "it is no CSV", "save it as CSV"))


def _named(plan: TargetPlan) -> list[dict[str, object]]:
    known = {each.code: each for each in organisations.all_organisations()}
    return [
        {"organisation": known[each.code], "merged": [known[code] for code in each.merged if code in known]}
        for each in (*plan.added[:SHOWN], *plan.joined)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def set_pilot(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = _managed(request, slug)
    if request.method == "POST":
        codes = request.POST.getlist("pilot")
        done = _("The pilot group is kept.")
        return doing(
            request, lambda: campaigns.set_pilot(by=actor_of(request), campaign_id=campaign.pk, codes=codes), done,
            then="survey_campaign", slug=slug,
        )  # fmt: skip
    return render(request, "survey/pilot.html", {"campaign": campaign, "rows": pages.pilot_choices(campaign)})


@require_http_methods(["GET", "HEAD", "POST"])
def take_register(request: HttpRequest, slug: str) -> HttpResponse:
    """A register of systems as CSV: taken in whole, or not at all with every problem and its line."""
    campaign = _managed(request, slug)
    said: dict[str, object] = {"campaign": campaign, "problems": ()}
    file = request.FILES.get("file")
    if request.method == "POST" and file is None:
        said["problems"] = (Issue("file", "it is missing", "choose the file"),)
    elif request.method == "POST":
        try:
            done = systems.import_register(
                by=actor_of(request), campaign_id=campaign.pk, data=file.read(LARGEST_BYTES + 1)
            )
        except Invalid as error:
            said["problems"] = error.issues
        else:
            said["done"] = done
    return render(request, "survey/register.html", said, status=422 if said["problems"] else 200)


@require_POST
def drop(request: HttpRequest, slug: str, target_id: int) -> HttpResponse:
    _managed(request, slug)
    done = _("The organisation is no longer asked.")
    return doing(
        request, lambda: campaigns.drop_target(by=actor_of(request), target_id=target_id), done,
        then="survey_campaign", slug=slug,
    )  # fmt: skip
