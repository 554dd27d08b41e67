"""What must hold before anything starts: the port, the disk, the data folder."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gotgan.terms.errors import Unavailable

LEAST_FREE_BYTES = 500_000_000


class PortInUse(Unavailable):
    """Something else listens there."""


class FolderInUse(Unavailable):
    """Another `gotgan up` works on this data folder."""


class DiskFull(Unavailable):
    """Too little room for the data folder."""


def check_port(host: str, port: int) -> None:
    """Raises: PortInUse; Unavailable for an address this machine does not have."""
    if not 0 < port < 65536:
        raise Unavailable(f"port {port}: is no port; choose one between 1024 and 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == 98 or "in use" in str(error):
                raise PortInUse(
                    f"port {port}: is in use by another program; stop it, or choose another with --port N"
                ) from None
            raise Unavailable(f"{host}:{port}: {error.strerror}; choose another --host or --port") from None


def check_disk(folder: Path) -> None:
    """Raises: DiskFull."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < LEAST_FREE_BYTES:
        raise DiskFull(
            f"{folder}: {free // 1_000_000} MB free, {LEAST_FREE_BYTES // 1_000_000} MB needed; "
            "free some space, or choose another place with --data DIR"
        )


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Make the data folder and keep others from starting on it. Raises: FolderInUse."""
    (folder / "run").mkdir(parents=True, exist_ok=True)
    with (folder / "run" / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            number = lock.read().strip() or "unknown"
            raise FolderInUse(
                f"{folder}: is in use by another gotgan up (process {number}); stop that one, "
                "or choose another folder with --data DIR"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
