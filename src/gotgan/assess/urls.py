"""Addresses of assessing and selecting, one list per part; `/lists/` stands in site, which asks share."""

from __future__ import annotations

from django.urls import URLPattern, path

from gotgan.assess.views import explorer, home

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
_overlaps: list[URLPattern] = []
_trials: list[URLPattern] = []
_panel: list[URLPattern] = []
_lists: list[URLPattern] = [path("assess/", home.show_home, name="assess_home")]
_EXPLORE = "assess/lists/<slug:slug>/<int:number>/explore"
_explorer: list[URLPattern] = [
    path(_EXPLORE, explorer.show_explorer, name="assess_explorer"),
    path(f"{_EXPLORE}/answer", explorer.answer_what_if, name="assess_what_if"),
    path(f"{_EXPLORE}/save", explorer.save_rules, name="assess_what_if_save"),
    path(f"{_EXPLORE}/work", explorer.work_out, name="assess_explore"),
    path(f"{_EXPLORE}/explored.json", explorer.take_explored, name="assess_explored"),
]
_published: list[URLPattern] = []
_outcomes: list[URLPattern] = [
    path("assess/outcomes/", outcomes.list_outcomes, name="assess_outcomes"),
    path("assess/outcomes/<slug:slug>", outcomes.show_outcome, name="assess_outcome"),
    path("assess/outcomes/<slug:slug>/cost", outcomes.keep_cost, name="assess_cost"),
]

urlpatterns: list[URLPattern] = [*_scores, *_overlaps, *_trials, *_panel, *_lists, *_explorer, *_outcomes]
"""For who signed in."""
for_everyone: list[URLPattern] = [*_published]
