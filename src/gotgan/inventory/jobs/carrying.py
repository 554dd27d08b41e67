"""Opening a carried scan: the file that was handed in last, unpacked beside, its seal checked before any entry."""

from __future__ import annotations

import gzip
import os
import shutil
import zlib
from pathlib import Path

from gotgan.inventory import queries
from gotgan.inventory.jobs.carried import CarriedScan
from gotgan.inventory.jobs.scratch import check_room, object_store, scan_scratch
from gotgan.terms.carried import carried_root, is_carried_place
from gotgan.terms.digest import CHUNK_BYTES
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.source import UploadView

LARGEST_BYTES = 2 << 30
"""Unpacked. A document is read whole; one of 100,000 files with full profiles stays below."""
_GZIP = b"\x1f\x8b"


class CarriedRefused(Invalid):
    """The file of this upload is not taken in; nothing of it was."""

    def __init__(self, upload_id: str, error: Invalid) -> None:
        super().__init__(*error.issues)
        self.upload_id = upload_id


def open_carried(opening: queries.Opening, source_id: str, scan_id: str) -> CarriedScan:
    """Raises: CarriedRefused for a file that was handed in, Invalid for one at a path; Unavailable, OSError."""
    if not is_carried_place(opening.location):
        return _checked(Path(opening.location), opening)
    upload = queries.newest_upload(source_id)
    if upload is None:
        what = Issue(carried_root(opening.location), "no result of a scan is held here", "carry its scan.json in again")
        raise Invalid(what)
    try:
        return _checked(_unpacked(upload, scan_id), opening)
    except Invalid as error:
        raise CarriedRefused(upload.id, error) from None


def _checked(path: Path, opening: queries.Opening) -> CarriedScan:
    scan = CarriedScan(str(path), opening.organisation, queries.scanners())
    scan.check()
    return scan


def _unpacked(upload: UploadView, scan_id: str) -> Path:
    """The document under its own name, which messages repeat."""
    held = object_store().path_of(upload.sha256)
    target = scan_scratch(scan_id) / "carried" / upload.file_name.removesuffix(".gz")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    with held.open("rb") as content:
        is_packed = content.read(len(_GZIP)) == _GZIP
    if is_packed:
        _unpack(held, target, upload.file_name)
    else:
        _check_size(upload.size_bytes, upload.file_name)
        _beside(held, target)
    return target


def _beside(held: Path, target: Path) -> None:
    try:
        os.link(held, target)
    except OSError:
        shutil.copyfile(held, target)


def _unpack(held: Path, target: Path, name: str) -> None:
    size = 0
    try:
        with gzip.open(held) as packed, target.open("wb") as out:
            while chunk := packed.read(CHUNK_BYTES):
                size += len(chunk)
                _check_size(size, name)
                check_room(len(chunk))
                out.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Invalid(Issue(name, "it is packed, and cut short or damaged", "send the file again")) from None


def _check_size(size: int, name: str) -> None:
    if size > LARGEST_BYTES:
        what = f"it is larger than {LARGEST_BYTES >> 30} GiB"
        raise Invalid(Issue(name, what, "scan the folders one by one, or use `gotgan add`"))
