"""Files that people send through the browser: in parts, resumable, each part safe once answered."""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.inventory.actions.carrying import check_is_scan, read_head, source_of_scan
from gotgan.inventory.actions.permission import check_may_manage
from gotgan.inventory.actions.scans import ScanRunning, start_scan
from gotgan.inventory.actions.sources import add_source
from gotgan.inventory.models import Scan, Source, Upload
from gotgan.inventory.queries.sources import upload_view
from gotgan.organisations import queries as organisations
from gotgan.store.folder import FolderStore
from gotgan.terms.carried import DocumentHead
from gotgan.terms.digest import CHUNK_BYTES
from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound, Unavailable
from gotgan.terms.role import SYSTEM, Actor
from gotgan.terms.scan import ScanState
from gotgan.terms.source import Publication, SourceKind, UploadView
from gotgan.terms.text import nfc

ABANDONED_AFTER = timedelta(days=2)
LARGEST_NAME = 200
_SPARE_BYTES = 64 << 20


class NoSuchUpload(NotFound):
    """There is no such upload, or it was swept away."""


class NotYourUpload(NotAllowed):
    """Another person began it."""


@transaction.atomic
def begin_upload(
    *,
    by: Actor,
    organisation: str,
    file_name: str,
    size_bytes: int,
    title: str = "",
    publication: str = Publication.DRAFT,
) -> UploadView:
    """Announce a file. `publication` is the wish for its dataset.

    Raises: NotFound (organisation), NotYours, Invalid (name, size), Unavailable (no room for it).
    """
    organisations.get(organisation)
    check_may_manage(by, organisation)
    name = _checked_name(file_name, size_bytes)
    if publication not in set(Publication):
        raise Invalid(Issue("publication", f'"{publication}" is unknown', 'use "draft" or "open"'))
    _check_room(size_bytes)
    now = timezone.now()
    upload = Upload.objects.create(
        organisation_id=organisation, file_name=name, size_bytes=size_bytes, title=title.strip(),
        publication=publication, begun_by=_label(by), begun=now, touched=now,
    )  # fmt: skip
    audit.record(
        by=by,
        action="inventory.begin_upload",
        subject=f"upload:{upload.id}",
        details={"organisation": organisation, "size_bytes": size_bytes},
    )
    return upload_view(upload)


def _checked_name(file_name: str, size_bytes: int) -> str:
    name = nfc(file_name).replace("\\", "/").rpartition("/")[2].strip()
    name = "".join(character for character in name if character.isprintable())
    if not name or name.strip(".") == "" or len(name) > LARGEST_NAME:
        raise Invalid(Issue("file name", "it is empty or too long", f"use 1 to {LARGEST_NAME} characters"))
    if size_bytes <= 0:
        raise Invalid(Issue(name, "it is empty", "choose a file with content"))
    return name


def _check_room(size_bytes: int) -> None:
    folder = _folder()
    free = shutil.disk_usage(folder).free
    # the part file and its copy in the object store are there at once for a moment
    if free < 2 * size_bytes + _SPARE_BYTES:
        raise Unavailable(
            f"the file needs {2 * size_bytes} bytes of room and {free} are free; ask an operator to make room"
        )


@transaction.atomic
def append_upload(*, by: Actor, upload_id: str, offset: int, content: bytes) -> UploadView:
    """Add the bytes at `offset`.

    A part that was received before is answered without being written again.
    Raises: NoSuchUpload, NotYourUpload, Invalid (a gap, too many bytes, finished), OSError (disk full).
    """
    upload = _locked(by, upload_id)
    end = offset + len(content)
    if offset >= 0 and end <= upload.received:
        return upload_view(upload)
    if upload.finished is not None:
        raise Invalid(Issue(upload.file_name, "it is finished already", "begin a new upload"))
    if offset != upload.received:
        remedy = f"go on from byte {upload.received}"
        raise Invalid(Issue(upload.file_name, f"byte {upload.received} comes next, not {offset}", remedy))
    if end > upload.size_bytes:
        remedy = "begin a new upload with the right size"
        raise Invalid(Issue(upload.file_name, f"more than the {upload.size_bytes} bytes announced", remedy))
    _write(_part(upload), offset, content)
    upload.received, upload.touched = end, timezone.now()
    upload.save()
    return upload_view(upload)


def _write(part: Path, offset: int, content: bytes) -> None:
    with part.open("r+b" if part.exists() else "w+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def finish_upload(*, by: Actor, upload_id: str, sha256: str = "") -> UploadView:
    """Take the whole file in, as a dataset of the organisation's uploads, and make a scan to measure it.

    The result of a `gotgan scan` is no dataset: it becomes a source of its own, or the next scan of it.
    The answer's `scan_id` is to be queued as `inventory.scan`; None: the scan under way is followed by
    another that sees the file. Calling again changes nothing.
    Raises: NoSuchUpload, NotYourUpload, Invalid (incomplete, other hash, a gotgan document that is no scan).
    """
    upload, head = _owned(by, upload_id), None
    if upload.finished is None:
        _check_complete(upload, sha256)
        head = _head(by, upload)
        stored = _store().put_file(_part(upload))
    with transaction.atomic():
        upload = _locked(by, upload_id)
        if upload.finished is not None:
            return upload_view(upload, _waiting_scan(upload.source_id))
        if head is not None:
            source_id = source_of_scan(by, upload, head)
        else:
            source_id = _uploads_source(by, upload.organisation_id, upload.publication)
        upload.source_id, upload.sha256, upload.finished = source_id, stored.sha256, timezone.now()
        upload.received = upload.size_bytes
        upload.save()
        scan_id = _scan_for(by, source_id)
        audit.record(
            by=by,
            action="inventory.finish_upload",
            subject=f"upload:{upload_id}",
            details={"sha256": stored.sha256, "size_bytes": upload.size_bytes},
        )
        transaction.on_commit(lambda: _part(upload).unlink(missing_ok=True))
    return upload_view(upload, scan_id)


def _head(by: Actor, upload: Upload) -> DocumentHead | None:
    """A file that is refused is not kept. Raises: Invalid."""
    head = read_head(_part(upload))
    try:
        if head is not None:
            check_is_scan(head, upload.file_name)
    except Invalid:
        abandon_upload(by=by, upload_id=upload.id)
        raise
    return head


def _check_complete(upload: Upload, sha256: str) -> None:
    if upload.received != upload.size_bytes:
        remedy = f"go on from byte {upload.received}"
        what = f"{upload.received} of {upload.size_bytes} bytes are here"
        raise Invalid(Issue(upload.file_name, what, remedy))
    if sha256 and sha256.lower() != _hash(_part(upload)):
        raise Invalid(Issue(upload.file_name, "the bytes received have another sha256", "send the file again"))


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _uploads_source(by: Actor, organisation: str, publication: str) -> str:
    rows = Source.objects.filter(organisation=organisation, kind=SourceKind.UPLOAD, publication=publication)
    row = rows.filter(removed_at__isnull=True).first()
    if row is not None:
        return row.id
    return add_source(by=by, kind=SourceKind.UPLOAD, location="", organisation=organisation, publication=publication)


def _scan_for(by: Actor, source_id: str) -> str | None:
    """A scan that will see the file: the waiting one, a new one, or (None) one after that which runs."""
    waiting = _waiting_scan(source_id)
    if waiting is not None:
        return waiting
    try:
        return start_scan(by=by, source_id=source_id)
    except ScanRunning:
        Source.objects.filter(pk=source_id).update(rescan_wanted=True)
        return None


def _waiting_scan(source_id: str | None) -> str | None:
    return Scan.objects.filter(source=source_id, state=ScanState.QUEUED).values_list("id", flat=True).first()


@transaction.atomic
def abandon_upload(*, by: Actor, upload_id: str) -> None:
    """Throw an unfinished upload away. Raises: NoSuchUpload, NotYourUpload."""
    upload = _locked(by, upload_id)
    if upload.finished is None:
        _drop(upload)
        audit.record(by=by, action="inventory.abandon_upload", subject=f"upload:{upload_id}", details={})


@transaction.atomic
def sweep_uploads() -> int:
    """Throw away what nobody went on with for ABANDONED_AFTER. Returns how many."""
    old = Upload.objects.filter(finished__isnull=True, touched__lt=timezone.now() - ABANDONED_AFTER)
    gone = list(old)
    for upload in gone:
        _drop(upload)
    if gone:
        audit.record(by=SYSTEM, action="inventory.sweep_uploads", subject="uploads", details={"uploads": len(gone)})
    return len(gone)


def _drop(upload: Upload) -> None:
    part = _part(upload)
    upload.delete()
    transaction.on_commit(lambda: part.unlink(missing_ok=True))


def _owned(by: Actor, upload_id: str) -> Upload:
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise NoSuchUpload(f"upload {upload_id}: there is no such upload; begin again")
    if upload.begun_by != _label(by):
        raise NotYourUpload(f"upload {upload_id}: another person began it; begin your own")
    check_may_manage(by, upload.organisation_id)
    return upload


def _locked(by: Actor, upload_id: str) -> Upload:
    _owned(by, upload_id)
    return Upload.objects.select_for_update().get(pk=upload_id)


def _label(by: Actor) -> str:
    return f"{by.person_id or ''}:{by.label}"[:254]


def _folder() -> Path:
    folder = Path(settings.GOTGAN_DATA) / "scratch" / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _part(upload: Upload) -> Path:
    return _folder() / f"{upload.id}.part"


def _store() -> FolderStore:
    return FolderStore(Path(settings.GOTGAN_DATA) / "objects")
