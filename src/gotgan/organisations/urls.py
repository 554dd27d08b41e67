"""Addresses of this room; the pages about institutions are composed in the site."""

from __future__ import annotations

from django.urls import path

from gotgan.organisations.views import set_up

urlpatterns = [path("set-up/<str:key>/", set_up, name="set_up")]
