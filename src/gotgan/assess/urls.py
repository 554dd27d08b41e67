"""Addresses of assessing and selecting, one list per part; `/lists/` is for everyone."""

from __future__ import annotations

from django.urls import URLPattern, path

from gotgan.assess.views import home

_scores: list[URLPattern] = []
_overlaps: list[URLPattern] = []
_trials: list[URLPattern] = []
_panel: list[URLPattern] = []
_lists: list[URLPattern] = [path("assess/", home.show_home, name="assess_home")]
_explorer: list[URLPattern] = []
_published: list[URLPattern] = []

urlpatterns: list[URLPattern] = [*_scores, *_overlaps, *_trials, *_panel, *_lists, *_explorer]
"""For who signed in."""
for_everyone: list[URLPattern] = [*_published]
