"""Sources and scans: listing, adding, scanning, stopping, releasing, removing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gotgan.inventory import actions as inventory
from gotgan.site.asked import whole_number
from gotgan.site.chain import enqueue_pull, enqueue_scan
from gotgan.site.forms import AddSourceForm, UploadForm
from gotgan.site.pages import sources
from gotgan.site.reasons import plainly
from gotgan.site.views.guard import signed_in
from gotgan.site.words_options import KIND_OPTIONS
from gotgan.terms.errors import GotganError
from gotgan.terms.role import Actor


@require_GET
@signed_in
def list_sources(request: HttpRequest) -> HttpResponse:
    return render(request, "site/sources.html", {"groups": sources.list_sources(request.viewer)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_source(request: HttpRequest) -> HttpResponse:
    """A form; sent, it becomes a source that is scanned at once."""
    kept = sources.kept_organisations(request.viewer)
    sent = request.POST if request.method == "POST" else None
    form = AddSourceForm(sent, organisations=kept, connectors=sources.connectors(request.viewer))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("scan", _add_and_scan(request, form.cleaned_data))
        except GotganError as error:
            form.add_error(None, plainly(error))
    status = 422 if form.is_bound else 200
    return render(request, "site/source_add.html", {"form": form, "kept": kept, "kinds": KIND_OPTIONS}, status=status)


def _add_and_scan(request: HttpRequest, wished: dict[str, Any]) -> str:
    by = Actor.of(request.viewer)
    source = inventory.find_or_add_source(
        by=by,
        kind=wished["kind"] or None,
        location=wished["location"],
        organisation=wished["organisation"],
        title=wished["title"],
        publication=wished["publication"],
        options=wished["options"],
    )
    scan_id = _scan(by, source.source_id)
    if not source.is_new:
        messages.info(request, _("This place was a source already. No second one was made; it is scanned again."))
    return scan_id


def _scan(by: Actor, source_id: str) -> str:
    scan_id = inventory.start_scan(by=by, source_id=source_id)
    enqueue_scan(scan_id)
    return scan_id


@require_GET
@signed_in
def upload_form(request: HttpRequest) -> HttpResponse:
    kept = sources.kept_organisations(request.viewer)
    form = UploadForm(organisations=kept)
    waiting = [upload for group in sources.list_sources(request.viewer) for upload in group.uploads]
    return render(request, "site/upload.html", {"form": form, "kept": kept, "waiting": waiting})


@require_POST
@signed_in
def start_scan(request: HttpRequest, source_id: str) -> HttpResponse:
    sources.get_source(request.viewer, source_id)
    return redirect("scan", _scan(Actor.of(request.viewer), source_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove_source(request: HttpRequest, source_id: str) -> HttpResponse:
    """A page that says what goes; sent, the source and what it brought are removed."""
    source = sources.get_source(request.viewer, source_id)
    if request.method == "POST":
        inventory.remove_source(by=Actor.of(request.viewer), source_id=source_id)
        enqueue_pull()
        messages.success(request, _("The source was removed. What people may already have, they keep."))
        return redirect("sources")
    return render(request, "site/source_remove.html", {"source": source})


@require_GET
@signed_in
def show_scan(request: HttpRequest, scan_id: str) -> HttpResponse:
    """The scan; asked for by htmx, only the part that changes."""
    outcome, after = request.GET.get("outcome", ""), whole_number(request.GET.get("after", "")) or 0
    page = sources.get_scan_page(request.viewer, scan_id, outcome=outcome, after=after)
    template = "site/parts/scan_progress.html" if getattr(request, "htmx", False) else "site/scan.html"
    return render(request, template, {"page": page, "scan": page.scan})


@require_POST
@signed_in
def cancel_scan(request: HttpRequest, scan_id: str) -> HttpResponse:
    sources.get_scan(request.viewer, scan_id)
    inventory.cancel_scan(by=Actor.of(request.viewer), scan_id=scan_id)
    messages.success(request, _("The scan stops after the record it is at. What was found so far is kept."))
    return redirect("scan", scan_id)


@require_POST
@signed_in
def resume_scan(request: HttpRequest, scan_id: str) -> HttpResponse:
    sources.get_scan(request.viewer, scan_id)
    inventory.resume_scan(by=Actor.of(request.viewer), scan_id=scan_id)
    enqueue_scan(scan_id)
    return redirect("scan", scan_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def release_held(request: HttpRequest, scan_id: str) -> HttpResponse:
    """A page that lists what would be removed; sent, it is removed."""
    page = sources.get_scan_page(request.viewer, scan_id, outcome="held")
    if request.method == "POST":
        inventory.release_held(by=Actor.of(request.viewer), scan_id=scan_id)
        enqueue_pull()
        messages.success(request, _("The held removals were released."))
        return redirect("scan", scan_id)
    return render(request, "site/scan_release.html", {"page": page, "scan": page.scan})


@require_POST
@signed_in
def accept_relink(request: HttpRequest, scan_id: str, relink_id: int) -> HttpResponse:
    """They are one: the old address stays, the new one leads to it."""
    sources.check_proposed(request.viewer, scan_id, relink_id)
    inventory.accept_relink(by=Actor.of(request.viewer), relink_id=relink_id)
    enqueue_pull()
    messages.success(request, _("They are one dataset again, at its old address."))
    return redirect("scan", scan_id)


@require_POST
@signed_in
def decline_relink(request: HttpRequest, scan_id: str, relink_id: int) -> HttpResponse:
    sources.check_proposed(request.viewer, scan_id, relink_id)
    inventory.decline_relink(by=Actor.of(request.viewer), relink_id=relink_id)
    messages.success(request, _("They stay two datasets."))
    return redirect("scan", scan_id)
