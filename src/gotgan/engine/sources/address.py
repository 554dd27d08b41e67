"""Which addresses may be asked.

What an operator typed is allowed. A redirect, or an address found inside a listing, that resolves to
a private, loopback or otherwise special address is refused, unless it is the host and port typed.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from gotgan.terms.errors import Invalid, Issue, NotAllowed, Unavailable

Resolve = Callable[[str, int], Sequence[str]]
_PORTS = {"http": 80, "https": 443}
_KEY_IN_QUERY = re.compile(
    r"([?&;][^=&;#]*(?:key|token|sig|secret|passw|pwd|auth|credential)[^=&;#]*=)[^&;#]*", re.IGNORECASE
)
"""`serviceKey=...` of a portal, `X-Amz-Signature=...` of an address that is signed for an hour."""


class AddressRefused(NotAllowed):
    """The address leads into a private network, or is none of the web."""


@dataclass(frozen=True)
class Origin:
    host: str
    port: int


def read_address(text: str) -> httpx.URL:
    """Raises: Invalid when it is no http or https address."""
    try:
        url = httpx.URL(text.strip())
        if url.scheme in _PORTS and url.host:
            return url
    except (httpx.InvalidURL, TypeError, ValueError):
        pass
    raise Invalid(Issue(shown(text), "is not an address of the web", "write it as https://host/path"))


def origin_of(url: httpx.URL) -> Origin:
    return Origin(url.host.lower(), url.port or _PORTS.get(url.scheme, 0))


def shown(address: str | httpx.URL) -> str:
    """The address for messages: without name, password and fragment, and without the keys that its query holds."""
    try:
        url = httpx.URL(str(address))
        plain = url.copy_with(username=None, password=None, fragment=None) if url.userinfo or url.fragment else url
        return _KEY_IN_QUERY.sub(r"\1***", str(plain))
    except (httpx.InvalidURL, TypeError, ValueError):
        return _KEY_IN_QUERY.sub(r"\1***", str(address).rpartition("@")[2])[:200]


def resolve_host(host: str, port: int) -> list[str]:
    """Raises: Unavailable when the name is not known."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise Unavailable(f"{host}: no such host; check the address and the name service") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(ip: str) -> bool:
    """Whether everybody may be there: not private, loopback, link-local, multicast or reserved."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if mapped is not None:
        return is_public(str(mapped))
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def choose_ip(url: httpx.URL, typed: Origin | None, resolve: Resolve = resolve_host) -> str | None:
    """The one IP to connect to; None when the typed host may be asked as it is.

    Handing on the IP that was checked keeps a name server from answering differently the second time.
    Raises: AddressRefused.
    """
    if url.scheme not in _PORTS:
        raise AddressRefused(f"{shown(url)}: is not an address of the web; only http and https are followed")
    origin = origin_of(url)
    if origin == typed:
        return None
    return public_ip(origin.host, origin.port, shown(url), resolve)


def public_ip(host: str, port: int, shown_as: str, resolve: Resolve = resolve_host) -> str:
    """The first IP of a host that is public in all its IPs. Raises: AddressRefused, Unavailable."""
    found = resolve(host, port)
    if not found or not all(map(is_public, found)):
        raise AddressRefused(
            f"{shown_as}: leads into a private network and is not followed; if it is right, add it as a source itself"
        )
    return found[0]
