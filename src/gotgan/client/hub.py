"""One hub over HTTP.

GotganError
├── Unavailable
│   └── HubUnreachable     nobody answers, it answers 5xx for too long, or it is no gotgan hub
├── NotFound               no such dataset, version or file
└── NotAllowed
    └── HubRefuses         the hub knows it, and does not give it; says why and where to ask
        └── Withdrawn      it was given once, and was taken back: copies are to be deleted
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound, Unavailable

DEFAULT_HUB = "http://127.0.0.1:8000"
TRIES = 5
STALL_SECONDS = 30.0
PASSING = frozenset({408, 429, 500, 502, 503, 504})


class HubUnreachable(Unavailable):
    """Nobody answers at the hub's address."""


class HubRefuses(NotAllowed):
    """The hub does not give this to you. `reasons` are its codes, `page` where to go next."""

    def __init__(self, message: str, reasons: tuple[str, ...] = (), page: str = "") -> None:
        self.reasons = reasons
        self.page = page
        super().__init__(message)


class Withdrawn(HubRefuses):
    """The version was taken back; the message says why. Whoever has a copy stops using it and deletes it."""


class Hub:
    """A hub at `address` (or GOTGAN_HUB), with a personal token (or GOTGAN_TOKEN).

    Raises: Invalid when the address or the token cannot be one.
    """

    def __init__(self, address: str | None = None, token: str | None = None) -> None:
        self.address = _checked_address(address or os.environ.get("GOTGAN_HUB") or DEFAULT_HUB)
        token = _checked_token(token or os.environ.get("GOTGAN_TOKEN") or "")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=self.address,
            headers={**headers, "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(STALL_SECONDS, connect=10.0),
            limits=httpx.Limits(max_connections=16),
            follow_redirects=True,
        )

    def __enter__(self) -> Hub:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get_json(self, path: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Raises: HubUnreachable, HubRefuses, NotFound."""
        for attempt in range(TRIES):
            try:
                answer = self._http.get(path, params=params)
            except httpx.TransportError as error:
                self._wait_or_give_up(attempt, error)
                continue
            except httpx.RequestError:  # redirected for ever, or packed in an unknown way
                raise self.is_no_hub() from None
            if answer.status_code in PASSING and attempt < TRIES - 1:
                time.sleep(pause_seconds(attempt, answer))
                continue
            return self._read(self._checked(answer))
        raise self._unreachable("it keeps answering with errors")

    @contextmanager
    def bytes_of(self, path: str, start: int = 0, last: int | None = None) -> Iterator[httpx.Response]:
        """The bytes [start, last] of a file as a streaming answer; one try, no retry.

        Raises: HubRefuses, NotFound, httpx.TransportError, BadRange when another part is sent.
        """
        headers = {} if start == 0 and last is None else {"Range": f"bytes={start}-{'' if last is None else last}"}
        with self._http.stream("GET", path, headers=headers) as answer:
            if answer.status_code not in (200, 206):
                answer.read()
                self._checked(answer)
            if start and answer.status_code != 206:
                raise httpx.RemoteProtocolError("the hub sent the whole file where a part was asked for")
            yield answer

    def _read(self, answer: httpx.Response) -> dict[str, Any]:
        try:
            return answer.json()  # type: ignore[no-any-return]
        except ValueError:
            raise self.is_no_hub() from None

    def is_no_hub(self) -> HubUnreachable:
        """Something answered, but not as a hub does."""
        return self._unreachable("what answers there is no gotgan hub")

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        if answer.status_code < 400:
            return answer
        document = _document_of(answer)
        message = str(document.get("error") or f"{answer.request.url.path}: the hub answered {answer.status_code}")
        if answer.status_code in (401, 403):
            page = self.address + str(document.get("page", ""))
            raise HubRefuses(f"{message} See {page}", tuple(document.get("reasons", ())), page)
        if answer.status_code == 410:
            page = self.address + str(document.get("page", ""))
            raise Withdrawn(f"{message} See {page}", tuple(document.get("reasons", ())), page)
        if answer.status_code == 404:
            raise NotFound(f"{message}; look it up with `gotgan search`")
        raise self._unreachable(f"it answered {answer.status_code}")

    def _wait_or_give_up(self, attempt: int, error: httpx.TransportError) -> None:
        if attempt == TRIES - 1 or isinstance(error, httpx.ConnectError):
            raise self._unreachable(str(error) or type(error).__name__) from error
        time.sleep(pause_seconds(attempt))

    def _unreachable(self, why: str) -> HubUnreachable:
        return HubUnreachable(f"{self.address}: no answer ({why}); is the hub running, is the address right?")


def _checked_address(address: str) -> str:
    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise Invalid(Issue(f"hub {address}", "is no web address", f"write it like {DEFAULT_HUB}"))
    return str(url).rstrip("/")


def _checked_token(token: str) -> str:
    token = token.strip()
    if token and (not token.isascii() or not token.isprintable() or " " in token):
        raise Invalid(Issue("token", "holds characters that no token has", "copy it again, it begins with gtg_"))
    return token


def pause_seconds(attempt: int, answer: httpx.Response | None = None) -> float:
    """Half a second, doubling; or what the hub asks for in Retry-After."""
    asked = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(float(asked), 60.0) if asked.isdigit() else 0.5 * 2.0**attempt


def _document_of(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
