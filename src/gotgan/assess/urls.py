"""Addresses of assessing and selecting, one list per part; `/lists/` stands in site, which asks share."""

from __future__ import annotations

from django.urls import URLPattern, path

from gotgan.assess.views import home, outcomes

_scores: list[URLPattern] = []
_overlaps: list[URLPattern] = [
    path("assess/clusters/", clusters.list_clusters, name="clusters"),
    path("assess/clusters/make", clusters.make_clusters, name="clusters_make"),
    path("assess/clusters/<str:cluster_id>", clusters.show_cluster, name="cluster"),
    path("assess/clusters/<str:cluster_id>/act", clusters.act, name="cluster_act"),
    path("assess/spending", spending.show_spending, name="spending"),
    path("assess/spending.csv", spending.take_csv, name="spending_csv"),
    path("assess/spending/keep", spending.keep, name="spending_keep"),
    path("assess/spending/<slug:sha256>.json", spending.take_kept, name="spending_kept"),
]
_trials: list[URLPattern] = []
_panel: list[URLPattern] = []
_lists: list[URLPattern] = [path("assess/", home.show_home, name="assess_home")]
_explorer: list[URLPattern] = []
_published: list[URLPattern] = []
_outcomes: list[URLPattern] = [
    path("assess/outcomes/", outcomes.list_outcomes, name="assess_outcomes"),
    path("assess/outcomes/<slug:slug>", outcomes.show_outcome, name="assess_outcome"),
    path("assess/outcomes/<slug:slug>/cost", outcomes.keep_cost, name="assess_cost"),
]

urlpatterns: list[URLPattern] = [*_scores, *_overlaps, *_trials, *_panel, *_lists, *_explorer, *_outcomes]
"""For who signed in."""
for_everyone: list[URLPattern] = [*_published]
