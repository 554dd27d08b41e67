"""A file that one process holds at a time, on every system; the hold ends with the process."""

from __future__ import annotations

import sys
from typing import BinaryIO

_FAR = 1 << 40
"""Windows keeps others from reading what is locked: a byte far behind the end is."""


def lock_file(file: BinaryIO) -> bool:
    """Take the hold without waiting; False when another has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            at = file.tell()
            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(at)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
