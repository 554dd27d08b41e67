"""Handing one letter over to a mail server, and being sure what became of it.

Nothing of the connection is logged: a password or an address could be in it. The server's answers are kept as their
code and its first words, without addresses.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address

TIMEOUT_SECONDS = 20.0
_ADDRESS = re.compile(r"\S+@\S+")
_ACCEPTED, _GO_ON, _PERMANENT = range(200, 300), 354, 500


@dataclass(frozen=True)
class Server:
    """Where the mail server is and how one comes in. The password is in no repr."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: str = "yes"


class NoServer(Exception):
    """The server cannot be used now: not there, no TLS, or it does not let us in. No letter was handed over."""


class NotNow(Exception):
    """This letter was not taken, and may be later."""


class Never(Exception):
    """This letter was refused for good."""


class Unclear(Exception):
    """The letter was handed over and no answer came: it may have gone out."""


@dataclass(frozen=True)
class Post:
    """One letter as it goes out. `key` makes its Message-ID, so that a double could be told."""

    key: str
    to: str
    subject: str
    body: str
    at: datetime


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection that is let in. Raises: NoServer."""
    _check_is_safe(server)
    try:
        smtp = _opened(server)
    except (OSError, smtplib.SMTPException) as error:
        raise NoServer(_why(error)) from None
    try:
        yield smtp
    finally:
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()


def _check_is_safe(server: Server) -> None:
    if server.starttls not in ("yes", "no", "direct"):
        raise NoServer("GOTGAN_SMTP_STARTTLS is neither yes, no nor direct")
    if not parseaddr(server.sender)[1]:
        raise NoServer("GOTGAN_SMTP_FROM names no address")
    if server.user and server.starttls == "no" and not _is_this_machine(server.host):
        raise NoServer("a password does not go out without TLS; set GOTGAN_SMTP_STARTTLS to yes")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _opened(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.starttls == "direct":
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.starttls == "yes":
            smtp.starttls(context=context)  # raises when the server does not offer or refuses it
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def hand_over(smtp: smtplib.SMTP, sender: str, post: Post) -> None:
    """Returns when the server took the letter. Raises: NotNow, Never, Unclear, or NoServer when the line broke
    before the letter went over it."""
    try:
        _expect(smtp.mail(parseaddr(sender)[1]))
        _expect(smtp.rcpt(post.to))
        code, said = smtp.docmd("DATA")
        if code != _GO_ON:
            _expect((code if code >= 400 else 451, said))
    except (NotNow, Never):
        _begin_anew(smtp)
        raise
    except (OSError, smtplib.SMTPException) as error:
        raise NoServer(_why(error)) from None
    try:
        smtp.send(_dotted(_message(sender, post)))
        answer = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unclear(_why(error)) from None
    _expect(answer)


def _begin_anew(smtp: smtplib.SMTP) -> None:
    try:
        smtp.rset()
    except (OSError, smtplib.SMTPException):
        smtp.close()


def _expect(answer: tuple[int, bytes]) -> None:
    code, said = answer
    if code in _ACCEPTED:
        return
    if code == 421:
        raise NoServer(_words(code, said))
    raise (Never if code >= _PERMANENT else NotNow)(_words(code, said))


def _message(sender: str, post: Post) -> bytes:
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = post.to
    message["Subject"] = post.subject
    message["Date"] = format_datetime(post.at)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{hashlib.sha256(post.key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(post.body, cte="base64")
    return message.as_bytes()


def _dotted(message: bytes) -> bytes:
    """As SMTP wants the end of a letter: lines by CRLF, a leading dot doubled, a dot alone at the end."""
    return re.sub(rb"(?m)^\.", b"..", message.removesuffix(b"\r\n")) + b"\r\n.\r\n"


def _words(code: int, said: bytes) -> str:
    text = " ".join(_ADDRESS.sub("", said.decode("utf-8", errors="replace")).split())
    return f"{code} {text}"[:200].strip()


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "the server did not accept user and password"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the server does not offer what is needed (STARTTLS or AUTH)"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        return _words(error.smtp_code, said)
    if isinstance(error, ssl.SSLError):
        return "no safe connection: the server's certificate or its TLS does not hold"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "the server ended the connection"
