"""A hub of its own for the journeys: `gotgan up` in a process, on a free port, in a throw-away folder."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True)
class RunningHub:
    address: str
    data: Path
    log: Path
    process: subprocess.Popen[bytes]

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One gotgan command beside the running hub."""
        return gotgan(*words, GOTGAN_DATA=str(self.data), GOTGAN_HUB=self.address, **environment)

    def status(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return document

    def tokens(self) -> dict[str, str]:
        """The personal token of each role, as `up` wrote it for the sample."""
        accounts = (self.data / "sample" / "accounts.txt").read_text(encoding="utf-8")
        return dict(re.findall(r"^([a-z_]+) .*(gtg_\S+)$", accounts, re.MULTILINE))

    def said(self, words: str) -> str:
        """The line with these words that `up` printed. Raises: AssertionError."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return next((line for line in lines if words in line), "") or self._missed(words)

    def _missed(self, words: str) -> str:
        raise AssertionError(f"{words!r} was not said: {self.log.read_text(encoding='utf-8')}")

    def wait_until_ready(self, seconds: float = 600) -> None:
        """Until `up` says so: the sample is built, harvested, published and indexed."""
        until = time.monotonic() + seconds
        while "ready:" not in self.log.read_text(encoding="utf-8"):
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < until, f"not ready after {seconds} s: {self.log.read_text(encoding='utf-8')}"
            time.sleep(1)


def gotgan(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One command of the program, with its output."""
    return subprocess.run(
        [sys.executable, "-m", "gotgan", *words],
        env={**clean_environment(), **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=600,
        check=False,
    )


def clean_environment() -> dict[str, str]:
    """Ours, without what the test settings put there."""
    drop = ("GOTGAN_", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if not name.startswith(drop)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_hub(data: Path, *words: str, **environment: str) -> Iterator[RunningHub]:
    """Start, wait for the first page, and at the end stop as Ctrl-C does. `environment`: settings of the hub."""
    port = free_port()
    log = data.with_name(data.name + ".log")
    command = [sys.executable, "-m", "gotgan", "up", "--data", str(data), "--port", str(port), *words]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**clean_environment(), **environment}, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    hub = RunningHub(f"http://127.0.0.1:{port}", data, log, process)
    try:
        wait_for_page(hub)
        yield hub
    finally:
        stop(process)


def wait_for_page(hub: RunningHub, seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert hub.process.poll() is None, hub.log.read_text(encoding="utf-8")
        try:
            if httpx.get(hub.address + "/", timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError(f"no page after {seconds} s: {hub.log.read_text(encoding='utf-8')}")


def stop(process: subprocess.Popen[bytes], seconds: float = 40) -> float:
    """Ctrl-C; returns how long the end took. Fails when it takes longer than promised."""
    started = time.monotonic()
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError(f"gotgan up did not end within {seconds} s of Ctrl-C") from None
    return time.monotonic() - started
