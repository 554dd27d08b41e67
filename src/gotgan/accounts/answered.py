"""What views of every room share: who asks, what was typed wrongly, where one goes next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from gotgan.terms.errors import GotganError, Invalid, Issue, NotAllowed
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


HIDDEN = frozenset({"do", "assessor", "criterion", "objection", "revision", "seen"})
"""What a form sends that nobody types: no field says what is wrong with it."""


@dataclass(frozen=True)
class Refused:
    """A form that was sent and refused: what was typed, and what is wrong with it, each with its place. On a page of
    several forms its button and what it is about say which one it was (`is_of`)."""

    typed: QueryDict
    problems: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, typed: QueryDict, error: GotganError) -> Refused:
        """At most twenty problems; what is not about a field has no place."""
        if not isinstance(error, Invalid):
            return cls(typed, (("", str(error)),))
        return cls(typed, tuple((each.place, said(each)) for each in error.issues[:20]))

    def is_of(self, buttons: Iterable[str], about: Mapping[str, object]) -> bool:
        """Whether it is the form of one of these buttons, with these values that nobody types."""
        named = set(buttons)
        is_button = not named or self.typed.get("do", "") in named
        return is_button and all(self.typed.get(name) == str(value) for name, value in about.items())

    def at(self, place: str) -> tuple[str, ...]:
        return tuple(what for where, what in self.problems if where == place)

    def rest(self, silent: Collection[str] = ()) -> tuple[str, ...]:
        """What no field says, each thing once, with its place where it has one. `silent` fields send nothing where
        nothing is chosen."""
        shown = {*self.typed, *silent} - HIDDEN
        found = (f"{place}: {what}" if place else what for place, what in self.problems if place not in shown)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class SentForm:
    """One form of a page as it is shown: as it was sent and refused, or untouched where `refused` is None."""

    refused: Refused | None = None

    def __bool__(self) -> bool:
        return self.refused is not None

    def problems(self, place: str) -> tuple[str, ...]:
        return self.refused.at(place) if self.refused is not None else ()

    def is_first(self, place: str) -> bool:
        """Whether the first thing that is wrong is wrong there: the focus goes to it."""
        return self.refused is not None and self.refused.problems[0][0] == place

    def typed(self, name: str, otherwise: object = "") -> object:
        return otherwise if self.refused is None else self.refused.typed.get(name, "")

    def chosen(self, name: str) -> list[str]:
        return self.refused.typed.getlist(name) if self.refused is not None else []


def keeping(
    request: HttpRequest, act: Callable[[], object], done: str, *, again: Callable[[Refused], HttpResponse], then: str,
    **place: str,
) -> HttpResponse:  # fmt: skip
    """Act and go on; refused, `again` shows the page with the form as it was typed and what is wrong: 422, or 403 where
    it is not for this person or not now."""
    try:
        act()
    except GotganError as error:
        answer = again(Refused.of(request.POST, error))
        answer.status_code = 403 if isinstance(error, NotAllowed) else 422
        return answer
    messages.success(request, done)
    return redirect(then, **place)
