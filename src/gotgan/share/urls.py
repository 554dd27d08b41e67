"""Doors under a dataset's address; the page itself is the site's."""

from __future__ import annotations

from django.urls import path

from gotgan.share import views
from gotgan.share.api import api
from gotgan.share.api_overlaps import router as overlaps

api.add_router("/overlaps", overlaps)

urlpatterns = [
    path("datasets/<slug:org>/<slug:name>/resolve/<str:revision>/<path:path>", views.resolve, name="resolve"),
    path("datasets/<slug:org>/<slug:name>/manifest.json", views.manifest, name="manifest"),
    path("datasets/<slug:org>/<slug:name>/manifest/<str:revision>.json", views.manifest, name="manifest_of"),
    path("datasets/<slug:org>/<slug:name>/croissant.json", views.croissant, name="croissant"),
    path("api/v1/", api.urls),
]
