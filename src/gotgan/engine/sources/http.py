"""One door to the web: checked addresses, time limits, retries, downloads that go on where they stopped."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from gotgan.engine.sources import address, again
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.answered import check_status
from gotgan.engine.sources.json_text import loads
from gotgan.engine.sources.part import Part, TryAgain
from gotgan.terms.errors import Invalid, Issue, NotFound, Unavailable

MOST_REDIRECTS = 5
LARGEST_DOCUMENT_BYTES = 64 << 20
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


T = TypeVar("T")


class TooLarge(Unavailable):
    """The document is larger than is read into memory."""


@dataclass
class Door:
    """Asks `typed` and what it points to. Never sends a password to another host than the typed one."""

    typed: str
    allow_private: bool = True
    patience: Patience = field(default_factory=Patience)
    resolve: address.Resolve = address.resolve_host
    sleep: Callable[[float], None] = time.sleep
    auth: httpx.Auth | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raises: Invalid, and AddressRefused when a stranger's address is private."""
        url = address.read_address(self.typed)
        if self.auth is None and url.userinfo:
            self.auth = httpx.BasicAuth(url.username, url.password)
        self.url = url.copy_with(username=None, password=None, fragment=None)
        self.origin: address.Origin | None = address.origin_of(url) if self.allow_private else None
        address.choose_ip(self.url, self.origin, self.resolve)
        seconds = httpx.Timeout(self.patience.read_seconds, connect=self.patience.connect_seconds)
        self._client = httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False)

    def get_json(self, url: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON document at `url`, asked with POST when there is a body. Raises: Unavailable, NotFound, Invalid."""
        content = self.read(url, body=body)
        try:
            return loads(content)
        except (ValueError, RecursionError):
            raise Invalid(Issue(address.shown(url), "did not answer with JSON", "check the address")) from None

    def head(self, url: str) -> httpx.Response:
        """The headers of `url`, by HEAD, or by GET where HEAD is not served; the body is not read."""
        return self.retried(lambda: self._head(url))

    def download(self, url: str, target: Path) -> None:
        """Put the whole body at `target`; `target` appears only when it is complete.

        A cut connection goes on by Range with If-Range, also after a restart: what came is kept in
        `target.part`. Raises: Unavailable, NotFound, AddressRefused, OSError (disk full).
        """
        part = Part(target)
        again.complete(part, lambda: self._continue(url, part), address.shown(url), self.patience, self.sleep)

    def retried(self, attempt: Callable[[], T]) -> T:
        """Try, and three times more while the server says later or the line breaks."""
        return again.retried(attempt, self.patience, self.sleep)

    def read(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        most: int | None = None,
    ) -> bytes:
        """A document, or its first `most` bytes. Raises: Refused, NotFound, Unavailable (also over 64 MB)."""

        def attempt() -> bytes:
            with self.open(url, method=method, headers=headers, body=body) as response:
                return self.body_of(response, most)

        return self.retried(attempt)

    def body_of(self, response: httpx.Response, most: int | None = None) -> bytes:
        content = bytearray()
        for chunk in self.chunks(response):
            content += chunk
            if most is not None and len(content) >= most:
                return bytes(content[:most])
            if len(content) > LARGEST_DOCUMENT_BYTES:
                shown = address.shown(response.request.url)
                raise TooLarge(f"{shown}: an answer of more than 64 MB; ask for smaller pages")
        return bytes(content)

    def measure(self, url: str) -> tuple[int, str]:
        """Size and sha256 of a body, read to its end and let go."""

        def attempt() -> tuple[int, str]:
            digest, size = hashlib.sha256(), 0
            with self.open(url) as response:
                for chunk in self.chunks(response):
                    digest.update(chunk)
                    size += len(chunk)
            return size, digest.hexdigest()

        return self.retried(attempt)

    def _head(self, url: str) -> httpx.Response:
        try:
            with self.open(url, method="HEAD") as response:
                self.body_of(response)  # read to its empty end, the line serves the next question too
                return response
        except NotFound:
            with self.open(url) as response:
                return response

    def _continue(self, url: str, part: Part) -> None:
        with self.open(url, headers=part.headers()) as response:
            part.begin(response)
            with part.path.open("ab") as file:
                for chunk in self.chunks(response):
                    file.write(chunk)
        part.check_whole(address.shown(url))

    @contextmanager
    def open(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Iterator[httpx.Response]:
        """One answer, redirects followed and checked, its body not yet read.

        Raises: TryAgain, NotFound, Unavailable, AddressRefused.
        """
        try:
            response = self._follow(httpx.URL(url), method, headers or {}, body)
        except httpx.TimeoutException:
            raise TryAgain(f"{address.shown(url)}: does not answer") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TryAgain(f"{address.shown(url)}: the connection failed ({type(error).__name__})") from None
        try:
            check_status(response, url)
            yield response
        finally:
            response.close()

    def _follow(
        self, url: httpx.URL, method: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> httpx.Response:
        first = url
        for _ in range(MOST_REDIRECTS + 1):
            response = self._send(url, method, headers, body)
            location = response.headers.get("location")
            if response.status_code not in _REDIRECTS or not location:
                return response
            response.close()
            url = url.join(location)
            if response.status_code == 303:
                method, body = "GET", None
        raise Unavailable(f"{address.shown(first)}: redirects more than {MOST_REDIRECTS} times; check the address")

    def _send(
        self, url: httpx.URL, method: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> httpx.Response:
        ip = address.choose_ip(url, self.origin, self.resolve)
        asked, extensions = url, {}
        sent = {"User-Agent": "gotgan", "Accept-Encoding": "identity", **headers}
        if ip is not None:
            asked = url.copy_with(host=ip)
            sent["Host"] = url.netloc.decode("ascii")
            extensions = {"sni_hostname": url.host} if url.scheme == "https" else {}
        request = self._client.build_request(method, asked, headers=sent, json=body, extensions=extensions or None)
        if extensions:
            request.extensions |= extensions
        is_typed = address.origin_of(url) == address.origin_of(self.url)
        return self._client.send(request, stream=True, auth=self.auth if is_typed else None)

    def chunks(self, response: httpx.Response) -> Iterator[bytes]:
        """The body as it comes, nothing held back. Raises: TryAgain when the line breaks, stalls or trickles."""
        shown, since, came = address.shown(response.request.url), time.monotonic(), 0
        try:
            for chunk in response.iter_raw():
                yield chunk
                came += len(chunk)
                if time.monotonic() - since > self.patience.stall_seconds:
                    if came < self.patience.least_bytes:
                        raise TryAgain(f"{shown}: stalls")
                    since, came = time.monotonic(), 0
        except httpx.TimeoutException:
            raise TryAgain(f"{shown}: stalls") from None
        except httpx.HTTPError as error:
            raise TryAgain(f"{shown}: cut ({type(error).__name__})") from None
