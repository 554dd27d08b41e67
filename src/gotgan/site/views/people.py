"""What an operator does for people: accounts, roles, password links, institutions."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gotgan.accounts import actions as accounts
from gotgan.accounts import lock
from gotgan.accounts import queries as people
from gotgan.accounts.links import make_password_link
from gotgan.organisations import actions as organisations
from gotgan.organisations import queries as known
from gotgan.site.forms_people import OrganisationForm, PersonForm, RoleForm
from gotgan.site.pages.people import check_keeps_people, get_page
from gotgan.site.reasons import plainly
from gotgan.site.views.guard import signed_in
from gotgan.site.views.read import root_of
from gotgan.terms.errors import GotganError, Invalid
from gotgan.terms.role import Actor, Role


@never_cache
@require_safe
@signed_in
def list_people(request: HttpRequest) -> HttpResponse:
    check_keeps_people(request.viewer)
    return _page(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_person(request: HttpRequest) -> HttpResponse:
    """A form; sent, there is an account with its role, and its password link is shown this once."""
    check_keeps_people(request.viewer)
    form = PersonForm(request.POST if request.method == "POST" else None, organisations=known.all_organisations())
    if request.method == "POST" and form.is_valid():
        made: list[int] = []
        if _done(form, lambda: made.append(_open_account(Actor.of(request.viewer), form.cleaned_data))):
            return _with_link(request, made[0])
    return render(request, "site/person_add.html", {"form": form}, status=422 if form.is_bound else 200)


@transaction.atomic
def _open_account(by: Actor, typed: dict[str, str]) -> int:
    person_id = accounts.add_person(by=by, email=typed["email"], name=typed["name"])
    _give(by, person_id, typed)
    return person_id


def _give(by: Actor, person_id: int, typed: dict[str, str]) -> None:
    organisations.add_membership(
        by=by, person_id=person_id, role=Role(typed["role"]), organisation=typed["organisation"] or None
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def give_role(request: HttpRequest, person_id: int) -> HttpResponse:
    check_keeps_people(request.viewer)
    person = people.get_person(person_id)
    form = RoleForm(request.POST if request.method == "POST" else None, organisations=known.all_organisations())
    by = Actor.of(request.viewer)
    if request.method == "POST" and form.is_valid() and _done(form, lambda: _give(by, person_id, form.cleaned_data)):
        messages.success(request, _("The role was given. It holds from the next page on."))
        return redirect("people")
    status = 422 if form.is_bound else 200
    return render(request, "site/person_role.html", {"form": form, "person": person}, status=status)


@never_cache
@require_POST
@signed_in
def make_link(request: HttpRequest, person_id: int) -> HttpResponse:
    """A one-time password link, shown this once; a locked account opens again."""
    check_keeps_people(request.viewer)
    lock.unlock(by=Actor.of(request.viewer), email=people.get_person(person_id).email)
    return _with_link(request, person_id)


@require_POST
@signed_in
def close(request: HttpRequest, person_id: int) -> HttpResponse:
    check_keeps_people(request.viewer)
    if person_id == request.viewer.person_id:
        messages.error(request, _("You cannot close your own account; another operator can."))
        return redirect("people")
    accounts.close_account(by=Actor.of(request.viewer), person_id=person_id)
    messages.success(request, _("The account was closed. Its sessions and tokens open nothing any more."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_organisation(request: HttpRequest) -> HttpResponse:
    check_keeps_people(request.viewer)
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by, typed = Actor.of(request.viewer), form.cleaned_data
        if _done(form, lambda: organisations.add_organisation(by=by, **typed)):
            messages.success(request, _("The organisation is known now. Add its first source next."))
            return redirect("source_add")
    return render(request, "site/organisation_add.html", {"form": form}, status=422 if form.is_bound else 200)


def _done(form: Form, act: Callable[[], object]) -> bool:
    """Act; what is wrong with what was typed stands in the form."""
    try:
        act()
    except Invalid as error:
        for issue in error.issues:
            place = issue.place.rpartition(", ")[2].replace("e-mail", "email")
            form.add_error(place if place in form.fields else None, plainly(_words(issue.what, issue.remedy)))
    except GotganError as error:
        form.add_error(None, plainly(error))
    return not form.errors


def _words(what: str, remedy: str) -> str:
    return f"{what}; {remedy}" if remedy else what


def _with_link(request: HttpRequest, person_id: int) -> HttpResponse:
    """The link is in this one answer and nowhere else; so no redirect follows."""
    link = make_password_link(by=Actor.of(request.viewer), person_id=person_id, base_url=root_of(request))
    return _page(request, new_link=link, new_for=people.get_person(person_id))


def _page(request: HttpRequest, **more: object) -> HttpResponse:
    return render(request, "site/people.html", {"page": get_page(), **more})
