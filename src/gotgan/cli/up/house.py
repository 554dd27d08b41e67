"""The hub as one program: prepared, served, filled with its sample, stopped."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.util import find_spec
from pathlib import Path

from gotgan.cli.up.prepare import FAILED
from gotgan.cli.up.stamp import is_prepared
from gotgan.cli.up.supervisor import Child, Supervisor, end_group, start_process
from gotgan.terms.errors import Unavailable

_WEB_SECONDS = 120.0
_THREADS = 16


class DidNotStart(Unavailable):
    """A part of the hub did not come up."""


class House:
    """One run of `gotgan up`."""

    def __init__(self, folder: Path, *, host: str, port: int, is_empty: bool) -> None:
        self._folder, self._host, self._port, self._is_empty = folder, host, port, is_empty
        self._run = folder / "run"
        self._supervisor = Supervisor()
        self._guide: subprocess.Popen[bytes] | None = None
        self._is_stopping = False

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self._host, self._host)
        return f"http://{host}:{self._port}"

    def run(self) -> int:
        """Until SIGINT or SIGTERM; everything that was started is gone when it returns."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            if not is_prepared(self._folder):
                self._once("gotgan.cli.up.prepare")
            if not self._is_stopping:
                self._open()
            if not self._is_stopping:
                self._watch()
        finally:
            self._close()
        return 0

    def _ask_to_stop(self, *_: object) -> None:
        if not self._is_stopping:
            _show("stopping; everything so far is kept")
        self._is_stopping = True

    def _environment(self) -> dict[str, str]:
        hosts = "*" if self._host in ("0.0.0.0", "::") else self._host
        return {
            **os.environ,
            "GOTGAN_DATA": str(self._folder),
            "GOTGAN_HOSTS": os.environ.get("GOTGAN_HOSTS", hosts),
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "gotgan.site.settings.embedded"),
            "GOTGAN_ADDRESS": self.address,
            "PYTHONUNBUFFERED": "1",
        }

    def _open(self) -> None:
        """Pages first, so that somebody can look; then the worker and the desk; then the guide."""
        web = self._child(
            "web", "granian", "--interface", "wsgi", "--host", self._host, "--port", str(self._port),
            "--workers", "1", "--blocking-threads", str(_THREADS), "--no-access-log", "--no-ws",
            "--workers-kill-timeout", "10s", "--respawn-failed-workers", "gotgan.cli.up.web:application",
        )  # fmt: skip
        self._wait_for(web)
        if self._is_stopping:
            return
        (self._run / "address").write_text(self.address + "\n")
        _show(self.address)
        self._child("worker", "gotgan.work.worker")
        if find_spec("gotgan.desk.__main__") is not None:
            self._child("desk", "gotgan.desk", "--data", str(self._folder))
        self._guide = self._start_once("gotgan.cli.up.guide", *(["--empty"] if self._is_empty else []))

    def _child(self, name: str, *arguments: str) -> Child:
        log = self._run / f"{name}.log"
        return self._supervisor.add(Child(name, arguments, self._environment(), log))

    def _start_once(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        return start_process([module, *arguments], self._environment(), subprocess.PIPE)

    def _once(self, module: str) -> None:
        """Run to its end, showing its lines. Raises: DidNotStart."""
        process = self._start_once(module)
        last = ""
        assert process.stdout is not None
        for line in process.stdout:
            last = line.decode(errors="replace").rstrip()
            if not last.startswith(FAILED):
                _show(last)
            if self._is_stopping:
                end_group(process, signal.SIGTERM)
        if process.wait() and not self._is_stopping:
            raise DidNotStart(last if last.startswith(FAILED) else f"{FAILED}ended by itself ({last or 'no word'})")

    def _wait_for(self, web: Child) -> None:
        """Until the pages answer. Raises: DidNotStart when their process ends or stays silent."""
        give_up = time.monotonic() + _WEB_SECONDS
        while not self._is_stopping:
            if _answers(f"{self.address}/healthz"):
                return
            if not web.is_running or time.monotonic() > give_up:
                raise DidNotStart(f"pages: did not come up; see {web.log}")
            time.sleep(0.1)

    def _watch(self) -> None:
        """Relay the guide's lines and keep the children running, until asked to stop."""
        with selectors.DefaultSelector() as selector:
            if self._guide is not None and self._guide.stdout is not None:
                os.set_blocking(self._guide.stdout.fileno(), False)
                selector.register(self._guide.stdout, selectors.EVENT_READ)
            while not self._is_stopping:
                for key, _ in selector.select(timeout=0.5) if selector.get_map() else _rest():
                    if not self._relay():
                        selector.unregister(key.fileobj)
                for line in self._supervisor.tend():
                    _show(line)

    def _relay(self) -> bool:
        """Show what the guide said; False when it has ended."""
        assert self._guide is not None
        assert self._guide.stdout is not None
        text = self._guide.stdout.read()
        if text:
            sys.stdout.write(text.decode(errors="replace"))
            sys.stdout.flush()
        return text != b""

    def _close(self) -> None:
        if self._guide is not None:
            end_group(self._guide, signal.SIGTERM)
        self._supervisor.stop()
        if self._guide is not None:
            end_group(self._guide, signal.SIGKILL)
            self._guide.wait()
        for name in ("desk.url", "address"):
            (self._run / name).unlink(missing_ok=True)


def _rest() -> list[tuple[selectors.SelectorKey, int]]:
    time.sleep(0.5)
    return []


def _answers(address: str) -> bool:
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _show(line: str) -> None:
    print(line, flush=True)
