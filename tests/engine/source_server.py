"""A real server on loopback whose answers a test writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from gotgan.engine.sources.http import Door, Patience

SHORT = Patience(connect_seconds=2, read_seconds=0.3, stall_seconds=0.6, least_bytes=64, waits_seconds=(0, 0, 0))
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site
    content: bytes

    def do_GET(self) -> None:
        self.site.asked.append((self.command, self.path, dict(self.headers)))
        self.content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.site.answers.get(self.path.partition("?")[0])
        if answer is None:
            self.reply(404)
            return
        answer(self)

    do_HEAD = do_POST = do_PROPFIND = do_GET

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reply_range(self, body: bytes, *, cut_after: int | None = None, etag: str = '"v1"') -> None:
        """Serve a Range under If-Range; close the line after `cut_after` bytes of the answer."""
        start, status = 0, 200
        wanted = self.headers.get("Range", "")
        if wanted.startswith("bytes=") and self.headers.get("If-Range", etag) == etag:
            start, status = int(wanted[6:].split("-")[0]), 206
        part = body[start:]
        self.send_response(status)
        self.send_header("ETag", etag)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(part if cut_after is None else part[:cut_after])
        self.close_connection = cut_after is not None

    def log_message(self, *_: object) -> None:
        return


@dataclass
class Site:
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def door(self, path: str = "/", patience: Patience = SHORT) -> Door:
        return Door(self.address + path, patience=patience, sleep=lambda _: None)


@contextmanager
def serve(host: str = "127.0.0.1") -> Iterator[Site]:
    site = Site()
    server = ThreadingHTTPServer((host, 0), type("Bound", (Handler,), {"site": site}))
    server.daemon_threads = True
    site.address = f"http://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
