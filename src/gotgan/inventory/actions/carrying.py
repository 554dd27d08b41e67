"""A result of `gotgan scan` that comes in as a file: it becomes, or goes on with, the source of what was scanned."""

from __future__ import annotations

import zlib
from pathlib import Path, PurePath

from django.db import transaction

from gotgan.audit import actions as audit
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.scans import locked_scan
from gotgan.inventory.actions.sources import add_source, locked_source, set_publication
from gotgan.inventory.models import Dataset, Source, Upload
from gotgan.terms.carried import HEAD_BYTES, SCAN, DocumentHead, carried_place, document_head
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import SYSTEM, Actor
from gotgan.terms.source import Publication, SourceKind

_GZIP = b"\x1f\x8b"


def read_head(file: Path) -> DocumentHead | None:
    """What gotgan document a file holds, also packed with gzip; None for every other file."""
    with file.open("rb") as content:
        beginning = content.read(HEAD_BYTES)
    return document_head(_unpacked(beginning) if beginning.startswith(_GZIP) else beginning)


def _unpacked(beginning: bytes) -> bytes:
    """As much as can be had: what is cut short further on is told once all of it is unpacked."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(beginning, HEAD_BYTES)
    except zlib.error:
        return b""


def check_is_scan(head: DocumentHead, file_name: str) -> None:
    """Raises: Invalid for a gotgan document of another kind."""
    if head.kind != SCAN:
        what = f"it holds the result of `gotgan {head.kind}`, not of a scan"
        raise Invalid(Issue(file_name, what, "make it with `gotgan scan TARGET -o scan.json`"))


def source_of_scan(by: Actor, upload: Upload, head: DocumentHead) -> str:
    """The organisation's source for what was scanned, made when it is the first scan of it. Raises: NotYours."""
    place = carried_place(head.root or upload.file_name)
    rows = Source.objects.filter(organisation=upload.organisation_id, kind=SourceKind.SCANFILE, location=place)
    row = rows.filter(removed_at__isnull=True).first()
    if row is None:
        return add_source(
            by=by, kind=SourceKind.SCANFILE, location=place, organisation=upload.organisation_id,
            title=upload.title or PurePath(head.root).name or upload.file_name, publication=upload.publication,
        )  # fmt: skip
    if upload.publication == Publication.OPEN and row.publication != Publication.OPEN:
        set_publication(by=by, source_id=row.id, publication=Publication.OPEN, confirmed_by=row.confirmed_by)
    return row.id


@transaction.atomic
def refuse_carried(*, scan_id: str, upload_id: str) -> None:
    """What was carried in is not taken: the source is as it was before; made for this file alone, it goes again."""
    scan = locked_scan(scan_id)
    source = locked_source(scan.source_id)
    Upload.objects.filter(pk=upload_id, source=source).update(source=None)
    is_in_use = (
        source.rescan_wanted
        or Dataset.objects.filter(source=source).exists()
        or Upload.objects.filter(source=source).exists()
    )
    if not is_in_use and source.removed_at is None:
        source.removed_at = next_moment()
        source.save()
    audit.record(by=SYSTEM, action="inventory.refuse_carried", subject=f"scan:{scan_id}", details={"upload": upload_id})
