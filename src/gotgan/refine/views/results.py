"""What runs made: one run with its proof, pictures and rows, and the lineage to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotgan.accounts.answered import viewer_of
from gotgan.inventory import queries as inventory
from gotgan.refine import queries
from gotgan.refine.rules.ways import DEIDENTIFY, MEASURES, SYNTHETIC, way_of
from gotgan.terms.refine import RunState
from gotgan.work import queries as work

RUN_PAGES = {
    DEIDENTIFY: "refine/run.html", MEASURES: "refine/run_measures.html", SYNTHETIC: "refine/run_synthetic.html"
}  # fmt: skip


@require_safe
def show_run(request: HttpRequest, order_id: str, run_id: str) -> HttpResponse:
    page = queries.order_page(viewer_of(request), order_id)
    row = queries.run_row(page.order, run_id)
    is_busy = row.state in (RunState.QUEUED, RunState.RUNNING)
    said = {
        "page": page,
        "run": row,
        "measures": queries.measures_of(row),
        "pairs": queries.pairs_of(row) if row.utility else (),
        "look": queries.look_of(row) if page.may_look else None,
        "joint": tuple(each for each in page.joint if each.run == row.pk),
        "is_busy": is_busy,
        "job": work.job(row.job_id) if is_busy and row.job_id else None,
    }
    way = way_of(row.plan.steps)
    if way == MEASURES:
        said["answers"] = queries.answers_of(row)
    return render(request, RUN_PAGES[way], said)


@require_safe
def take_lineage(request: HttpRequest, order_id: str) -> HttpResponse:
    """PROV-JSON of the released version, as a download."""
    order = queries.get_order(viewer_of(request), order_id)
    if not order.released:
        raise queries.NoSuchOrder(f"work order {order_id}: nothing was released from it yet; see its page")
    answer = JsonResponse(
        inventory.lineage_of(order.dataset_id, order.released), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = f'attachment; filename="lineage-{order.released[:12]}.json"'
    return answer
