"""The overlap review: the queue, one cluster and its buttons, having clusters made anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gotgan.accounts.answered import Refused, actor_of, doing, keeping, no_such_button, number_in, page_of, viewer_of
from gotgan.assess.actions import clusters as review
from gotgan.assess.queries.cluster_page import cluster_page
from gotgan.assess.queries.clusters import cluster_list


@require_safe
def list_clusters(request: HttpRequest) -> HttpResponse:
    """One state at a time; without one, what waits."""
    page = cluster_list(viewer_of(request), state=request.GET.get("state", ""), page=page_of(request))
    return render(request, "assess/clusters_list.html", {"page": page})


@require_POST
def make_clusters(request: HttpRequest) -> HttpResponse:
    """Have clusters made anew. Rights are asked by the action."""
    done = _("Clusters are being made anew. What changes appears here.")
    return doing(request, lambda: review.ask_clustering(by=actor_of(request)), done, then="clusters")


@require_safe
def show_cluster(request: HttpRequest, cluster_id: str) -> HttpResponse:
    return _cluster(request, cluster_id)


def _cluster(request: HttpRequest, cluster_id: str, refused: Refused | None = None) -> HttpResponse:
    said = {"page": cluster_page(viewer_of(request), cluster_id), "refused": refused}
    return render(request, "assess/clusters_one.html", said)


@require_POST
def act(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """One button: `do` says which. What is wrong is told on the same page, with what was typed."""
    cluster_page(viewer_of(request), cluster_id)
    done, do = _doings(request, cluster_id).get(request.POST.get("do", ""), ("", no_such_button))
    return keeping(
        request, do, done, again=lambda refused: _cluster(request, cluster_id, refused), then="cluster",
        cluster_id=cluster_id,
    )  # fmt: skip


def _doings(request: HttpRequest, cluster_id: str) -> dict[str, tuple[str, Callable[[], object]]]:
    typed = request.POST
    said: dict[str, Any] = {"by": actor_of(request), "cluster_id": cluster_id}
    decided = {**said, "revision": number_in(typed.get("revision", ""), -1), "reason": typed.get("reason", "")}
    remark = {**said, "text": typed.get("text", "")}
    return {
        "settle": (
            _("Settled: these are the same data."),
            lambda: review.settle_cluster(**decided, representative=typed.get("representative", "")),
        ),
        "take_out": (
            _("Taken out. The others wait again."),
            lambda: review.take_out(**decided, datasets=typed.getlist("datasets")),
        ),
        "dismiss": (_("Dismissed: these are not the same data."), lambda: review.dismiss_cluster(**decided)),
        "take_back": (_("Taken back. The cluster waits again."), lambda: review.take_back(**decided)),
        "remark": (_("Your remark is kept."), lambda: review.say_of_cluster(**remark, is_objection=False)),
        "object": (_("Your objection is kept."), lambda: review.say_of_cluster(**remark, is_objection=True)),
    }
