"""The scoreboard, a dataset's score sheets, what they stand on, and having them made again."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gotgan.accounts.answered import actor_of, doing, page_of, viewer_of
from gotgan.assess.actions.scoring import ask_scoring, stop_scoring
from gotgan.assess.queries.score_evidence import evidence_page
from gotgan.assess.queries.score_sheets import NoSuchScores, find_sheet, scores_of, sheet_page
from gotgan.assess.queries.scoreboard import board_page
from gotgan.assess.rules.scoreboard import WAYS, Wanted
from gotgan.assess.rules.scoring import may_score
from gotgan.assess.views.score_doors import doors_of
from gotgan.survey.rules.people import may_see

LONGEST = 200
WIDEST = ("organisation", "modality", "field", "use")


@require_safe
def show_scoreboard(request: HttpRequest) -> HttpResponse:
    """Every score that the person may see, narrowed and sorted."""
    viewer = viewer_of(request)
    asked = {name: request.GET.get(name, "")[:LONGEST] for name in (*WAYS, "gate")}
    page = board_page(viewer, Wanted(**asked), sort=request.GET.get("sort", "total")[:60], page=page_of(request))
    kept, kept_sorted = request.GET.copy(), request.GET.copy()
    for name in ("sort", "page", "lang"):
        kept.pop(name, None)
    kept_sorted.pop("page", None)
    said = {
        "page": page,
        "board": page.board,
        "ways": WIDEST,
        "kept": kept.urlencode(),
        "kept_sorted": kept_sorted.urlencode(),
        "may_score": may_score(viewer),
        "is_narrowed": any(asked.values()),
    }
    return render(request, "assess/scoring_board.html", said)


@require_safe
def show_dataset(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """The sheet that stands for a dataset; a page that says so where there is none yet."""
    viewer = viewer_of(request)
    scores = scores_of(viewer, dataset_id)
    if scores.first is not None:
        return redirect("score_sheet", sheet_id=scores.first.pk)
    return render(request, "assess/scoring_none.html", {"scores": scores, "may_score": may_score(viewer)})


@require_safe
def show_sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = sheet_page(viewer, sheet_id)
    checks = [(factor, check) for factor in page.sheet.factors for check in factor.checks]
    raised = [(factor, check) for factor, check in checks if check.fix is not None and check.value is not None]
    said = {
        "page": page,
        "sheet": page.sheet,
        "dataset": page.scores.dataset,
        "doors": doors_of(viewer, page),
        "raised": sorted(raised, key=lambda each: -each[0].weight * each[1].weight * (1 - (each[1].value or 0)))[:12],
        "may_score": may_score(viewer),
    }
    return render(request, "assess/scoring_sheet.html", said)


@require_safe
def show_evidence(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Every reference of a sheet with what it points at. Texts that people wrote are for who may read the survey."""
    viewer = viewer_of(request)
    page = evidence_page(viewer, sheet_id)
    reads_answers = bool(may_see(viewer, page.scores.dataset.organisation))
    said = {"page": page, "dataset": page.scores.dataset, "reads_answers": reads_answers}
    return render(request, "assess/scoring_evidence.html", said)


@require_safe
def take_sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """The sheet's document, as a download."""
    kept, _scores = find_sheet(viewer_of(request), sheet_id)
    answer = JsonResponse(kept.document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="{kept.book}-{kept.use or "any"}-{sheet_id}.json"'
    return answer


@require_safe
def take_dqv(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Metadata quality as JSON-LD of the W3C Data Quality Vocabulary. Raises: NoSuchScores, also for other books."""
    kept, _scores = find_sheet(viewer_of(request), sheet_id)
    document = kept.dqv
    if document is None:
        raise NoSuchScores(f"score sheet {sheet_id}: its book is not about metadata; take the sheet as JSON")
    base = {"@base": f"{settings.GOTGAN_PUBLIC_ADDRESS}/"}
    answer = JsonResponse(
        {**document, "@context": {**base, **document["@context"]}}, content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )  # fmt: skip
    answer["Content-Disposition"] = f'attachment; filename="{kept.book}-{sheet_id}.jsonld"'
    return answer


@require_POST
def start_scoring(request: HttpRequest) -> HttpResponse:
    """Have all datasets scored, or one; `do=stop` ends the run that is under way."""
    if request.POST.get("do") == "stop":
        return doing(
            request, lambda: stop_scoring(by=actor_of(request)),
            _("It stops after the datasets under way. What was scored stays."), then="scoreboard",
        )  # fmt: skip
    dataset_id = request.POST.get("dataset", "")[:40]
    if dataset_id:
        scores_of(viewer_of(request), dataset_id)
        return doing(
            request, lambda: ask_scoring(by=actor_of(request), dataset_ids=[dataset_id]),
            _("It waits to be scored again. Look again in a moment."), then="score_sheets", dataset_id=dataset_id,
        )  # fmt: skip
    return doing(
        request, lambda: ask_scoring(by=actor_of(request)),
        _("All datasets wait to be scored again. What stands here stays until then."), then="scoreboard",
    )  # fmt: skip
