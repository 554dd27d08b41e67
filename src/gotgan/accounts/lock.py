"""The brute-force lock: which account an attempt is for, what a locked one reads, how it opens again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gotgan.accounts.queries import find_person
from gotgan.audit.actions import record
from gotgan.terms.errors import NotFound
from gotgan.terms.role import Actor


def account_of(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """The account an attempt is for, in one way of writing, whichever form it came from."""
    given = dict(credentials or {})
    typed = given.get("email") or given.get("username")
    if not typed and request is not None:
        typed = request.POST.get("login") or request.POST.get("email")
    return str(typed or "").strip().lower()[:254]


def minutes_left(account: str) -> int:
    """How long the account stays locked, in whole minutes, at least one."""
    last = AccessAttempt.objects.filter(username=account).order_by("-attempt_time").first()
    until = (last.attempt_time if last else timezone.now()) + settings.AXES_COOLOFF_TIME
    return max(1, ceil((until - timezone.now()) / timedelta(minutes=1)))


def locked_response(
    request: HttpRequest,
    original: HttpResponse | None = None,  # noqa: ARG001 - what axes would have answered
    credentials: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Say how long, and who can open it earlier; 429 for programs."""
    minutes = minutes_left(account_of(request, credentials))
    response = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def unlock(*, by: Actor, email: str) -> bool:
    """Open a locked account; whether there was anything to open. Raises: NotFound."""
    person = find_person(email)
    if person is None:
        raise NotFound(f"{email}: there is no such account")
    with transaction.atomic():
        removed = reset(username=person.email.lower())
        if removed:
            record(by=by, action="accounts.unlock", subject=f"person:{person.id}")
    return bool(removed)
