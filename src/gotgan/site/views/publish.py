"""Publishing and opening one dataset, and taking both back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gotgan.catalogue import actions as catalogue
from gotgan.share import actions as share
from gotgan.site.forms import OpenForm
from gotgan.site.pages import dataset, sources
from gotgan.site.views.guard import signed_in
from gotgan.site.views.read import root_of
from gotgan.terms.role import Actor
from gotgan.work import actions as work


@require_POST
@signed_in
def publish(request: HttpRequest, org: str, name: str) -> HttpResponse:
    """Show the description to everyone; the files stay closed until they are opened."""
    known = _kept(request, org, name)
    catalogue.publish(by=Actor.of(request.viewer), dataset_id=known.dataset.id)
    _follow()
    messages.success(request, _("Everyone can find it now. Its files are opened separately."))
    return redirect("dataset", org, name)


@require_POST
@signed_in
def unpublish(request: HttpRequest, org: str, name: str) -> HttpResponse:
    """Take files and description back from everyone."""
    known = _kept(request, org, name)
    by = Actor.of(request.viewer)
    share.close(by=by, dataset_id=known.dataset.id)
    catalogue.unpublish(by=by, dataset_id=known.dataset.id)
    _follow()
    messages.success(request, _("Only your organisation sees it now."))
    return redirect("dataset", org, name)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_to_everyone(request: HttpRequest, org: str, name: str) -> HttpResponse:
    """A page with what was found; sent, with a name where something was, the files are open."""
    _kept(request, org, name)
    page = dataset.get_page(request.viewer, org, name, root=root_of(request))
    form = OpenForm(request.POST if request.method == "POST" else None, has_findings=bool(page.findings))
    if request.method == "POST" and form.is_valid():
        _open(Actor.of(request.viewer), page, form.cleaned_data["confirmed_by"])
        messages.success(request, _("Everyone can download it now."))
        return redirect("dataset", org, name)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "site/dataset_open.html", {"page": page, "form": form}, status=status)


def _open(by: Actor, page: dataset.DatasetPage, confirmed_by: str) -> None:
    if not page.is_published:
        catalogue.publish(by=by, dataset_id=page.dataset.id)
    share.open_to_everyone(by=by, dataset_id=page.dataset.id, confirmed_by=confirmed_by)
    _follow()


@require_POST
@signed_in
def close(request: HttpRequest, org: str, name: str) -> HttpResponse:
    """Take the files back; the description stays public."""
    known = _kept(request, org, name)
    share.close(by=Actor.of(request.viewer), dataset_id=known.dataset.id)
    _follow()
    messages.success(request, _("The files are closed again. This holds from the next request on."))
    return redirect("dataset", org, name)


def _kept(request: HttpRequest, org: str, name: str) -> dataset.Known:
    """Raises: UnknownDataset; NotYourSource when the viewer does not keep it."""
    known = dataset.get_known(request.viewer, org, name)
    sources.check_keeps(request.viewer, known.dataset.organisation)
    return known


def _follow() -> None:
    work.enqueue("catalogue.index", key="catalogue.index")
