"""Addresses of assessing and selecting, one list per part; `/lists/` stands in site, which asks share."""

from __future__ import annotations

from django.urls import URLPattern, path

from gotgan.assess.views import (
    clusters,
    ending,
    explorer,
    home,
    outcomes,
    panel_work,
    panels,
    scores,
    spending,
    trials,
    version,
    version_settings,
)

_panel_page = "assess/panels/<str:panel_id>"
_version = "assess/lists/<slug:slug>/<int:number>"
_scores: list[URLPattern] = [
    path("assess/scores/", scores.show_scoreboard, name="scoreboard"),
    path("assess/scores/start", scores.start_scoring, name="score_start"),
    path("assess/scores/<str:dataset_id>", scores.show_dataset, name="score_sheets"),
    path("assess/sheets/<int:sheet_id>", scores.show_sheet, name="score_sheet"),
    path("assess/sheets/<int:sheet_id>/evidence", scores.show_evidence, name="score_evidence"),
    path("assess/sheets/<int:sheet_id>/sheet.json", scores.take_sheet, name="score_sheet_json"),
    path("assess/sheets/<int:sheet_id>/dqv.jsonld", scores.take_dqv, name="score_sheet_dqv"),
]
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
_trials: list[URLPattern] = [
    path("assess/potential/", trials.list_trials, name="assess_trials"),
    path("assess/potential/act", trials.act_on_trials, name="assess_trials_act"),
    path("assess/potential/<str:dataset_id>", trials.show_potential, name="assess_potential"),
    path("assess/potential/<str:dataset_id>/try", trials.try_dataset, name="assess_potential_try"),
    path(
        "assess/potential/<str:dataset_id>/<int:trial_id>.json", trials.take_document, name="assess_potential_document"
    ),
]
_panel: list[URLPattern] = [
    path("assess/versions/<str:version_id>/panel", panels.open_panel, name="panel_open"),
    path(_panel_page, panels.show_panel, name="panel"),
    path(f"{_panel_page}/act", panels.act, name="panel_act"),
    path(f"{_panel_page}/agreement", panels.show_agreement, name="panel_agreement"),
    path(f"{_panel_page}/datasets/<str:dataset_id>", panels.show_dataset, name="panel_dataset"),
    path(f"{_panel_page}/rate", panel_work.show_work, name="panel_work"),
    path(f"{_panel_page}/rate/<str:dataset_id>", panel_work.rate, name="panel_rate"),
    path(f"{_panel_page}/calibration", panel_work.show_calibration, name="panel_calibration"),
    path(f"{_panel_page}/interests", panel_work.declare, name="panel_interests"),
    path(f"{_panel_page}/weights", panel_work.weigh, name="panel_weigh"),
]
_lists: list[URLPattern] = [
    path("assess/", home.show_home, name="assess_home"),
    path("assess/lists/new", home.make_list, name="assess_list_new"),
    path("assess/lists/<slug:slug>", home.show_list, name="assess_list"),
    path(_version, version.show_version, name="assess_version"),
    path(f"{_version}/act", version.act, name="assess_version_act"),
    path(f"{_version}/settings", version_settings.edit_settings, name="assess_settings"),
    path(f"{_version}/others", version.show_others, name="assess_others"),
    path(f"{_version}/datasets/<str:dataset_id>", version.show_line, name="assess_line"),
    path(f"{_version}/minutes", ending.write_minutes, name="assess_minutes"),
    path(f"{_version}/objections", ending.show_objections, name="assess_objections"),
    path(f"{_version}/sign", ending.sign, name="assess_sign"),
    path(f"{_version}/snapshot.zip", ending.take_snapshot, name="assess_snapshot"),
]
_explorer: list[URLPattern] = [
    path(f"{_version}/explore", explorer.show_explorer, name="assess_explorer"),
    path(f"{_version}/explore/answer", explorer.answer_what_if, name="assess_what_if"),
    path(f"{_version}/explore/save", explorer.save_rules, name="assess_what_if_save"),
    path(f"{_version}/explore/work", explorer.work_out, name="assess_explore"),
    path(f"{_version}/explore/explored.json", explorer.take_explored, name="assess_explored"),
]
_outcomes: list[URLPattern] = [
    path("assess/outcomes/", outcomes.list_outcomes, name="assess_outcomes"),
    path("assess/outcomes/<slug:slug>", outcomes.show_outcome, name="assess_outcome"),
    path("assess/outcomes/<slug:slug>/cost", outcomes.keep_cost, name="assess_cost"),
]

urlpatterns: list[URLPattern] = [
    *_scores, *_overlaps, *_trials, *_panel, *_lists, *_explorer, *_outcomes,
]  # fmt: skip
