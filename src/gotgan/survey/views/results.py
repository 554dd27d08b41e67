"""The result of a campaign: freezing it, and taking its files."""

from __future__ import annotations

from collections.abc import Callable

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gotgan.accounts.answered import actor_of, doing, no_such_button, viewer_of
from gotgan.survey.actions import snapshots
from gotgan.survey.actions.permission import check
from gotgan.survey.frozen import snapshot_store
from gotgan.survey.queries.results import FILE, export_of, results
from gotgan.survey.rules.people import may_manage


@require_http_methods(["GET", "HEAD", "POST"])
def show_results(request: HttpRequest, slug: str) -> HttpResponse:
    """What is open before the freeze, the files afterwards; `do`: freeze, or write the exports again."""
    page = results(viewer_of(request), slug)
    if request.method != "POST":
        return render(request, "survey/results.html", {"page": page, "file": FILE})
    check(may_manage(viewer_of(request)))
    by, key = actor_of(request), page.campaign.pk
    doings: dict[str, tuple[Callable[[], object], str]] = {
        "freeze": (
            lambda: snapshots.freeze_campaign(by=by, campaign_id=key),
            _("The campaign is frozen. Its files are being written."),
        ),
        "again": (
            lambda: snapshots.write_again(by=by, campaign_id=key),
            _("The files are being written again from the frozen result."),
        ),
    }
    act, done = doings.get(request.POST.get("do", ""), (no_such_button, ""))
    return doing(request, act, done, then="survey_results", slug=slug)


@require_safe
def take_export(request: HttpRequest, slug: str, name: str) -> FileResponse:
    """One file as it was written, under its checksum for caches."""
    export = export_of(viewer_of(request), slug, name)
    answer = FileResponse(snapshot_store().open(export.sha256), as_attachment=True, filename=f"{slug}-{name}")
    answer["ETag"] = f'"{export.sha256}"'
    return answer
