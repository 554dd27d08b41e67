"""The panel's page for who runs or audits it: opening, people, the one next step, agreement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gotgan.accounts.answered import Refused, actor_of, is_done, keeping, no_such_button, number_in, viewer_of
from gotgan.assess.actions import panels as actions
from gotgan.assess.actions.panels.opening import MOST_RATERS
from gotgan.assess.queries import panel_pages, panel_ratings
from gotgan.assess.queries.panel_facts import find_panel
from gotgan.assess.rules import panels
from gotgan.assess.rules.panel_figures import MOST_CALIBRATED, RATERS


class PanelForm(forms.Form):
    """How a panel is to rate."""

    needed = forms.IntegerField(
        label=gettext_lazy("Assessors for each dataset"), min_value=RATERS, max_value=MOST_RATERS, initial=RATERS
    )
    calibrated = forms.IntegerField(
        label=gettext_lazy("Datasets that all rate first"), min_value=1, max_value=MOST_CALIBRATED, initial=3
    )
    criteria = forms.CharField(
        label=gettext_lazy("Criteria of your own (YAML, may stay empty)"), required=False,
        widget=forms.Textarea(attrs={"rows": 6}), max_length=60_000,
        help_text=gettext_lazy("Each with id, title, question and an anchor for every point from 1 to 5."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def open_panel(request: HttpRequest, version_id: str) -> HttpResponse:
    """A panel on the shortlist of a version; where there is one already, its page."""
    known = panel_pages.panel_of_version(viewer_of(request), version_id)
    if known is not None:
        return redirect("panel", panel_id=known)
    version = panel_pages.version_to_rate(viewer_of(request), version_id)
    form = PanelForm(request.POST if request.method == "POST" else None)
    made: list[str] = []
    if form.is_bound and form.is_valid() and is_done(form, lambda: made.append(_open(request, version_id, form))):
        return redirect("panel", panel_id=made[0])
    said = {"version": version, "form": form}
    return render(request, "assess/panel_open.html", said, status=422 if form.is_bound else 200)


def _open(request: HttpRequest, version_id: str, form: PanelForm) -> str:
    typed = form.cleaned_data
    return actions.open_panel(
        by=actor_of(request), version_id=version_id, more=typed["criteria"], needed=typed["needed"],
        calibrated=typed["calibrated"],
    )  # fmt: skip


@require_safe
def show_panel(request: HttpRequest, panel_id: str) -> HttpResponse:
    return _panel(request, panel_id)


def _panel(request: HttpRequest, panel_id: str, refused: Refused | None = None) -> HttpResponse:
    page = panel_pages.panel_page(viewer_of(request), panel_id)
    return render(request, "assess/panel.html", {"page": page, "stages": panels.STAGES, "refused": refused})


@require_safe
def show_agreement(request: HttpRequest, panel_id: str) -> HttpResponse:
    """Agreement, severity, values and weights with how each is computed: what an auditor reads."""
    page = panel_pages.panel_page(viewer_of(request), panel_id, is_open_at_the_end=True)
    return render(request, "assess/panel_agreement.html", {"page": page})


@require_safe
def show_dataset(request: HttpRequest, panel_id: str, dataset_id: str) -> HttpResponse:
    """Every rating of one dataset, with reasons and revisions: what its value stands on."""
    page = panel_ratings.dataset_ratings(viewer_of(request), panel_id, dataset_id)
    return render(request, "assess/panel_dataset.html", {"page": page})


@require_POST
def act(request: HttpRequest, panel_id: str) -> HttpResponse:
    """One button: `do` says which. Rights are asked by the action; a stranger gets the page that does not exist."""
    find_panel(panel_id)
    done, do = _doings(request, panel_id).get(request.POST.get("do", ""), ("", no_such_button))
    return keeping(
        request, do, done, again=lambda refused: _panel(request, panel_id, refused), then="panel", panel_id=panel_id
    )


def _doings(request: HttpRequest, panel_id: str) -> dict[str, tuple[str, Callable[[], object]]]:
    typed = request.POST
    named: dict[str, Any] = {"by": actor_of(request), "panel_id": panel_id}
    email = typed.get("email", "")
    one: dict[str, Any] = {**named, "criterion": typed.get("criterion", "")}
    return {
        "again": (
            _("Another round has begun. Assessors see your note beside the rubric."),
            lambda: actions.open_round(**one, note=typed.get("note", "")),
        ),
        "thirds": (_("Where two are apart, a third was called."), lambda: actions.call_thirds(**one)),
        "finish": (_("The round is finished and counts from now on."), lambda: actions.finish_round(**one)),
        "name": (_("The assessor is named."), lambda: actions.name_assessor(**named, email=email)),
        "stake": (_("The stakeholder is named."), lambda: actions.name_stakeholder(**named, email=email)),
        "dismiss": (
            _("The assessor has left. What was open went to others."),
            lambda: actions.dismiss_assessor(
                **named, assessor_id=number_in(typed.get("assessor", "")), because=typed.get("because", "")
            ),
        ),
        "calibrate": (_("The calibration round has begun."), lambda: actions.start_calibration(**named)),
        "show": (
            _("Assessors see the calibration round now, without names."),
            lambda: actions.show_calibration(**named),
        ),
        "rate": (
            _("The shortlist is assigned. Rating has begun."),
            lambda: actions.start_rating(**named, notes=typed.get("notes", "")),
        ),
        "assign": (_("What was open is assigned."), lambda: actions.assign_again(**named)),
        "resolve": (_("Where two are apart, a third was called."), lambda: actions.start_resolving(**named)),
        "close": (_("The panel is closed. Its result stands."), lambda: actions.close_panel(**named)),
    }
