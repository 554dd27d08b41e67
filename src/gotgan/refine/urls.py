"""Addresses of refining."""

from __future__ import annotations

from django.urls import URLPattern, path

from gotgan.refine.views import acting, documents, orders, plans, results, review

_order = "refine/orders/<str:order_id>"
urlpatterns: list[URLPattern] = [
    path("refine/", orders.list_orders, name="refine_home"),
    path("refine/open/<str:dataset_id>", orders.open_order, name="refine_open"),
    path(_order, orders.show_order, name="refine_order"),
    path(f"{_order}/act", acting.act, name="refine_act"),
    path(f"{_order}/documents/<slug:key>", documents.show_document, name="refine_document"),
    path(f"{_order}/plan", plans.edit_plan, name="refine_plan"),
    path(f"{_order}/runs/<str:run_id>", results.show_run, name="refine_run"),
    path(f"{_order}/tries", results.show_tries, name="refine_tries"),
    path(f"{_order}/review", review.show_review, name="refine_review"),
    path(f"{_order}/lineage.json", results.take_lineage, name="refine_lineage"),
]
