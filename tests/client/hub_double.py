"""A small loopback server that speaks the hub's download door and misbehaves on demand."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from gotgan.terms.manifest import FileEntry, Manifest


@dataclass
class Manners:
    """How it misbehaves: after `whole` good answers it cuts `cuts` ones after `cut_after` bytes; `wrong` answers
    are zeros, each part gets `surplus` bytes too many, and `manifest` replaces the one that is true.
    Addresses that hold `gone` are of a withdrawn version."""

    cut_after: int | None = None
    whole: int = 0
    cuts: int = 0
    wrong: int = 0
    surplus: int = 0
    manifest: bytes | None = None
    refuse: bool = False
    gone: str = ""
    requests: list[str] = field(default_factory=list)


@contextmanager
def hub_serving(files: dict[str, bytes], manners: Manners, derived: dict[str, bytes] | None = None) -> Iterator[str]:
    """Serve `files` as dataset org/name; yields the address."""
    manifest = Manifest(_entries(files), _entries(derived or {}))
    document = {"gotgan": "0", "dataset": "org/name", "version": manifest.sha256, **manifest.to_json()}
    for row in document["derived"]:
        row["table"] = row["path"].removesuffix(".parquet")
    everything = {**files, **(derived or {})}

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if manners.refuse:
                body = json.dumps({"error": "not opened", "reasons": ["not_opened"], "page": "/p"}).encode()
                self._send(401, body)
            elif manners.gone and manners.gone in self.path:
                body = json.dumps({"error": "withdrawn. Why", "reasons": ["withdrawn"], "page": "/p"}).encode()
                self._send(410, body)
            elif self.path in (
                "/datasets/org/name/manifest.json",
                f"/datasets/org/name/manifest/{manifest.sha256}.json",
            ):
                self._send(200, manners.manifest or json.dumps(document).encode())
            elif self.path.startswith("/datasets/org/name/resolve/"):
                self._send_file(everything[unquote(self.path).split("/", 6)[6]])
            else:
                self._send(404, b'{"error": "absent"}')

        def _send_file(self, body: bytes) -> None:
            asked = self.headers.get("Range", "")
            manners.requests.append(asked)
            status = 200
            if asked:
                first, last = asked.removeprefix("bytes=").split("-")
                body, status = body[int(first) : int(last) + 1 if last else None], 206
                body += bytes(manners.surplus)
            if manners.wrong:
                manners.wrong -= 1
                body = bytes(len(body))
            self._send(status, body)

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if manners.whole:
                manners.whole -= 1
            elif manners.cuts and manners.cut_after is not None and len(body) > manners.cut_after:
                manners.cuts -= 1
                self.wfile.write(body[: manners.cut_after])
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with _serving(Door) as address:
        yield address


@contextmanager
def _serving(door: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _entries(files: dict[str, bytes]) -> tuple[FileEntry, ...]:
    return tuple(FileEntry(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in files.items())
