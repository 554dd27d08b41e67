"""For machines that watch the hub: is it alive, can it work, how much waits."""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from gotgan.audit import queries as audit
from gotgan.terms.role import Role, Viewer
from gotgan.work import queries as work

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = work.count_unfinished()
    except Error as error:
        return JsonResponse({"ready": False, "database": type(error).__name__}, status=503)
    return JsonResponse({"ready": True, "unfinished_jobs": waiting})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; for this machine, operators and auditors."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if request.META.get("REMOTE_ADDR") not in _LOOPBACK and not viewer.holds(Role.OPERATOR, Role.AUDITOR):
        return HttpResponse("only from this machine, or with an operator's token\n", status=403)
    registry = CollectorRegistry()
    for name, words, value in (
        ("gotgan_jobs_running", "Jobs that run", len(work.running())),
        ("gotgan_jobs_unfinished", "Jobs that run or wait", work.count_unfinished()),
        ("gotgan_audit_events", "Links of the audit chain", audit.count_events()),
    ):
        Gauge(name, words, registry=registry).set(value)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


urlpatterns = [path("healthz", healthz), path("readyz", readyz), path("metrics", metrics)]
