"""Addresses of refining."""

from __future__ import annotations

from django.urls import URLPattern, path

from gotgan.refine.views import (
    acting,
    combinations,
    documents,
    handing,
    measures,
    orders,
    plans,
    results,
    review,
    synthetic,
    weighing,
)

_order, _combination = "refine/orders/<str:order_id>", "refine/combinations/<str:combination_id>"
urlpatterns: list[URLPattern] = [
    path("refine/", orders.list_orders, name="refine_home"),
    path("refine/open/<str:dataset_id>", orders.open_order, name="refine_open"),
    path("refine/combinations/", combinations.list_combinations, name="combinations"),
    path("refine/combinations/open", combinations.open_combination, name="combination_open"),
    path(_combination, combinations.show_combination, name="combination"),
    path(f"{_combination}/act", combinations.act, name="combination_act"),
    path(f"{_combination}/part", handing.hand_over, name="combination_part"),
    path(f"{_combination}/files/<int:parcel_id>", combinations.take_parcel, name="combination_file"),
    path(_order, orders.show_order, name="refine_order"),
    path(f"{_order}/act", acting.act, name="refine_act"),
    path(f"{_order}/documents/<slug:key>", documents.show_document, name="refine_document"),
    path(f"{_order}/plan", plans.edit_plan, name="refine_plan"),
    path(f"{_order}/measures", measures.edit_measures, name="refine_measures"),
    path(f"{_order}/synthetic", synthetic.edit_synthetic, name="refine_synthetic"),
    path(f"{_order}/runs/<str:run_id>", results.show_run, name="refine_run"),
    path(f"{_order}/tries", weighing.weigh, name="refine_tries"),
    path(f"{_order}/tries.json", weighing.take_points, name="refine_points"),
    path(f"{_order}/review", review.show_review, name="refine_review"),
    path(f"{_order}/lineage.json", results.take_lineage, name="refine_lineage"),
]
