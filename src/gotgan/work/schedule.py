"""Periodic jobs: which, how often, and putting the due ones into the queue."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gotgan.terms.job import JobState
from gotgan.work.actions import enqueue
from gotgan.work.models import Job, LastRun
from gotgan.work.rules import is_due


def enqueue_due() -> tuple[str, ...]:
    """Queue every periodic job (GOTGAN_SCHEDULE: name -> minutes) that is due and neither waits nor runs."""
    now, queued = timezone.now(), []
    for name, minutes in settings.GOTGAN_SCHEDULE.items():
        with transaction.atomic():
            last, _ = LastRun.objects.select_for_update().get_or_create(pk=name, defaults={"at": now})
            if not is_due(now=now, last=last.at, every=timedelta(minutes=minutes)):
                continue
            last.at = now
            last.save()
            if not Job.objects.filter(name=name, state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
                enqueue(name, key=name)
                queued.append(name)
    return tuple(queued)
