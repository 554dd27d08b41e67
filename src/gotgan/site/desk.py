"""The pages' port to the desk: pictures to take away, and previews that somebody narrowed."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from gotgan.terms.desk import Desk


def desk() -> Desk:
    """The desk that settings choose."""
    made: Desk = import_string(settings.GOTGAN_DESK)(settings.GOTGAN_DESK_URL, settings.GOTGAN_DATA)
    return made
