"""From an address to a dataset that this viewer may meet: the step before every HTTP answer here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from gotgan.catalogue import queries as catalogue
from gotgan.inventory import queries as inventory
from gotgan.share import queries, words
from gotgan.terms.access import Access
from gotgan.terms.dataset import DatasetRecord, StoredFile, VersionRecord
from gotgan.terms.entry import EntryRecord
from gotgan.terms.errors import NotAllowed, NotFound


class Absent(NotFound):
    """No such dataset, version or file; or one whose existence this viewer may not know."""

    def __init__(self, what: str, code: str = "RepoNotFound") -> None:
        self.code = code
        super().__init__(what)


class Gated(NotAllowed):
    """The viewer may know the dataset, but not get this of it."""

    def __init__(self, access: Access, *, signed_in: bool) -> None:
        self.access = access
        self.signed_in = signed_in
        super().__init__(" ".join(str(words.REASONS[reason]) for reason in access.reasons))


class Withdrawn(Gated):
    """The version is kept and given to nobody any more; the reason is said to everyone who may know the dataset."""

    def __init__(self, version: VersionRecord) -> None:
        self.version = version
        super().__init__(Access(True, False, False, "", ("withdrawn",)), signed_in=True)


@dataclass(frozen=True)
class Met:
    """A dataset met by a viewer who may know it."""

    record: DatasetRecord
    entry: EntryRecord | None
    access: Access


def meet(request: HttpRequest, org: str, name: str) -> Met:
    """Raises: Absent, in the same words whether it is absent or secret."""
    record = inventory.dataset_by_address(org, name)
    if record is None:
        raise Absent(f"{org}/{name}: there is no such dataset")
    access = queries.access(request.viewer, record.id)  # type: ignore[attr-defined]
    if not access.may_know:
        raise Absent(f"{org}/{name}: there is no such dataset")
    return Met(record, catalogue.entry(record.id), access)


def version_of(met: Met, revision: str) -> VersionRecord:
    """`main`, a version id, or its first 40 digits. Raises: Absent; Withdrawn where `main` was the last to be taken
    back and nothing took its place."""
    if revision == "main":
        wanted = (met.entry.version_id if met.entry else None) or met.record.version_id
        version = inventory.version(met.record.id, wanted) if wanted else None
    else:
        version = inventory.version(met.record.id, revision) if len(revision) in (40, 64) else None
    if version is None and revision == "main" and (gone := inventory.last_withdrawn(met.record.id)):
        raise Withdrawn(gone)
    if version is None:
        raise Absent(f"{met.record.address}: no version {revision}", "RevisionNotFound")
    return version


def file_of(version: VersionRecord, path: str) -> StoredFile:
    """Raises: Absent."""
    for file in version.files:
        if file.path == path:
            return file
    raise Absent(f"{path}: no such file in this version", "EntryNotFound")


def check_may_get(request: HttpRequest, version: VersionRecord) -> None:
    """Whether the bytes of this very version may leave. Raises: Gated, Withdrawn."""
    access = queries.access_to(request.viewer, version)  # type: ignore[attr-defined]
    if access.reasons == ("withdrawn",):
        raise Withdrawn(version)
    if not access.may_get:
        raise Gated(access, signed_in=request.viewer.is_signed_in)  # type: ignore[attr-defined]


def refuse(error: Absent | Gated, org: str, name: str) -> JsonResponse:
    """A refusal that programs understand: status, X-Error-Code, reasons, where to go."""
    if isinstance(error, Absent):
        answer = JsonResponse({"error": str(error)}, status=404)
        answer["X-Error-Code"] = error.code
        return answer
    page = reverse("dataset", args=[org, name])
    if isinstance(error, Withdrawn):
        return _refuse_withdrawn(error, page)
    document = {
        "error": str(error),
        "reasons": list(error.access.reasons),
        "lifts": list(error.access.lifts),
        "page": page,
    }
    answer = JsonResponse(document, status=403 if error.signed_in else 401)
    answer["X-Error-Code"] = "GatedRepo"
    answer["X-Error-Message"] = f"access is not open; see {page}"
    return answer


def _refuse_withdrawn(error: Withdrawn, page: str) -> JsonResponse:
    """Gone for good, and why: whoever asks again with an old address learns that a copy is not to be used."""
    version = error.version
    document = {
        "error": f"{error} {version.withdrawn_because}".strip(),
        "reasons": list(error.access.reasons),
        "version": version.id,
        "withdrawn_at": version.withdrawn_at.isoformat() if version.withdrawn_at else None,
        "because": version.withdrawn_because,
        "page": page,
    }
    answer = JsonResponse(document, status=410)
    answer["X-Error-Code"] = "RevisionWithdrawn"
    answer["X-Error-Message"] = f"version {version.id[:12]} was withdrawn; see {page}"
    answer["Cache-Control"] = "no-store"
    return answer
