"""Keeping processes running: started in order, restarted when they die, stopped in order.

Never imports Django, so that it stays small and starts at once.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_LONGEST_PAUSE_SECONDS = 30.0
_LIVED_LONG_SECONDS = 60.0
_LONGEST_LOG_BYTES = 20_000_000


def next_pause(pause: float, lived: float) -> float:
    """How long to wait before a child that died is started again: doubled each time, up to half a
    minute, and one second again after it lived for a minute."""
    return 1.0 if lived >= _LIVED_LONG_SECONDS else min(_LONGEST_PAUSE_SECONDS, max(1.0, pause * 2))


@dataclass
class Child:
    """One process that should always run. Its output goes to `log`."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    stop_seconds: float = 15.0
    process: subprocess.Popen[bytes] | None = None
    pause: float = 0.0
    restarts: int = 0
    _started: float = 0.0
    _again_at: float = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LONGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self.process = start_process(self.arguments, self.environment, output)
        self._started = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self) -> str:
        """Start it again when it died and its pause is over; returns a line to show, or nothing."""
        if self.process is None or self.is_running:
            return ""
        now = time.monotonic()
        if not self._again_at:
            self.pause = next_pause(self.pause, now - self._started)
            self._again_at = now + self.pause
            end_group(self.process, signal.SIGKILL)
            return f"{self.name} ended ({self.process.returncode}); starting it again; see {self.log}"
        if now >= self._again_at:
            self._again_at = 0.0
            self.restarts += 1
            self.start()
        return ""

    def stop(self) -> None:
        """SIGTERM, its time, then SIGKILL to whatever is left of its group."""
        if self.process is None:
            return
        if self.is_running:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=self.stop_seconds)
        end_group(self.process, signal.SIGKILL)
        self.process.wait()


def start_process(
    arguments: Sequence[str], environment: Mapping[str, str], output: IO[bytes] | int
) -> subprocess.Popen[bytes]:
    """Start `python -m MODULE ...` in a group of its own, tied to this process."""
    command = [sys.executable, "-m", "gotgan.cli.up.child", str(os.getpid()), *arguments]
    return subprocess.Popen(
        command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip


def end_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal every process of the child's group that is still there."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


@dataclass
class Supervisor:
    """The children in starting order; stopped in reverse."""

    children: list[Child] = field(default_factory=list)

    def add(self, child: Child) -> Child:
        child.start()
        self.children.append(child)
        return child

    def tend(self) -> list[str]:
        return [line for child in self.children if (line := child.tend())]

    def stop(self) -> None:
        """Ask all at once, then wait for each: the whole takes as long as the slowest."""
        for child in reversed(self.children):
            if child.is_running and child.process is not None:
                child.process.terminate()
        for child in reversed(self.children):
            child.stop()
