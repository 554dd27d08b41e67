"""Work orders: the list, a new one, and one as it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gotgan.accounts.answered import actor_of, is_done, viewer_of
from gotgan.inventory import queries as inventory
from gotgan.refine import actions, queries
from gotgan.refine.rules import people
from gotgan.refine.views.forms import OpenForm
from gotgan.terms.refine import OrderState


@require_safe
def list_orders(request: HttpRequest) -> HttpResponse:
    """What waits for the person first, then everything they may see."""
    viewer, asked = viewer_of(request), request.GET.get("state", "")
    state = OrderState(asked) if asked in set(OrderState) else None
    listed = queries.orders_of(viewer, states=[state] if state else ())
    counts = queries.count_states(viewer)
    said = {
        "mine": queries.waiting_for(viewer, timezone.localdate()) if state is None else (),
        "orders": listed,
        "state": state,
        "states": [(each, counts[each]) for each in OrderState if counts.get(each)],
        "all": sum(counts.values()),
        "datasets": queries.datasets_named(listed),
    }
    return render(request, "refine/orders.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def open_order(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """A new order on a dataset's newest version; a stranger learns nothing of the dataset."""
    dataset = inventory.dataset(dataset_id)
    if dataset is None or not people.may_open(viewer_of(request), dataset.organisation):
        raise queries.NoSuchOrder(f"dataset {dataset_id}: there is no such dataset; see the list of work orders")
    form = OpenForm(request.POST if request.method == "POST" else None)
    made: list[str] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, lambda: made.append(_open(request, form, dataset_id)))
    ):
        messages.success(request, _("The work order is open. Name its people next."))
        return redirect("refine_order", order_id=made[0])
    said = {"form": form, "dataset": dataset, "earlier": queries.orders_of_dataset(dataset_id)}
    return render(request, "refine/open.html", said, status=422 if form.is_bound else 200)


def _open(request: HttpRequest, form: OpenForm, dataset_id: str) -> str:
    typed = form.cleaned_data
    estimate = actions.Estimate(typed["budget_won"], typed["budget_hours"], typed["term"])
    return actions.open_order(by=actor_of(request), dataset_id=dataset_id, title=typed["title"], estimate=estimate)


@require_safe
def show_order(request: HttpRequest, order_id: str) -> HttpResponse:
    page = queries.order_page(viewer_of(request), order_id)
    said = {
        "page": page,
        "efforts": page.order.efforts.order_by("-id"),
        "history": page.order.steps.order_by("-id"),
        "keys": page.order.keys.all(),
        "way": queries.way_of(inventory.lineage_of(page.order.dataset_id, page.order.released))
        if page.order.released
        else (),
    }
    return render(request, "refine/order.html", said)
