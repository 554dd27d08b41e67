"""Scanners: who is enrolled, enrolling one by its public key, withdrawing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gotgan.inventory import actions as inventory
from gotgan.site.forms import ScannerForm
from gotgan.site.pages import scanners
from gotgan.site.pages.sources import check_is_keeper, kept_organisations
from gotgan.site.reasons import plainly
from gotgan.site.views.guard import signed_in
from gotgan.terms.errors import GotganError
from gotgan.terms.role import Actor
from gotgan.terms.seal import key_id_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def list_scanners(request: HttpRequest) -> HttpResponse:
    """The list with a form below; sent, one more scanner is enrolled."""
    check_is_keeper(request.viewer)
    kept = kept_organisations(request.viewer)
    form = ScannerForm(request.POST if request.method == "POST" else None, organisations=kept)
    if request.method == "POST" and form.is_valid():
        try:
            _enrol(Actor.of(request.viewer), form.cleaned_data)
        except GotganError as error:
            form.add_error(None, plainly(error))
        else:
            messages.success(request, _("The scanner is enrolled: what it seals is taken in as this organisation's."))
            return redirect("scanners")
    page = {"rows": scanners.list_scanners(request.viewer), "form": form, "kept": kept}
    return render(request, "site/scanners.html", page, status=422 if form.is_bound else 200)


def _enrol(by: Actor, typed: dict[str, Any]) -> None:
    public = typed["public_key"].strip()
    inventory.enrol_scanner(
        by=by, organisation=typed["organisation"], key_id=key_id_of(public), public_key=public, title=typed["title"]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, key_id: str) -> HttpResponse:
    """A page that says what it means; sent, nothing more that this key sealed is taken in."""
    scanner = scanners.get_scanner(request.viewer, key_id)
    if request.method == "POST":
        inventory.withdraw_scanner(by=Actor.of(request.viewer), key_id=key_id)
        messages.success(request, _("The key was withdrawn. What was taken in before stays."))
        return redirect("scanners")
    return render(request, "site/scanner_withdraw.html", {"scanner": scanner})
