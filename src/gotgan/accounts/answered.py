"""What views of every room share: who asks, what was typed wrongly, where one goes next."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gotgan.terms.errors import GotganError, Invalid, Issue
from gotgan.terms.role import Actor, Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def actor_of(request: HttpRequest) -> Actor:
    return Actor.of(viewer_of(request))


_LONGEST_NUMBER = 18
"""Digits; Python refuses to read thousands of them, and no table counts so far."""


def number_in(text: str, otherwise: int = 0) -> int:
    """A whole number that a browser sent; `otherwise` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else otherwise


def page_of(request: HttpRequest, name: str = "page") -> int:
    """`?page=`, from 1; anything else is the first page."""
    return min(number_in(request.GET.get(name, "")), 100_000) or 1


def is_done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Act; what is wrong stands in the form, at its field where there is one."""
    try:
        act()
    except Invalid as error:
        for issue in error.issues:
            form.add_error(issue.place if issue.place in form.fields else None, said(issue))
    except GotganError as error:
        form.add_error(None, str(error))
    return not form.errors


def said(issue: Issue) -> str:
    """Without its place: the field says that."""
    return f"{issue.what}; {issue.remedy}" if issue.remedy else issue.what


def no_such_button() -> None:
    """What a page does when `do` names none of its buttons. Raises: Invalid."""
    raise Invalid(Issue("do", "it is unknown", "use a button of the page"))


def doing(request: HttpRequest, act: Callable[[], object], done: str, *, then: str, **place: str) -> HttpResponse:
    """Act and go on; a refusal is told on the page that follows, in full, and nothing was changed."""
    try:
        act()
    except Invalid as error:
        for issue in error.issues[:20]:
            messages.error(request, str(issue))
    except GotganError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(then, **place)
