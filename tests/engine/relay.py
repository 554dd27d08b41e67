"""A loopback relay before a real server, which cuts a line or falls silent when a test says so."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Relay:
    """`cuts` says of the next lines after how many bytes of the server's each is closed; then none is.

    A number below zero: after so many bytes the line stays open and nothing more comes.
    """

    port: int
    behind: int
    cuts: list[int] = field(default_factory=list)
    lines: int = 0
    passed: int = 0
    """Bytes of the server's that came through."""
    _open: list[socket.socket] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            self.lines += 1
            threading.Thread(
                target=self._pass_on, args=(line, self.cuts.pop(0) if self.cuts else None), daemon=True
            ).start()

    def _pass_on(self, line: socket.socket, most: int | None) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.behind), timeout=10)
        except OSError:
            line.close()
            return
        server.settimeout(None)
        self._open += [line, server]
        threading.Thread(target=_ask, args=(line, server), daemon=True).start()
        self._answer(server, line, most)

    def _answer(self, server: socket.socket, line: socket.socket, most: int | None) -> None:
        with contextlib.suppress(OSError):
            left = None if most is None else abs(most)
            while left != 0 and (part := server.recv(min(1 << 16, left or 1 << 16))):
                line.sendall(part)
                self.passed += len(part)
                left = None if left is None else left - len(part)
            if left == 0 and most is not None and most < 0:
                return
        _shut(server)
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        for line in self._open:
            _shut(line)


def _ask(line: socket.socket, server: socket.socket) -> None:
    """Until the client hangs up: closing over what it still says would take back what it was sent."""
    with contextlib.suppress(OSError):
        while part := line.recv(1 << 16):
            with contextlib.suppress(OSError):
                server.sendall(part)
    _shut(line)
    _shut(server)


def _shut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


@contextmanager
def relay(behind: int) -> Iterator[Relay]:
    """A relay to a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        relayed = Relay(listener.getsockname()[1], behind)
        threading.Thread(target=relayed.serve, args=(listener,), daemon=True).start()
        try:
            yield relayed
        finally:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            relayed.close()
