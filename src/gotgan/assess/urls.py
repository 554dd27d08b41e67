"""Addresses of assessing and selecting, one list per part; `/lists/` stands in site, which asks share."""

from __future__ import annotations

from django.urls import URLPattern, path

from gotgan.assess.views import ending, home, version, version_settings

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
