"""Files, manifests and Croissant of a dataset over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from gotgan.share import actions, describe, doors, queries
from gotgan.share.files import answer_with_file
from gotgan.terms.dataset import VersionRecord
from gotgan.terms.role import Actor

View = Callable[..., HttpResponseBase]


def _refusing(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, org: str, name: str, **rest: str) -> HttpResponseBase:
        try:
            return view(request, org, name, **rest)
        except (doors.Absent, doors.Gated) as error:
            return doors.refuse(error, org, name)

    return answered


@require_safe
@_refusing
def resolve(request: HttpRequest, org: str, name: str, revision: str, path: str) -> HttpResponseBase:
    """One file of one version: GET, HEAD, ranges."""
    met = doors.meet(request, org, name)
    version = doors.version_of(met, revision)
    file = doors.file_of(version, path)
    doors.check_may_get(request, version)
    answer = answer_with_file(request, version, file)
    if request.method == "GET" and _is_delivery(request, answer, version, path):
        by = Actor.of(request.viewer)  # type: ignore[attr-defined]
        actions.record_delivery(by=by, dataset_id=met.record.id, version_id=version.id, path=path)
        doors.check_may_get(request, doors.version_of(met, version.id))  # withdrawn meanwhile: nobody would be told
    return answer


def _is_delivery(request: HttpRequest, answer: HttpResponseBase, version: VersionRecord, path: str) -> bool:
    """The file's beginning; of a person also the first piece from the middle: a withdrawal must reach them too."""
    if answer.status_code == 200 or answer.get("Content-Range", "").startswith("bytes 0-"):
        return True
    viewer = request.viewer  # type: ignore[attr-defined]
    return answer.status_code == 206 and viewer.is_signed_in and not queries.has_got(viewer, version.id, path)


@require_safe
@_refusing
def manifest(request: HttpRequest, org: str, name: str, revision: str = "main") -> HttpResponseBase:
    """What the version is made of, file by file."""
    met = doors.meet(request, org, name)
    version = doors.version_of(met, revision)
    doors.check_may_get(request, version)
    return JsonResponse(describe.manifest_document(met, version))


@require_safe
@_refusing
def croissant(request: HttpRequest, org: str, name: str) -> HttpResponseBase:
    """Croissant metadata; for a gated dataset without its files."""
    met = doors.meet(request, org, name)
    document = describe.croissant_document(met, request.build_absolute_uri("/").rstrip("/"))
    return JsonResponse(document, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False})
