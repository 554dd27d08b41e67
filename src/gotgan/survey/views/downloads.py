"""Files that people attached, as downloads."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponseBase, StreamingHttpResponse

from gotgan.survey.evidence import evidence_store


def as_download(organisation: str, sha256: str, name: str) -> HttpResponseBase:
    """A file of an organisation's evidence: never shown by the browser, never kept by a cache.

    The caller has asked who may see it. Raises: ObjectMissing before anything is sent.
    """
    store = evidence_store(organisation)
    store.open(sha256).close()
    answer = StreamingHttpResponse(store.read(sha256), content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
