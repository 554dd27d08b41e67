"""Addresses of the survey, one list for each kind of work."""

from __future__ import annotations

from django.urls import URLPattern

_forms: list[URLPattern] = []
_campaigns: list[URLPattern] = []
_sheets: list[URLPattern] = []
_workbooks: list[URLPattern] = []
_results: list[URLPattern] = []

urlpatterns: list[URLPattern] = [*_forms, *_campaigns, *_sheets, *_workbooks, *_results]
