"""A scan gives way: low priority for processor and disk, so that the machine's own work comes first."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from contextlib import suppress

NICENESS = 10
_IO_BEST_EFFORT, _IO_LOWEST = 2, 7
_IO_CLASS_SHIFT, _WHO_PROCESS = 13, 1
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "riscv64": 30, "ppc64le": 273, "s390x": 282, "i686": 289}
_BACKGROUND_MODE, _BELOW_NORMAL = 0x00100000, 0x00004000


def lower_priority() -> None:
    """Of this process and what it starts from now on; what the system does not offer is left.

    Linux: nice 10 and the lowest best-effort disk priority (not idle, which a busy disk would starve).
    Windows: background mode, which lowers both.
    """
    if sys.platform == "win32":
        _lower_on_windows()
        return
    with suppress(OSError):
        os.nice(max(0, NICENESS - os.nice(0)))
    if number := _IOPRIO_SET.get(platform.machine()) if sys.platform == "linux" else None:
        priority = (_IO_BEST_EFFORT << _IO_CLASS_SHIFT) | _IO_LOWEST
        ctypes.CDLL(None).syscall(number, _WHO_PROCESS, 0, priority)


def _lower_on_windows() -> None:
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
    process = kernel.GetCurrentProcess()
    kernel.SetPriorityClass(process, _BELOW_NORMAL)
    kernel.SetPriorityClass(process, _BACKGROUND_MODE)
