"""The guideline's documents as forms; what was written is kept and shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.accounts.answered import actor_of, is_done, viewer_of
from gotgan.refine import actions, queries
from gotgan.refine.views.forms import DocumentForm, typed_of


@require_http_methods(["GET", "HEAD", "POST"])
def show_document(request: HttpRequest, order_id: str, key: str) -> HttpResponse:
    """The form for who writes it, filled with the newest version; below it every version as it was written."""
    page = queries.order_page(viewer_of(request), order_id)
    view = next((each for each in page.documents if each.document.key == key), None)
    if view is None:
        raise queries.NoSuchOrder(f"document {key}: the guideline has no such document; see the order's page")
    versions = list(page.order.documents.filter(key=key).order_by("-id"))
    begun = typed_of(view.document, versions[0].content) if versions else {}
    form = DocumentForm(view.document, request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: _write(request, form, order_id, key)):
        messages.success(request, _("The document is written. Earlier versions are kept."))
        return redirect("refine_order", order_id=order_id)
    said = {"page": page, "view": view, "versions": versions, "form": form}
    return render(request, "refine/document.html", said, status=422 if form.is_bound else 200)


def _write(request: HttpRequest, form: DocumentForm, order_id: str, key: str) -> None:
    actions.write_document(by=actor_of(request), order_id=order_id, key=key, content=form.content())
