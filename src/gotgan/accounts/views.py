"""One's own page: name, tokens, second factor, sign out."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gotgan.accounts import actions, queries
from gotgan.accounts.forms import NameForm, TokenForm
from gotgan.terms.errors import NotFound
from gotgan.terms.role import Actor


@never_cache
@login_required
@require_GET
def show_me(request: HttpRequest) -> HttpResponse:
    return _page(request)


@login_required
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, name_form=form, status=422)
    actions.rename_person(by=_actor(request), person_id=_me(request), name=form.cleaned_data["name"])
    messages.success(request, _("Your name was saved."))
    return redirect("me")


@never_cache
@login_required
@require_POST
def issue_token(request: HttpRequest) -> HttpResponse:
    """The token is in this one answer and nowhere else; so no redirect follows."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form, status=422)
    days = form.cleaned_data["days"]
    new = actions.issue_token(
        by=_actor(request), person_id=_me(request), label=form.cleaned_data["label"],
        expires=timezone.now() + timedelta(days=days) if days else None,
    )  # fmt: skip
    return _page(request, new_token=new.plain)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    try:
        actions.revoke_token(by=_actor(request), person_id=_me(request), token_id=token_id)
        messages.success(request, _("The token was revoked. It opens nothing any more."))
    except NotFound:
        messages.error(request, _("There is no such open token."))
    return redirect("me")


def _page(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    person = queries.get_person(_me(request))
    shown = {
        "person": person,
        "tokens": queries.tokens_of(person.id),
        "roles": queries.viewer_of_person(person.id).roles,
        "now": timezone.now(),
        "name_form": NameForm(initial={"name": person.name}),
        "token_form": TokenForm(),
    }
    return render(request, "accounts/me.html", shown | more, status=status)


def _me(request: HttpRequest) -> int:
    return cast(int, request.user.pk)


def _actor(request: HttpRequest) -> Actor:
    return Actor(_me(request), str(request.user))
