"""Room for files on their way: `data/scratch/scan-<id>/<record>/`, kept until the record is stored."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from django.conf import settings

from gotgan.inventory import queries
from gotgan.store.folder import FolderStore
from gotgan.terms.errors import Unavailable

_SPARE_BYTES = 64 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT)


class DiskFull(Unavailable):
    """There is no room to go on; nothing half-written is shown."""


def data_folder() -> Path:
    return Path(settings.GOTGAN_DATA)


def object_store() -> FolderStore:
    return FolderStore(data_folder() / "objects")


def record_scratch(scan_id: str, record_id: int) -> Path:
    """The folder of one record; what an interrupted try left there can be gone on with."""
    folder = scan_scratch(scan_id) / str(record_id)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def scan_scratch(scan_id: str) -> Path:
    return data_folder() / "scratch" / f"scan-{scan_id}"


def drop_scratch(scan_id: str) -> None:
    shutil.rmtree(scan_scratch(scan_id), ignore_errors=True)


def sweep_scratch() -> int:
    """Remove the scratch of scans that ended. Returns how many."""
    running = {scan.id for scan in queries.unfinished_scans()}
    folders = (data_folder() / "scratch").glob("scan-*")
    ended = [folder for folder in folders if folder.name.removeprefix("scan-") not in running]
    for folder in ended:
        shutil.rmtree(folder, ignore_errors=True)
    return len(ended)


def check_room(needed_bytes: int) -> None:
    """Raises: DiskFull, before a file is fetched that would not fit twice (as it is, and derived)."""
    free = shutil.disk_usage(data_folder()).free
    if free < 2 * needed_bytes + _SPARE_BYTES:
        raise disk_full(free)


def is_disk_full(error: OSError) -> bool:
    return error.errno in _FULL


def disk_full(free_bytes: int | None = None) -> DiskFull:
    free = "" if free_bytes is None else f" ({free_bytes >> 20} MiB free)"
    return DiskFull(f"the data folder's disk is full{free}; make room, then resume this scan")
