"""Limits that are kept whatever the scan is doing: a watcher stops and continues it, many times a second.

The scan runs in a child process; the parent sees what it used of processor and reading since the last look,
and stops it as long as it has had more than its share. Engines in native code are held as well, and a
scan killed outright dies with its watcher.
"""

from __future__ import annotations

import ctypes
import math
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from gotgan.terms.errors import Invalid, Issue

LOOK_SECONDS = 0.05
BURST_SECONDS = 0.5
"""So much of its share may be saved up, and then used at once."""
_DIE_WITH_PARENT = 1
_UTIME, _STIME = 11, 12


@dataclass(frozen=True)
class Limits:
    """`cpu` in processors (0.5: half of one), `read_rate` in bytes a second; None: no limit."""

    cpu: float | None = None
    read_rate: float | None = None

    @property
    def any(self) -> bool:
        return self.cpu is not None or self.read_rate is not None


@dataclass(frozen=True)
class Used:
    """What a process used since its start: seconds of processors, bytes that it read."""

    cpu_seconds: float
    read_bytes: float


class Allowance:
    """How much may be used: grows with time at the rate of the limit, up to a burst. Pure arithmetic."""

    def __init__(self, rate: float | None) -> None:
        self._rate = rate
        self._credit = 0.0
        self._used = 0.0

    def look(self, seconds: float, used: float) -> bool:
        """Whether it may go on, `seconds` after the last look and with so much `used` in all."""
        if self._rate is None:
            return True
        self._credit = min(self._credit + seconds * self._rate, BURST_SECONDS * self._rate) - (used - self._used)
        self._used = used
        return self._credit >= 0


def govern(limits: Limits) -> None:
    """Go on as a child that a watcher holds to the limits. The parent never returns: it exits as the child does.

    Call it before threads are started. Raises: Invalid where the system cannot do it.
    """
    if not limits.any:
        return
    if sys.platform != "linux" or used_by(os.getpid()) is None:
        what = "this system cannot hold a process to a share"
        raise Invalid(Issue("--cpu, --read-rate", what, "leave them out; the scan gives way to other work anyway"))
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _die_with(parent)
        _take_processors(limits.cpu)
        return
    os._exit(_watch(child, limits))


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _take_processors(cpu: float | None) -> None:
    """As few processors as the share needs; every engine starts as many threads as it sees processors."""
    mine = sorted(os.sched_getaffinity(0))
    if cpu is not None:
        os.sched_setaffinity(0, mine[-max(1, math.ceil(cpu)) :])


def _watch(child: int, limits: Limits) -> int:
    """Hold the child to its limits until it ends; returns its exit code, 128 + signal when it was killed."""
    allowances = (Allowance(limits.cpu), Allowance(limits.read_rate))
    looked = time.monotonic()
    is_running = True
    while True:
        try:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code
            time.sleep(LOOK_SECONDS)
            now, used = time.monotonic(), used_by(child)
            if used is None:
                continue
            goes = [each.look(now - looked, value) for each, value in
                    zip(allowances, (used.cpu_seconds, used.read_bytes), strict=True)]  # fmt: skip
            looked = now
            if all(goes) is not is_running:
                is_running = not is_running
                os.kill(child, signal.SIGCONT if is_running else signal.SIGSTOP)
        except KeyboardInterrupt:  # the child got it too, and ends in its own way
            os.kill(child, signal.SIGCONT)
            is_running, allowances = True, (Allowance(None), Allowance(None))


def used_by(process: int) -> Used | None:
    """From /proc; None once the process is gone, or where it is not told. Scratch files count as read, too."""
    folder = Path(f"/proc/{process}")
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        io = dict(line.split(": ") for line in (folder / "io").read_text().splitlines())
    except (OSError, ValueError):
        return None
    ticks = int(fields[_UTIME]) + int(fields[_STIME])
    return Used(ticks / os.sysconf("SC_CLK_TCK"), max(int(io["rchar"]), int(io["read_bytes"])))
