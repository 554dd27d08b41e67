"""Pages of who rates or weighs: the workspace, the calibration round, interests, comparisons in pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gotgan.accounts.answered import Refused, actor_of, keeping, said, viewer_of
from gotgan.assess.actions import panels as actions
from gotgan.assess.actions.panels.rating import Typed
from gotgan.assess.queries import panel_interests, panel_weights, panel_work
from gotgan.assess.rules.conflicts import ConflictKind, Declared
from gotgan.assess.rules.pairwise import pairs_of, parts_of
from gotgan.terms.errors import Invalid, NotAllowed

PARTS = ("value", "reason", "change")
MOST_TYPED = 4000


@require_safe
def show_work(request: HttpRequest, panel_id: str) -> HttpResponse:
    page = panel_work.work_page(viewer_of(request), panel_id)
    return render(request, "assess/panel_work.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, panel_id: str, dataset_id: str) -> HttpResponse:
    """One dataset. Saving keeps what is filled in so far; a wrong rating keeps nothing, and what was typed stays."""
    if request.method != "POST":
        page = panel_work.work_page(viewer_of(request), panel_id, dataset_id)
        return render(request, "assess/panel_work.html", {"page": page})
    form = panel_work.rating_form(viewer_of(request), panel_id, dataset_id)
    typed = _typed(request, form)
    given = {name: Typed(**each) for name, each in typed.items() if each["value"] or each["reason"].strip()}
    try:
        keep = actions.rate_again if form.line.is_again else actions.rate
        count = keep(by=actor_of(request), panel_id=panel_id, dataset=dataset_id, ratings=given)
    except (Invalid, NotAllowed) as error:
        page = panel_work.work_page(viewer_of(request), panel_id, dataset_id)
        return _again(request, page, typed, error)
    messages.success(request, _("Saved.") if count else _("Nothing new to save."))
    if request.POST.get("do") != "next":
        return redirect("panel_rate", panel_id=panel_id, dataset_id=dataset_id)
    return _to_the_next(request, panel_id, dataset_id)


def _to_the_next(request: HttpRequest, panel_id: str, dataset_id: str) -> HttpResponse:
    """The next dataset that waits once this one is rated whole, the workspace after the last."""
    following = panel_work.following(viewer_of(request), panel_id, dataset_id)
    if following is None:
        return redirect("panel_rate", panel_id=panel_id, dataset_id=dataset_id)
    if not following:
        return redirect("panel_work", panel_id=panel_id)
    return redirect("panel_rate", panel_id=panel_id, dataset_id=following)


def _typed(request: HttpRequest, form: panel_work.RatingForm) -> dict[str, dict[str, str]]:
    return {
        each.criterion.id: {part: request.POST.get(f"{part}-{each.criterion.id}", "")[:MOST_TYPED] for part in PARTS}
        for each in form.asked
    }


def _again(
    request: HttpRequest, page: panel_work.WorkPage, typed: Mapping[str, Mapping[str, str]], error: Invalid | NotAllowed
) -> HttpResponse:
    issues = error.issues if isinstance(error, Invalid) else ()
    problems = {each.place: said(each) for each in issues}
    asked = tuple(
        replace(
            each,
            typed=typed[each.criterion.id],
            problems=(problems[each.criterion.id],) if each.criterion.id in problems else (),
        )
        for each in page.asked
    )
    told = {"page": replace(page, asked=asked), "problem": "" if problems else str(error)}
    return render(request, "assess/panel_work.html", told, status=422)


@require_safe
def show_calibration(request: HttpRequest, panel_id: str) -> HttpResponse:
    page = panel_work.calibration_page(viewer_of(request), panel_id)
    return render(request, "assess/panel_calibration.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, panel_id: str) -> HttpResponse:
    """Interests in institutions, datasets and suppliers of the shortlist; none is an answer too."""
    if request.method != "POST":
        return _interests(request, panel_id)
    statement = request.POST.get("statement", "")
    return keeping(
        request,
        lambda: actions.declare_interests(
            by=actor_of(request), panel_id=panel_id, declared=_declared(request), statement=statement
        ),
        _("Your declaration stands for the whole shortlist as it is now."),
        again=lambda refused: _interests(request, panel_id, refused), then="panel_work", panel_id=panel_id,
    )  # fmt: skip


def _interests(request: HttpRequest, panel_id: str, refused: Refused | None = None) -> HttpResponse:
    page = panel_interests.interests_page(viewer_of(request), panel_id)
    return render(request, "assess/panel_interests.html", {"page": page, "refused": refused})


def _declared(request: HttpRequest) -> list[Declared]:
    named = [(ConflictKind.ORGANISATION, "organisation"), (ConflictKind.DATASET, "dataset")]
    found = [Declared(kind, ref) for kind, field in named for ref in request.POST.getlist(field)]
    suppliers = request.POST.get("suppliers", "")[:MOST_TYPED].splitlines()
    return found + [Declared(ConflictKind.SUPPLIER, each.strip()) for each in suppliers if each.strip()]


@require_http_methods(["GET", "HEAD", "POST"])
def weigh(request: HttpRequest, panel_id: str) -> HttpResponse:
    """Comparisons in pairs; how far they fit together is shown at once, with those to look at again."""
    page = panel_weights.weigh_page(viewer_of(request), panel_id)
    if request.method != "POST":
        return render(request, "assess/panel_weigh.html", {"page": page, "answers": panel_weights.ANSWERS})
    answers: dict[str, dict[str, object]] = {
        part: {" ".join(pair): request.POST.get(f"{part} {' '.join(pair)}", "")[:20] for pair in pairs_of(names)}
        for part, names in parts_of().items()
    }
    try:
        found = actions.compare(by=actor_of(request), panel_id=panel_id, answers=answers)
    except (Invalid, NotAllowed) as error:
        problems = {each.place: said(each) for each in error.issues} if isinstance(error, Invalid) else {}
        page = replace(page, parts=panel_weights.parts_asked(answers, None, page.words, problems), weighing=None)
        told = {
            "page": page, "answers": panel_weights.ANSWERS, "missing": len(problems),
            "refused": None if problems else Refused.of(request.POST, error),
        }  # fmt: skip
        return render(request, "assess/panel_weigh.html", told, status=422)
    if found.is_consistent:
        messages.success(request, _("Your comparisons fit together and count."))
    else:
        messages.warning(
            request, _("Some comparisons contradict each other. They are marked; please look at them again.")
        )
    return redirect("panel_weigh", panel_id=panel_id)
