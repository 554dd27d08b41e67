"""The desk over loopback: JSON in, JSON out, one secret in the address.

    POST /{secret}/tokens   {texts, wait_seconds}   -> {of_texts, dictionary}
    POST /{secret}/picture  {spec}                  -> {svg}
    POST /{secret}/preview  PreviewQuestion         -> Preview
    POST /{secret}/pdf      {document}              -> {pdf}, base64
    POST /{secret}/what_if  WhatIfQuestion          -> WhatIf
    GET  /{secret}/health                           -> {pid}
Errors: {error, family, issues} with 400 invalid, 404 not found, 503 unavailable.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from gotgan.terms.desk import Desk, PreviewQuestion
from gotgan.terms.errors import GotganError, Invalid, Issue, NotFound, Unavailable
from gotgan.terms.what_if import WhatIfQuestion

LARGEST_BODY = 16 << 20
LONGEST_WAIT_SECONDS = 60.0
_STATUS: tuple[tuple[type[GotganError], int], ...] = ((Invalid, 400), (NotFound, 404), (Unavailable, 503))
Door = Callable[[Desk, dict[str, Any]], dict[str, Any]]


def _tokens(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    wait = min(float(asked.get("wait_seconds", 0)), LONGEST_WAIT_SECONDS)
    return asdict(desk.tokens([str(text) for text in asked["texts"]], wait_seconds=wait))


def _picture(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    return {"svg": desk.picture(asked["spec"])}


def _preview(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    return desk.preview(PreviewQuestion.from_json(asked)).to_json()


def _pdf(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    return {"pdf": base64.b64encode(desk.pdf(asked["document"])).decode()}


def _what_if(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    return desk.what_if(WhatIfQuestion.from_json(asked)).to_json()


DOORS: dict[str, Door] = {
    "tokens": _tokens, "picture": _picture, "preview": _preview, "pdf": _pdf, "what_if": _what_if,
}  # fmt: skip


class DeskServer(ThreadingHTTPServer):
    """Listens on a free loopback port. `url` holds the secret: keep it in a file of the owner's."""

    daemon_threads = True

    def __init__(self, desk: Desk, *, secret: str | None = None) -> None:
        super().__init__(("127.0.0.1", 0), DeskHandler)
        self.desk = desk
        self.secret = secret or secrets.token_urlsafe(24)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked may be gone before the answer: nobody's fault, and no trace for a log."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{self.secret}"


class DeskHandler(BaseHTTPRequestHandler):
    server: DeskServer
    protocol_version = "HTTP/1.1"
    timeout = 90

    def do_GET(self) -> None:
        if self._door() == "health":
            self._answer(200, {"pid": os.getpid()})
        else:
            self._answer(404, {"error": "there is no such door", "family": "NotFound"})

    def do_POST(self) -> None:
        door = DOORS.get(self._door() or "")
        length = int(self.headers.get("Content-Length") or 0)
        if door is None or length > LARGEST_BODY:
            self.close_connection = True
            self._answer(404 if door is None else 413, {"error": "refused", "family": "Invalid"})
            return
        self._answer(*_open(door, self.server.desk, self.rfile.read(length)))

    def _door(self) -> str | None:
        secret, _, door = self.path.strip("/").partition("/")
        return door if secrets.compare_digest(secret.encode(), self.server.secret.encode()) else None

    def _answer(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document, ensure_ascii=False, default=str).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: an address holds the secret, a body may hold words of a question."""


def _open(door: Door, desk: Desk, body: bytes) -> tuple[int, dict[str, Any]]:
    try:
        return 200, door(desk, json.loads(body))
    except GotganError as error:
        status = next((code for family, code in _STATUS if isinstance(error, family)), 500)
        issues = [asdict(issue) for issue in error.issues] if isinstance(error, Invalid) else []
        return status, {"error": str(error), "family": type(error).__name__, "issues": issues}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        issue = Issue("question", f"not understood ({type(error).__name__})", "see gotgan.terms.desk")
        return 400, {"error": str(issue), "family": "Invalid", "issues": [asdict(issue)]}
    except Exception as error:  # noqa: BLE001 - one bad question must not end the desk
        return 500, {"error": f"the desk failed ({type(error).__name__})", "family": "Unavailable"}


def write_url(url: str, data: Path) -> Path:
    """Tell the other processes of this data folder where the desk is; for the owner only."""
    run = data / "run"
    run.mkdir(parents=True, exist_ok=True)
    beside = run / f"desk.url.{os.getpid()}"
    beside.touch(mode=0o600)
    beside.write_text(url)
    beside.replace(run / "desk.url")
    return run / "desk.url"


def end_with(parent: int, stop: Callable[[], None], *, every_seconds: float = 1.0) -> None:
    """Call `stop` when `parent` is no longer our parent."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every_seconds)
        stop()

    threading.Thread(target=watch, name="parent", daemon=True).start()
