"""What the signed-in person was told of withdrawn data."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gotgan.share import actions as share
from gotgan.site.pages import notices
from gotgan.site.views.guard import signed_in
from gotgan.terms.role import Actor


@never_cache
@require_safe
@signed_in
def list_notices(request: HttpRequest) -> HttpResponse:
    return render(request, "site/notices.html", {"rows": notices.list_notices(request.viewer)})


@require_POST
@signed_in
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The person says to have read it and to hold no copy any more."""
    share.read_notice(by=Actor.of(request.viewer), notice_id=notice_id)
    messages.success(request, _("Noted. The organisation sees that you read it."))
    return redirect("notices")
