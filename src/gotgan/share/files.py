"""One file of a version as an HTTP answer: Range, ETag, HEAD; the one door through which bytes leave."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from gotgan.share.ranges import ByteRange, PastTheEnd, parse_range
from gotgan.store.folder import FolderStore
from gotgan.terms.dataset import StoredFile, VersionRecord


def store() -> FolderStore:
    """The object store of this hub."""
    return FolderStore(settings.GOTGAN_DATA / "objects")


def answer_with_file(request: HttpRequest, version: VersionRecord, file: StoredFile) -> HttpResponseBase:
    """200, 206, 304 or 416. Raises: store.ObjectMissing before a byte is sent."""
    etag = f'"{file.sha256}"'
    if etag in request.headers.get("If-None-Match", ""):
        return _with_headers(HttpResponse(status=304), version, file)
    try:
        wanted = _wanted_range(request, file, etag)
    except PastTheEnd:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{file.size_bytes}"
        return _with_headers(refused, version, file)
    return _with_headers(_body(request, file, wanted), version, file)


def _wanted_range(request: HttpRequest, file: StoredFile, etag: str) -> ByteRange | None:
    condition = request.headers.get("If-Range")
    if condition is not None and condition != etag:
        return None
    return parse_range(request.headers.get("Range", ""), file.size_bytes)


def _body(request: HttpRequest, file: StoredFile, wanted: ByteRange | None) -> HttpResponseBase:
    start, length = (wanted.start, wanted.length) if wanted else (0, file.size_bytes)
    status = 206 if wanted else 200
    answer: HttpResponseBase
    if request.method == "HEAD":
        answer = HttpResponse(status=status)
    else:
        store().open(file.sha256).close()
        answer = StreamingHttpResponse(_chunks(file.sha256, start, length), status=status)
    answer["Content-Length"] = str(length)
    if wanted:
        answer["Content-Range"] = f"bytes {wanted.start}-{wanted.last}/{file.size_bytes}"
    return answer


def _chunks(sha256: str, start: int, length: int) -> Iterator[bytes]:
    yield from store().read(sha256, start, length)


def _with_headers(answer: HttpResponseBase, version: VersionRecord, file: StoredFile) -> HttpResponseBase:
    answer["ETag"] = f'"{file.sha256}"'
    answer["Accept-Ranges"] = "bytes"
    answer["X-Repo-Commit"] = version.commit
    answer["X-Linked-Etag"] = f'"{file.sha256}"'
    answer["X-Linked-Size"] = str(file.size_bytes)
    answer["Content-Type"] = file.media_type
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    name = quote(file.path.rsplit("/", 1)[-1])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer
