"""A mail server on 127.0.0.1 that keeps what it is given: enough of SMTP for a client that means it.

It can refuse STARTTLS, demand a user, refuse recipients, and break off before or after a letter.
"""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class Sink:
    """What the server does, and what came in. `answers`: recipient -> reply to RCPT. `breaks`: "before" or "after"
    the letter's end is answered, the line is cut, once for each recipient named."""

    starttls: str = "none"  # none | refused | offered
    users: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    breaks: dict[str, str] = field(default_factory=dict)
    certificate: str = ""
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def to(self) -> list[str]:
        return [recipient for recipient, _ in self.letters]

    def text(self, number: int = 0) -> str:
        return str(self.letters[number][1].get_content())


class _Broken(Exception):
    """The line is cut here."""


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.sink = self.server.sink
        self.sink.connections += 1
        self.safe, self.known, self.recipient = False, not self.sink.users, ""
        self._say("220 sink ready")
        try:
            while line := self.rfile.readline():
                text = line.decode("utf-8", errors="replace").strip()
                self.sink.lines.append(text)
                if not self._answer(text):
                    return
        except (_Broken, ConnectionError):
            return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()

    def _answer(self, text: str) -> bool:
        verb = text.split(" ")[0].upper()
        if verb == "QUIT":
            self._say("221 bye")
            return False
        getattr(self, f"_{verb.lower()}", self._unknown)(text)
        return True

    def _unknown(self, _: str) -> None:
        self._say("502 not here")

    def _ehlo(self, _: str) -> None:
        words = ["sink"]
        if self.sink.starttls != "none" and not self.safe:
            words.append("STARTTLS")
        if self.sink.users:
            words.append("AUTH PLAIN")
        for word in words[:-1]:
            self._say(f"250-{word}")
        self._say(f"250 {words[-1]}")

    def _starttls(self, _: str) -> None:
        if self.sink.starttls == "refused":
            self._say("454 TLS not available now")
            return
        self._say("220 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.sink.certificate)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.safe = True

    def _auth(self, text: str) -> None:
        _, user, password = base64.b64decode(text.split(" ")[2]).decode().split("\0")
        self.known = self.sink.users.get(user) == password
        self._say("235 come in" if self.known else f"535 {user} is not let in")

    def _mail(self, _: str) -> None:
        self._say("250 ok" if self.known else "530 who are you")

    def _rcpt(self, text: str) -> None:
        self.recipient = text.partition("<")[2].rstrip(">")
        self._say(self.sink.answers.get(self.recipient, "250 ok"))

    def _rset(self, _: str) -> None:
        self._say("250 ok")

    def _data(self, _: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        cut = self.sink.breaks.pop(self.recipient, "")
        if cut == "before":
            raise _Broken
        message = message_from_bytes(b"".join(lines), policy=default)
        assert isinstance(message, EmailMessage)
        self.sink.letters.append((self.recipient, message))
        if cut == "after":
            raise _Broken
        self._say("250 taken")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: Sink


@contextmanager
def running(sink: Sink, port: int = 0) -> Iterator[Sink]:
    """The sink, listening on `sink.port`."""
    with _Server(("127.0.0.1", port), _Handler) as server:
        server.sink, sink.port = sink, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
