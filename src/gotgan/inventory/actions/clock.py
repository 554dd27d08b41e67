"""The moment of a change: later than every change committed before it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from gotgan.inventory.models import Clock

_ONLY = 1
_TICK = timedelta(microseconds=1)


def next_moment() -> datetime:
    """Take the next moment, inside the caller's transaction. Other writers wait for its commit, so the
    order of `updated_at` is the order of commits and readers by cursor miss nothing."""
    now = timezone.now()
    row, is_new = Clock.objects.select_for_update().get_or_create(pk=_ONLY, defaults={"last": now})
    if not is_new:
        row.last = max(now, row.last + _TICK)
        row.save()
    return row.last
