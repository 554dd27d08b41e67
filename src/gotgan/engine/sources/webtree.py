"""What folders on the web have in common: addresses that stay below the one that was typed."""

from __future__ import annotations

import posixpath
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urljoin, urlsplit

import httpx

from gotgan.engine.sources import address, credential
from gotgan.engine.sources.again import Patience, Stuck
from gotgan.engine.sources.answered import Refused
from gotgan.engine.sources.http import Door, TooLarge
from gotgan.engine.sources.tree import Entry, RemoteTree, Unreadable
from gotgan.engine.tables.names import member_name
from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound
from gotgan.terms.record import FileRef

T = TypeVar("T")
OPTIONS = frozenset({"credential", "auth"})
_SAFE = "/!$&'()*+,;=:@~"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_AUTH: Mapping[str, Callable[[str, str], httpx.Auth]] = {"basic": httpx.BasicAuth, "digest": httpx.DigestAuth}


@dataclass(frozen=True)
class Child:
    """What a link of a folder leads to."""

    name: str
    place: str
    is_folder: bool


def folder_door(
    kind: str,
    url: str,
    options: Mapping[str, str],
    *,
    allow_private: bool,
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Door:
    """The door to a folder, its path with a slash at the end. Raises: Invalid, AddressRefused, as `resolve`."""
    credential.check_no_password(url)
    credential.check_options(kind, options, OPTIONS)
    typed = address.read_address(url)
    path = typed.path if typed.path.endswith("/") else f"{typed.path}/"
    plain = typed.copy_with(username=None, password=None, path=path, query=None, fragment=None)
    auth = _auth_of(unquote(typed.username), options)
    return Door(str(plain), allow_private, patience or Patience(), sleep=sleep, auth=auth)


def _auth_of(user: str, options: Mapping[str, str]) -> httpx.Auth | None:
    reference, scheme = options.get("credential", ""), options.get("auth") or "basic"
    if scheme not in _AUTH:
        raise Invalid(Issue("option auth", "is neither basic nor digest", "use one of them"))
    if bool(user) != bool(reference):
        how = f"write user@host, and {credential.HOW}, as the option credential=env:NAME"
        raise Invalid(Issue("the address", "user and credential belong together", how))
    return _AUTH[scheme](user, credential.resolve(reference).reveal()) if reference else None


def told(ask: Callable[[], T]) -> T:
    """Raises: Unreadable for what is refused or has gone, since the rest may be there; else as `ask`."""
    try:
        return ask()
    except (Refused, NotFound, Stuck, TooLarge) as error:
        raise Unreadable(str(error)) from None


def _origin_of(parts: SplitResult) -> address.Origin:
    return address.origin_of(httpx.URL(f"{parts.scheme}://{parts.netloc}"))


class WebTree(RemoteTree):
    """`place` is the path of an address, percent-encoded."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._base = quote(unquote_to_bytes(door.url.raw_path.decode("ascii")), _SAFE)
        self._here = address.origin_of(door.url)
        self._origin = str(door.url.copy_with(path="/")).removesuffix("/")
        if isinstance(door.auth, httpx.BasicAuth) and door.url.scheme == "http" and door.url.host not in _LOOPBACK:
            self.warnings = ("the password goes over the line unencrypted; use the https form of the address",)

    @property
    def root(self) -> Entry:
        return Entry("", self._base, is_folder=True)

    def location_of(self, file: Entry) -> str:
        return self._origin + file.place

    def listing_of(
        self, folder: Entry, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> tuple[httpx.Response, bytes]:
        """What the server says of a folder. Raises: Unreadable, also when it sends us elsewhere; Unavailable."""
        url = self.location_of(folder)

        def attempt() -> tuple[httpx.Response, bytes]:
            with self.door.open(url, method=method, headers=headers) as response:
                if httpx.URL(url).raw_path != response.request.url.raw_path:
                    raise Unreadable(
                        f"{address.shown(url)}: leads elsewhere; add the address where it leads as a source itself"
                    )
                return response, self.door.body_of(response)

        return told(lambda: self.door.retried(attempt))

    def read(self, file: Entry, most: int) -> bytes:
        headers = {"Range": f"bytes=0-{most - 1}"} if file.size_bytes else {}
        return told(lambda: self.door.read(self.location_of(file), headers=headers, most=most))

    def child_of(self, folder: Entry, link: str, *, is_origin_checked: bool) -> Child | None:
        """What a link of the folder's listing leads to, if that lies directly in the folder.

        A link elsewhere, to the folder itself, upwards, or with a query is none. A server behind a
        proxy may call itself otherwise, so the origin counts only where it is to be checked.
        """
        try:
            parts = urlsplit(urljoin(self.location_of(folder), link.strip()))
            is_here = (
                not is_origin_checked or address.origin_of(httpx.URL(parts._replace(path="").geturl())) == self._here
            )
        except (ValueError, httpx.InvalidURL):
            return None
        path, above = unquote_to_bytes(parts.path), unquote_to_bytes(folder.place)
        name = path[len(above) :].removesuffix(b"/")
        if parts.query or not is_here or not path.startswith(above) or b"/" in name or name in (b"", b".", b".."):
            return None
        return Child(member_name(name), quote(above + name, _SAFE), path.endswith(b"/"))

    def fetch(self, file: FileRef, target: Path) -> None:
        """As `Door.download`. Raises: NotAllowed outside the folder."""
        path = unquote_to_bytes(file.location.removeprefix(self._origin))
        is_below = path.startswith(unquote_to_bytes(self._base)) and posixpath.normpath(path) == path
        if not (file.location.startswith(f"{self._origin}/") and is_below):
            raise NotAllowed(f"{file.path}: does not lie in the source's folder")
        self.door.download(file.location, target)
