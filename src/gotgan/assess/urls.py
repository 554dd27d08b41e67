"""Addresses of assessing and selecting, one list per part; `/lists/` stands in site, which asks share."""

from __future__ import annotations

from django.urls import URLPattern, path

from gotgan.assess.views import home, panel_work, panels

_scores: list[URLPattern] = [
    path("assess/scores/", scores.show_scoreboard, name="scoreboard"),
    path("assess/scores/start", scores.start_scoring, name="score_start"),
    path("assess/scores/<str:dataset_id>", scores.show_dataset, name="score_sheets"),
    path("assess/sheets/<int:sheet_id>", scores.show_sheet, name="score_sheet"),
    path("assess/sheets/<int:sheet_id>/evidence", scores.show_evidence, name="score_evidence"),
    path("assess/sheets/<int:sheet_id>/sheet.json", scores.take_sheet, name="score_sheet_json"),
    path("assess/sheets/<int:sheet_id>/dqv.jsonld", scores.take_dqv, name="score_sheet_dqv"),
]
_overlaps: list[URLPattern] = []
_trials: list[URLPattern] = []
_one_panel = "assess/panels/<str:panel_id>"
_panel: list[URLPattern] = [
    path("assess/versions/<str:version_id>/panel", panels.open_panel, name="panel_open"),
    path(_one_panel, panels.show_panel, name="panel"),
    path(f"{_one_panel}/act", panels.act, name="panel_act"),
    path(f"{_one_panel}/agreement", panels.show_agreement, name="panel_agreement"),
    path(f"{_one_panel}/datasets/<str:dataset_id>", panels.show_dataset, name="panel_dataset"),
    path(f"{_one_panel}/rate", panel_work.show_work, name="panel_work"),
    path(f"{_one_panel}/rate/<str:dataset_id>", panel_work.rate, name="panel_rate"),
    path(f"{_one_panel}/calibration", panel_work.show_calibration, name="panel_calibration"),
    path(f"{_one_panel}/interests", panel_work.declare, name="panel_interests"),
    path(f"{_one_panel}/weights", panel_work.weigh, name="panel_weigh"),
]
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
