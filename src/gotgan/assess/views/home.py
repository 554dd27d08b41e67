"""The first page of assessing and selecting, and a new list."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from gotgan.accounts.answered import actor_of, is_done, viewer_of
from gotgan.assess import actions
from gotgan.assess.actions.permission import NotYours
from gotgan.assess.queries.list_pages import lists_for
from gotgan.assess.queries.lists import get_version, names_of_organisations, version_by_id, visible
from gotgan.assess.rules.people import may_manage, may_see_all
from gotgan.inventory import queries as inventory


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """The lists, those first that wait for the person."""
    viewer = viewer_of(request)
    rows = lists_for(viewer, timezone.localdate())
    said = {
        "rows": rows, "waiting": [row for row in rows if row.waits], "is_manager": may_manage(viewer),
        "is_reader": may_see_all(viewer),
    }  # fmt: skip
    return render(request, "assess/home.html", said)


class NewList(forms.Form):
    """What a list is called, and who answers for it."""

    name_ko = forms.CharField(label=_("Name in Korean"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300)
    slug = forms.CharField(
        label=_("Address"), max_length=60,
        help_text=_("It follows /lists/ once the list is public: small letters, digits and hyphens. It never changes."),
    )  # fmt: skip
    owner = forms.CharField(
        label=_("Institution that answers for it"), max_length=20,
        help_text=_("Write part of its name and choose it: its code is filled in."),
        widget=forms.TextInput(attrs={"list": "owners"}),
    )  # fmt: skip
    purpose_ko = forms.CharField(
        label=_("Purpose in Korean"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    purpose_en = forms.CharField(
        label=_("Purpose in English"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def make_list(request: HttpRequest) -> HttpResponse:
    """A new list. Raises: NotYours for who is no manager."""
    if not may_manage(viewer_of(request)):
        raise NotYours("only a selection manager makes a list")
    form = NewList(request.POST if request.method == "POST" else None)
    made: list[str] = []
    if request.method == "POST" and form.is_valid() and is_done(form, lambda: made.append(_make(request, form))):
        version = version_by_id(made[0])
        assert version is not None
        return redirect("assess_version", slug=version.dataset_list.slug, number=version.number)
    owners = names_of_organisations(each.organisation for each in inventory.holdings()[:500])
    said = {"form": form, "owners": sorted(owners.items())}
    return render(request, "assess/lists_new.html", said, status=422 if form.is_bound else 200)


def _make(request: HttpRequest, form: NewList) -> str:
    return actions.make_list(by=actor_of(request), named=actions.Named(**form.cleaned_data))


@require_safe
def show_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A list's newest version. Raises: NoSuchList, also for who learns nothing of it."""
    version = get_version(slug)
    visible(viewer_of(request), version)
    return redirect("assess_version", slug=slug, number=version.number)
