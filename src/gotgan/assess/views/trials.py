"""Trials: the list, a dataset's potential, and the buttons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gotgan.accounts.answered import Refused, actor_of, doing, keeping, no_such_button, number_in, viewer_of
from gotgan.assess.actions import trials as actions
from gotgan.assess.queries import trial_pages


@require_safe
def list_trials(request: HttpRequest) -> HttpResponse:
    """What was tried, and what is under way."""
    return _trials(request)


def _trials(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    said = {"page": trial_pages.list_page(viewer_of(request)), "refused": refused}
    return render(request, "assess/potential_list.html", said)


@require_safe
def show_potential(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """A dataset's three modes side by side, and what they stand on; `?trial=` shows an earlier one."""
    return _potential(request, dataset_id)


def _potential(request: HttpRequest, dataset_id: str, refused: Refused | None = None) -> HttpResponse:
    page = trial_pages.dataset_page(viewer_of(request), dataset_id, number_in(request.GET.get("trial", "")))
    return render(request, "assess/potential.html", {"page": page, "refused": refused})


@require_safe
def take_document(request: HttpRequest, dataset_id: str, trial_id: int) -> HttpResponse:
    """Everything a trial measured, as JSON: its evidence."""
    content = trial_pages.document_of(viewer_of(request), dataset_id, trial_id)
    name = f"trial-{trial_id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=headers)


@require_POST
def act_on_trials(request: HttpRequest) -> HttpResponse:
    """One button of the list: try the most promising, or stop a batch."""
    typed, by = request.POST, actor_of(request)
    if typed.get("do") == "promising":
        most = number_in(typed.get("most", ""))
        return keeping(request, lambda: actions.try_most_promising(by=by, most=most), _("They wait to be tried."),
                       again=lambda refused: _trials(request, refused), then="assess_trials")  # fmt: skip
    if typed.get("do") == "stop":
        batch = typed.get("batch", "")
        return doing(request, lambda: actions.stop_batch(by=by, batch=batch), _("What was waiting is stopped."),
                     then="assess_trials")  # fmt: skip
    return doing(request, no_such_button, "", then="assess_trials")


@require_POST
def try_dataset(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Have this dataset tried again."""
    trial_pages.dataset_page(viewer_of(request), dataset_id)
    by, typed = actor_of(request), request.POST
    rows = number_in(typed.get("rows", str(actions.SAMPLE_ROWS)), -1)
    seed = number_in(typed.get("seed", str(actions.SEED)), -1)
    return keeping(
        request,
        lambda: actions.try_datasets(by=by, dataset_ids=[dataset_id], seed=seed, sample_rows=rows),
        _("It waits to be tried. This page shows what was measured once it is done."),
        again=lambda refused: _potential(request, dataset_id, refused),
        then="assess_potential",
        dataset_id=dataset_id,
    )
