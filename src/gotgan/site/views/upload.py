"""Uploads in the browser: in parts that can be resumed, or in one plain form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from gotgan.inventory import actions as inventory
from gotgan.inventory import queries
from gotgan.site.asked import whole_number
from gotgan.site.chain import enqueue_scan
from gotgan.site.forms import UploadForm
from gotgan.site.pages import sources
from gotgan.site.reasons import plainly
from gotgan.site.views.guard import signed_in
from gotgan.terms.errors import GotganError, Invalid, Issue, NotFound
from gotgan.terms.role import Actor
from gotgan.terms.source import UploadView

PART_BYTES = 4 << 20


@require_POST
@signed_in
def upload_plain(request: HttpRequest) -> HttpResponse:
    """A whole file in one form, for browsers without scripts."""
    kept = sources.kept_organisations(request.viewer)
    form = UploadForm(request.POST, request.FILES, organisations=kept)
    if form.is_valid():
        try:
            return redirect(_take(Actor.of(request.viewer), form.cleaned_data))
        except GotganError as error:
            form.add_error(None, plainly(error))
    return render(request, "site/upload.html", {"form": form, "kept": kept, "waiting": ()}, status=422)


def _take(by: Actor, sent: dict[str, Any]) -> str:
    file = sent["file"]
    upload = _begin(by, sent, file.name, file.size)
    offset = 0
    for part in file.chunks(PART_BYTES):
        offset = inventory.append_upload(by=by, upload_id=upload.id, offset=offset, content=part).received
    return _finish(by, upload.id)


@require_POST
@signed_in
def begin(request: HttpRequest) -> JsonResponse:
    """Announce a file; answers with its id and how much of it is here already."""
    return _answering(lambda: _begin_from(request))


def _begin_from(request: HttpRequest) -> JsonResponse:
    asked = request.POST
    size = whole_number(asked.get("size_bytes", ""))
    if size is None:
        raise Invalid(Issue("size_bytes", "is not a number", "send the file's size in bytes"))
    upload = _begin(Actor.of(request.viewer), asked, asked.get("file_name", ""), size)
    return _state(upload)


def _begin(by: Actor, wished: Mapping[str, Any], file_name: str, size_bytes: int) -> UploadView:
    return inventory.begin_upload(
        by=by,
        organisation=wished["organisation"],
        file_name=file_name,
        size_bytes=size_bytes,
        title=wished.get("title", ""),
        publication=wished.get("publication", "draft"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def part(request: HttpRequest, upload_id: str) -> JsonResponse:
    """GET: how much is here. POST with `?offset=`: one more part, the body as it is."""
    return _answering(lambda: _part(request, upload_id))


def _part(request: HttpRequest, upload_id: str) -> JsonResponse:
    upload = queries.find_upload(upload_id)
    if upload is None:
        raise NotFound("there is no such upload; choose the file again")
    sources.check_keeps(request.viewer, upload.organisation)
    if request.method == "POST":
        offset = whole_number(request.GET.get("offset", ""))
        if offset is None:
            raise Invalid(Issue("offset", "is not a number", "send where the part begins"))
        body = request.read(PART_BYTES + 1)
        by = Actor.of(request.viewer)
        upload = inventory.append_upload(by=by, upload_id=upload_id, offset=offset, content=body)
    return _state(upload)


@require_POST
@signed_in
def finish(request: HttpRequest, upload_id: str) -> JsonResponse:
    """Everything is here: make a source of it and scan it."""
    return _answering(lambda: _finished(request, upload_id))


def _finished(request: HttpRequest, upload_id: str) -> JsonResponse:
    return JsonResponse({"address": _finish(Actor.of(request.viewer), upload_id)})


def _finish(by: Actor, upload_id: str) -> str:
    """Where to go on: the scan of the file, or the list when a running scan will be followed by it."""
    finished = inventory.finish_upload(by=by, upload_id=upload_id)
    if finished.scan_id is None:
        return reverse("sources")
    enqueue_scan(finished.scan_id)
    return reverse("scan", args=[finished.scan_id])


def _answering(act: Callable[[], JsonResponse]) -> JsonResponse:
    try:
        return act()
    except NotFound as error:
        return JsonResponse({"error": plainly(error)}, status=404)
    except Invalid as error:
        return JsonResponse({"error": plainly(error)}, status=422)
    except GotganError as error:
        return JsonResponse({"error": plainly(error)}, status=403)


def _state(upload: UploadView) -> JsonResponse:
    return JsonResponse(
        {"id": upload.id, "received": upload.received, "size_bytes": upload.size_bytes, "part_bytes": PART_BYTES}
    )
